"""One cell of the comparison with the student report: a model, its training rows, and its figures on the official "
"test."""

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
from training.datasets.sign_mnist_csv import SIZE, Rows
from training.evaluation.bootstrap import interval
from training.evaluation.cost import measured, milliseconds
from training.evaluation.figures import confusion
from training.fitting.classifiers import new_classifier
from training.fitting.fit import CHECKPOINT
from training.networks.base import LetterClassifier
from training.networks.baseline_cnn import BaselineCnn
from training.networks.catalogue import load_classifier
from training.run_folder import open_run, read_json, write_json

SINGLE_READS = 200  # pictures that are read one by one to time reading


@dataclass(frozen=True)
class TrainingRows:
    """Rows to train on.

    Attributes:
        pixels: uint8 (n, 28, 28).
        letters: n letters.
        sources: {source: rows}.
    """

    pixels: Pixels
    letters: list[str]
    sources: dict[str, int]


def training_rows(samples: Sequence[Sample], title: str) -> TrainingRows:
    """Cut the static letters among some samples to 28×28; T as its source shows it, as in the student report."""
    pixels, kept = crop_hands([s for s in samples if s.letter in STATIC_LETTERS], SIZE, title)
    return TrainingRows(pixels, [s.letter for s in kept], dict(Counter(s.source for s in kept)))


def train_cell(folder: Path, name: str, rows: TrainingRows, seed: int, epochs: int) -> LetterClassifier:
    """Return the trained model of a run folder; trains it, or resumes the training, if it is not finished.

    Args:
        folder: of this model's run.
        name: a key of catalogue.CLASSIFIERS.
        rows: to train on.
        seed: of training.
        epochs: of the CNN; the others ignore it.

    Raises:
        RunError: the folder holds a run with another configuration.
    """
    config: dict[str, Any] = {"model": name, "seed": seed, "rows": rows.sources}
    if name == BaselineCnn.name:
        config["epochs"] = epochs
    if open_run(folder, config) and (folder / "cost.json").is_file():
        return load_classifier(folder)
    resumed = (folder / CHECKPOINT).is_dir()
    model = new_classifier(name, epochs)
    with measured() as cost:
        model.fit(rows.pixels, rows.letters, seed=seed, run=folder)
    model.save(folder / "model")
    # The cost of a resumed run would only be that of its last part.
    write_json(folder / "cost.json", {} if resumed else cost.as_dict())
    return model


def training_cost(folder: Path) -> dict[str, float]:
    """Return wall and CPU seconds of a run's training, as far as they are known."""
    if (folder / "cost.json").is_file():
        cost: dict[str, float] = read_json(folder / "cost.json")
        if cost:
            return cost
    stages = [folder / stage / "history.json" for stage in ("select", "final", ".")]
    seconds = [row["seconds"] for stage in stages if stage.is_file() for row in read_json(stage)]
    return {"wall_s": round(sum(seconds), 1)} if seconds else {}


def figures(
    labels: Sequence[str], scores: NDArray[np.float32], test: Rows, order: Sequence[str] = STATIC_LETTERS
) -> dict[str, Any]:
    """Return the figures of one model on the official test, for tables and charts.

    Args:
        labels: classes in the order of the columns of `scores`.
        scores: float32 (n, labels).
        test: n rows of the official test.
        order: of the letters in the table.
    """
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


def reading_cost(model: LetterClassifier, pixels: Pixels) -> dict[str, float]:
    """Measure the milliseconds of one picture; `pixels`, uint8 (n, 28, 28), are classified one by one."""
    return milliseconds(lambda index: model.scores(pixels[index % len(pixels)][None]), SINGLE_READS)


def size_of(folder: Path) -> int:
    """Return the size of the model's file in bytes."""
    return max((path.stat().st_size for path in (folder / "model").glob("model.*")), default=0)
