"""The landmark classifier: letter probabilities from the geometry of the 21 landmarks alone."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.alphabet import NO_LETTER
from device.errors import ModelError
from device.names import shown
from device.recognition.fusion import cap_by_no_letter, fuse
from device.recognition.hand_topology import FINGER_CHAINS, FINGERTIPS, LANDMARKS
from device.recognition.interpreter import Model
from device.recognition.vocabulary import class_matrix, labels_of

FEATURES = 195  # per hand: 42 coordinates, 48 of bones, 105 distances

# The features of a mirrored hand are those of the hand, with another sign of x.
_MIRRORED = np.concatenate([np.tile([-1, 1], (FEATURES - 105) // 2), np.ones(105)])
_BOTH_SIDES = np.stack([np.ones(FEATURES), _MIRRORED]).astype(np.float32)


def landmark_features(landmarks: NDArray[Any]) -> NDArray[np.float32]:
    """Compute features that do not depend on the hand's position and size.

    These are the landmarks (centred, root mean square distance 1), the bones, and the distance of each landmark to
    each fingertip.

    Args:
        landmarks: (n, 21, 2), one unit for both axes.

    Returns:
        float32 (n, FEATURES).
    """
    values = np.matmul(_differences(), landmarks)
    centred = values[:, :LANDMARKS].reshape(len(values), -1)
    rms = np.sqrt(np.add.reduce(centred * centred, 1) / LANDMARKS)
    values /= np.maximum(rms, 1e-6)[:, None, None]  # coinciding landmarks must not give NaN
    out: NDArray[np.float32] = np.empty((len(values), FEATURES), np.float32)
    out[:, :90] = values[:, :45].reshape(len(values), -1)
    np.hypot(values[:, 45:, 0], values[:, 45:, 1], out=out[:, 90:], casting="same_kind")
    return out


@lru_cache(maxsize=1)
def _differences() -> NDArray[np.float32]:
    """Return the matrix from landmarks to their 21 places from the centre, 24 bones and 105 spans, float32 (150, 21).

    A span goes from a landmark to a fingertip. One small product is cheaper than to gather pairs of landmarks, and
    OpenBLAS does not divide it among threads.
    """
    joints = np.eye(LANDMARKS, dtype=np.float32)
    # The chains in a row. The step from each fingertip back to the wrist counts as a bone, too.
    chain = [joint for chain in FINGER_CHAINS for joint in chain]
    spans = joints[list(FINGERTIPS)][:, None] - joints
    parts = [joints - 1 / LANDMARKS, joints[chain[1:]] - joints[chain[:-1]], spans.reshape(-1, LANDMARKS)]
    return np.asarray(np.concatenate(parts), np.float32)


def mirrored(landmarks: NDArray[Any]) -> NDArray[Any]:
    """Turn right hands into left ones and vice versa; (n, 21, 2) or (n, 21, 3)."""
    return landmarks * ([-1, 1, 1] if landmarks.shape[2] == 3 else [-1, 1])


class LandmarkClassifier:
    """A small network on `landmark_features`, trained on left and right hands alike.

    Attributes:
        labels: classes, in the order of the probabilities.
    """

    def __init__(self, model: Model, vocabulary: str = "letters") -> None:
        """Use a model that takes features (1, FEATURES) and outputs probabilities (1, classes).

        Args:
            model: a loaded network.
            vocabulary: one of settings.VOCABULARIES.

        Raises:
            ModelError: the input has another shape, the labels lack "nothing", or the metadata's thresholds "share"
                and "temperature" are missing or out of range.
        """
        if model.metadata.inputs[0].shape != (1, FEATURES) or NO_LETTER not in model.metadata.labels:
            raise ModelError(f"The model {shown(model.path)} is not a landmark classifier; reinstall the station.")
        self._model = model
        self.use_vocabulary(vocabulary)
        self._landmark_weight = model.metadata.threshold("share")
        self._temperature = model.metadata.threshold("temperature")
        if not 0 <= self._landmark_weight <= 1 or self._temperature <= 0:
            raise ModelError(
                f"The metadata of {shown(model.path)} has a share outside of 0–1 or a temperature that is not "
                "above 0; reinstall the station."
            )

    def use_vocabulary(self, vocabulary: str) -> None:
        """Name the labels of this vocabulary, one of settings.VOCABULARIES, from now on."""
        self.labels = labels_of(vocabulary, self._model.metadata.labels)
        self._sums = class_matrix(vocabulary, self._model.metadata.labels)
        self._no_letter = self.labels.index(NO_LETTER)

    def predict(self, landmarks: NDArray[Any]) -> NDArray[np.float32]:
        """Return probabilities, float32 (labels,), for landmarks (21, 2) in pixels.

        The result is the mean over the hand and its mirror image, so that left and right hands are treated alike.
        """
        features = landmark_features(landmarks[None])
        first, second = self._model.inputs[0].convert(features * _BOTH_SIDES)
        p = self._model.run_stored(first)[0] + self._model.run_stored(second)[0]
        p *= 0.5
        summed: NDArray[np.float32] = p.reshape(-1) @ self._sums
        return summed

    def fuse(
        self, by_image: NDArray[np.float32], landmarks: NDArray[Any], share: float | None = None
    ) -> NDArray[np.float32]:
        """Fuse the image's probabilities with those of landmarks, see `fusion`.

        Args:
            by_image: (labels,).
            landmarks: (21, 2), pixels.
            share: weight of the landmarks, 0–1; None for that of the metadata.

        Returns:
            float32 (labels,).
        """
        by_landmarks = self.predict(landmarks)
        weight = self._landmark_weight if share is None else share
        p = fuse(by_image, by_landmarks, weight, self._temperature)
        min_no_letter = float(max(by_image[self._no_letter], by_landmarks[self._no_letter]))
        return cap_by_no_letter(p, min_no_letter, self._no_letter)
