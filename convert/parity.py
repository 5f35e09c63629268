"""The parity gate of the baseline CNN: the int8 model, as the device runs it, against the float model.

Predictions are compared by letter, not by index, so a model with shifted labels fails.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.recognition.interpreter import Model
from device.types import Pixels
from training.errors import ParityError

MAX_ACCURACY_CHANGE = 0.005  # int8 − float, in either direction
MIN_AGREEMENT = 0.99  # of top letters
MAX_RECALL_LOSS = 0.03  # of any single letter
ROUNDING = 1e-9  # a loss of exactly 3 of 100 rows passes


@dataclass(frozen=True)
class Parity:
    """Float and int8 model on the same rows.

    Attributes:
        rows: number of rows.
        float_accuracy: fraction of rows that the float model recognises, 0–1.
        int8_accuracy: the same of the int8 model.
        agreement: fraction of rows for which both give the same letter.
        recall_loss: letter → float recall − int8 recall, for every letter that occurs.
    """

    rows: int
    float_accuracy: float
    int8_accuracy: float
    agreement: float
    recall_loss: dict[str, float]

    @property
    def worst(self) -> tuple[str, float]:
        """Letter with the largest loss of recall, and the loss."""
        return max(self.recall_loss.items(), key=lambda item: item[1])


def compare(truth: Sequence[str], by_float: Sequence[str], by_int8: Sequence[str]) -> Parity:
    """Compare predictions.

    Args:
        truth: n true letters.
        by_float: n letters of the float model.
        by_int8: n letters of the int8 model.
    """
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
    """Check that the int8 model may replace the float model.

    Raises:
        ParityError: it may not; names every reason.
    """
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
    """Classify pictures with the device's own interpreter and labels.

    Args:
        model: loaded model.
        pixels: uint8 (n, size, size).
        title: of the progress bar.

    Returns:
        The most probable letter of each, (n,).
    """
    labels = model.metadata.labels
    return np.array([labels[int(model.read(picture).argmax())] for picture in tqdm(pixels, desc=title, unit="row")])
