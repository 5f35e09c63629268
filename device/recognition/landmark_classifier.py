"""Letters from geometry: what the hand's 21 points say, beside what the reader saw in the picture.

Points generalise to people, rooms and light that no picture in training showed; pictures show what points cannot
tell (a thumb between fingers). The two errors are of different kinds, so both are asked and their answers combined.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.errors import ModelError
from device.recognition.dynamic.decisions import NO_LETTER
from device.recognition.interpreter import Model

FINGER_CHAINS = [0, 1, 2, 3, 4, 0, 5, 6, 7, 8, 0, 9, 10, 11, 12, 0, 13, 14, 15, 16, 0, 17, 18, 19, 20]
FINGERTIPS = [4, 8, 12, 16, 20]
FEATURES = 195
MIN_PROBABILITY = 1e-4  # of a probability: int8 knows 0, which no other evidence could outweigh


def landmark_features(points: NDArray[Any]) -> NDArray[np.float32]:
    """Geometry without place and size: centred and scaled points, bones, distances of every joint to the tips.

    Args:
        points: (n, 21, 2) in a common square scale.

    Returns:
        float32 (n, FEATURES).
    """
    p = points - points.mean(1, keepdims=True)
    p = p / np.maximum(np.sqrt((p**2).sum(2).mean(1)), 1e-6)[:, None, None]  # all in one place: no hand, but no NaN
    bones = np.diff(p[:, FINGER_CHAINS], axis=1)
    spans = np.linalg.norm(p[:, FINGERTIPS][:, :, None] - p[:, None], axis=3)
    n = len(p)
    return np.concatenate([p.reshape(n, -1), bones.reshape(n, -1), spans.reshape(n, -1)], 1).astype(np.float32)


def mirrored(points: NDArray[Any]) -> NDArray[Any]:
    """Left hands for right ones: (n, 21, 2) or (n, 21, 3)."""
    return points * ([-1, 1, 1] if points.shape[2] == 3 else [-1, 1])


class LandmarkClassifier:
    """A small network on `features`; it learned from left and right hands alike and is asked as both."""

    def __init__(self, model: Model) -> None:
        """Use a model that takes (1, FEATURES) and gives probabilities (1, labels).

        Raises:
            ModelError: it does not.
        """
        if model.metadata.inputs[0].shape != (1, FEATURES) or NO_LETTER not in model.metadata.labels:
            raise ModelError(f"The model {model.path} does not read letters from points; reinstall the station.")
        self._model = model
        self.labels = model.metadata.labels
        self._share = model.metadata.threshold("share")
        self._temperature = model.metadata.threshold("temperature")
        self._nothing = self.labels.index(NO_LETTER)
        if not 0 <= self._share <= 1 or self._temperature <= 0:
            raise ModelError(
                f"The metadata of {model.path} has a share outside of 0–1 or a temperature that is not "
                "above 0; reinstall the station."
            )

    def read(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probabilities float32 (labels,) for points (21, 2) in pixels."""
        both = np.stack([points, points * [-1, 1]])
        return np.asarray(np.mean([self._model.run(x[None])[0].reshape(-1) for x in landmark_features(both)], 0))

    def fuse(self, seen: NDArray[np.float32], points: NDArray[np.float32]) -> NDArray[np.float32]:
        """The reader's probabilities and those of the points as one answer, float32 (labels,)."""
        placed = self.read(points)
        p = fuse(seen, placed, self._share, self._temperature)
        return cap_by_no_letter(p, float(max(seen[self._nothing], placed[self._nothing])), self._nothing)


def cap_by_no_letter(p: NDArray[np.float32], doubt: float, nothing: int) -> NDArray[np.float32]:
    """An answer in which “nothing” is at least as likely as the more doubtful of the two says.

    Other handshapes resemble a letter to the eye or by their points, seldom to both: on training signers held out, at
    as many letters shown and right, 11 instead of 14 of 100 other handshapes are shown as a letter.

    Args:
        p: (labels,), both answers combined; doubt: of “nothing”, the larger of the two; nothing: its index.
    """
    if doubt <= p[nothing]:
        return p
    scaled = p * np.float32((1 - doubt) / max(1 - float(p[nothing]), MIN_PROBABILITY))
    scaled[nothing] = doubt
    return scaled


def fuse(
    seen: NDArray[np.float32], placed: NDArray[np.float32], share: float, temperature: float
) -> NDArray[np.float32]:
    """A logarithmic pool of two answers (…, labels), sharpened (temperature < 1) or flattened to be calibrated.

    Args:
        share: weight of `placed`, 0–1.
    """
    logs = (1 - share) * np.log(np.maximum(seen, MIN_PROBABILITY)) + share * np.log(np.maximum(placed, MIN_PROBABILITY))
    p = np.exp((logs - logs.max(-1, keepdims=True)) / temperature)
    return np.asarray(p / p.sum(-1, keepdims=True), np.float32)
