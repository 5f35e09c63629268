"""python -m training scoreboard [MODELS]: measure everything on the test signers, beside MediaPipe, in one table.

Uses the split `eval`; each use is recorded in the run's eval_touches.jsonl. To try things, use --validation: the same
table on the validation signers.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from device.names import shown
from device.recognition.baseline import BASELINE_MODEL
from device.recognition.metadata import MIN_CONFIDENCE
from device.recognition.recognizer import LANDMARK_MODEL
from device.settings import preset_with
from device.system import machine
from device.system.user_folders import NoHomeError, user_folder
from device.tutor.verification import VerifyThresholds
from training.commands.models_argument import add_models_argument
from training.datasets.data_folders import DataFolders, add_data_arguments, data_folders_of
from training.datasets.table import load_table
from training.errors import RunError
from training.evaluation import experiment, rendered_set, scoreboard_text
from training.evaluation.access_log import touches
from training.evaluation.evaluation_set import (
    EvaluationSet,
    TrainingSet,
    open_test_signers,
    open_training_set,
    open_validation_signers,
)
from training.evaluation.frame_cost import frame_cost
from training.evaluation.image_set import ImageSet
from training.evaluation.mediapipe_classifier import train_classifier
from training.evaluation.mediapipe_systems import MediaPipeSystem, RecordedMediaPipeSystem, model_bytes
from training.evaluation.model_card import write_card
from training.evaluation.publish import publish
from training.evaluation.scoreboard import letters, measure, verified
from training.evaluation.systems import DeviceSystem, GuideBoxSystem
from training.evaluation.targets import lines
from training.mediapipe import client
from training.networks.catalogue import SHORT, load_classifier
from training.run_folder import environment, write_bytes, write_json

ROOT = Path(__file__).parents[2]
BASELINES = ("random_forest", "logistic_regression")
MODEL_FILE = "hand.tflite"
MEDIAPIPE, BASELINE_PART = "mediapipe", "baselines"
PARTS = (MEDIAPIPE, BASELINE_PART)
OLD_PARTS = {"peer": MEDIAPIPE}
"""Earlier words of --without, still accepted."""

CACHE_HELP = "$XDG_CACHE_HOME/handshape/scoreboard"
Systems = dict[str, dict[str, Any]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m training scoreboard`."""
    add_models_argument(parser)
    parser.add_argument(
        "--validation",
        "--rehearse",
        dest="validation",
        action="store_true",
        help="measure on the validation signers instead of the test signers (--rehearse is the earlier word)",
    )
    parser.add_argument("--run", type=Path, help="run folder (default: runs/scoreboard, runs/validation)")
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="FOLDER",
        help=f"for MediaPipe's results, rendered hands and baselines (default: {CACHE_HELP})",
    )
    parser.add_argument(
        "--without",
        nargs="+",
        choices=(*PARTS, *OLD_PARTS),
        metavar="PART",
        help=f"leave out {' or '.join(PARTS)}: MediaPipe, or the three models of the student report (trained the first "
        "time, which takes minutes)",
    )
    parser.add_argument(
        "--publish",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="write docs/scoreboard.json, docs/benchmarks.md, docs/model-card.md and the README's figures (default: "
        "for the installed models, with nothing left out)",
    )
    add_data_arguments(parser)


def default_cache() -> Path:
    """Return $XDG_CACHE_HOME/handshape/scoreboard, which is outside of the project.

    Raises:
        RunError: this user has no home folder.
    """
    try:
        return user_folder("XDG_CACHE_HOME", ".cache") / "handshape" / "scoreboard"
    except NoHomeError as error:
        raise RunError(f"{error} Say where intermediate results are kept, with --cache DIR.") from None


def main(args: argparse.Namespace) -> int:
    """Measure, print, and write results.json and table.md; publish the figures of the installed models.

    Raises:
        RunError: --publish is given for a run that is not published.
    """
    without = [OLD_PARTS.get(part, part) for part in args.without or ()]
    comparable = not args.validation and MEDIAPIPE not in without and client.installed()
    installed = os.path.realpath(args.models) == os.path.realpath(LANDMARK_MODEL.parent)
    if args.publish and not comparable:
        raise RunError(
            "A scoreboard is published on the test signers and beside MediaPipe: leave out --validation and --without "
            f"mediapipe, and install MediaPipe ({client.INSTALL})."
        )
    run = args.run or Path("runs/validation" if args.validation else "runs/scoreboard")
    folders = data_folders_of(args)
    results = scoreboard(
        args.models, folders, run, args.cache or default_cache(), validation=args.validation, without=without
    )
    write_json(run / "results.json", results)
    table = scoreboard_text.markdown(results)
    write_bytes(run / "table.md", table.encode())
    sys.stdout.write(scoreboard_text.terminal(results, shutil.get_terminal_size((160, 40)).columns))
    sys.stdout.write(
        f"{shown(run)}/results.json; {results['made']['wall_s']:.0f} s; test signers used {results['touches']} "
        "times from this run folder\n"
    )
    if args.publish or (args.publish is None and comparable and installed and not without):
        publish(results, table, ROOT)
        write_card(results, args.models, ROOT)
        sys.stdout.write("docs/scoreboard.json, docs/benchmarks.md, docs/model-card.md and README.md are up to date.\n")
    return 0


def scoreboard(
    models: Path,
    folders: DataFolders,
    run: Path,
    cache: Path,
    *,
    validation: bool = False,
    without: Sequence[str] = (),
) -> dict[str, Any]:
    """Measure all systems.

    Args:
        models: folder with MODEL_FILE and the models it needs.
        folders: where the data are.
        run: folder of the run, for the access log.
        cache: for MediaPipe's results, rendered hands and baselines.
        validation: use the validation signers instead of the test signers.
        without: some of PARTS.

    Returns:
        The results as JSON; their "lines" are the target table.

    Raises:
        ModelError: a model is missing or damaged.
        DataError: a source is missing or damaged.
        RunError: a folder cannot be written, or MediaPipe fails.
    """
    start = time.perf_counter()
    device = DeviceSystem.open("Handshape", models / MODEL_FILE)
    files = {path.name: path.stat().st_size for path in preset_with(models / MODEL_FILE).files}
    made = environment()  # before the long run: its model and commit are those of now
    parts = [part for part in PARTS if part not in without]
    if MEDIAPIPE in parts and not client.installed():
        sys.stderr.write(f"MediaPipe is not installed and is left out; install it with: {client.INSTALL}\n")
        parts.remove(MEDIAPIPE)
    training = open_training_set(folders)
    measured = (
        open_validation_signers(folders)
        if validation
        else open_test_signers(folders, run, [device.name, *parts], "scoreboard")
    )
    rendered = ImageSet(rendered_set.samples(cache), "Rendered hands")
    thresholds = VerifyThresholds.of(device.recognizer.metadata.thresholds)
    systems: Systems = {"station": measure(device, measured, training, rendered, thresholds)}
    if MEDIAPIPE in parts:
        systems |= _mediapipe(folders, measured, training, rendered, cache)
    if BASELINE_PART in parts:
        systems |= _baselines(folders, measured, training, rendered, cache)
    bursts = measured.bursts
    results: dict[str, Any] = {
        "ground": "rehearsal" if validation else "eval",
        "webcam": list(measured.webcam),
        "hard": list(measured.crowd),
        "readers": systems,
        "cost": frame_cost(models / MODEL_FILE, bursts, mediapipe=MEDIAPIPE in parts) if bursts else None,
        "files": files,
        "bytes": sum(files.values()),
        "peer_bytes": model_bytes(),
        "touches": touches(run),
        "made": {
            "time": made["started"],
            "commit": made["commit"],
            "cpu": machine.model_name(),
            "wall_s": time.perf_counter() - start,
        },
    }
    results["lines"] = lines(results)
    return results


def _mediapipe(
    folders: DataFolders, measured: EvaluationSet, training: TrainingSet, rendered: ImageSet, cache: Path
) -> Systems:
    """Measure MediaPipe: live, recorded, and live with its small model, with a classifier of the same people."""
    classifier = train_classifier(load_table(folders, ["signers", "hands"], ["train"]), cache)
    thresholds = VerifyThresholds()
    live, recording = MediaPipeSystem(classifier, cache), RecordedMediaPipeSystem(classifier)
    recorded = letters(recording, measured)
    recorded["verification"] = verified(recording, measured, training, thresholds)
    return {
        "peer-live": measure(live, measured, training, rendered, thresholds),
        "peer-recorded": recorded,
        "peer-lite": letters(MediaPipeSystem(classifier, cache, lite=True), measured),
    }


def _baselines(
    folders: DataFolders, measured: EvaluationSet, training: TrainingSet, rendered: ImageSet, cache: Path
) -> Systems:
    """Measure the student report's three models on its original training set; its CNN as the installed int8 file."""
    cnn = DeviceSystem.open("baseline CNN, int8", BASELINE_MODEL)
    found = {"report-cnn": measure(cnn, measured, training, rendered)}
    missing = [name for name in BASELINES if not (cache / name / "cost.json").is_file()]
    rows = experiment.training_rows(load_table(folders, ["sign_mnist"], ["train"]), "Sign MNIST") if missing else None
    for name in BASELINES:
        model = load_classifier(cache / name) if rows is None else experiment.train_cell(cache / name, name, rows, 1, 1)
        system = GuideBoxSystem(f"{SHORT[name]}, Sign MNIST", model, MIN_CONFIDENCE)
        found[name] = measure(system, measured, training, rendered)
    return found
