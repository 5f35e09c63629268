"""The landmark model: letter probabilities, 21 landmarks, presence and handedness of the hand in one square."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.errors import ModelError
from device.names import shown
from device.recognition.geometry import box_around, square_around, to_frame
from device.recognition.interpreter import Model
from device.recognition.preprocess import crop_grey, normalise_contrast
from device.system.timing import NoTimer, StageTimer
from device.types import HandBox, Pixels

PEAK_RADIUS = 2  # cells around a heatmap's peak that locate its landmark; least error of 1, 2, 3 and all cells


@dataclass(frozen=True)
class HandEstimate:
    """Output of the landmark model for one square, in the frame's coordinates.

    Attributes:
        p: float32 (labels,), letter probabilities.
        landmarks: float32 (21, 2), fractions of the frame.
        presence: probability that the square shows a hand, 0–1.
        right_probability: probability that it is a right hand, 0–1.
        peak: mean logit of the heatmaps' peaks; comparable between estimates of one frame.
    """

    p: NDArray[np.float32]
    landmarks: NDArray[np.float32]
    presence: float
    right_probability: float
    peak: float

    @property
    def box(self) -> HandBox:
        """Upright box around the landmarks, with handedness and presence as its score."""
        return box_around(self.landmarks, "right" if self.right_probability >= 0.5 else "left", self.presence)


def average(a: HandEstimate, b: HandEstimate) -> HandEstimate:
    """Return the mean of two estimates of the same hand."""
    return HandEstimate(
        (a.p + b.p) / 2,
        (a.landmarks + b.landmarks) / 2,
        (a.presence + b.presence) / 2,
        (a.right_probability + b.right_probability) / 2,
        (a.peak + b.peak) / 2,
    )


class LandmarkModel:
    """Runs the landmark model on squares of a frame.

    Attributes:
        model: network and metadata; its labels are those of `HandEstimate.p`.
    """

    def __init__(self, model: Model, timer: StageTimer | None = None) -> None:
        """Use a model with outputs letters (1, labels), heatmaps (1, g, g, 21) and presence and right hand (1, 2).

        Args:
            model: a loaded network.
            timer: records the stages "preprocess" and "inference".

        Raises:
            ModelError: the outputs have other shapes, or the metadata lacks the threshold "hand".
        """
        shapes = [spec.shape for spec in model.metadata.outputs]
        if not model.metadata.size or [len(shape) for shape in shapes] != [2, 4, 2] or shapes[2] != (1, 2):
            raise ModelError(f"The model {shown(model.path)} is not a landmark model; reinstall the station.")
        self.model = model
        self._min_presence = model.metadata.threshold("hand")
        self._timer = timer or NoTimer()

    def estimate(self, image: Pixels, box: HandBox, mirrored: bool = False) -> HandEstimate | None:
        """Run the model on the square around `box`.

        Args:
            image: uint8 (h, w) or (h, w, 3) BGR, unmirrored.
            box: of the hand, fractions of the frame.
            mirrored: flip the square left to right before inference, and the result back. The errors of such a pass
                are only partly the same, so that the mean of both passes is more accurate.

        Returns:
            None if the square lies outside of the frame or shows no hand.
        """
        height, width = image.shape[:2]
        square = square_around(box, width, height)
        try:
            with self._timer("preprocess"):
                pixels = normalise_contrast(crop_grey(image, square, self.model.metadata.size))
        except ValueError:  # the square has left the frame
            return None
        with self._timer("inference"):
            p, heatmaps, hand = self.model.read_all(pixels[:, ::-1] if mirrored else pixels)
        presence, right = (float(value) for value in hand.reshape(-1))
        if presence < self._min_presence:
            return None
        landmarks = landmarks_from_heatmaps(heatmaps[0])
        if mirrored:
            landmarks, right = landmarks * [-1, 1] + [1, 0], 1 - right
        peak = float(heatmaps[0].max((0, 1)).mean())
        return HandEstimate(p.reshape(-1), to_frame(landmarks, square), presence, right, peak)


def landmarks_from_heatmaps(heatmaps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Locate each landmark by a local soft-argmax around its heatmap's peak.

    Soft-argmax is the mean position under a softmax (integral regression, Sun et al. 2018). Here only cells within
    PEAK_RADIUS of the peak count: over all cells, the background pulls every landmark to the centre. The box around
    such landmarks is 3 % too small, and a track that crops by its own landmarks would shrink from frame to frame.

    Args:
        heatmaps: float32 (g, g, 21), logits.

    Returns:
        float32 (21, 2), x and y as fractions of the square.
    """
    cells = heatmaps.shape[0]
    numbers = np.arange(cells)
    row, column = np.divmod(heatmaps.reshape(cells * cells, -1).argmax(0), cells)
    near = (np.abs(numbers[:, None] - row) <= PEAK_RADIUS)[:, None] & (
        np.abs(numbers[:, None] - column) <= PEAK_RADIUS
    )[None]
    weight = np.where(near, np.exp(heatmaps - heatmaps.max((0, 1))), 0.0)
    weight /= weight.sum((0, 1))
    centres = (numbers + 0.5) / cells
    return np.asarray(np.stack([centres @ weight.sum(0), centres @ weight.sum(1)], 1), np.float32)
