"""python -m training compare: measure section 4 of the student report again.

Three models, trained on its original and its custom data, on Sign MNIST's official test, beside the report's figures.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

from device.names import shown
from device.recognition.baseline import BASELINE_MODEL
from device.recognition.interpreter import Model
from device.system.machine import peak_rss_megabytes
from device.system.option_types import SEED, SIGNED_COUNT
from training.datasets import sign_mnist
from training.datasets.data_folders import DataFolders, add_data_arguments, data_folders_of
from training.datasets.sign_mnist_csv import Rows
from training.datasets.table import load_table
from training.errors import RunError, refuse_numbers
from training.evaluation import experiment as cells
from training.evaluation import report_figures
from training.evaluation.compare_text import BEGIN, END, PROTOCOL, full_text, markdown
from training.evaluation.cost import measured, milliseconds
from training.evaluation.pages import pictures
from training.evaluation.publish import with_block
from training.networks.baseline_cnn import BaselineCnn
from training.networks.catalogue import CLASSIFIERS, load_classifier
from training.progress import progress
from training.run_folder import open_run, read_object, write_bytes, write_json

ROOT = Path(__file__).parents[2]
BASELINE_PAGE = Path("docs/baseline.md")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m training compare`."""
    add_data_arguments(parser)
    parser.add_argument("--run", type=Path, default=Path("runs/compare"), help="run folder (default: %(default)s)")
    parser.add_argument(
        "--models",
        nargs="+",
        choices=list(CLASSIFIERS),
        default=list(CLASSIFIERS),
        metavar="MODEL",
        help=f"only these: {', '.join(CLASSIFIERS)}",
    )
    parser.add_argument(
        "--cnn-run",
        type=Path,
        default=Path("runs/report"),
        help="finished run of `python -m training train`, used for the CNN on the original data if it exists "
        "(default: %(default)s)",
    )
    parser.add_argument("--epochs", type=SIGNED_COUNT, default=15, help="of a CNN trained here (default: %(default)s)")
    parser.add_argument("--seed", type=SEED, default=1, help="of training (default: %(default)s)")
    parser.add_argument(
        "--publish",
        action=argparse.BooleanOptionalAction,
        default=False,
        help=f"write the table into {BASELINE_PAGE}; needs all models",
    )


def main(args: argparse.Namespace) -> int:
    """Train what is missing, measure all, and write results.json, results.txt and table.md.

    Raises:
        RunError: --publish is given without all models.
    """
    refuse_numbers(args)
    if args.publish and set(args.models) != set(CLASSIFIERS):
        raise RunError("The comparison is published with all models: leave out --models, or give --no-publish.")
    with measured() as cost:
        results = compare(data_folders_of(args), args.run, args.models, args.cnn_run, args.epochs, args.seed)
    results["whole"] = {**cost.as_dict(), "peak_mb": round(peak_rss_megabytes(), 1)}
    write_json(args.run / "results.json", results)
    write_bytes(args.run / "table.md", markdown(results).encode())
    text = full_text(results)
    write_bytes(args.run / "results.txt", text.encode())
    if args.publish:
        publish(results, ROOT)
    sys.stdout.write(f"{text}\nNext: python -m training html {shown(args.run)}\n")
    return 0


def publish(results: dict[str, Any], root: Path) -> None:
    """Write the table of the comparison into the marked block of docs/baseline.md.

    Raises:
        RunError: the page has no marked block or cannot be written.
    """
    page = root / BASELINE_PAGE
    write_bytes(page, with_block(page.read_text(encoding="utf-8"), markdown(results), page, BEGIN, END).encode())


def compare(
    folders: DataFolders, run: Path, models: list[str], cnn_run: Path | None, epochs: int, seed: int
) -> dict[str, Any]:
    """Return the figures of all cells and the effect of the report's label fault.

    Args:
        folders: where the data are.
        run: folder of the run; models that are finished in it are not trained again.
        models: some of catalogue.CLASSIFIERS.
        cnn_run: finished run of `train` for the CNN on the original data, or None.
        epochs: of a CNN that is trained here.
        seed: of training.

    Raises:
        DataError: a source is missing or damaged.
        RunError: the folder holds another run, or cannot be written.
    """
    test = sign_mnist.read_official(folders.data, "test")
    original = load_table(folders, ["sign_mnist"], ["train"])
    own = load_table(folders, ["report_custom", "recordings"], ["train"])
    open_run(run, {"command": "compare", "seed": seed, "epochs": epochs})
    pictures.keep(test.pixels, run)
    found: dict[str, Any] = {
        "protocol": PROTOCOL,
        "photographs": 0 if test.photographs is None else len(np.unique(test.photographs)),
        "seed": seed,
        "truth": "".join(test.letters.tolist()),
        "names": [] if test.photographs is None else test.photographs.tolist(),
        "data": {},
        "cells": [],
    }
    for training, samples in (("original", original), ("custom", [*original, *own])):
        rows = cells.training_rows(samples, f"Reading the {training} rows")
        found["data"][training] = {"rows": len(rows.letters), "sources": rows.sources}
        for name in models:
            folder = run / f"{name}-{training}"
            if name == BaselineCnn.name and training == "original" and cnn_run is not None and _finished(cnn_run):
                folder = cnn_run
                model = load_classifier(folder)
            else:
                model = cells.train_cell(folder, name, rows, seed, epochs)
            sys.stderr.write(f"{shown(folder)}: {name}, {training} data\n")
            scores = np.concatenate(
                [model.scores(test.pixels[i : i + 1024]) for i in progress(range(0, len(test.pixels), 1024), "Reading")]
            )
            found["cells"].append(
                {
                    "model": name,
                    "training": training,
                    "folder": str(folder),
                    "rows": len(rows.letters),
                    **cells.figures(model.labels, scores, test),
                    "training_cost": cells.training_cost(folder),
                    "reading_cost": cells.reading_cost(model, test.pixels),
                    "bytes": cells.size_of(folder),
                    "report": _printed(name, training),
                }
            )
            if name == BaselineCnn.name and training == "original":
                found["label_fault"] = report_figures.label_fault(
                    test.letters.tolist(), list(found["cells"][-1]["read"])
                )
    int8 = _int8_cell(test)
    if int8 is not None:
        found["cells"].append(int8)
    return found


def _int8_cell(test: Rows) -> dict[str, Any] | None:
    """Measure the installed int8 model through the device's own code; None if it is not there."""
    path = BASELINE_MODEL
    if not path.is_file():
        return None
    model = Model(path)
    scores = np.stack([model.read(square) for square in progress(test.pixels, "Reading, int8")])
    learned = model.metadata.provenance.get("data", {})
    return {
        "model": "baseline CNN int8, device code",
        "training": "original",
        "folder": "device/models/report",
        "rows": learned.get("rows", 0) if isinstance(learned, dict) else 0,
        **cells.figures(model.metadata.labels, scores, test),
        "training_cost": {},
        "reading_cost": milliseconds(lambda i: model.read(test.pixels[i % len(test.pixels)]), cells.SINGLE_READS),
        "bytes": path.stat().st_size,
        "report": {},
    }


def _finished(run: Path) -> bool:
    """Return whether a run of `python -m training train` on the official CSV is finished."""
    if not (run / "test.json").is_file() or not (run / "model" / "labels.json").is_file():
        return False
    return "sha256" in read_object(run / "config.json").get("train", {})


def _printed(name: str, training: str) -> dict[str, Any]:
    printed: dict[str, Any] = {"accuracy": report_figures.ACCURACY[name, training]}
    if (name, training) in report_figures.MACRO_F1:
        printed["macro_f1"] = report_figures.MACRO_F1[name, training]
    if (name, training) in report_figures.WORST_F1:
        printed["worst_f1"] = report_figures.WORST_F1[name, training]
    return printed
