"""The loop that trains the station's networks: AdamW, averaged weights, checkpoints, held-out figures.

A batch is a pure function of the seed and its number, so a run that was killed goes on as if it had not been.
"""

import io
import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from training.run_folder import write_bytes, write_json
from training.tensorflow_quiet import import_tensorflow

AHEAD = 8  # batches prepared in advance
LOSSES = ("loss", "place", "class", "side")

MakeBatch = Callable[[np.random.Generator], tuple[Any, ...]]
MakeStep = Callable[[Any, Any, Any], Callable[..., Any]]


@dataclass(frozen=True)
class Plan:
    """How long and how fast to learn.

    Attributes:
        steps: of one batch each, over the whole schedule.
        every: steps between checkpoints and held-out figures.
        rate: AdamW's at the top of the schedule; warm-up, then a cosine to a hundredth.
        average: momentum of the exponential moving average of the weights.
    """

    steps: int = 8000
    every: int = 500
    batch: int = 128
    rate: float = 2e-3
    warm_up: int = 300
    decay: float = 0.02
    average: float = 0.998
    seed: int = 1


def fit(
    model: Any,
    make_step: MakeStep,
    make_batch: MakeBatch,
    plan: Plan,
    run: Path,
    held_out: Callable[[], dict[str, float]] | None = None,
    losses: tuple[str, ...] = LOSSES,
) -> list[dict[str, float]]:
    """Train in place, going on from the checkpoint in `run` if there is one; ends with the averaged weights.

    Args:
        make_step: (tensorflow, model, optimizer) → a function of a batch that learns and returns the `losses`.
        make_batch: generator → arrays of one batch.
        held_out: figures of the model as it is; called with the averaged weights in place.
        losses: names of what a step returns.

    Returns:
        The history, a row every `plan.every` steps; also in run/history.json.
    """
    tf = import_tensorflow()
    keras = tf.keras
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, plan.steps - plan.warm_up, alpha=0.01, warmup_target=plan.rate, warmup_steps=plan.warm_up
    )
    optimizer = keras.optimizers.AdamW(
        schedule, weight_decay=plan.decay, use_ema=True, ema_momentum=plan.average, global_clipnorm=5.0
    )
    optimizer.build(model.trainable_variables)
    # Keras starts the averages at zero; from the weights they mean something from the first step on.
    for average, variable in zip(optimizer._model_variables_moving_average, model.trainable_variables, strict=True):
        average.assign(variable)
    step_fn = make_step(tf, model, optimizer)
    state = [*model.weights, *optimizer.variables]
    run.mkdir(parents=True, exist_ok=True)
    write_json(run / "plan.json", asdict(plan))
    first, history = _resume(run, state)
    source = _batches(make_batch, plan, first)
    sums, since = np.zeros(len(losses)), time.monotonic()
    with tqdm(total=plan.steps, initial=first, unit="step", mininterval=5, dynamic_ncols=True) as bar:
        for step in range(first, plan.steps):
            sums += step_fn(*(tf.constant(part) for part in next(source))).numpy()
            bar.update()
            if (step + 1) % plan.every == 0 or step + 1 == plan.steps:
                steps = step % plan.every + 1  # the last stretch may be shorter
                row = {"step": step + 1, **dict(zip(losses, (sums / steps).round(4).tolist(), strict=True))}
                row["seconds"] = round(time.monotonic() - since, 1)
                if held_out is not None:
                    row |= _averaged(model, optimizer, held_out)
                history.append(row)
                _save(run, state, step + 1, history)
                bar.set_postfix_str(" ".join(f"{k}={v:.3f}" for k, v in row.items() if k not in ("seconds", "step")))
                sums, since = np.zeros(len(losses)), time.monotonic()
    optimizer.finalize_variable_values(model.trainable_variables)
    return history


def _averaged(model: Any, optimizer: Any, call: Callable[[], dict[str, float]]) -> dict[str, float]:
    """`call()` with the averaged weights in the model, then the trained ones again."""
    kept = [variable.numpy() for variable in model.trainable_variables]
    optimizer.finalize_variable_values(model.trainable_variables)
    try:
        return call()
    finally:
        for variable, value in zip(model.trainable_variables, kept, strict=True):
            variable.assign(value)


def _batches(make_batch: MakeBatch, plan: Plan, first: int) -> Iterator[tuple[Any, ...]]:
    """Batches from a thread: OpenCV and TensorFlow both let go of the interpreter while they work."""
    ready: queue.Queue[tuple[Any, ...] | BaseException] = queue.Queue(AHEAD)
    stopped = threading.Event()

    def work() -> None:
        cv2.setNumThreads(1)
        for step in range(first, plan.steps):
            try:
                batch: tuple[Any, ...] | BaseException = make_batch(np.random.default_rng([plan.seed, step]))
            except BaseException as error:  # handed to the trainer, which would wait for ever
                batch = error
            while not stopped.is_set():
                try:
                    ready.put(batch, timeout=1)
                    break
                except queue.Full:
                    continue
            if stopped.is_set() or isinstance(batch, BaseException):
                return

    threading.Thread(target=work, name="batches", daemon=True).start()
    try:
        while True:
            batch = ready.get()
            if isinstance(batch, BaseException):
                raise batch
            yield batch
    finally:
        stopped.set()


def draw(weight: NDArray[np.float64], count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """`count` row numbers, each drawn with probability proportional to its weight."""
    cumulative = np.cumsum(weight)
    return np.searchsorted(cumulative, rng.random(count) * cumulative[-1]).clip(max=len(weight) - 1)


def weights_of(
    signer: NDArray[np.str_], source: NDArray[np.str_], shares: dict[str, float], balance: float
) -> NDArray[np.float64]:
    """Probability of each row of being drawn.

    Args:
        shares: of some sources; the rest share what is left.
        balance: how strongly people with many pictures are held back: a picture counts (their number) ** -balance.
    """
    weight = np.zeros(len(signer))
    group = np.where(np.isin(source, list(shares)), source, "")
    for name in np.unique(group):
        rows = group == name
        people, counts = np.unique(signer[rows], return_counts=True)
        per_person = dict(zip(people, counts.astype(float) ** -balance, strict=True))
        part = np.array([per_person[person] for person in signer[rows]])
        weight[rows] = part / part.sum() * (shares[name] if name else 1.0 - sum(shares.values()))
    return weight / weight.sum()


def _save(run: Path, state: list[Any], step: int, history: list[dict[str, float]]) -> None:
    packed = io.BytesIO()
    np.savez(packed, step=step, **{f"v{i}": np.asarray(variable) for i, variable in enumerate(state)})
    write_bytes(run / "checkpoint.npz", packed.getvalue())
    write_json(run / "history.json", history)


def _resume(run: Path, state: list[Any]) -> tuple[int, list[dict[str, float]]]:
    path = run / "checkpoint.npz"
    if not path.is_file():
        return 0, []
    with np.load(path) as packed:
        for i, variable in enumerate(state):
            variable.assign(packed[f"v{i}"])
        return int(packed["step"]), json.loads((run / "history.json").read_text())
