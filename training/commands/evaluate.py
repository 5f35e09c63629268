"""python -m training evaluate [MODEL …]: measure models on people that they have not learned from.

Uses the split `eval`; each use is recorded in the run's eval_touches.jsonl.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from device.names import shown
from device.recognition.preprocess import resize_exact
from device.system.machine import peak_rss_megabytes
from device.system.option_types import SEED, SIGNED_COUNT
from device.types import Pixels
from training.commands.scoreboard import CACHE_HELP, default_cache
from training.datasets import sign_mnist
from training.datasets.crops import crop_hand
from training.datasets.data_folders import DataFolders, add_data_arguments, data_folders_of
from training.datasets.sample import Sample
from training.datasets.table import load_table
from training.errors import DataError, RunError, refuse_numbers
from training.evaluation.access_log import touches
from training.evaluation.candidates import MEDIAPIPE, MEDIAPIPE_NAMES, Candidate, candidates, default_names
from training.evaluation.cost import measured
from training.evaluation.evaluate_text import markdown, text
from training.evaluation.evaluation_set import EvaluationSet, open_test_signers, open_training_set, whole_frames
from training.evaluation.fold_run import FOLD_MODELS, fold_run
from training.evaluation.image_set import ImageSet
from training.evaluation.pages import pictures
from training.evaluation.protocols import Inputs, measure
from training.progress import progress
from training.run_folder import open_run, read_json, write_bytes, write_json

PROTOCOLS = ("official", "strangers", "negatives", "robustness")
ON_TEST_SIGNERS = {"strangers", "negatives", "robustness"}
RENDERED = "rendered"
FOLDS = "folds"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m training evaluate`."""
    parser.add_argument(
        "models",
        nargs="*",
        metavar="MODEL",
        help=f"a run folder, a .tflite with its .json, or “{MEDIAPIPE}” (one of its three: "
        f"{', '.join(MEDIAPIPE_NAMES[1:])}; “peer” is the earlier word); default: the models of --compare, those of "
        f"the device, MediaPipe. With --protocol folds: {', '.join(FOLD_MODELS)}",
    )
    parser.add_argument(
        "--protocol",
        nargs="+",
        choices=[*PROTOCOLS, RENDERED, FOLDS],
        default=list(PROTOCOLS),
        help="official: Sign MNIST's test; strangers: test signers, whole frames, given boxes and slices; negatives: "
        "images without a letter; robustness: perturbed frames; rendered: the frames of --synthetic by skin, hand, "
        "light; folds: cross-validation over training signers (trains models; alone; does not use the test signers)",
    )
    parser.add_argument("--run", type=Path, help="run folder (default: runs/evaluate, folds: runs/folds)")
    parser.add_argument(
        "--compare",
        type=Path,
        default=Path("runs/compare"),
        help="run of `python -m training compare` (default: %(default)s)",
    )
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="FOLDER",
        help=f"for MediaPipe's results and its classifier (default: {CACHE_HELP})",
    )
    parser.add_argument("--folds", type=SIGNED_COUNT, default=5, help="number of groups of signers (default: 5)")
    parser.add_argument("--loso", action="store_true", help="leave one signer out at a time instead of a group")
    parser.add_argument("--epochs", type=SIGNED_COUNT, default=10, help="of the CNN in each fold (default: 10)")
    parser.add_argument("--seed", type=SEED, default=1, help="of training in the folds (default: 1)")
    add_data_arguments(parser)


def main(args: argparse.Namespace) -> int:
    """Measure and write results.json, results.txt and table.md.

    Raises:
        RunError: there is no model to evaluate.
    """
    refuse_numbers(args)
    folders = data_folders_of(args)
    if FOLDS in args.protocol:
        if len(args.protocol) > 1:
            sys.stderr.write("--protocol folds trains models of its own; use it without other protocols.\n")
            return 2
        count = None if args.loso else args.folds
        return fold_run(folders, args.run or Path("runs/folds"), args.models, count, args.epochs, args.seed)
    if RENDERED in args.protocol and folders.synthetic is None:
        sys.stderr.write(
            "--protocol rendered needs --synthetic FOLDER: make one with `python -m training synthetic render "
            "--frame-share 1 --seed N --out FOLDER`, with a seed that no model learned from.\n"
        )
        return 2
    run = args.run or Path("runs/evaluate")
    names = args.models or default_names(args.compare)
    if not names:
        raise RunError("There is no model to evaluate; run `python -m training compare` first, or name a model.")
    with measured() as cost:
        chosen = candidates(names, folders, args.compare, args.cache or default_cache())
        results = evaluate(folders, run, chosen, args.protocol)
    results["whole"] = {**cost.as_dict(), "peak_mb": round(peak_rss_megabytes(), 1)}
    write_json(run / "results.json", results)
    write_bytes(run / "table.md", markdown(results).encode())
    report = text(results)
    write_bytes(run / "results.txt", report.encode())
    sys.stdout.write(f"{report}\nNext: python -m training html {shown(run)}\n")
    return 0


def evaluate(folders: DataFolders, run: Path, chosen: Sequence[Candidate], protocols: Sequence[str]) -> dict[str, Any]:
    """Measure every candidate on the same images; what was measured in this run folder before is not repeated.

    Args:
        folders: where the data are.
        run: folder of the run.
        chosen: what is measured.
        protocols: some of PROTOCOLS and RENDERED.

    Raises:
        DataError: a source is missing or damaged.
        RunError: the folder holds another run or cannot be written, or MediaPipe fails.
    """
    open_run(run, {"command": "evaluate"})
    missing = {candidate.slug: _missing(run, candidate, protocols, folders) for candidate in chosen}
    todo = [candidate for candidate in chosen if missing[candidate.slug]]
    if todo:
        wanted = [name for name in protocols if any(name in missing[candidate.slug] for candidate in todo)]
        inputs = _inputs(folders, run, [candidate.system.name for candidate in todo], wanted)
    for candidate in todo:
        sys.stderr.write(f"Measuring {candidate.system.name}: {', '.join(missing[candidate.slug])}\n")
        for name in missing[candidate.slug]:  # each is kept when it is done, so that an interruption loses one
            earlier = _earlier(run, candidate)
            figures = measure(candidate, inputs, name, curves_too="robustness" in protocols)
            done = [*(p for p in earlier.get("protocols", []) if p != name), name]
            kept = {**earlier, **figures, "fingerprint": candidate.fingerprint, "protocols": done}
            write_json(_file(run, candidate), kept)
    return {
        "protocols": list(protocols),
        "touches": touches(run),
        "frames": read_json(run / "frames.json") if (run / "frames.json").is_file() else [],
        "readers": [read_json(_file(run, candidate)) for candidate in chosen],
    }


def _inputs(folders: DataFolders, run: Path, names: Sequence[str], protocols: Sequence[str]) -> Inputs:
    """Open what some protocols need; the test signers only for protocols about them."""
    frames = whole_frames(load_table(folders, ["synthetic"], ["train"])) if RENDERED in protocols else []
    if RENDERED in protocols and not frames:
        raise DataError(f"{folders.synthetic} holds no frames, only crops; render it with --frame-share 1.")
    official = sign_mnist.read_official(folders.data, "test") if "official" in protocols else None
    rendered = ImageSet(frames, "Rendered hands")
    if not set(protocols) & ON_TEST_SIGNERS:
        return Inputs(official=official, rendered=rendered, rendered_from=str(folders.synthetic))
    training = open_training_set(folders)
    test = open_test_signers(folders, run, names, ", ".join(protocols), ("signers", "negatives"))
    _keep_frames(test, run)
    return Inputs(test, training, official, rendered, str(folders.synthetic))


def _keep_frames(test: EvaluationSet, run: Path) -> None:
    """Write small pictures and names of the frames, so that the HTML page needs no data set."""
    samples = test.frames.samples
    pictures.keep(np.stack([_thumbnail(s) for s in progress(samples, "Keeping small pictures")]), run)
    write_json(run / "frames.json", [[s.name, s.source, s.letter] for s in samples])


def _thumbnail(sample: Sample) -> Pixels:
    """Cut out the hand if it is marked; else shrink the whole frame."""
    square = crop_hand(sample, pictures.SIDE)
    return resize_exact(sample.load(), pictures.SIDE) if square is None else square


def _missing(run: Path, candidate: Candidate, protocols: Sequence[str], folders: DataFolders) -> list[str]:
    """Return the protocols that this very model has not been measured by in this run folder."""
    earlier = _earlier(run, candidate)
    other_set = earlier.get("rendered", {}).get("set") != str(folders.synthetic)
    return [name for name in protocols if name not in earlier.get("protocols", ()) or (name == RENDERED and other_set)]


def _earlier(run: Path, candidate: Candidate) -> dict[str, Any]:
    """Return the figures of an earlier call; empty if the model has changed since."""
    path = _file(run, candidate)
    figures: dict[str, Any] = read_json(path) if path.is_file() else {}
    return figures if figures.get("fingerprint") == candidate.fingerprint else {}


def _file(run: Path, candidate: Candidate) -> Path:
    return run / "readers" / f"{candidate.slug}.json"
