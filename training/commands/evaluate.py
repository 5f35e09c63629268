"""python -m training evaluate [MODEL …]: what models read of people they have never seen.

The only command that measures on the `eval` split; each time it does, a line in the run's eval_touches.jsonl
says when and what.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

from device.alphabet import NO_LETTER
from device.recognition.preprocess import resize_exact
from device.types import Pixels
from training.datasets import sign_mnist
from training.datasets.crops import crop_hand
from training.datasets.data_folders import DataFolders, add_data_arguments, data_folders_of
from training.datasets.sample import Sample
from training.datasets.table import load_table
from training.errors import DataError, RunError, refuse_numbers
from training.evaluation.access_log import open_eval, touches
from training.evaluation.cost import measured, peak_mb
from training.evaluation.evaluate_text import markdown, text
from training.evaluation.fold_run import FOLD_MODELS, fold_run
from training.evaluation.pages import pictures
from training.evaluation.protocols import Ground, measure
from training.evaluation.slices import slices_of
from training.evaluation.systems import PEERS, Candidate, candidates, default_names
from training.progress import progress
from training.run_folder import open_run, read_json, write_bytes, write_json

PROTOCOLS = ("official", "strangers", "negatives", "robustness")
RENDERED = "rendered"
FOLDS = "folds"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Of `python -m training evaluate`."""
    parser.add_argument(
        "models",
        nargs="*",
        metavar="MODEL",
        help="a run folder, a .tflite with its .json, or “peer” (MediaPipe; one of its three: "
        f"{', '.join(PEERS[1:])}); default: the models of --compare, those of the device, the peer. "
        f"With --protocol folds: {', '.join(FOLD_MODELS)}",
    )
    parser.add_argument(
        "--protocol",
        nargs="+",
        choices=[*PROTOCOLS, RENDERED, FOLDS],
        default=list(PROTOCOLS),
        help="official: Sign MNIST's test; strangers: eval signers, whole frames and given boxes, and "
        "their slices; negatives: pictures without a letter; robustness: disturbed frames; "
        "rendered: the frames of --synthetic by skin, hand, light; folds: training signers, each held "
        "out once (trains; alone; does not touch eval)",
    )
    parser.add_argument("--run", type=Path, help="run folder (default: runs/evaluate, folds: runs/folds)")
    parser.add_argument(
        "--compare",
        type=Path,
        default=Path("runs/compare"),
        help="run of `python -m training compare` (default: %(default)s)",
    )
    parser.add_argument("--folds", type=int, default=5, help="groups of signers held out in turn (default: 5)")
    parser.add_argument("--loso", action="store_true", help="leave one signer out at a time instead of a group")
    parser.add_argument("--epochs", type=int, default=10, help="of the CNN in each fold (default: 10)")
    parser.add_argument("--seed", type=int, default=1, help="of training in the folds (default: 1)")
    add_data_arguments(parser)


def main(args: argparse.Namespace) -> int:
    """Measure and write results.json, results.txt and table.md."""
    refuse_numbers(args)
    places = data_folders_of(args)
    if FOLDS in args.protocol:
        if len(args.protocol) > 1:
            sys.stderr.write("--protocol folds trains models of its own; run it by itself.\n")
            return 2
        return fold_run(
            places,
            args.run or Path("runs/folds"),
            args.models,
            None if args.loso else args.folds,
            args.epochs,
            args.seed,
        )
    if RENDERED in args.protocol and places.synthetic is None:
        sys.stderr.write(
            "--protocol rendered needs --synthetic FOLDER: make one with `python -m training synthetic "
            "render --frame-share 1 --seed N --out FOLDER`, with a seed nobody learned from.\n"
        )
        return 2
    run = args.run or Path("runs/evaluate")
    names = args.models or default_names(args.compare)
    if not names:
        raise RunError("There is nothing to evaluate yet; run `python -m training compare` first, or name a model.")
    with measured() as cost:
        results = evaluate(places, run, candidates(names, places, args.compare), args.protocol)
    results["whole"] = {**cost.as_dict(), "peak_mb": peak_mb()}
    write_json(run / "results.json", results)
    write_bytes(run / "table.md", markdown(results).encode())
    shown = text(results)
    write_bytes(run / "results.txt", shown.encode())
    sys.stdout.write(f"{shown}\nNext: python -m training report {run}\n")
    return 0


def evaluate(places: DataFolders, run: Path, rivals: list[Candidate], protocols: list[str]) -> dict[str, Any]:
    """Every candidate on the same frames; what was already measured in this run folder is not measured again."""
    open_run(run, {"command": "evaluate"})
    lacking = {rival.slug: _lacking(run, rival, protocols, places) for rival in rivals}
    todo = [rival for rival in rivals if lacking[rival.slug]]
    if todo:
        wanted = [name for name in protocols if any(name in lacking[rival.slug] for rival in todo)]
        ground = _ground(places, run, [rival.reader.name for rival in todo], wanted)
    for rival in todo:
        sys.stderr.write(f"Measuring {rival.reader.name}: {', '.join(lacking[rival.slug])}\n")
        for name in lacking[rival.slug]:  # each kept when it is done: an interrupted evaluation loses one
            before = _before(run, rival)
            figures = measure(rival, ground, name, curves_too="robustness" in protocols)
            done = [*(p for p in before.get("protocols", []) if p != name), name]
            write_json(_file(run, rival), {**before, **figures, "fingerprint": rival.fingerprint, "protocols": done})
    return {
        "protocols": protocols,
        "touches": touches(run),
        "frames": read_json(run / "frames.json") if (run / "frames.json").is_file() else [],
        "readers": [read_json(_file(run, rival)) for rival in rivals],
    }


def _ground(places: DataFolders, run: Path, names: list[str], protocols: list[str]) -> Ground:
    """The pictures some protocols need; strangers are only opened for those that are about them."""
    rendered = _letters(load_table(places, ["synthetic"], ["train"])) if RENDERED in protocols else []
    if RENDERED in protocols and not rendered:
        raise DataError(f"{places.synthetic} holds no frames, only crops; render it with --frame-share 1.")
    official = sign_mnist.read_official(places.data, "test") if "official" in protocols else None
    if not set(protocols) & {"strangers", "negatives", "robustness"}:
        return Ground([], [], [], official=official, rendered=rendered, rendered_from=str(places.synthetic))
    strangers = open_eval(places, run, names, ", ".join(protocols))
    frames = _letters(strangers)
    images = [s.load() for s in progress(frames, "Reading strangers' frames")]
    pictures.keep(np.stack([_thumbnail(s) for s in progress(frames, "Keeping small pictures")]), run)
    write_json(run / "frames.json", [[s.name, s.source, s.letter] for s in frames])
    return Ground(
        frames=frames,
        images=images,
        parts=[slices_of(sample, image) for sample, image in zip(frames, images, strict=True)],
        negatives=[s for s in strangers if s.letter == NO_LETTER],
        empty=load_table(places, ["negatives"], ["train"]),
        official=official,
        rendered=rendered,
        rendered_from=str(places.synthetic),
    )


def _letters(samples: list[Sample]) -> list[Sample]:
    """The whole frames that show a letter."""
    return [s for s in samples if s.letter != NO_LETTER and s.kind == "frame"]


def _thumbnail(sample: Sample) -> Pixels:
    """The hand where it is marked, else the whole frame."""
    square = crop_hand(sample, pictures.SIDE)
    return resize_exact(sample.load(), pictures.SIDE) if square is None else square


def _lacking(run: Path, rival: Candidate, protocols: list[str], places: DataFolders) -> list[str]:
    """The protocols this very model has not been through in this run folder."""
    before = _before(run, rival)
    other_set = before.get("rendered", {}).get("set") != str(places.synthetic)
    return [name for name in protocols if name not in before.get("protocols", ()) or (name == RENDERED and other_set)]


def _before(run: Path, rival: Candidate) -> dict[str, Any]:
    """What was measured of it; nothing if the model has changed since."""
    path = _file(run, rival)
    there = read_json(path) if path.is_file() else {}
    return there if there.get("fingerprint") == rival.fingerprint else {}


def _file(run: Path, rival: Candidate) -> Path:
    return run / "readers" / f"{rival.slug}.json"
