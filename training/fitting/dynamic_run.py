"""A training run of the dynamic-letter model: examples, training, and the tracks that its conversion needs."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.dynamic import example_cache
from training.dynamic.example_cache import ExamplePlan
from training.dynamic.examples import Examples
from training.dynamic.tracking import DEVICE, MEDIAPIPE
from training.fitting.dynamic import make_plan, train
from training.networks.dynamic import TRACKS, UNITS, Cell
from training.run_folder import open_run, written_whole

CALIBRATION, COMPARISON = 24, 24  # tracks of each source: to quantise with, to compare int8 with float on


@dataclass(frozen=True)
class DynamicRun:
    """What to train and from what.

    Attributes:
        cell: recurrent layer.
        steps: of training, about.
        learning_rate: highest one.
        start: weights (.weights.h5 or a converted .tflite) to start from; None for random ones.
        rendered: number of synthetic clips.
        stills: number of clips made of real stills.
        people: number of sessions of real performers.
        seed: of everything random.
        data: folder with motion/, bursts/ and signers/.
        cache: folder for tracks and examples.
    """

    cell: Cell
    steps: int
    learning_rate: float
    start: Path | None
    rendered: int
    stills: int
    people: int
    seed: int
    data: Path
    cache: Path


def train_run(what: DynamicRun, folder: Path, without: tuple[str, ...] = ()) -> Any:
    """Train a network, or resume an interrupted run; its folder then has everything `python -m convert` needs.

    Args:
        what: network and data.
        folder: of the run; gets final.weights.h5, tracks.npz, config and history.
        without: training signers to leave out.

    Returns:
        The trained keras.Model of training.networks.dynamic.

    Raises:
        DataError: a data source is missing or damaged.
        RunError: the folder holds another run or cannot be written, or training diverged.
    """
    examples = ExamplePlan(
        rendered=what.rendered,
        stills=what.stills,
        people=what.people,
        without=without,
        by=(MEDIAPIPE, DEVICE),
        seed=what.seed,
    )
    plan, steps_per_epoch = make_plan(what.steps, what.learning_rate, what.seed)
    config = {"cell": what.cell, "units": UNITS, "start": what.start and what.start.name, "steps": what.steps}
    open_run(folder, {**config, **asdict(plan), "examples": asdict(examples)})
    errors = example_cache.recognizer_errors(examples, what.data, what.cache)
    sources = {
        "rendered": example_cache.rendered_examples(examples, what.cache, errors),
        "stills": example_cache.still_examples(examples, what.data, what.cache, errors),
        "real": example_cache.recorded_examples(examples, what.data, what.cache, errors),
        "people": example_cache.people_examples(examples, what.data, what.cache, errors),
    }
    model = train(sources, what.cell, plan, steps_per_epoch, folder, what.start)
    _write_tracks(folder / TRACKS, sources, what.seed)
    return model


def _write_tracks(path: Path, sources: dict[str, Examples], seed: int) -> None:
    """Keep some tracks of each source for the conversion: arrays calibrationN and comparisonN, (steps, features)."""
    arrays: dict[str, NDArray[np.float32]] = {}
    for source in sources.values():
        count = min(CALIBRATION + COMPARISON, len(source.x))
        rows = np.random.default_rng(seed).choice(len(source.x), count, replace=False)
        lengths = np.abs(source.x[rows]).sum(2).astype(bool).sum(1)
        for i, (row, length) in enumerate(zip(rows, lengths, strict=True)):
            kind = "calibration" if i < count // 2 else "comparison"
            arrays[f"{kind}{len(arrays)}"] = source.x[row][:length]
    with written_whole(path) as part:
        np.savez_compressed(part, **arrays)
