"""The landmark model: letter probabilities, 21 landmarks, presence and handedness of the hand in one square."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from device.errors import ModelError
from device.names import shown
from device.recognition.geometry import box_around
from device.recognition.hand_square import HandSquare, square_of_landmarks
from device.recognition.interpreter import Model
from device.recognition.preprocess import crop_turned, normalise_contrast
from device.recognition.vocabulary import labels_of, sum_classes
from device.system.timing import NoTimer, StageTimer
from device.types import HandBox, Pixels


@dataclass(frozen=True)
class HandEstimate:
    """Output of the landmark model for one square, in the frame's coordinates.

    Attributes:
        p: float32 (labels,), probabilities of the vocabulary and of "nothing".
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

    def square(self, image: Pixels) -> HandSquare:
        """Return the square around the landmarks, in pixels of the image (h, w)."""
        height, width = image.shape[:2]
        return square_of_landmarks(self.landmarks * np.array([width, height]))


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
        model: network and metadata.
        labels: of `HandEstimate.p`: the vocabulary and "nothing".
    """

    def __init__(self, model: Model, timer: StageTimer | None = None, vocabulary: str = "letters") -> None:
        """Use a model with outputs letters (1, labels), heatmaps (1, g, g, 21) and presence and right hand (1, 2).

        Its inputs are the square (1, size, size, 1) and the cosine and sine of its angle (1, 2). A model of version 0.2
        lacks the second one: its squares are not turned.

        Args:
            model: a loaded network.
            timer: records the stages "preprocess" and "inference".
            vocabulary: one of settings.VOCABULARIES.

        Raises:
            ModelError: inputs or outputs have other shapes, or the metadata lacks the threshold "hand".
        """
        metadata = model.metadata
        inputs, outputs = ([spec.shape for spec in specs] for specs in (metadata.inputs, metadata.outputs))
        self._turned = inputs[1:] == [(1, 2)]
        shaped = [len(shape) for shape in outputs] == [2, 4, 2] and outputs[2] == (1, 2)
        if not metadata.size or not shaped or not (self._turned or len(inputs) == 1):
            raise ModelError(f"The model {shown(model.path)} is not a landmark model; reinstall the station.")
        self.model = model
        self._vocabulary = vocabulary
        self.labels = labels_of(vocabulary, metadata.labels)
        self._min_presence = metadata.threshold("hand")
        self._timer = timer or NoTimer()

    def estimate(self, image: Pixels, square: HandSquare, mirrored: bool = False) -> HandEstimate | None:
        """Run the model on a square.

        Args:
            image: uint8 (h, w) or (h, w, 3) BGR, unmirrored.
            square: around the hand, pixels of the image.
            mirrored: flip the square left to right before inference, and the result back. The errors of such a pass
                are only partly the same, so that the mean of both passes is more accurate.

        Returns:
            None if the square lies outside of the frame or shows no hand.
        """
        height, width = image.shape[:2]
        square = square if self._turned else replace(square, angle=0.0)
        try:
            with self._timer("preprocess"):
                pixels = normalise_contrast(crop_turned(image, square.matrix, self.model.metadata.size))
        except ValueError:  # the square has left the frame
            return None
        with self._timer("inference"):
            direction = [square.direction * ([1, -1] if mirrored else [1, 1])] if self._turned else []
            p, heatmaps, hand = self.model.read_all(pixels[:, ::-1] if mirrored else pixels, *direction)
        presence, right = (float(value) for value in hand.reshape(-1))
        if presence < self._min_presence:
            return None
        landmarks = landmarks_from_heatmaps(heatmaps[0])
        if mirrored:
            landmarks, right = landmarks * [-1, 1] + [1, 0], 1 - right
        matrix = square.matrix
        in_frame = (landmarks @ matrix[:, :2].T + matrix[:, 2]) / [width, height]
        peak = float(heatmaps[0].max((0, 1)).mean())
        p = sum_classes(p.reshape(-1), self.model.metadata.labels, self._vocabulary)
        return HandEstimate(p, in_frame.astype(np.float32), presence, right, peak)


def landmarks_from_heatmaps(heatmaps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Locate each landmark by a local soft-argmax around its heatmap's peak.

    Soft-argmax is the mean position under a softmax (integral regression, Sun et al. 2018). Here only cells within
    `peak_radius` of the peak count: over all cells, the background pulls every landmark to the centre. The box around
    such landmarks is 3 % too small, and a track that crops by its own landmarks would shrink from frame to frame.

    Args:
        heatmaps: float32 (g, g, 21), logits.

    Returns:
        float32 (21, 2), x and y as fractions of the square.
    """
    cells, count = heatmaps.shape[0], heatmaps.shape[2]
    row, column = np.divmod(heatmaps.reshape(cells * cells, count).argmax(0), cells)
    radius = peak_radius(cells)
    offsets = np.arange(-radius, radius + 1)
    rows, columns = row + offsets[:, None], column + offsets[:, None]  # (2 r + 1, 21)
    inside = _inside(rows, cells)[:, None] & _inside(columns, cells)[None]
    near = heatmaps[rows.clip(0, cells - 1)[:, None], columns.clip(0, cells - 1)[None], np.arange(count)]
    weight = np.where(inside, np.exp(near - near.max((0, 1))), 0.0)
    weight /= weight.sum((0, 1))
    x, y = (weight.sum(0) * (columns + 0.5)).sum(0), (weight.sum(1) * (rows + 0.5)).sum(0)
    return np.asarray(np.stack([x, y], 1) / cells, np.float32)


def peak_radius(cells: int) -> int:
    """Return how many cells around a heatmap's peak locate its landmark.

    2 of 12 and 3 of 24. On dev, exact squares, the median error at radius 1 to 5 of 24 cells is 3.76, 3.69, 3.66, 3.64
    and 3.64 % of the hand's diagonal.
    """
    return max(2, cells // 8)


def _inside(numbers: NDArray[np.int64], cells: int) -> NDArray[np.bool_]:
    return (numbers >= 0) & (numbers < cells)
