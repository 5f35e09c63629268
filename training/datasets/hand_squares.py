"""Hands for the landmark model: every sample as one wide square around the hand, with landmarks and labels.

The squares are wider than the model's input, so that augmentation can rotate, shift and scale without leaving
the picture. They are cut with the device's own preprocessing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.alphabet import NO_LETTER, STATIC_LETTERS
from device.recognition.geometry import box_around
from device.recognition.hand_square import MARGIN, HandSquare, square_of_landmarks
from device.recognition.hand_topology import LANDMARKS
from device.recognition.preprocess import crop_grey, normalise_contrast
from device.recognition.turned_crop import crop_turned
from device.types import HandBox, Pixels
from training.datasets import hands
from training.datasets.sample import UNKNOWN, Sample
from training.run_folder import written_whole

SIDE = 176  # pixels of a stored square
WIDE = 2.2  # its side, in sides of the square around the hand's landmarks
OTHER_HANDSHAPES = {
    "1": ("digit_1", "digit1"),
    "3": ("digit_3", "digit3"),
    "4": ("digit_4", "digit4"),
    "5": ("digit_5", "digit5"),
    "7": ("digit_7", "digit7"),
    "8": ("digit_8", "digit8"),
    "palm": ("palm", "palm_back", "open_hand"),
    "thumb": ("thumb_up", "thumb_down", "thumb_side"),
    "horns": ("horns",),
    "ily": ("ily", "ILY"),
    "rest": ("rest",),
    "hush": ("mute",),
    "flat": ("flat_hand", "flat_hand_back", "flat_hand_side"),
}
"""Handshapes with a class of their own, and their names in the indices: a network that knows what a 3 is does not
take it for a V. The device adds their probabilities up to "nothing"."""
LETTER_LIKE = ("digit_0", "digit_2", "digit_6", "digit_9", "fist", "pinch", "U_back", "V_back")
"""Handshapes that resemble a letter, as O, V, W, F, S: no letter and no other class is learned from them."""
LABELS = (*STATIC_LETTERS, *OTHER_HANDSHAPES, NO_LETTER)
"""Classes of the landmark model and the landmark classifier, in the order of their outputs."""
_CLASS_OF = {name: label for label, names in OTHER_HANDSHAPES.items() for name in names}
HAND_FRACTION = 0.8  # of a crop's side that the hand is taken to fill when no landmarks are known
WINDOW = "window"
"""The `source` of squares without a hand."""


@dataclass(frozen=True)
class HandSquares:
    """n hands, or squares without one.

    Attributes:
        pixels: uint8 (n, SIDE, SIDE).
        landmarks: float32 (n, 21, 2), fractions of the square; NaN where unknown.
        label: int (n,), index into LABELS; -1 unknown.
        side: int (n,), 0 left, 1 right, -1 unknown.
        hand: float32 (n,), side of the square around the hand as a fraction of the stored square.
        signer: str (n,).
        source: str (n,), the group that sampling and figures distinguish.
    """

    pixels: Pixels
    landmarks: NDArray[np.float32]
    label: NDArray[np.int64]
    side: NDArray[np.int64]
    hand: NDArray[np.float32]
    signer: NDArray[np.str_]
    source: NDArray[np.str_]

    def take(self, rows: NDArray[np.int64]) -> "HandSquares":
        """Return some of the rows."""
        return HandSquares(*(getattr(self, field.name)[rows] for field in fields(self)))


def join(parts: Sequence[HandSquares]) -> HandSquares:
    """Concatenate several sets of squares."""
    return HandSquares(*(np.concatenate([getattr(p, field.name) for p in parts]) for field in fields(HandSquares)))


def from_rows(rows: Sequence[tuple[Any, ...]]) -> HandSquares:
    """Stack rows whose values are in the order of HandSquares' attributes."""
    return HandSquares(*(np.array(column) for column in zip(*rows, strict=True)))


def cut_squares(samples: Sequence[Sample], groups: NDArray[np.str_], cache: Path, title: str) -> HandSquares:
    """Cut a square out of every sample whose hand can be located.

    Args:
        samples: pictures.
        groups: str (n,), becomes `source` of the squares.
        cache: folder in which the result is kept for the next call.
        title: of the progress bar.

    Raises:
        DataError: a picture cannot be read.
    """
    key = hashlib.sha256(
        repr((SIDE, WIDE, [(s.source, s.name, s.letter, s.box and s.box.x0) for s in samples], list(groups))).encode()
    ).hexdigest()[:16]
    path = cache / f"squares-{key}.npz"
    if path.is_file():
        with np.load(path) as stored:
            return HandSquares(*(stored[field.name] for field in fields(HandSquares)))
    pairs = tqdm(zip(samples, groups, strict=True), desc=title, total=len(samples), unit="picture", mininterval=1)
    rows = [row for sample, group in pairs for row in _cut(sample, str(group))]
    squares = from_rows(rows)
    with written_whole(path) as part:
        np.savez(part, **{field.name: getattr(squares, field.name) for field in fields(squares)})
    return squares


def label_of(sample: Sample) -> int:
    """Return the index of a sample's class in LABELS, -1 if it must not be learned."""
    if sample.letter == UNKNOWN or not sample.is_asl:
        return -1
    if sample.letter != NO_LETTER:
        return LABELS.index(sample.letter) if sample.letter in LABELS else -1
    if sample.source == "hands" and hands.use_of(sample) == "nothing":
        return LABELS.index(NO_LETTER)
    name = hands.name_of(sample) if sample.source == "hands" else sample.what
    if name in LETTER_LIKE or name.endswith("_pl"):
        return -1
    return LABELS.index(_CLASS_OF.get(name, NO_LETTER))


def square_box(x: float, y: float, side: float, width: int, height: int) -> HandBox:
    """Convert a square in pixels to a HandBox of a (width, height) frame; it may reach beyond the frame."""
    half = side / 2
    return HandBox((x - half) / width, (y - half) / height, (x + half) / width, (y + half) / height)


def model_views(squares: HandSquares, size: int) -> tuple[Pixels, NDArray[np.float32], NDArray[np.float32]]:
    """Cut the model's input out of each square, as the device does when it knows the landmarks.

    Returns:
        uint8 (n, size, size) with normalised contrast; cosine and sine of the angles, float32 (n, 2); landmarks
        float32 (n, 21, 2), fractions of the view. Hands without landmarks are not turned.
    """
    full = squares.pixels.shape[1]
    pixels = np.empty((len(squares.pixels), size, size), np.uint8)
    directions = np.empty((len(pixels), 2), np.float32)
    landmarks = np.empty_like(squares.landmarks)
    for i, image in enumerate(squares.pixels):
        points = squares.landmarks[i] * full
        if np.isnan(points[0, 0]):
            square = HandSquare(full / 2, full / 2, full * float(squares.hand[i]) * MARGIN)
        else:
            square = square_of_landmarks(points)
        pixels[i] = normalise_contrast(crop_turned(image, square.matrix, size))
        directions[i] = square.direction
        landmarks[i] = (points - square.matrix[:, 2]) @ np.linalg.inv(square.matrix[:, :2]).T
    return pixels, directions, landmarks


def _cut(sample: Sample, group: str) -> list[tuple[object, ...]]:
    """Return the row of a sample, or none if its hand cannot be located."""
    image = sample.load()
    height, width = image.shape
    landmarks = np.full((LANDMARKS, 2), np.nan, np.float32)
    if sample.landmarks is not None:
        pixels = sample.landmarks[:, :2] * np.array([width, height], np.float32)
        around = box_around(pixels)
        x, y = (around.x0 + around.x1) / 2, (around.y0 + around.y1) / 2
        side = max(around.x1 - around.x0, around.y1 - around.y0)
        landmarks = ((pixels - (x, y)) / (side * WIDE) + 0.5).astype(np.float32)
    elif sample.box is not None:
        box = sample.box
        x, y = (box.x0 + box.x1) / 2 * width, (box.y0 + box.y1) / 2 * height
        side = max((box.x1 - box.x0) * width, (box.y1 - box.y0) * height)
    elif sample.kind == "crop" or width == height <= 64:
        x, y, side = width / 2, height / 2, max(width, height) * HAND_FRACTION
    else:
        return []
    square = crop_grey(image, square_box(x, y, side * WIDE, width, height), SIDE)
    handedness = {"left": 0, "right": 1}.get(sample.hand or "", -1)
    return [(square, landmarks, label_of(sample), handedness, np.float32(1 / WIDE), sample.signer, group)]
