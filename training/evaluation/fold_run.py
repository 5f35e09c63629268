"""Training signers held out in turn: how models are chosen without touching `eval`."""

import hashlib
import sys
from collections.abc import Sequence
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
from training.datasets.sign_mnist import SIZE
from training.datasets.table import load_table
from training.errors import RunError
from training.evaluation.bootstrap import people_interval
from training.evaluation.experiment import Learned, train_cell
from training.mediapipe.svm import LandmarkSvm
from training.mediapipe.system import feature
from training.networks.baseline_cnn import ReportCnn
from training.networks.catalogue import CLASSIFIERS, SHORT
from training.progress import progress
from training.run_folder import open_run, read_json, write_json

PEER = "peer"
FOLD_MODELS = (*CLASSIFIERS, PEER)


def fold_run(places: DataFolders, run: Path, models: Sequence[str], count: int | None, epochs: int, seed: int) -> int:
    """Each model trained on all folds but one, for each fold; prints and writes results.json.

    Models measured before in this run folder stay in its results: it is the same folds of the same pictures.

    Raises:
        RunError: a name that is no model, or the folder holds other folds.
    """
    names = list(models) or list(FOLD_MODELS)
    unknown = [name for name in names if name not in FOLD_MODELS]
    if unknown:
        raise RunError(f"With --protocol folds, {unknown[0]} is no model; name some of {', '.join(FOLD_MODELS)}.")
    pool = [s for s in load_table(places, ["signers"], ["train"]) if s.is_asl and s.letter in STATIC_LETTERS]
    pixels, samples = crop_hands(pool, SIZE, "Cutting the training signers' hands")
    folds = person_folds(samples, count)
    people = np.array([person(s.signer) for s in samples])
    open_run(run, {"command": "folds", "folds": folds, "seed": seed, "pictures": len(samples)})
    before = read_json(run / "results.json").get("models", {}) if (run / "results.json").is_file() else {}
    results: dict[str, Any] = {
        "people": len(np.unique(people)),
        "pictures": len(samples),
        "folds": folds,
        "left_out": len(pool) - len(samples),
        "models": before,
    }
    for name in names:
        read = np.full(len(samples), "–", "<U1")
        for number, held in enumerate(progress(folds, f"Folds: {name}")):
            out = np.isin(people, held)
            read[out] = _fold(run / f"{name}-{_key(held)}", name, pixels, samples, out, seed, epochs)
            sys.stderr.write(
                f"{name}, fold {number + 1} of {len(folds)}: "
                f"{_macro(samples, out, read, people)[0]:.3f} of {len(held)} signers\n"
            )
        macro, shares = _macro(samples, np.ones(len(samples), bool), read, people)
        results["models"][name] = {
            "macro": macro,
            "interval_people": people_interval(list(shares.values())),
            "per_person": shares,
            "epochs": epochs if name == ReportCnn.name else None,
        }
    write_json(run / "results.json", results)
    sys.stdout.write(fold_text(results))
    return 0


def fold_text(results: dict[str, Any]) -> str:
    """The table of a fold run."""
    lines = [
        f"Training signers held out in turn: {results['people']} people or mixed groups in {len(results['folds'])} "
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
    """Of a model, with how long it learned where that was chosen."""
    epochs = f", {row['epochs']} epochs" if row.get("epochs") else ""
    return f"{SHORT.get(name, 'MediaPipe landmarks + SVM')}{epochs}"


def _fold(
    folder: Path, name: str, pixels: Pixels, samples: Sequence[Sample], out: NDArray[np.bool_], seed: int, epochs: int
) -> NDArray[np.str_]:
    """What a model that learned from the others reads of the held-out samples."""
    if (folder / "read.json").is_file():
        return np.array(list(read_json(folder / "read.json")))
    letters = np.array([s.letter for s in samples])
    if name == PEER:
        read = _peer(samples, letters, out)
    else:
        kept = np.flatnonzero(~out)
        rows = Learned(pixels[kept], letters[kept].tolist(), {"signers": len(kept)})
        model = train_cell(folder, name, rows, seed, epochs)
        read = np.array(model.labels)[model.scores(pixels[out]).argmax(1)]
    write_json(folder / "read.json", "".join(read.tolist()))
    return read


def _peer(samples: Sequence[Sample], letters: NDArray[np.str_], out: NDArray[np.bool_]) -> NDArray[np.str_]:
    """As the others, from recorded landmarks; pictures without are read as nothing, "–"."""
    marked = np.array([s.landmarks is not None for s in samples])
    features = np.zeros((len(samples), 63), np.float32)
    for i in progress(np.flatnonzero(marked), "Landmarks"):
        features[i] = feature(samples[i].landmarks, samples[i].hand, samples[i].load())
    svm = LandmarkSvm()
    svm.fit(features[marked & ~out], letters[marked & ~out])
    read = np.full(len(samples), "–", "<U1")
    seen = marked & out
    read[seen] = np.array(svm.labels)[svm.scores(features[seen]).argmax(1)]
    return read[out]


def _macro(
    samples: Sequence[Sample], which: NDArray[np.bool_], read: NDArray[np.str_], people: NDArray[np.str_]
) -> tuple[float, dict[str, float]]:
    """Mean over people of their mean over letters; {person: theirs}."""
    letters = np.array([s.letter for s in samples])
    right = read == letters
    shares = {}
    for name in np.unique(people[which]).tolist():
        own = (people == name) & which
        shares[name] = float(np.mean([right[own & (letters == k)].mean() for k in np.unique(letters[own])]))
    return float(np.mean(list(shares.values()))), shares


def _key(held: Sequence[str]) -> str:
    """Short and the same for the same people."""
    return held[0] if len(held) == 1 else hashlib.sha256(" ".join(sorted(held)).encode()).hexdigest()[:8]
