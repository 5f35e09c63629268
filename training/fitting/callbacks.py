"""Callbacks of `fit`: seeds, progress, validation, history and the best weights. Loads Keras."""

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from training.errors import RunError
from training.fitting.training_model import Batches
from training.run_folder import write_json, written_whole
from training.tensorflow_quiet import import_keras

keras = import_keras()


class EpochSeeds(keras.callbacks.Callback):  # type: ignore[misc, name-defined]  # Keras has no types
    """Makes batches and dropout of an epoch depend on the seed and its number, so that a resumed run sees the same."""

    def __init__(self, batches: Batches, seed: int) -> None:
        """Set the epoch of these batches. Keras' checkpoints do not contain the state of dropout layers."""
        super().__init__()
        self._batches = batches
        self._seed = seed

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Set the epoch, counted from 0."""
        self._batches.epoch = epoch
        for number, layer in enumerate(self.model.network.layers):
            if hasattr(layer, "seed_generator"):
                layer.seed_generator.state.assign([self._seed + number, epoch])


class ProgressBar(keras.callbacks.Callback):  # type: ignore[misc, name-defined]  # Keras has no types
    """A bar on stderr over all steps of the run. Keras' own bar would write to stdout."""

    def __init__(self, total: int, done: int, title: str) -> None:
        """Show `total` steps, of which `done` are done already."""
        super().__init__()
        self._bar = tqdm(total=total, initial=done, desc=title, unit="step", dynamic_ncols=True, mininterval=0.5)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Advance by one step."""
        self._bar.update()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Show the figures of the epoch."""
        shown = {key: value for key, value in (logs or {}).items() if key not in ("learning_rate", "seconds")}
        self._bar.set_postfix_str(" ".join(f"{key}={value:.4g}" for key, value in shown.items()))

    def close(self) -> None:
        """Remove the bar from tqdm's list."""
        self._bar.close()


class Validation(keras.callbacks.Callback):  # type: ignore[misc, name-defined]  # Keras has no types
    """Adds figures of the model to the log of each epoch, measured with the averaged weights if there are any."""

    def __init__(self, measure: Callable[[], dict[str, float]]) -> None:
        """Call `measure` after each epoch; its keys get the prefix "val_"."""
        super().__init__()
        self._measure = measure
        self._swap = keras.callbacks.SwapEMAWeights()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Measure and add to the log."""
        averaged = self.model.optimizer.use_ema
        if averaged:
            self._swap.set_model(self.model)
            self._swap.on_test_begin()
        try:
            figures = self._measure()
        finally:
            if averaged:
                self._swap.on_test_end()
        if logs is not None:
            logs.update({f"val_{key}": value for key, value in figures.items()})


class RunHistory(keras.callbacks.Callback):  # type: ignore[misc, name-defined]  # Keras has no types
    """Keeps history.json: one row an epoch, {"epoch": from 1, …logs, "learning_rate", "seconds"}."""

    def __init__(self, path: Path, rows: list[dict[str, float]]) -> None:
        """Continue these rows in the file at `path`."""
        super().__init__()
        self.rows = rows
        self._path = path
        self._started = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the clock."""
        self._started = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write the row of an epoch.

        Raises:
            RunError: the loss is not finite, or the file cannot be written.
        """
        logs = logs if logs is not None else {}
        if not math.isfinite(logs["loss"]):
            raise RunError(
                f"Training diverged in epoch {epoch + 1} (loss {logs['loss']}). "
                "Start again in an empty folder with a lower learning rate (--learning-rate or --rate)."
            )
        parts = {key: logs.pop(key) for key in list(logs)}
        logs.update({"loss": parts.pop("loss"), **parts})  # Keras sorts by name
        logs["learning_rate"] = float(self.model.optimizer.learning_rate)
        logs["seconds"] = round(time.monotonic() - self._started, 1)
        self.rows.append({"epoch": epoch + 1, **{key: float(value) for key, value in logs.items()}})
        write_json(self._path, self.rows)


class HistoryCsv(keras.callbacks.CSVLogger):  # type: ignore[misc, name-defined]  # Keras has no types
    """Keeps history.csv with the columns of history.json; CSVLogger alone sorts them and adds empty val_ columns."""

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write the row of an epoch, counted from 1."""
        self.keys: list[str] | None = self.keys or list(logs or {})
        super().on_epoch_end(epoch + 1, logs)


class BestWeights(keras.callbacks.Callback):  # type: ignore[misc, name-defined]  # Keras has no types
    """Saves the network whenever an epoch ranks higher than all before it."""

    def __init__(self, path: Path, rank: Callable[[dict[str, float]], Any], rows: list[dict[str, float]]) -> None:
        """Save to `path`; `rank` gives the sort key of an epoch's log, `rows` are the epochs already done."""
        super().__init__()
        self._path = path
        self._rank = rank
        self._best = max(map(rank, rows), default=None)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Save the weights if this epoch is the best.

        Raises:
            RunError: the file cannot be written.
        """
        rank = self._rank(logs or {})
        if self._best is None or rank > self._best:
            self._best = rank
            with written_whole(self._path) as part:
                self.model.network.save_weights(part)
