"""The station's path from a frame to letters: find, look, follow, and ask picture and points."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .errors import ModelError
from .frame import Frame, HandBox, Pixels, Scores
from .hand import Finder, placed, points_from_maps, square_around
from .interpreter import Model
from .letters import LetterHead
from .preprocess import crop_grey, level
from .settings import MODELS, RecognitionSettings
from .smoothing import Thresholds
from .stages import NoStages, Stages

STATION_MODEL = MODELS / "station" / "hand.tflite"


@dataclass(frozen=True)
class Look:
    """What the reader says of one square.

    Attributes:
        p: float32 (labels,), its letters.
        points: float32 (21, 2), fractions of the frame.
        there: how likely there is a hand at all; right: that it is a right one; 0–1.
    """

    p: NDArray[np.float32]
    points: NDArray[np.float32]
    there: float
    right: float

    @property
    def box(self) -> HandBox:
        """The upright box around the points."""
        (x0, y0), (x1, y1) = self.points.min(0).tolist(), self.points.max(0).tolist()
        return HandBox(x0, y0, x1, y1, "right" if self.right >= 0.5 else "left", self.there)


def together(a: Look, b: Look) -> Look:
    """The mean of two looks at the same hand."""
    return Look((a.p + b.p) / 2, (a.points + b.points) / 2, (a.there + b.there) / 2, (a.right + b.right) / 2)


class StationRecognizer:
    """The station's path: find the hand, follow it by its own points, read the letter wherever it is."""

    def __init__(self, settings: RecognitionSettings, stages: Stages | None = None) -> None:
        """Load finder, hand network and letter head.

        Raises:
            ModelError: see interpreter.Model.
        """
        path = Path(settings.model) if settings.model else STATION_MODEL
        runtime = None if settings.runtime == "auto" else settings.runtime
        self._model = Model(path, runtime, threads=settings.threads)
        self._finder = Finder(Model(path.with_name("finder.tflite"), runtime, threads=settings.threads))
        self._letters = LetterHead(Model(path.with_name("letters.tflite"), runtime, threads=settings.threads))
        self.metadata = self._model.metadata
        self.labels = self.metadata.labels
        if self._letters.labels != self.labels:
            raise ModelError(f"The models beside {path} do not belong together: letters.tflite knows other labels; "
                             "reinstall the station or run `python -m convert`.")
        self.excluded = self.metadata.excluded
        self.thresholds = Thresholds.of(self.metadata, path)
        self.runtime = self._model.runtime
        self._least = self.metadata.thresholds["hand"]
        self._stages = stages or NoStages()
        self._track: HandBox | None = None

    def see(self, frame: Frame) -> Scores:
        """Read the hand where it was last, or look for it; `box` is None when there is none."""
        look = None if self._track is None else self._look(frame.image, self._track)
        look = look or self._found(frame.image)
        self._track = None if look is None else look.box
        if look is None:
            return Scores(frame.t, self.labels, np.zeros(len(self.labels), np.float32), None)
        height, width = frame.image.shape[:2]
        with self._stages("letters"):
            p = self._letters.combine(look.p, look.points * np.array([width, height], np.float32))
        return Scores(frame.t, self.labels, p, look.box, look.points)

    def forget(self) -> None:
        """Look for the hand anew in the next frame."""
        self._track = None

    def _found(self, image: Pixels) -> Look | None:
        """Look for the hand.

        The finder's boxes are rough: the place that the reader likes best is looked at again where its points say,
        and then once more mirrored, as the other hand. On training signers held out the right place among three
        is worth 4 of 100 letters, the mirrored look 2; a third plain look nothing.
        """
        with self._stages("find"):
            places = self._finder.candidates(image)
        seen = [look for look in (self._look(image, place) for place in places) if look is not None]
        if not seen:
            return None
        near = max(seen, key=lambda look: look.there)
        plain = self._look(image, near.box)
        if plain is None:
            return None
        turned = self._look(image, plain.box, mirrored=True)
        return plain if turned is None else together(plain, turned)

    def _look(self, image: Pixels, box: HandBox, mirrored: bool = False) -> Look | None:
        height, width = image.shape[:2]
        square = square_around(box, width, height)
        try:
            with self._stages("preprocess"):
                pixels = level(crop_grey(image, square, self.metadata.size))
        except ValueError:  # the track has left the frame
            return None
        with self._stages("inference"):
            p, maps, hand = self._model.read_all(pixels[:, ::-1] if mirrored else pixels)
        there, right = (float(value) for value in hand.reshape(-1))
        if there < self._least:
            return None
        points = points_from_maps(maps[0])
        if mirrored:
            points, right = points * [-1, 1] + [1, 0], 1 - right
        return Look(p.reshape(-1), placed(points, square), there, right)
