"""A run of the baseline CNN: choosing the number of epochs, final training and test.

There are two phases, because a random split would have near-duplicates on both sides, and the official test set
must not choose anything:

1. select: a tenth of the training *photographs* is held out. The epoch with the highest accuracy on their rows is
   kept. They show the same seven people in the same room; this finds when to stop and nothing else.
2. final: the same plan from the start on all rows, up to that epoch.

The final model alone is tested on the official test set, once.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import metrics
from training.datasets.sign_mnist_csv import Rows
from training.errors import DataError
from training.fitting.baseline import TrainableBaselineCnn, best_epoch
from training.fitting.plan import TrainingPlan


@dataclass(frozen=True)
class Outcome:
    """Result of a run.

    Attributes:
        chosen: how the epoch was chosen, one sentence.
        epoch: last epoch of the final model, counted from 1.
        figures: of the final model on the test rows: metrics.table and, where signers are known, "per_signer".
    """

    chosen: str
    epoch: int
    figures: dict[str, Any]


def refuse_empty(train: Rows, test: Rows) -> None:
    """Check that every tested letter has training rows.

    Raises:
        DataError: names the letters that have none.
    """
    empty = sorted(set(test.letters.tolist()) - set(train.letters.tolist()))
    if empty:
        raise DataError(
            f"No training row shows {', '.join(empty)}, which the test rows do: add rows of "
            f"{'it' if len(empty) == 1 else 'them'}, or test on other rows with --test-csv."
        )


def train_and_test(train: Rows, test: Rows, plan: TrainingPlan, folder: Path, *, seed: int, hold_out: float) -> Outcome:
    """Run both phases and the test; resumes an interrupted run.

    Args:
        train: training rows.
        test: test rows.
        plan: of both phases.
        folder: run folder; gets select/, final/ and model/.
        seed: of everything random.
        hold_out: fraction of photographs that choose the epoch; 0 takes the last epoch.

    Raises:
        RunError: training diverged, or the run folder cannot be read or written.
    """
    if train.photographs is None or not hold_out:
        why = "no table of photographs beside the CSV" if hold_out else "nothing held out"
        chosen, epoch = f"last epoch ({why})", plan.last_epoch
    else:
        held = held_out_rows(train.letters, train.photographs, hold_out, seed)
        selector = TrainableBaselineCnn(plan)
        selector.fit(
            train.pixels[~held],
            train.letters[~held].tolist(),
            seed=seed,
            run=folder / "select",
            validation=(train.pixels[held], train.letters[held].tolist()),
        )
        epoch = best_epoch(selector.history)
        photographs = len(np.unique(train.photographs[held]))
        best = selector.history[epoch - 1]["val_accuracy"]
        chosen = f"epoch {epoch}, the best on {photographs} held-out training photographs ({best:.4f})"
    final = TrainableBaselineCnn(replace(plan, stop_after=epoch))
    final.fit(train.pixels, train.letters.tolist(), seed=seed, run=folder / "final")
    final.save(folder / "model")
    read = np.array(final.labels)[final.scores(test.pixels).argmax(1)]
    truth, predicted = test.letters.tolist(), read.tolist()
    figures = metrics.table(truth, predicted, final.labels)
    if test.signers is not None:
        figures["per_signer"] = metrics.per_signer(truth, predicted, test.signers.tolist())
    return Outcome(chosen, epoch, figures)


def held_out_rows(
    letters: NDArray[np.str_], photographs: NDArray[np.str_], share: float, seed: int
) -> NDArray[np.bool_]:
    """Choose photographs at random; all rows of a photograph are on the same side.

    Args:
        letters: (n,).
        photographs: (n,), name of the photograph of each row.
        share: fraction of each letter's photographs. At least one is held out and at least one is not.
        seed: of the choice.

    Returns:
        bool (n,), True for held-out rows.
    """
    rng = np.random.default_rng(seed)
    chosen: set[tuple[str, str]] = set()
    for letter in np.unique(letters):
        names = np.unique(photographs[letters == letter])
        count = min(max(1, round(share * len(names))), len(names) - 1)
        chosen |= {(str(letter), name) for name in rng.choice(names, count, replace=False).tolist()}
    return np.array([pair in chosen for pair in zip(letters.tolist(), photographs.tolist(), strict=True)])
