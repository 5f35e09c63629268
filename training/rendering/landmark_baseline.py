"""A small letter classifier on landmarks alone, and the sets of landmarks that it learns from.

No image is rendered. The same network serves two purposes: it measures what the posed hands are good for
(`pose_ablation.py`), and it is the letter classifier behind MediaPipe in comparisons.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.alphabet import STATIC_LETTERS
from device.recognition.landmark_classifier import landmark_features, mirrored
from training.datasets.sample import Sample
from training.rendering.handshape import Variant
from training.rendering.person import Arm, Build
from training.rendering.poses import random_letter

Array = NDArray[np.float64]
NOISE = 0.05
"""Standard deviation of the noise added to every coordinate in training, in units of the hand's spread."""
TURN = 12.0
"""Standard deviation of the in-plane rotation added in training, degrees."""
CAMERA_DISTANCE = (4.0, 14.0)
"""Range of the distance from which posed hands are projected, hand units."""


@dataclass(frozen=True)
class LandmarkSet:
    """Landmarks of many hands, x to the viewer's right and y up, in any unit that is the same for x and y.

    Attributes:
        points: float64 (n, 21, 2), or (n, 21, 3) for posed hands, z towards the viewer.
        letters: int64 (n,), indices into STATIC_LETTERS, or into the signs that a network is trained for.
        signers: (n,), names.
    """

    points: Array
    letters: NDArray[np.int64]
    signers: NDArray[np.str_]

    def where(self, chosen: NDArray[np.bool_]) -> "LandmarkSet":
        """Return the hands at which `chosen`, bool (n,), is true."""
        return LandmarkSet(self.points[chosen], self.letters[chosen], self.signers[chosen])


def tracked_landmarks(samples: Sequence[Sample]) -> LandmarkSet:
    """Collect the tracked hands of the samples that show a static ASL letter, in pixels, y up.

    Args:
        samples: of training.datasets.signers; those without landmarks, and letters that are not ASL, are left out.

    Raises:
        DataError: a picture without a recorded size cannot be read.
    """
    marked = [s for s in samples if s.landmarks is not None and s.letter in STATIC_LETTERS and s.is_asl]
    points = [s.landmarks[:, :2].astype(float) * _scale(s) for s in marked if s.landmarks is not None]
    return LandmarkSet(
        np.array(points).reshape(-1, 21, 2),
        np.array([STATIC_LETTERS.index(s.letter) for s in marked], int),
        np.array([s.signer for s in marked], str),
    )


def _scale(sample: Sample) -> tuple[int, int]:
    """Return the factors from fractions of the frame, y down, to pixels, y up."""
    width, height = sample.size or sample.load().shape[::-1]
    return width, -height


def posed_landmarks(
    count: int, seed: int, people: int = 60, variants: Mapping[str, tuple[Variant, ...]] | None = None
) -> LandmarkSet:
    """Pose every static letter `count` times on synthetic people, turned towards the viewer, in three dimensions.

    Args:
        count: poses of each letter.
        seed: of people and poses.
        people: number of synthetic people that take turns at random.
        variants: ways of each letter; None: those of the built-in table.
    """
    rng = np.random.default_rng([seed, 2])
    skeletons = [Arm(Build.random(rng)).skeleton for _ in range(people)]
    points, letters, signers = [], [], []
    for _ in tqdm(range(count), desc="poses", unit="alphabet"):
        for k, letter in enumerate(STATIC_LETTERS):
            person = int(rng.integers(people))
            hand = random_letter(rng, skeletons[person], letter, variants)
            points.append(skeletons[person].landmarks(hand.pose) @ hand.rotation.T)
            letters.append(k)
            signers.append(f"synthetic-{person}")
    return LandmarkSet(np.array(points), np.array(letters), np.array(signers))


def augmented(
    hands: LandmarkSet, rng: np.random.Generator, n: int, classes: int = len(STATIC_LETTERS)
) -> tuple[Array, NDArray[np.int64]]:
    """Draw n hands evenly over the classes; project, rotate and disturb each, and mirror half of them.

    Returns:
        Landmarks float64 (n, 21, 2), centred and scaled to unit spread, and letter indices (n,). Fewer than n
        if a letter has no hand.
    """
    by_letter = [np.flatnonzero(hands.letters == k) for k in range(classes)]
    drawn = rng.integers(classes, size=n)
    chosen = np.array([rng.choice(by_letter[k]) for k in drawn if len(by_letter[k])])
    points = hands.points[chosen] - hands.points[chosen].mean(1, keepdims=True)
    if points.shape[2] == 3:
        distance = rng.uniform(*CAMERA_DISTANCE, (len(points), 1, 1))
        points = points[..., :2] / (distance - points[..., 2:])
    points = points / points.std(axis=(1, 2), keepdims=True)
    a = rng.normal(0, np.radians(TURN), len(points))
    spin = np.stack([np.cos(a), -np.sin(a), np.sin(a), np.cos(a)], 1).reshape(-1, 2, 2)
    points = np.einsum("nij,nkj->nki", spin, points) + rng.normal(0, NOISE, points.shape)
    flip = rng.random(len(points)) < 0.5
    points[flip] = mirrored(points[flip])
    return points, hands.letters[chosen]


@dataclass(frozen=True)
class LandmarkNetwork:
    """A trained multi-layer perceptron as plain arrays; ReLU between the layers, softmax at the end.

    Attributes:
        mean, scale: float64 (features,), subtracted from and divided into the features.
        weights, biases: of each layer, (inputs, outputs) and (outputs,).
    """

    mean: Array
    scale: Array
    weights: tuple[Array, ...]
    biases: tuple[Array, ...]

    def probabilities(self, points: Array) -> Array:
        """Return probabilities (n, letters) of landmarks (n, 21, 2), y up: the mean over hand and mirror image."""
        return (self._forward(points) + self._forward(mirrored(points))) / 2

    def predict(self, points: Array) -> NDArray[np.int64]:
        """Return letter indices (n,) of landmarks (n, 21, 2), y up."""
        letters: NDArray[np.int64] = self.probabilities(points).argmax(1)
        return letters

    def _forward(self, points: Array) -> Array:
        x: Array = (landmark_features(points) - self.mean) / self.scale
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            x = np.maximum(x @ weight + bias, 0)
        x = x @ self.weights[-1] + self.biases[-1]
        exponent = np.exp(x - x.max(1, keepdims=True))
        return np.asarray(exponent / exponent.sum(1, keepdims=True))

    def save(self, file: BinaryIO) -> None:
        """Write the arrays in NumPy's .npz format."""
        arrays: dict[str, Any] = {f"w{i}": each for i, each in enumerate(self.weights)}
        arrays |= {f"b{i}": each for i, each in enumerate(self.biases)}
        np.savez(file, mean=self.mean, scale=self.scale, **arrays)

    @classmethod
    def load(cls, path: Path) -> "LandmarkNetwork":
        """Read a file that `save` wrote."""
        with np.load(path) as stored:
            layers = range(sum(name.startswith("w") for name in stored.files))
            return cls(
                stored["mean"],
                stored["scale"],
                tuple(stored[f"w{i}"] for i in layers),
                tuple(stored[f"b{i}"] for i in layers),
            )


def train_network(
    sources: Sequence[LandmarkSet], seed: int, rounds: int = 24, batch: int = 12000, classes: int = len(STATIC_LETTERS)
) -> LandmarkNetwork:
    """Train a network with two hidden layers (160 and 96 units) on equal parts of the sources.

    Args:
        sources: sets to learn from.
        seed: of the augmentation and of scikit-learn.
        rounds: passes over freshly augmented hands; the learning rate falls along a half cosine.
        batch: hands in a pass, over all sources.
        classes: number of signs that it tells apart.
    """
    from sklearn.neural_network import MLPClassifier
    from sklearn.preprocessing import StandardScaler

    rng = np.random.default_rng([seed, 3])
    scaler = StandardScaler()
    net = MLPClassifier((160, 96), batch_size=256, learning_rate_init=2e-3, alpha=1e-4, random_state=seed)
    for i in range(rounds):
        parts = [augmented(s, rng, batch // len(sources), classes) for s in sources]
        x = landmark_features(np.concatenate([p for p, _ in parts]))
        y = np.concatenate([letters for _, letters in parts])
        if i == 0:
            scaler.fit(x)
        net.learning_rate_init = 2e-3 * 0.5 * (1 + np.cos(np.pi * i / rounds)) + 2e-5
        if i:
            net._optimizer.learning_rate_init = net.learning_rate_init  # partial_fit keeps its first optimizer
        order = rng.permutation(len(x))
        net.partial_fit(scaler.transform(x[order]), y[order], classes=np.arange(classes))
    return LandmarkNetwork(scaler.mean_, scaler.scale_, tuple(net.coefs_), tuple(net.intercepts_))
