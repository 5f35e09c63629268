"""Training of the motion network over whole tracks."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.dynamic.examples import Examples
from training.fitting.hand_loop import Plan, fit
from training.networks.dynamic import Cell, build

LOSSES = ("loss", "right")
BATCH = 64


@dataclass(frozen=True)
class Mix:
    """Share of a batch that comes from each source of examples; sums to 1."""

    rendered: float = 0.5
    stills: float = 0.18
    real: float = 0.32


def plan_of(steps: int, seed: int, rate: float) -> Plan:
    """A run of so many steps."""
    return Plan(
        steps=steps,
        every=max(steps // 5, 1),
        batch=BATCH,
        rate=rate,
        warm_up=max(steps // 20, 1),
        decay=0.005,
        average=0.99,
        seed=seed,
    )


def batch_maker(sources: dict[str, Examples], mix: Mix) -> Callable[[np.random.Generator], tuple[NDArray[Any], ...]]:
    """Batches with a fixed number of examples of each source."""
    counts = {name: round(getattr(mix, name) * BATCH) for name in sources}
    counts["rendered"] += BATCH - sum(counts.values())

    def make(rng: np.random.Generator) -> tuple[NDArray[Any], ...]:
        parts = [(sources[name], rng.integers(len(sources[name].x), size=n)) for name, n in counts.items()]
        x, y, weight = (
            np.concatenate([getattr(source, field)[rows] for source, rows in parts]) for field in ("x", "y", "weight")
        )
        return x, y.astype(np.int32), weight

    return make


def train(
    sources: dict[str, Examples], cell: Cell, units: int, plan: Plan, run: Path, start: Path | None = None
) -> Any:
    """A trained keras.Model (see net.build), its weights in run/final.weights.h5.

    Args:
        sources: examples by the names of Mix.
        plan: of the loop; a run that was stopped goes on from its checkpoint.
        start: weights (.weights.h5) of the same network to go on from.
    """
    model = build(cell, units)
    if start is not None:
        model.load_weights(start)
    fit(model, _make_step, batch_maker(sources, Mix()), plan, run, losses=LOSSES)
    model.save_weights(run / "final.weights.h5")
    return model


def _make_step(tf: Any, model: Any, optimizer: Any) -> Any:
    @tf.function(reduce_retracing=True)
    def step(x: Any, y: Any, weight: Any) -> Any:
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
            total = tf.reduce_sum(weight)
            loss = tf.reduce_sum(each * weight) / total
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        right = tf.cast(tf.equal(tf.argmax(logits, -1, output_type=tf.int32), y), tf.float32)
        return tf.stack([loss, tf.reduce_sum(right * weight) / total])

    return step
