"""Cross-validation over training signers: how models are chosen without the test signers."""

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from device.types import Pixels
from training.datasets.crops import crop_hands
from training.datasets.data_folders import DataFolders
from training.datasets.folds import person_folds
from training.datasets.people import person
from training.datasets.sample import Sample
from training.datasets.sign_mnist_csv import SIZE
from training.datasets.table import load_table
from training.errors import RunError
from training.evaluation.bootstrap import people_interval
from training.evaluation.candidates import MEDIAPIPE, OLD_MEDIAPIPE, current_name
from training.evaluation.experiment import TrainingRows, train_cell
from training.evaluation.image_set import ImageSet
from training.evaluation.mediapipe_classifier import train_classifier
from training.evaluation.mediapipe_systems import RecordedMediaPipeSystem
from training.evaluation.predictions import NO_ANSWER
from training.metrics import by_signer
from training.networks.baseline_cnn import BaselineCnn
from training.networks.catalogue import CLASSIFIERS, SHORT
from training.progress import progress
from training.run_folder import open_run, read_json, read_object, write_json

FOLD_MODELS = (*CLASSIFIERS, MEDIAPIPE)


@dataclass(frozen=True)
class Hands:
    """The hands of the training signers.

    Attributes:
        samples: n of them.
        pixels: uint8 (n, 28, 28), cut out.
        letters, people: str (n,); a person who is listed as several signers is one.
    """

    samples: Sequence[Sample]
    pixels: Pixels
    letters: NDArray[np.str_]
    people: NDArray[np.str_]


def fold_run(folders: DataFolders, run: Path, models: Sequence[str], count: int | None, epochs: int, seed: int) -> int:
    """Train each model on all folds but one, for each fold; print the figures and write results.json.

    Models that were measured before in this run folder stay in its results: the folds and images are the same.

    Args:
        folders: where the data are.
        run: folder of the run.
        models: some of FOLD_MODELS; empty for all.
        count: number of folds; None leaves out one person at a time.
        epochs: of the CNN.
        seed: of the folds and of training.

    Raises:
        RunError: a name is no model, or the folder holds another run.
    """
    names = list(map(current_name, models)) or list(FOLD_MODELS)
    unknown = [name for name in names if name not in FOLD_MODELS]
    if unknown:
        raise RunError(f"With --protocol folds, {unknown[0]} is no model; name some of {', '.join(FOLD_MODELS)}.")
    pool = [s for s in load_table(folders, ["signers"], ["train"]) if s.is_asl and s.letter in STATIC_LETTERS]
    pixels, samples = crop_hands(pool, SIZE, "Cutting the training signers' hands")
    letters, people = np.array([s.letter for s in samples]), np.array([person(s.signer) for s in samples])
    hands = Hands(samples, pixels, letters, people)
    folds = person_folds(samples, count)
    open_run(run, {"command": "folds", "folds": folds, "seed": seed, "pictures": len(samples)})
    results: dict[str, Any] = {
        "people": len(np.unique(people)),
        "pictures": len(samples),
        "folds": folds,
        "left_out": len(pool) - len(samples),
        "models": _earlier(run),
    }
    for name in names:
        read = np.full(len(samples), NO_ANSWER, "<U1")
        for number, left_out in enumerate(progress(folds, f"Folds: {name}")):
            out = np.isin(people, left_out)
            read[out] = _fold(run / f"{name}-{_key(left_out)}", name, hands, out, seed, epochs)
            mean = np.mean(list(by_signer((read == letters)[out], people[out], letters[out]).values()))
            sys.stderr.write(f"{name}, fold {number + 1} of {len(folds)}: {mean:.3f} of {len(left_out)} signers\n")
        shares = dict(sorted(by_signer(read == letters, people, letters).items()))
        results["models"][name] = {
            "macro": float(np.mean(list(shares.values()))),
            "interval_people": people_interval(list(shares.values())),
            "per_person": shares,
            "epochs": epochs if name == BaselineCnn.name else None,
        }
    write_json(run / "results.json", results)
    sys.stdout.write(fold_text(results))
    return 0


def fold_text(results: dict[str, Any]) -> str:
    """Return the table of a fold run as text."""
    lines = [
        f"Training signers left out in turn: {results['people']} people or mixed groups in {len(results['folds'])} "
        f"folds, {results['pictures']:,} pictures, hand's box given ({results['left_out']} frames without a box left "
        "out); mean over letters, then over people; 95 %: bootstrap over people.",
        "",
    ]
    for name, row in results["models"].items():
        people = sorted(row["per_person"].items(), key=lambda item: item[1])
        low, high = row["interval_people"]
        lines.append(
            f"  {fold_name(name, row):32} {row['macro']:.3f} ({low:.3f}–{high:.3f})   median person "
            f"{np.median([share for _, share in people]):.3f}   hardest: "
            + ", ".join(f"{who} {share:.2f}" for who, share in people[:3])
        )
    return "\n".join(lines) + "\n"


def fold_name(name: str, row: dict[str, Any]) -> str:
    """Return a model's name for tables, with the number of epochs if that was chosen."""
    epochs = f", {row['epochs']} epochs" if row.get("epochs") else ""
    return f"{SHORT.get(name, 'MediaPipe landmarks + network')}{epochs}"


def _earlier(run: Path) -> dict[str, Any]:
    """Return the models that were measured before; those of the earlier MediaPipe classifier are left out."""
    path = run / "results.json"
    models = read_object(path).get("models", {}) if path.is_file() else {}
    return {name: row for name, row in models.items() if name != OLD_MEDIAPIPE}


def _fold(folder: Path, name: str, hands: Hands, out: NDArray[np.bool_], seed: int, epochs: int) -> NDArray[np.str_]:
    """Return the letters that a model reads from the hands `out` after training on the others."""
    if (folder / "read.json").is_file():
        return np.array(list(read_json(folder / "read.json")))
    kept, held = np.flatnonzero(~out), np.flatnonzero(out)
    if name == MEDIAPIPE:
        classifier = train_classifier([hands.samples[i] for i in kept], folder)
        read = RecordedMediaPipeSystem(classifier).predict(ImageSet([hands.samples[i] for i in held])).letters
    else:
        rows = TrainingRows(hands.pixels[kept], hands.letters[kept].tolist(), {"signers": len(kept)})
        model = train_cell(folder, name, rows, seed, epochs)
        read = np.array(model.labels)[model.scores(hands.pixels[held]).argmax(1)]
    write_json(folder / "read.json", "".join(read.tolist()))
    return read


def _key(left_out: Sequence[str]) -> str:
    """Return a short name of a fold, the same for the same people."""
    return left_out[0] if len(left_out) == 1 else hashlib.sha256(" ".join(sorted(left_out)).encode()).hexdigest()[:8]
