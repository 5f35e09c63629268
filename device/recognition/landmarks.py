"""The station's path from a frame to letters: find, look, follow, and ask picture and points."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.errors import ModelError
from device.recognition.detector import HandDetector, iou, landmarks_from_heatmaps, scaled, square_around, to_frame
from device.recognition.interpreter import Model
from device.recognition.landmark_classifier import LandmarkClassifier
from device.recognition.preprocess import crop_grey, normalise_contrast
from device.recognition.smoothing import Thresholds
from device.settings import MODELS, RecognitionSettings
from device.system.timing import NoTimer, StageTimer
from device.types import Frame, HandBox, Pixels, Scores

# A look at the mirrored square, as if at the other hand, errs differently; the mean of both reads better. It is worth
# its time where the first answer is less sure than this: one frame in ten of a training signer's bursts.
SECOND_LOOK_BELOW = 0.85
LANDMARK_MODEL = MODELS / "station" / "hand.tflite"

# A track is cut by its own points: a finger that comes out of a fist lies beyond the cut, is not seen, and the next cut
# is as small. So every WIDE_EVERY_S a wider one is looked at, too; the better of the two goes on. On J and Z of training  # noqa: E501
# signers, against MediaPipe's points, frames that are far off (a quarter of the hand) go from 24 % to 21 %; other times
# (0.01 to 0.2 s) and widths (1.4 to 1.8) differ little.
WIDE_EVERY_S, WIDE_FACTOR = 0.05, 1.6
SAME_BOX_IOU = 0.8  # boxes that overlap so far are one
PEAK_GAIN = 1.05  # times the peaks of the points' maps must be higher for the wider one


@dataclass(frozen=True)
class HandEstimate:
    """What the reader says of one square.

    Attributes:
        p: float32 (labels,), its letters.
        points: float32 (21, 2), fractions of the frame.
        there: how likely there is a hand at all; right: that it is a right one; 0–1.
        clear: mean height of the peaks of the points' maps; comparable between looks at one frame.
    """

    p: NDArray[np.float32]
    points: NDArray[np.float32]
    there: float
    right: float
    clear: float

    @property
    def box(self) -> HandBox:
        """The upright box around the points."""
        (x0, y0), (x1, y1) = self.points.min(0).tolist(), self.points.max(0).tolist()
        return HandBox(x0, y0, x1, y1, "right" if self.right >= 0.5 else "left", self.there)


def average(a: HandEstimate, b: HandEstimate) -> HandEstimate:
    """The mean of two looks at the same hand."""
    pairs = ((a.there, b.there), (a.right, b.right), (a.clear, b.clear))
    return HandEstimate((a.p + b.p) / 2, (a.points + b.points) / 2, *(sum(pair) / 2 for pair in pairs))


class LandmarkRecognizer:
    """The station's path: find the hand, follow it by its own points, read the letter wherever it is."""

    def __init__(self, settings: RecognitionSettings, stages: StageTimer | None = None) -> None:
        """Load finder, hand network and letter head.

        Raises:
            ModelError: see interpreter.Model.
        """
        path = Path(settings.model) if settings.model else LANDMARK_MODEL
        runtime = None if settings.runtime == "auto" else settings.runtime
        self._model = Model(path, runtime, threads=settings.threads)
        self._finder = HandDetector(Model(path.with_name("finder.tflite"), runtime, threads=settings.threads))
        self._letters = LandmarkClassifier(Model(path.with_name("letters.tflite"), runtime, threads=settings.threads))
        self.metadata = self._model.metadata
        self.labels = self.metadata.labels
        if self._letters.labels != self.labels:
            raise ModelError(
                f"The models beside {path} do not belong together: letters.tflite knows other labels; "
                "reinstall the station or run `python -m convert`."
            )
        shapes = [spec.shape for spec in self.metadata.outputs]
        if not self.metadata.size or [len(shape) for shape in shapes] != [2, 4, 2] or shapes[2] != (1, 2):
            raise ModelError(f"The model {path} does not place a hand's points; reinstall the station.")
        self.excluded = self.metadata.excluded
        self.thresholds = Thresholds.of(self.metadata, path)
        self.runtime = self._model.runtime
        self._least = self.metadata.threshold("hand")
        self._stages = stages or NoTimer()
        self._track: HandBox | None = None
        self._wider_t = 0.0

    def recognize(self, frame: Frame) -> Scores:
        """Read the hand where it was last, or look for it; `box` is None when there is none."""
        look = None if self._track is None else self._look(frame.image, self._track)
        if look is None:
            look = self._found(frame.image)
            self._wider_t = frame.t + WIDE_EVERY_S
        elif frame.t >= self._wider_t - 1e-6:  # rounding of times
            look = self._wider(frame.image, look)
            self._wider_t = frame.t + WIDE_EVERY_S
        if look is None:
            self._track = None
            return Scores(frame.t, self.labels, np.zeros(len(self.labels), np.float32), None)
        p = self._letters_of(frame.image, look)
        if p.max() < SECOND_LOOK_BELOW:
            turned = self._look(frame.image, look.box, mirrored=True)
            if turned is not None:
                look = average(look, turned)
                p = self._letters_of(frame.image, look)
        self._track = look.box
        return Scores(frame.t, self.labels, p, look.box, look.points)

    def reset(self) -> None:
        """Look for the hand anew in the next frame."""
        self._track = None

    def _found(self, image: Pixels) -> HandEstimate | None:
        """Look for the hand.

        The finder's boxes are rough: the place where the reader is surest of a hand is looked at again, cut as its
        points say. On training signers held out that is worth 1 of 100 letters against the finder's first place
        (2 with the first round's finder).
        """
        with self._stages("find"):
            places = self._finder.candidates(image)
        seen = [look for look in (self._look(image, place) for place in places) if look is not None]
        return self._look(image, max(seen, key=lambda look: look.there).box) if seen else None

    def _letters_of(self, image: Pixels, look: HandEstimate) -> NDArray[np.float32]:
        height, width = image.shape[:2]
        with self._stages("letters"):
            return self._letters.fuse(look.p, look.points * np.array([width, height], np.float32))

    def _wider(self, image: Pixels, look: HandEstimate) -> HandEstimate:
        """`look`, or what a wider one shows, where that is another and clearer."""
        wide = self._look(image, scaled(look.box, WIDE_FACTOR))
        if wide is None or iou(wide.box, look.box) >= SAME_BOX_IOU:
            return look
        wide = self._look(image, wide.box) or wide
        other = iou(wide.box, look.box) < SAME_BOX_IOU and wide.clear >= PEAK_GAIN * look.clear
        return wide if other else look

    def _look(self, image: Pixels, box: HandBox, mirrored: bool = False) -> HandEstimate | None:
        height, width = image.shape[:2]
        square = square_around(box, width, height)
        try:
            with self._stages("preprocess"):
                pixels = normalise_contrast(crop_grey(image, square, self.metadata.size))
        except ValueError:  # the track has left the frame
            return None
        with self._stages("inference"):
            p, maps, hand = self._model.read_all(pixels[:, ::-1] if mirrored else pixels)
        there, right = (float(value) for value in hand.reshape(-1))
        if there < self._least:
            return None
        points = landmarks_from_heatmaps(maps[0])
        if mirrored:
            points, right = points * [-1, 1] + [1, 0], 1 - right
        clear = float(maps[0].max((0, 1)).mean())
        return HandEstimate(p.reshape(-1), to_frame(points, square), there, right, clear)
