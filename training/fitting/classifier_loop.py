"""The training loop of Keras classifiers: seeded, with a progress bar, resumable after every epoch.

An epoch is a pure function of (state after the last one, seed, number of the epoch): order, augmentation
and dropout are drawn anew from them, so a run that was killed and resumed sees what one that was not sees.
"""

import io
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.types import Pixels
from training.errors import RunError
from training.fitting.classifier_augment import REPORT, Augmentation, augment
from training.run_folder import write_bytes, write_json
from training.tensorflow_quiet import import_tensorflow

CHECKPOINT = "checkpoint.npz"
BEST = "best.npz"
VARIABLE = "variable/"  # before the number of each, to tell them from the history's columns


@dataclass(frozen=True)
class Plan:
    """How long and how fast to learn.

    Attributes:
        epochs: length of the cosine from `learning_rate` down to 0.
        stop_after: epochs of it to run; None for all.
        batch: pictures a step.
        learning_rate: Adam's, at the start.
        augmentation: of training rows; None for none.
    """

    epochs: int = 30
    stop_after: int | None = None
    batch: int = 128
    learning_rate: float = 1e-3
    augmentation: Augmentation | None = REPORT

    @property
    def last(self) -> int:
        """The number of the last epoch to run."""
        return min(self.epochs, self.stop_after or self.epochs)


@dataclass(frozen=True)
class Rows:
    """Pictures uint8 (n, size, size) with class indices int (n,)."""

    pixels: Pixels
    classes: NDArray[np.int64]


def to_input(pixels: Pixels) -> NDArray[np.float32]:
    """uint8 (n, s, s) → float32 (n, s, s, 1), × 1/255: the normalisation the metadata of the model states."""
    return pixels[..., None].astype(np.float32) * np.float32(1 / 255)


def fit(
    model: Any, rows: Rows, plan: Plan, run: Path, *, seed: int, held_out: Rows | None = None, title: str = ""
) -> list[dict[str, float]]:
    """Train `model` in place, going on from the checkpoint in `run` if there is one.

    With `held_out` rows the model ends with the weights of the epoch that read most of them (of equals, the
    one with the lower loss); without, with those of the last epoch.

    Returns:
        The history, one row an epoch; also in run/history.json and history.csv.

    Raises:
        RunError: the folder cannot be written, or its checkpoint does not fit.
    """
    keras = import_tensorflow().keras
    steps = -(-len(rows.pixels) // plan.batch)
    schedule = keras.optimizers.schedules.CosineDecay(plan.learning_rate, plan.epochs * steps)
    # No XLA: compiling takes longer than it saves on a CPU.
    model.compile(
        keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"], jit_compile=False
    )
    model.optimizer.build(model.trainable_variables)
    history = _resume(model, run / CHECKPOINT)
    best = max(history, key=_merit, default=None) if held_out else None
    with tqdm(
        total=plan.last * steps,
        initial=len(history) * steps,
        desc=title,
        unit="step",
        dynamic_ncols=True,
        mininterval=0.5,
    ) as bar:
        for epoch in range(len(history) + 1, plan.last + 1):
            row = _epoch(model, rows, plan, seed, epoch, bar)
            if held_out is not None:
                row |= _score(model, held_out)
                if best is None or _merit(row) > _merit(best):
                    best = row
                    _pack(run / BEST, model.weights)
            history.append(row)
            _write(model, history, run)
            shown = "held_out_accuracy" if held_out is not None else "accuracy"
            bar.set_postfix_str(f"epoch {epoch}/{plan.last}, {shown.replace('_', '-')} {row[shown]:.4f}")
    if best is not None:
        _unpack(run / BEST, model.weights)
    return history


def best_epoch(history: list[dict[str, float]]) -> int:
    """The epoch whose weights `fit` left in the model (with held-out rows)."""
    return int(max(history, key=_merit)["epoch"])


def _epoch(model: Any, rows: Rows, plan: Plan, seed: int, epoch: int, bar: Any) -> dict[str, float]:
    started = time.monotonic()
    rng = np.random.default_rng([seed, epoch])
    for layer in model.layers:
        if hasattr(layer, "seed_generator"):
            layer.seed_generator.state.assign([seed, epoch])
    order = rng.permutation(len(rows.pixels))
    pixels, classes = rows.pixels[order], rows.classes[order]
    if plan.augmentation is not None:
        pixels = augment(pixels, plan.augmentation, rng)
    sums = np.zeros(2)
    for start in range(0, len(pixels), plan.batch):
        part = slice(start, start + plan.batch)
        model.reset_metrics()  # so that the figures are this batch's
        figures = model.train_on_batch(to_input(pixels[part]), classes[part], return_dict=True)
        sums += np.array([figures["loss"], figures["accuracy"]]) * len(classes[part])
        bar.update()
    loss, accuracy = (sums / len(pixels)).tolist()
    if not np.isfinite(loss):
        raise RunError(
            f"Training diverged in epoch {epoch} (loss {loss}): "
            "start again in an empty folder with a lower --learning-rate."
        )
    return {
        "epoch": epoch,
        "loss": loss,
        "accuracy": accuracy,
        "learning_rate": float(model.optimizer.learning_rate),
        "seconds": round(time.monotonic() - started, 1),
    }


def _score(model: Any, rows: Rows) -> dict[str, float]:
    figures = model.evaluate(to_input(rows.pixels), rows.classes, batch_size=256, verbose=0, return_dict=True)
    return {"held_out_accuracy": float(figures["accuracy"]), "held_out_loss": float(figures["loss"])}


def _merit(row: dict[str, float]) -> tuple[float, float]:
    return row["held_out_accuracy"], -row["held_out_loss"]


def _state(model: Any) -> list[Any]:
    return [*model.weights, *model.optimizer.variables]


def _write(model: Any, history: list[dict[str, float]], run: Path) -> None:
    """The checkpoint is one file: weights, optimiser and history are of the same epoch or not written."""
    columns = {key: [row[key] for row in history] for key in history[0]}
    _pack(run / CHECKPOINT, _state(model), columns)
    write_json(run / "history.json", history)
    lines = [",".join(columns), *(",".join(f"{value:g}" for value in row.values()) for row in history)]
    write_bytes(run / "history.csv", ("\n".join(lines) + "\n").encode())


def _resume(model: Any, path: Path) -> list[dict[str, float]]:
    columns = _unpack(path, _state(model)) if path.is_file() else {}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _pack(path: Path, variables: list[Any], columns: dict[str, list[float]] | None = None) -> None:
    packed = io.BytesIO()
    arrays = {f"{VARIABLE}{i}": np.asarray(variable) for i, variable in enumerate(variables)}
    np.savez(packed, **arrays, **(columns or {}))
    write_bytes(path, packed.getvalue())


def _unpack(path: Path, variables: list[Any]) -> dict[str, list[float]]:
    """Fill the variables; returns the other columns of the file."""
    try:
        with np.load(path) as packed:
            for i, variable in enumerate(variables):
                variable.assign(packed[f"{VARIABLE}{i}"])
            return {key: packed[key].tolist() for key in packed if not key.startswith(VARIABLE)}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise RunError(
            f"The checkpoint {path} does not fit this model ({str(error).splitlines()[0]}); "
            "delete the run's folder and start again."
        ) from None
