"""Training of the dynamic-letter model over whole tracks."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.dynamic.examples import Examples
from training.fitting.batches import RandomBatches
from training.fitting.fit import fit
from training.fitting.objective import Objective
from training.fitting.plan import TrainingPlan
from training.networks.dynamic import Cell, build
from training.networks.load_dynamic_int8 import load_converted_gru
from training.networks.weights import load_weights
from training.tensorflow_quiet import import_keras

BATCH = 64
EPOCHS = 5


@dataclass(frozen=True)
class Mix:
    """Fraction of a batch that comes from each source of examples; sums to 1."""

    rendered: float = 0.3
    stills: float = 0.12
    real: float = 0.13
    people: float = 0.45


def make_plan(steps: int, learning_rate: float, seed: int) -> tuple[TrainingPlan, int]:
    """Return the plan of a run of about `steps` steps, and the steps of an epoch."""
    steps_per_epoch = -(-steps // EPOCHS)
    plan = TrainingPlan(
        EPOCHS,
        None,
        BATCH,
        learning_rate,
        final_rate=0.01,
        warm_up=steps // 20,
        weight_decay=0.005,
        clip_norm=5.0,
        ema_momentum=0.99,
        seed=seed,
    )
    return plan, steps_per_epoch


def objective() -> Objective:
    """Return the loss: cross-entropy of each step of the tracks, weighted.

    Targets: class int (n, steps) and weight float32 (n, steps). Outputs: logits (n, steps, classes).
    """
    keras = import_keras()
    ops = keras.ops

    def compute(targets: Any, outputs: Any) -> dict[str, Any]:
        classes, weight = targets
        each = keras.losses.sparse_categorical_crossentropy(classes, outputs, from_logits=True)
        right = ops.cast(ops.equal(ops.argmax(outputs, -1), ops.cast(classes, "int32")), "float32")
        total = ops.sum(weight)
        return {"loss": ops.sum(each * weight) / total, "accuracy": ops.sum(right * weight) / total}

    return Objective(("accuracy",), compute)


def batches(sources: dict[str, Examples], mix: Mix, steps_per_epoch: int, seed: int) -> RandomBatches:
    """Return batches with a fixed number of examples of each source; targets as `objective` takes them.

    Args:
        sources: examples by the names of Mix.
        mix: fractions of a batch.
        steps_per_epoch: batches in an epoch.
        seed: of all draws.
    """
    counts = {name: round(getattr(mix, name) * BATCH) for name in sources}
    counts["rendered"] += BATCH - sum(counts.values())

    def draw(rng: np.random.Generator) -> tuple[Any, Any]:
        parts = [(sources[name], rng.integers(len(sources[name].x), size=n)) for name, n in counts.items()]

        def column(field: str) -> NDArray[Any]:
            return np.concatenate([getattr(source, field)[rows] for source, rows in parts])

        return column("x"), (column("y").astype(np.int32), column("weight"))

    return RandomBatches(draw, steps_per_epoch, seed)


def train(
    sources: dict[str, Examples], cell: Cell, plan: TrainingPlan, steps_per_epoch: int, run: Path, start: Path | None
) -> Any:
    """Train a network; resumes from the checkpoint in `run` if there is one.

    Args:
        sources: examples by the names of Mix.
        cell: recurrent layer.
        plan: see make_plan.
        steps_per_epoch: see make_plan.
        run: folder; gets final.weights.h5.
        start: weights (.weights.h5, or a converted GRU's .tflite) of the same network; None for random ones.

    Returns:
        The trained keras.Model of networks.dynamic.

    Raises:
        RunError: training diverged, the run folder cannot be read or written, or `start` is of another network.
    """
    import_keras().utils.set_random_seed(plan.seed)
    model = build(cell)
    if start is not None and start.suffix == ".tflite":
        load_converted_gru(model, start)
    elif start is not None:
        load_weights(model, start)
    fit(model, objective(), batches(sources, Mix(), steps_per_epoch, plan.seed), plan, run)
    model.save_weights(run / "final.weights.h5")
    return model
