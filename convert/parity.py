"""The parity gate: does the int8 model, as the device runs it, read what the float model reads?

Everything is compared by letter, never by index: a model whose labels are shifted by one against its float
parent (the report's downfall) fails here although its numbers are right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.recognition.interpreter import Model
from device.types import Pixels
from training.errors import ParityError

MAX_ACCURACY_CHANGE = 0.005  # int8 against float, either way
MIN_AGREEMENT = 0.99  # of top letters
MAX_RECALL_LOSS = 0.03  # of any single letter
ROUNDING = 1e-9  # a loss of exactly 3 of 100 rows passes


@dataclass(frozen=True)
class Parity:
    """Float and int8 on the same rows.

    Attributes:
        rows: how many.
        float_accuracy, int8_accuracy: share of rows read right, 0–1.
        agreement: share of rows where both read the same letter.
        recall_loss: letter → float recall − int8 recall, of every letter that occurs.
    """

    rows: int
    float_accuracy: float
    int8_accuracy: float
    agreement: float
    recall_loss: dict[str, float]

    @property
    def worst(self) -> tuple[str, float]:
        """The letter that loses most, and how much."""
        return max(self.recall_loss.items(), key=lambda item: item[1])


def compare(truth: Sequence[str], by_float: Sequence[str], by_int8: Sequence[str]) -> Parity:
    """Letters of n rows: true, read by the float model, read by the int8 model."""
    true, first, second = (np.asarray(letters) for letters in (truth, by_float, by_int8))
    losses = {}
    for letter in np.unique(true).tolist():
        rows = true == letter
        losses[letter] = float((first[rows] == letter).mean() - (second[rows] == letter).mean())
    return Parity(
        rows=len(true),
        float_accuracy=float((first == true).mean()),
        int8_accuracy=float((second == true).mean()),
        agreement=float((first == second).mean()),
        recall_loss=losses,
    )


def check(parity: Parity) -> None:
    """Raise ParityError, with every reason, when the int8 model may not take the float model's place."""
    reasons = []
    change = parity.int8_accuracy - parity.float_accuracy
    if abs(change) > MAX_ACCURACY_CHANGE + ROUNDING:
        reasons.append(f"accuracy changes by {100 * change:+.2f} points (at most ±{100 * MAX_ACCURACY_CHANGE:g})")
    if parity.agreement < MIN_AGREEMENT - ROUNDING:
        reasons.append(f"it agrees on {parity.agreement:.2%} of top letters (at least {MIN_AGREEMENT:.0%})")
    losing = {k: v for k, v in parity.recall_loss.items() if v > MAX_RECALL_LOSS + ROUNDING}
    if losing:
        points = ", ".join(f"{letter} {100 * loss:.1f}" for letter, loss in losing.items())
        reasons.append(f"letters lose recall points: {points} (at most {100 * MAX_RECALL_LOSS:g})")
    if reasons:
        raise ParityError(
            f"The int8 model is not the float model it was made from: {'; '.join(reasons)}. "
            "Nothing was installed; calibrate with more rows (--per-letter) or train again."
        )


def read_letters(model: Model, pixels: Pixels, title: str) -> NDArray[np.str_]:
    """uint8 (n, size, size) → the top letter of each, through the device's own interpreter and labels."""
    labels = model.metadata.labels
    return np.array([labels[int(model.read(picture).argmax())] for picture in tqdm(pixels, desc=title, unit="row")])
