"""The table of people's fingers in each letter: device/assets/hand/fingers.npz.

It is fitted to the landmarks that the station's own landmark model places on training people, and so knows the model's
errors, which are far from even (hanging hands, fingers that hide each other). A table of MediaPipe's landmarks marked a
finger of 13.5 % of the hands of `dev` that the station reads right.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from device.names import shown
from device.recognition.hand_square import HandSquare, square_of_landmarks
from device.recognition.hand_topology import LANDMARKS
from device.recognition.interpreter import Model
from device.recognition.landmarks import LandmarkModel
from device.recognition.metadata import metadata_path, read_metadata
from device.recognition.recognizer import LANDMARK_MODEL
from device.signing.finger_features import (
    FINGER_NUMBERS,
    PALM_NUMBERS,
    finger_numbers,
    in_palm_axes,
    palm_numbers,
)
from device.signing.finger_table import FIELDS, LetterFingers
from device.types import Handedness
from training.datasets import hands, signers
from training.datasets.sample import Sample
from training.errors import DataError
from training.progress import progress

Array = NDArray[np.float64]
PALM_NOISE, FINGER_NOISE = 2e-3, 4e-4
"""Variance that is added to palm and fingers, squared lengths of the palm: how exactly landmarks are placed."""
OUTLIER = 30.0
"""Squared distance beyond which a finger is left out of the next round: another handshape, or misplaced landmarks."""
ROUNDS = 3
SHIFT, ZOOM, TURN = 0.04, 0.08, 0.12
"""Standard deviations of a track's square: place in sides, logarithm of its side, radians."""


def hands_of(data: Path, split: str) -> list[Sample]:
    """Return the samples with a static letter, a side and landmarks, of one split."""
    found = [*signers.samples(data), *(s for s in hands.samples(data) if hands.group_of(s) != hands.CROWD_BACK)]
    return [
        s
        for s in found
        if s.split == split
        and s.letter
        and s.letter in STATIC_LETTERS
        and s.landmarks is not None
        and s.hand
        and s.size
        and s.is_asl
    ]


def points_of(samples: Sequence[Sample], seed: int = 1) -> Array:
    """Return the landmarks of samples of `hands_of` as the station places them, (n, 21, 2) in the axes of the palm.

    The first square has the errors of a track; the second is that of the landmarks found in it. NaN where no hand is
    found.
    """
    model, rng = LandmarkModel(Model(LANDMARK_MODEL)), np.random.default_rng(seed)
    found = []
    for sample in progress(samples, "Landmarks"):
        points, hand = seen_by_mediapipe(sample)
        image = sample.load()
        first = model.estimate(image, _with_errors(square_of_landmarks(points), rng))
        estimate = first and (model.estimate(image, first.square(image)) or first)
        height, width = image.shape[:2]
        seen = np.full((LANDMARKS, 2), np.nan) if estimate is None else estimate.landmarks * np.array([width, height])
        found.append(in_palm_axes(np.asarray(seen, np.float64), hand))
    return np.array(found)


def _with_errors(square: HandSquare, rng: np.random.Generator) -> HandSquare:
    x, y = rng.normal(0, SHIFT, 2) * square.side
    zoom, turn = float(np.exp(rng.normal(0, ZOOM))), float(rng.normal(0, TURN))
    return HandSquare(square.x + x, square.y + y, square.side * zoom, square.angle + turn)


def seen_by_mediapipe(sample: Sample) -> tuple[Array, Handedness]:
    """Return landmarks (21, 2) in pixels and side of a sample of `hands_of`."""
    assert sample.landmarks is not None
    assert sample.size is not None
    assert sample.hand is not None
    return sample.landmarks[:, :2].astype(float) * np.array(sample.size), sample.hand


def fit_letter(points: Array, people: Sequence[str]) -> LetterFingers:
    """Fit one letter.

    Args:
        points: (n, 21, 2) in the axes of the palm.
        people: who shows each hand. A person with many pictures counts with the root of their number.
    """
    _, number, count = np.unique(np.array(people), return_inverse=True, return_counts=True)
    weight = 1 / np.sqrt(count[number])
    palm, fingers = palm_numbers(points), finger_numbers(points)
    palm_mean, palm_covariance = _moments(palm, weight)
    result: dict[str, list[Array]] = {name: [] for name in ("finger", "follow", "precision")}
    for k in range(fingers.shape[1]):
        kept, x = weight.copy(), fingers[:, k]
        for _ in range(ROUNDS):
            mean_palm, spread = _moments(palm, kept)
            mean, _ = _moments(x, kept)
            w = kept / kept.sum()
            together = ((x - mean).T * w) @ (palm - mean_palm)
            follow = together @ np.linalg.inv(spread + PALM_NOISE * np.eye(PALM_NUMBERS))
            rest = x - mean - (palm - mean_palm) @ follow.T
            precision = np.linalg.inv((rest.T * w) @ rest + FINGER_NOISE * np.eye(FINGER_NUMBERS))
            distance = np.einsum("ni,ij,nj->n", rest, precision, rest)
            kept = kept * (distance < OUTLIER)
        result["finger"].append(mean + follow @ (palm_mean - mean_palm))  # the mean at the letter's mean palm
        result["follow"].append(follow)
        result["precision"].append(precision)
    stacked = {name: np.array(values) for name, values in result.items()}
    palm_precision = np.linalg.inv(palm_covariance + PALM_NOISE / 2 * np.eye(PALM_NUMBERS))
    return LetterFingers(palm=palm_mean, palm_precision=palm_precision, **stacked)


def write_finger_table(data: Path, path: Path) -> dict[str, Any]:
    """Fit all letters and write the table; return its provenance.

    Raises:
        DataError: an index is missing or damaged, or has no letters with landmarks, or a picture cannot be read.
        ModelError: the landmark model is missing or damaged.
    """
    samples = hands_of(data, "train")
    if not samples:
        raise DataError(f"{shown(data)} has no letters with landmarks of training people; set --data to the real data.")
    letters = sorted({s.letter for s in samples})
    points, of = points_of(samples), np.array([s.letter for s in samples])
    usable = np.isfinite(points).all((1, 2))
    people = np.array([s.signer for s in samples])
    fitted = [fit_letter(points[usable & (of == each)], list(people[usable & (of == each)])) for each in letters]
    made: dict[str, Any] = {
        "command": "python -m training handshapes fingers",
        "split": "train",
        "hands": int(usable.sum()),
        "people": len(set(people[usable])),
        "landmarks": f"the station's landmark model {read_metadata(metadata_path(LANDMARK_MODEL)).sha256[:12]}",
    }
    arrays: dict[str, Any] = {
        name: np.stack([getattr(each, name) for each in fitted]).astype(np.float32) for name in FIELDS
    }
    with path.open("wb") as file:  # NumPy would add “.npz” to another name
        np.savez_compressed(file, letters="".join(letters), made=json.dumps(made), **arrays)
    return made


def _moments(x: Array, weight: Array) -> tuple[Array, Array]:
    """Return weighted mean and covariance of rows."""
    w = weight / weight.sum()
    mean: Array = w @ x
    return mean, ((x - mean).T * w) @ (x - mean)
