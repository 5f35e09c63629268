"""Training of the baseline CNN: shuffled and augmented epochs, cross-entropy, and the epoch to keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.types import Pixels
from training.errors import RunError
from training.fitting.baseline_augmentation import REPORT, Augmentation, matrices, warp_all
from training.fitting.fit import Row, fit
from training.fitting.objective import Objective
from training.fitting.plan import TrainingPlan
from training.networks.baseline_cnn import BaselineCnn, build
from training.networks.pixels import to_input
from training.tensorflow_quiet import import_keras


@dataclass(frozen=True)
class Rows:
    """Pictures uint8 (n, size, size) with class indices int (n,)."""

    pixels: Pixels
    classes: NDArray[np.int64]


class ShuffledEpochs:
    """A BatchSource: every picture once an epoch, in random order, each with an affine map of its own."""

    def __init__(self, rows: Rows, batch: int, augmentation: Augmentation | None, seed: int) -> None:
        """Draw order and maps of an epoch from `seed` and its number; no augmentation if None."""
        self.steps_per_epoch = -(-len(rows.pixels) // batch)
        self._rows = rows
        self._batch = batch
        self._augmentation = augmentation
        self._seed = seed
        self._epoch: tuple[int, NDArray[np.int64], NDArray[np.float32] | None] | None = None

    def batch(self, epoch: int, step: int) -> tuple[Pixels, NDArray[np.int64]]:
        """Return pixels uint8 (k, size, size) and classes int (k,); the last batch may be smaller."""
        order, maps = self._drawn(epoch)
        part = slice(step * self._batch, (step + 1) * self._batch)
        pixels = self._rows.pixels[order[part]]
        return (pixels if maps is None else warp_all(pixels, maps[part])), self._rows.classes[order[part]]

    def _drawn(self, epoch: int) -> tuple[NDArray[np.int64], NDArray[np.float32] | None]:
        """Return order and maps of an epoch. Several threads may draw them; they draw the same."""
        drawn = self._epoch
        if drawn is None or drawn[0] != epoch:
            count, size = self._rows.pixels.shape[:2]
            rng = np.random.default_rng([self._seed, epoch + 1])
            order = rng.permutation(count)
            maps = None if self._augmentation is None else matrices(self._augmentation, count, size, rng)
            drawn = self._epoch = (epoch, order, maps)
        return drawn[1:]


def objective() -> Objective:
    """Return the loss: cross-entropy. Targets: class int (n,); outputs: probabilities (n, classes)."""
    keras = import_keras()
    ops = keras.ops

    def compute(targets: Any, outputs: Any) -> dict[str, Any]:
        right = ops.cast(ops.equal(ops.argmax(outputs, -1), ops.cast(targets, "int32")), "float32")
        loss = ops.mean(keras.losses.sparse_categorical_crossentropy(targets, outputs))
        return {"loss": loss, "accuracy": ops.mean(right)}

    return Objective(("accuracy",), compute)


def figures(model: Any, rows: Rows) -> Row:
    """Measure a model: "accuracy" and "loss" (mean cross-entropy)."""
    p = model.predict(to_input(rows.pixels), batch_size=256, verbose=0)
    loss = -np.log(np.maximum(p[np.arange(len(p)), rows.classes], 1e-7)).mean()
    return {"accuracy": float((p.argmax(1) == rows.classes).mean()), "loss": float(loss)}


def rank(row: Row) -> tuple[float, float]:
    """Return the sort key of an epoch: validation accuracy, then the lower validation loss."""
    return row["val_accuracy"], -row["val_loss"]


def best_epoch(history: list[Row]) -> int:
    """Return the epoch whose weights `fit` left in the model, counted from 1."""
    return int(max(history, key=rank)["epoch"])


class TrainableBaselineCnn(BaselineCnn):
    """The baseline CNN with its training.

    Attributes:
        plan: of the training; its seed is replaced by that of `fit`.
        history: of the last `fit`, one row an epoch.
    """

    def __init__(self, plan: TrainingPlan | None = None, augmentation: Augmentation | None = REPORT) -> None:
        """Train with this plan and augmentation; None for no augmentation."""
        super().__init__()
        self.plan = plan or TrainingPlan()
        self.history: list[Row] = []
        self._augmentation = augmentation

    def fit(
        self,
        pixels: Pixels,
        letters: Sequence[str],
        *,
        seed: int,
        run: Path,
        validation: tuple[Pixels, Sequence[str]] | None = None,
    ) -> None:
        """Train on labelled squares, or resume from the checkpoint in `run`.

        Args:
            pixels: uint8 (n, 28, 28).
            letters: n letters.
            seed: of weights, order, augmentation and dropout.
            run: folder for checkpoint and history.
            validation: pictures and letters that choose the epoch to keep; None keeps the last.

        Raises:
            RunError: `validation` has a letter that is in no training row; and see training.fitting.fit.
        """
        self.labels = tuple(sorted(set(map(str, letters))))
        unknown = sorted(set(map(str, validation[1] if validation else ())) - set(self.labels))
        if unknown:
            raise RunError(f"The validation rows have the letters {', '.join(unknown)}, which no training row has.")
        import_keras().utils.set_random_seed(seed)
        self.model = build(len(self.labels))
        chosen = self._rows(*validation) if validation else None
        self.history = fit(
            self.model,
            objective(),
            ShuffledEpochs(self._rows(pixels, letters), self.plan.batch, self._augmentation, seed),
            self.plan,
            run,
            measure=None if chosen is None else lambda: figures(self.model, chosen),
            keep_best=None if chosen is None else rank,
            title=f"Training in {run}",
        )

    def _rows(self, pixels: Pixels, letters: Sequence[str]) -> Rows:
        index = {letter: i for i, letter in enumerate(self.labels)}
        return Rows(pixels, np.array([index[str(letter)] for letter in letters]))
