"""The one landmark classifier that turns MediaPipe's landmarks into letters, for every published MediaPipe figure.

A small network learns from the landmarks of training signers and from synthetic poses, half of each batch from either,
rotated, mirrored and with noise (training/rendering/landmark_baseline.py). It reads a hand and its mirror image and
takes the mean. On nine signers of the split `train` that it had not learned from, with landmarks recorded from the
colour originals, it reads 0.929 of the letters. A support vector machine (RBF, C 10) on normalised landmarks, the usual
choice of tutorials, reads 0.901; with MediaPipe on the grey frames the figures are 0.452 and 0.443; in cross-validation
over all training signers, 0.861 and 0.837. The better one is kept.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from training.datasets.sample import Sample
from training.rendering import landmark_baseline
from training.run_folder import written_whole

POSES = 300  # of each letter
SEED = 1


class MediaPipeClassifier:
    """The trained network.

    Attributes:
        labels: in the order of the columns of `scores`.
    """

    labels: tuple[str, ...] = tuple(STATIC_LETTERS)

    def __init__(self, net: landmark_baseline.LandmarkNetwork) -> None:
        self._net = net

    def scores(self, landmarks: NDArray[np.float32], size: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return probabilities, float32 (n, labels).

        Args:
            landmarks: float32 (n, 21, 2), fractions of the image, y down.
            size: float32 (n, 2), width and height of each image in pixels.
        """
        if not len(landmarks):
            return np.zeros((0, len(self.labels)), np.float32)
        pixels = landmarks.astype(float) * size[:, None] * [1, -1]
        return np.asarray(self._net.probabilities(pixels), np.float32)


def train_classifier(samples: Sequence[Sample], folder: Path, poses: int | None = None) -> MediaPipeClassifier:
    """Train on the landmarks of these samples and on synthetic poses; the result is kept in `folder`.

    Args:
        samples: those without landmarks or without a static ASL letter are left out.
        folder: cache; the same samples are not trained on twice.
        poses: of each letter; POSES unless given.

    Raises:
        RunError: the folder cannot be written.
    """
    poses = POSES if poses is None else poses
    real = landmark_baseline.tracked_landmarks(samples)
    settings = repr((poses, SEED, landmark_baseline.NOISE, landmark_baseline.TURN))
    key = hashlib.sha256(real.points.tobytes() + real.letters.tobytes() + settings.encode()).hexdigest()[:16]
    path = folder / f"posed-{key}.npz"
    if not path.is_file():
        net = landmark_baseline.train_network([_posed(poses), real], SEED)
        with written_whole(path) as part, part.open("wb") as file:
            net.save(file)
    return MediaPipeClassifier(landmark_baseline.LandmarkNetwork.load(path))


@cache
def _posed(poses: int) -> landmark_baseline.LandmarkSet:
    """Synthetic poses: they take minutes to make, and several classifiers need them."""
    return landmark_baseline.posed_landmarks(poses, SEED)
