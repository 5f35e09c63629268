"""Landmarks → letters, the peer's best: a small network that learns from people and from our poses alike.

Half of what it sees are training people's landmarks, half synthetic poses; both turned, mirrored and shaken
(training/rendering/pose_ablation.py). It reads a hand and its mirror image and takes the mean.
"""

import hashlib
from collections.abc import Sequence
from functools import cache as cached
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.datasets.sample import Sample
from training.rendering import pose_ablation
from training.run_folder import written_whole

POSES = 300  # of every letter
SEED = 1


class PosedClassifier:
    """A trained network.

    Attributes:
        labels: in the order of `scores`' columns.
    """

    labels = tuple(pose_ablation.STATIC)

    def __init__(self, net: pose_ablation.Net) -> None:
        self._net = net

    def scores(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Landmarks in pixels, y down, (n, 21, 2) → probabilities, float32 (n, labels)."""
        return self._net.probabilities(points.astype(float) * [1, -1]).astype(np.float32)


def posed_classifier(samples: Sequence[Sample], cache: Path, poses: int = POSES) -> PosedClassifier:
    """Learn from the landmarks of these samples and from `poses` poses a letter; kept in `cache`.

    Raises:
        RunError: the cache cannot be written.
    """
    real = pose_ablation.real_hands(samples)
    key = hashlib.sha256(
        real.points.tobytes()
        + real.letters.tobytes()
        + repr((poses, SEED, pose_ablation.NOISE, pose_ablation.TURN)).encode()
    ).hexdigest()[:16]
    path = cache / f"posed-{key}.npz"
    if not path.is_file():
        net = pose_ablation.train([_posed(poses), real], SEED)
        with written_whole(path) as part, part.open("wb") as file:
            net.save(file)
    return PosedClassifier(pose_ablation.Net.load(path))


@cached
def _posed(poses: int) -> pose_ablation.Hands:
    """Minutes of work, which two classifiers need."""
    return pose_ablation.posed_hands(poses, SEED)


def in_pixels(landmarks: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Landmarks (21, 3) in fractions of a frame of (height, width) → (21, 2) in pixels."""
    return landmarks[:, :2] * np.array([shape[1], shape[0]], np.float32)
