"""The landmark model: letter probabilities, 21 landmarks, presence and handedness of the hand in one square."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from device.errors import ModelError
from device.names import shown
from device.recognition.geometry import box_around
from device.recognition.hand_square import HandSquare, square_of_landmarks
from device.recognition.hand_topology import LANDMARKS
from device.recognition.heatmaps import locate_peaks
from device.recognition.interpreter import Model
from device.recognition.preprocess import contrast_table
from device.recognition.quantisation import Tensor
from device.recognition.turned_crop import crop_turned
from device.recognition.vocabulary import class_matrix, labels_of
from device.system.timing import NoTimer, StageTimer
from device.types import HandBox, Pixels

_MIRROR = np.array([1, -1], np.float32)  # of a direction


@dataclass(frozen=True)
class HandEstimate:
    """Output of the landmark model for one square, in the frame's coordinates.

    Attributes:
        p: float32 (labels,), probabilities of the vocabulary and of "nothing".
        landmarks: float32 (21, 2), fractions of the frame.
        presence: probability that the square shows a hand, 0–1.
        right_probability: probability that it is a right hand, 0–1.
        peak: mean logit of the heatmaps' peaks; comparable between estimates of one hand. 0 without heatmaps.
        reach: largest distance of a landmark from the middle of its square, along an edge, in sides; above 0.5 it lies
            outside.
        candidate: square around the detector's box in which the hand was found; None if it was tracked.
        opinion: the second opinion that confirmed the hand; None if it was not asked.
    """

    p: NDArray[np.float32]
    landmarks: NDArray[np.float32]
    presence: float
    right_probability: float
    peak: float
    reach: float = 0.0
    candidate: HandSquare | None = None
    opinion: "HandEstimate | None" = None

    @property
    def box(self) -> HandBox:
        """Upright box around the landmarks, with handedness and presence as its score."""
        return box_around(self.landmarks, "right" if self.right_probability >= 0.5 else "left", self.presence)

    def square(self, image: Pixels) -> HandSquare:
        """Return the square around the landmarks, in pixels of the image (h, w)."""
        height, width = image.shape[:2]
        return square_of_landmarks(in_pixels(self.landmarks, width, height))


def in_pixels(landmarks: NDArray[np.float32], width: int, height: int) -> NDArray[np.float64]:
    """Return landmarks (21, 2) in pixels that are given as fractions of a frame, float64."""
    return np.multiply(landmarks, _size(width, height))


@lru_cache(maxsize=8)
def _size(width: int, height: int) -> NDArray[np.float64]:
    return np.array((width, height), np.float64)


def average(a: HandEstimate, b: HandEstimate) -> HandEstimate:
    """Return the mean of two estimates of the same hand."""
    return HandEstimate(
        (a.p + b.p) / 2,
        (a.landmarks + b.landmarks) / 2,
        (a.presence + b.presence) / 2,
        (a.right_probability + b.right_probability) / 2,
        (a.peak + b.peak) / 2,
        max(a.reach, b.reach),
    )


class LandmarkModel:
    """Runs the landmark model on squares of a frame.

    Attributes:
        model: network and metadata.
        labels: of `HandEstimate.p`: the vocabulary and "nothing".
        min_presence: of a hand, 0–1: the threshold "hand" of the metadata.
        has_peaks: its landmarks come from heatmaps, whose peaks say how sure they are.
    """

    def __init__(self, model: Model, timer: StageTimer | None = None, vocabulary: str = "letters") -> None:
        """Use a model with outputs letters (1, labels), heatmaps (1, g, g, 21) and presence and right hand (1, 2).

        In place of heatmaps it may give the landmarks themselves, (1, 42); such an estimate has no peaks. Its inputs
        are the square (1, size, size, 1) and the cosine and sine of its angle (1, 2). A model of version 0.2 lacks the
        second one: its squares are not turned.

        Args:
            model: a loaded network.
            timer: records the stages "preprocess", "inference" and "landmarks".
            vocabulary: one of settings.VOCABULARIES.

        Raises:
            ModelError: inputs or outputs have other shapes, or the metadata lacks the threshold "hand".
        """
        metadata = model.metadata
        inputs, outputs = ([spec.shape for spec in specs] for specs in (metadata.inputs, metadata.outputs))
        self._turned = inputs[1:] == [(1, 2)]
        self.has_peaks = outputs[1:2] != [(1, 2 * LANDMARKS)]
        shaped = [len(shape) for shape in outputs] == [2, 4 if self.has_peaks else 2, 2] and outputs[2] == (1, 2)
        if not metadata.size or not shaped or not (self._turned or len(inputs) == 1):
            raise ModelError(f"The model {shown(model.path)} is not a landmark model; reinstall the station.")
        self.model = model
        self.use_vocabulary(vocabulary)
        self.min_presence = metadata.threshold("hand")
        heatmaps = metadata.outputs[1]
        self._logits = (heatmaps.scale, heatmaps.zero_point) if heatmaps.scale else (1.0, 0)
        self._timer = timer or NoTimer()

    def use_vocabulary(self, vocabulary: str) -> None:
        """Name the labels of this vocabulary, one of settings.VOCABULARIES, from now on."""
        self.labels = labels_of(vocabulary, self.model.metadata.labels)
        self._sums = class_matrix(vocabulary, self.model.metadata.labels)

    def estimate(
        self, image: Pixels, square: HandSquare, mirrored: bool = False, min_presence: float | None = None
    ) -> HandEstimate | None:
        """Run the model on a square.

        Args:
            image: uint8 (h, w) or (h, w, 3) BGR, unmirrored.
            square: around the hand, pixels of the image.
            mirrored: flip the square left to right before inference, and the result back. The errors of such a pass
                are only partly the same, so that the mean of both passes is more accurate.
            min_presence: below it the square shows no hand, 0–1; None for the attribute of that name.

        Returns:
            None if the square lies outside of the frame or shows no hand.
        """
        height, width = image.shape[:2]
        square = square if self._turned else replace(square, angle=0.0)
        rows = square.rows
        try:
            with self._timer("preprocess"):
                pixels = crop_turned(image, rows, self.model.metadata.size)
                contrast = contrast_table(pixels)
                pixels = cast(Pixels, cv2.flip(pixels, 1)) if mirrored else pixels
        except ValueError:  # the square has left the frame
            return None
        with self._timer("inference"):
            direction = square.direction * _MIRROR if mirrored else square.direction
            self.model.run_pixels(pixels, *([direction] if self._turned else ()), contrast=contrast)
        with self._timer("landmarks"):
            threshold = self.min_presence if min_presence is None else min_presence
            (a, b, x), (c, d, y) = rows
            to_frame = np.array(((a / width, c / height), (b / width, d / height), (x / width, y / height)))
            return self._estimate(to_frame, mirrored, threshold)

    def _estimate(self, to_frame: NDArray[np.float64], mirrored: bool, min_presence: float) -> HandEstimate | None:
        """Read the model's outputs; `to_frame` (3, 2) maps fractions of the square to those of the frame."""
        letters, heatmaps, hand = self.model.outputs
        presence, right = hand.read().reshape(-1).tolist()
        if presence < min_presence:
            return None
        landmarks, peak = self._locate(heatmaps)
        reach = float(max(landmarks.max() - 0.5, 0.5 - landmarks.min()))
        if mirrored:
            landmarks[:, 0], right = 1 - landmarks[:, 0], 1 - right
        in_frame = landmarks @ to_frame[:2]
        in_frame += to_frame[2]
        p: NDArray[np.float32] = letters.read().reshape(-1) @ self._sums
        return HandEstimate(p, in_frame.astype(np.float32), presence, right, peak, reach)

    def _locate(self, output: Tensor) -> tuple[NDArray[np.float32], float]:
        """Return landmarks, float32 (21, 2) in fractions of the square, and the mean logit of their peaks."""
        if not self.has_peaks:
            return output.read().reshape(LANDMARKS, 2), 0.0
        scale, zero_point = self._logits
        landmarks, peaks = locate_peaks(output.memory[0], scale)
        return landmarks, (sum(peaks.tolist()) / len(peaks) - zero_point) * scale
