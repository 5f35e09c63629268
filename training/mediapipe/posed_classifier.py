"""Landmarks → letters, the peer's best: a small network that learns from people and from our poses alike.

Half of what it sees are training people's landmarks, half synthetic poses; both turned, mirrored and shaken
(training/rendering/landmark_baseline.py). It reads a hand and its mirror image and takes the mean.
"""

import hashlib
from collections.abc import Sequence
from functools import cache as cached
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from training.datasets.sample import Sample
from training.rendering import landmark_baseline
from training.run_folder import written_whole

POSES = 300  # of every letter
SEED = 1


class PosedClassifier:
    """A trained network.

    Attributes:
        labels: in the order of `scores`' columns.
    """

    labels = tuple(STATIC_LETTERS)

    def __init__(self, net: landmark_baseline.LandmarkNetwork) -> None:
        self._net = net

    def scores(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Landmarks in pixels, y down, (n, 21, 2) → probabilities, float32 (n, labels)."""
        return self._net.probabilities(points.astype(float) * [1, -1]).astype(np.float32)


def posed_classifier(samples: Sequence[Sample], cache: Path, poses: int = POSES) -> PosedClassifier:
    """Learn from the landmarks of these samples and from `poses` poses a letter; kept in `cache`.

    Raises:
        RunError: the cache cannot be written.
    """
    real = landmark_baseline.tracked_landmarks(samples)
    key = hashlib.sha256(
        real.points.tobytes()
        + real.letters.tobytes()
        + repr((poses, SEED, landmark_baseline.NOISE, landmark_baseline.TURN)).encode()
    ).hexdigest()[:16]
    path = cache / f"posed-{key}.npz"
    if not path.is_file():
        net = landmark_baseline.train_network([_posed(poses), real], SEED)
        with written_whole(path) as part, part.open("wb") as file:
            net.save(file)
    return PosedClassifier(landmark_baseline.LandmarkNetwork.load(path))


@cached
def _posed(poses: int) -> landmark_baseline.LandmarkSet:
    """Minutes of work, which two classifiers need."""
    return landmark_baseline.posed_landmarks(poses, SEED)


def in_pixels(landmarks: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Landmarks (21, 3) in fractions of a frame of (height, width) → (21, 2) in pixels."""
    return landmarks[:, :2] * np.array([shape[1], shape[0]], np.float32)
