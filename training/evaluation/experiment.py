"""One cell of the comparison: a model, what it learned from, and what it reads of the official test."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from device.types import Pixels
from training import metrics
from training.datasets.crops import crop_hands
from training.datasets.sample import Sample
from training.datasets.sign_mnist import SIZE, Rows
from training.evaluation.bootstrap import interval
from training.evaluation.cost import measured, milliseconds
from training.fitting.classifier_loop import CHECKPOINT
from training.networks.base import LetterClassifier
from training.networks.baseline_cnn import ReportCnn
from training.networks.catalogue import CLASSIFIERS, load_classifier
from training.run_folder import open_run, read_json, write_json

SINGLE_READS = 200  # pictures read one by one to time reading


@dataclass(frozen=True)
class Learned:
    """Rows to learn from.

    Attributes:
        pixels: uint8 (n, 28, 28).
        letters: n letters.
        sources: {source: rows}.
    """

    pixels: Pixels
    letters: list[str]
    sources: dict[str, int]


def learned_from(samples: Sequence[Sample], title: str) -> Learned:
    """The 24 static letters among some samples, cut to 28×28; T as its source shows it, as the report had it."""
    pixels, kept = crop_hands([s for s in samples if s.letter in STATIC_LETTERS], SIZE, title)
    return Learned(pixels, [s.letter for s in kept], dict(Counter(s.source for s in kept)))


def train_cell(folder: Path, name: str, rows: Learned, seed: int, epochs: int) -> LetterClassifier:
    """The trained model of a run folder; trained now if it is not there, gone on with if it was interrupted."""
    config: dict[str, Any] = {"model": name, "seed": seed, "rows": rows.sources}
    if name == ReportCnn.name:
        config["epochs"] = epochs
    if open_run(folder, config) and (folder / "cost.json").is_file():
        return load_classifier(folder)
    resumed = (folder / CHECKPOINT).is_file()
    model = _new(name, epochs)
    with measured() as cost:
        model.fit(rows.pixels, rows.letters, seed=seed, run=folder)
    model.save(folder / "model")
    # An interrupted run's cost is only that of its last stretch: better none than a wrong one.
    write_json(folder / "cost.json", {} if resumed else cost.as_dict())
    return model


def training_cost(folder: Path) -> dict[str, float]:
    """Wall and CPU seconds of a run's training, as far as they are known."""
    if (folder / "cost.json").is_file():
        cost = read_json(folder / "cost.json")
        if cost:
            return cost
    stages = [folder / stage / "history.json" for stage in ("select", "final", ".")]
    seconds = [row["seconds"] for stage in stages if stage.is_file() for row in read_json(stage)]
    return {"wall_s": round(sum(seconds), 1)} if seconds else {}


def figures(
    labels: Sequence[str], scores: NDArray[np.float32], test: Rows, order: Sequence[str] = STATIC_LETTERS
) -> dict[str, Any]:
    """Everything the tables and charts say of one model on the official test."""
    read = np.array(labels)[scores.argmax(1)]
    right = read == test.letters
    table = metrics.table(test.letters, read, order)
    found: dict[str, Any] = {
        "accuracy": table["accuracy"],
        "macro_f1": table["macro avg"]["f1-score"],
        "table": table,
        "confusion": confusion(test.letters.tolist(), read.tolist()),
        "read": "".join(read.tolist()),
        "confidence": [round(float(value), 4) for value in scores.max(1)],
    }
    if test.photographs is not None and test.signers is not None:
        found["interval_photographs"] = interval(right, test.photographs)
        found["interval_signers"] = interval(right, test.signers)
        found["per_signer"] = metrics.per_signer(test.letters, read, test.signers)
    return found


def confusion(truth: Sequence[str], read: Sequence[str | None]) -> dict[str, dict[str, int]]:
    """{true letter: {read letter, or "–" for none: pictures}}, without the zeros."""
    counts: dict[str, dict[str, int]] = {}
    for true, seen in zip(truth, read, strict=True):
        row = counts.setdefault(str(true), {})
        row[str(seen or "–")] = row.get(str(seen or "–"), 0) + 1
    return counts


def reading_cost(model: LetterClassifier, pixels: Pixels) -> dict[str, float]:
    """Milliseconds a picture, one by one."""
    return milliseconds(lambda index: model.scores(pixels[index % len(pixels)][None]), SINGLE_READS)


def size_of(folder: Path) -> int:
    """Bytes of the model's file."""
    return max((path.stat().st_size for path in (folder / "model").glob("model.*")), default=0)


def _new(name: str, epochs: int) -> LetterClassifier:
    if name != ReportCnn.name:
        return CLASSIFIERS[name]()
    from training.fitting.classifier_loop import Plan

    return ReportCnn(Plan(epochs))
