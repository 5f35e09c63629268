"""`fit`: train any of the networks with keras.Model.fit, resumable after every epoch."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2

from device.names import shown
from training.errors import RunError
from training.fitting.batches import BatchSource
from training.fitting.objective import Objective
from training.fitting.plan import TrainingPlan, make_optimizer
from training.run_folder import read_json, write_bytes, write_json
from training.tensorflow_quiet import import_keras

CHECKPOINT = "checkpoint"
"""Folder of a run that holds weights and optimizer after the last epoch."""
BEST = "best.weights.h5"
WORKERS, AHEAD = 1, 8
"""Threads that prepare batches, and batches prepared in advance. One thread leaves the other cores to the network.
Batches depend on seed, epoch and step only, so that another number gives the same result."""

Row = dict[str, float]
"""An epoch of the history: "epoch" (from 1), "loss", the objective's parts, "val_…", "learning_rate", "seconds"."""


def fit(
    network: Any,
    objective: Objective,
    source: BatchSource,
    plan: TrainingPlan,
    run: Path,
    *,
    measure: Callable[[], Row] | None = None,
    keep_best: Callable[[Row], Any] | None = None,
    title: str = "Training",
) -> list[Row]:
    """Train a network in place, or resume from the checkpoint in the run folder.

    A resumed run has the same history as one that was not interrupted: batches depend on seed, epoch and step
    only, and weights, optimizer and dropout seeds are part of the checkpoint.

    Args:
        network: built keras.Model. It ends with the averaged weights if the plan has `ema_momentum`.
        objective: losses of (targets, outputs).
        source: batches.
        run: folder; gets plan.json, history.json, history.csv and the checkpoint.
        measure: figures on validation data after each epoch; the averaged weights are in the network meanwhile.
        keep_best: sort key of a row of the history; the network ends with the weights of the highest one.
        title: of the progress bar.

    Returns:
        The history, one row an epoch.

    Raises:
        RunError: training diverged, the folder cannot be written, or its checkpoint does not fit.
    """
    # Imported here because they load Keras, which takes seconds.
    from training.fitting import callbacks as own
    from training.fitting.checkpoint import Checkpoint
    from training.fitting.training_model import Batches, TrainingModel

    keras = import_keras()
    cv2.setNumThreads(1)  # the workers are the threads
    steps = source.steps_per_epoch
    model = TrainingModel(network, objective)
    # TensorFlow: compiling with XLA takes longer than it saves on a CPU.
    compiled = False if keras.backend.backend() == "tensorflow" else "auto"
    model.compile(make_optimizer(plan, steps), jit_compile=compiled)
    model.optimizer.build(model.trainable_variables)
    write_json(run / "plan.json", asdict(plan))

    checkpoint = Checkpoint(run / CHECKPOINT, steps)
    checkpoint.set_model(model)
    checkpoint.on_train_begin()
    rows = _earlier_rows(run, checkpoint.epochs_done)
    history = own.RunHistory(run / "history.json", rows)
    batches = Batches(source, WORKERS, AHEAD)
    bar = own.ProgressBar(plan.last_epoch * steps, len(rows) * steps, title)
    callbacks = [own.EpochSeeds(batches, plan.seed)]
    if measure is not None:
        callbacks.append(own.Validation(measure))
    callbacks += [history, own.HistoryCsv(run / "history.csv", append=True)]
    if keep_best is not None:
        callbacks.append(own.BestWeights(run / BEST, keep_best, rows))
    try:
        model.fit(batches, epochs=plan.last_epoch, verbose=0, shuffle=False, callbacks=[*callbacks, bar, checkpoint])
    except Exception:
        if batches.error is not None:
            raise batches.error from None
        raise
    finally:
        bar.close()
    if keep_best is not None:
        _load_best(network, run / BEST)
    return history.rows


def _earlier_rows(run: Path, epochs: int) -> list[Row]:
    """Read the history up to the checkpoint, and cut history.csv to it."""
    if not epochs:
        (run / "history.csv").unlink(missing_ok=True)
        return []
    rows: list[Row] = read_json(run / "history.json")[:epochs]
    columns = list(rows[0])
    lines = [",".join(columns), *(",".join(str(row[column]) for column in columns) for row in rows)]
    write_bytes(run / "history.csv", ("\n".join(lines) + "\n").encode())
    return rows


def _load_best(network: Any, path: Path) -> None:
    try:
        network.load_weights(path)
    except (OSError, ValueError, KeyError) as error:
        raise RunError(
            f"The weights {shown(path)} cannot be read ({str(error).splitlines()[0]}). "
            "Delete the run's folder and start again."
        ) from None
