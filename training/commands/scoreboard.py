"""python -m training scoreboard [MODELS]: the table that says how well the station reads strangers.

Measures on the `eval` split; each time, a line in the run's eval_touches.jsonl says when and what. To try things,
use --rehearse: the same table on the training signers held out.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from device.recognition.metadata import MIN_CONFIDENCE
from device.recognition.recognizer import DYNAMIC_MODEL, LANDMARK_MODEL
from device.settings import MODELS
from device.system import machine
from device.tutor.verification import VerifyThresholds
from training.datasets.data_folders import DataFolders, add_data_arguments, data_folders_of
from training.datasets.people import VALIDATION_SIGNERS
from training.datasets.table import load_table
from training.errors import RunError
from training.evaluation import evaluation_set, experiment, scoreboard_text
from training.evaluation.access_log import touches
from training.evaluation.frame_cost import cost
from training.evaluation.measure import letters, measure, verified
from training.evaluation.mediapipe_systems import PeerEyes, RecordedPeerEyes, peer_bytes
from training.evaluation.model_card import write_card
from training.evaluation.predictions import DeviceEyes, GuideBoxEyes
from training.evaluation.publish import publish
from training.evaluation.targets import lines
from training.mediapipe import client
from training.mediapipe.posed_classifier import posed_classifier
from training.networks.catalogue import SHORT, load_classifier
from training.run_folder import environment, write_bytes, write_json

ROOT = Path(__file__).parents[2]
BASELINES = ("random_forest", "logistic_regression")
LETTERS_FILE = "hand.tflite"
PARTS = ("peer", "baselines")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Of `python -m training scoreboard`."""
    parser.add_argument(
        "models",
        type=Path,
        nargs="?",
        default=LANDMARK_MODEL.parent,
        metavar="MODELS",
        help=f"folder with {LETTERS_FILE} and the models it needs (default: the installed one)",
    )
    parser.add_argument(
        "--rehearse", action="store_true", help="measure on the training signers held out: strangers are not looked at"
    )
    parser.add_argument("--run", type=Path, help="run folder (default: runs/scoreboard, runs/rehearsal)")
    parser.add_argument(
        "--cache",
        type=Path,
        default=default_cache(),
        metavar="FOLDER",
        help="of MediaPipe's answers, rendered hands and baselines (default: %(default)s)",
    )
    parser.add_argument(
        "--without",
        nargs="+",
        choices=PARTS,
        default=[],
        help="leave out MediaPipe, or the report's three models (trained at the first time: minutes)",
    )
    parser.add_argument(
        "--publish",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="write docs/scoreboard.json, docs/model-card.md and the block of docs/benchmarks.md (default: for the "
        "installed models, with nothing left out)",
    )
    add_data_arguments(parser)


def default_cache() -> Path:
    """Outside of the project: $XDG_CACHE_HOME/handshape/scoreboard."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "handshape" / "scoreboard"


def main(args: argparse.Namespace) -> int:
    """Measure, print, write results.json and table.md in the run folder; publish what is the installed models'."""
    comparable = not args.rehearse and "peer" not in args.without and client.installed()
    installed = args.models.resolve() == LANDMARK_MODEL.parent.resolve()
    if args.publish and not comparable:
        raise RunError(
            "A scoreboard is published with the peer beside: without --rehearse and --without peer, and "
            f"with MediaPipe installed ({client.INSTALL})."
        )
    run = args.run or Path("runs/rehearsal" if args.rehearse else "runs/scoreboard")
    results = scoreboard(
        args.models, data_folders_of(args), run, args.cache, rehearse=args.rehearse, without=args.without
    )
    write_json(run / "results.json", results)
    shown = scoreboard_text.markdown(results)
    write_bytes(run / "table.md", shown.encode())
    sys.stdout.write(scoreboard_text.terminal(results, shutil.get_terminal_size((160, 40)).columns))
    sys.stdout.write(
        f"{run}/results.json; {results['made']['wall_s']:.0f} s; strangers looked at {results['touches']} "
        "times from this run folder\n"
    )
    if args.publish or (args.publish is None and comparable and installed and not args.without):
        publish(results, shown, ROOT)
        write_card(results, args.models, ROOT)
        sys.stdout.write("docs/benchmarks.md, docs/scoreboard.json and docs/model-card.md are up to date.\n")
    return 0


def scoreboard(
    models: Path, places: DataFolders, run: Path, cache: Path, *, rehearse: bool = False, without: Sequence[str] = ()
) -> dict[str, Any]:
    """Measure everything; see lines.lines for what comes of it.

    Raises:
        ModelError: a model is missing or damaged.
        DataError: a source is.
        RunError: a folder cannot be written, or MediaPipe fails.
    """
    start = time.perf_counter()
    station = DeviceEyes.open("station", models / LETTERS_FILE)
    files = {path.name: path.stat().st_size for path in (*sorted(models.glob("*.tflite")), DYNAMIC_MODEL)}
    made = environment()  # now: a long run must not be put down to a model or commit that came meanwhile
    parts = [part for part in PARTS if part not in without]
    if "peer" in parts and not client.installed():
        sys.stderr.write(f"MediaPipe is not installed, the peer stays out: {client.INSTALL}\n")
        parts.remove("peer")
    shown = (
        evaluation_set.rehearsal(places, cache)
        if rehearse
        else evaluation_set.strangers(places, run, ["station", *parts], cache)
    )
    thresholds = VerifyThresholds.of(station.recognizer.metadata.thresholds)
    readers = {"station": measure(station, shown, thresholds)}
    if "peer" in parts:
        readers |= _peers(places, shown, cache, rehearse)
    if "baselines" in parts:
        readers |= _baselines(places, shown, cache)
    results: dict[str, Any] = {
        "ground": "rehearsal" if rehearse else "eval",
        "webcam": list(shown.webcam),
        "hard": list(shown.hard),
        "readers": readers,
        "cost": cost(models / LETTERS_FILE, shown.bursts, "peer" in parts) if shown.bursts.samples else None,
        "files": files,
        "bytes": sum(files.values()),
        "peer_bytes": peer_bytes(),
        "learned_from_held_out": _learned_from_held_out(station),
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


def _peers(places: DataFolders, shown: evaluation_set.Ground, cache: Path, rehearse: bool) -> dict[str, dict[str, Any]]:
    learned = load_table(places, ["signers"], ["train"])
    others = posed_classifier([s for s in learned if s.signer not in VALIDATION_SIGNERS], cache)
    everybody = others if rehearse else posed_classifier(learned, cache)
    live, strict = PeerEyes(everybody, cache), PeerEyes(others, cache)
    thresholds = VerifyThresholds()
    return {
        "peer-live": measure(live, shown, thresholds, strict),
        "peer-recorded": {
            **letters(RecordedPeerEyes(everybody), shown),
            "verification": verified(RecordedPeerEyes(others), shown, thresholds),
        },
        "peer-lite": letters(PeerEyes(everybody, cache, lite=True), shown),
    }


def _baselines(places: DataFolders, shown: evaluation_set.Ground, cache: Path) -> dict[str, dict[str, Any]]:
    """The report's three models on the report's original training set; its CNN as the committed int8 file."""
    cnn = DeviceEyes.open("report CNN, int8", MODELS / "report" / "letters.tflite")
    found = {"report-cnn": measure(cnn, shown)}
    missing = [name for name in BASELINES if not (cache / name / "cost.json").is_file()]
    rows = experiment.learned_from(load_table(places, ["sign_mnist"], ["train"]), "Sign MNIST") if missing else None
    for name in BASELINES:
        model = load_classifier(cache / name) if rows is None else experiment.train_cell(cache / name, name, rows, 1, 1)
        found[name] = measure(GuideBoxEyes(f"{SHORT[name]}, Sign MNIST", model, MIN_CONFIDENCE), shown)
    return found


def _learned_from_held_out(station: DeviceEyes) -> bool:
    """The reader's own metadata say that it has learned from the signers held out, too."""
    plan = station.recognizer.metadata.provenance.get("plan", {})
    return bool(plan.get("all")) if isinstance(plan, dict) else False
