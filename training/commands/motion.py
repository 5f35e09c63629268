"""python -m training motion train|folds|evaluate|picture: the dynamic-letter model, which recognises J and Z."""

import argparse
import sys
from pathlib import Path
from typing import Any

from device.names import shown
from device.recognition.dynamic.decisions import DEFAULT_DONE
from device.recognition.dynamic.network import RecurrentModel
from device.recognition.interpreter import Model
from device.recognition.landmark_classifier import LandmarkClassifier
from device.recognition.recognizer import LANDMARK_MODEL
from device.settings import MODELS
from device.system.option_types import COUNT, RATE, SEED, Real, Whole
from training.datasets import motion_people
from training.errors import RunError
from training.evaluation.access_log import touch
from training.evaluation.dynamic.evaluate import Detector, evaluate_films, evaluate_tracks, table
from training.evaluation.dynamic.folds import evaluate_folds
from training.evaluation.dynamic.people import HARD_WAYS, WAYS, Way, evaluate_people
from training.evaluation.dynamic.people_tables import people_table
from training.evaluation.dynamic.plot import draw_plot
from training.evaluation.dynamic.rules import Rules
from training.evaluation.dynamic.sets import FilmSet, TrackSet, film_sets, track_sets
from training.evaluation.dynamic.sizes import size_table
from training.fitting.dynamic_run import DynamicRun, train_run
from training.run_folder import write_bytes, write_json
from training.tensorflow_quiet import silenced

INSTALLED = MODELS / "motion" / "motion.tflite"
LOG = Path("runs/motion-evaluate")
"""Folder of the access log of the test signers when --out is not given."""
GROUPS = 3  # of performers in the cross-validation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m training motion`."""
    commands = parser.add_subparsers(dest="motion", required=True, metavar="what")
    p = commands.add_parser("train", help="train a model; `python -m convert --dynamic RUN` then installs it")
    _add_training(p, "run folder")
    p.add_argument("--install", action="store_true", help=argparse.SUPPRESS)
    p.set_defaults(do=_train)
    p = commands.add_parser("folds", help="cross-validation: each training performer is left out once")
    _add_training(p, "folder for the runs")
    p.set_defaults(do=_folds)
    p = commands.add_parser(
        "evaluate", help="a model and rules, on test signers, traces of unseen people and unseen rendered people"
    )
    _add_places(p)
    p.add_argument(
        "--model", type=Path, default=INSTALLED, help="motion.tflite to evaluate (default: the installed one)"
    )
    p.add_argument("--lstm", type=Path, help="also evaluate this motion.tflite of an LSTM")
    p.add_argument(
        "--people", choices=["dev", "train"], default="dev", help="split of the traces of people (default: dev)"
    )
    p.add_argument("--split", choices=["eval", "train"], default="eval", help="of the real clips (default: eval)")
    p.add_argument("--minutes", type=Real(0.0, 100_000.0), default=10.0, help="of held letters (default: %(default)s)")
    p.add_argument("--only", help="sets whose name contains this, such as “rendered” or “real J and Z”")
    p.add_argument("--out", type=Path, help="folder for motion.json and motion.md")
    p.set_defaults(do=_evaluate)
    p = commands.add_parser("picture", help="draw trajectories of J and Z with the model's output over time")
    p.add_argument("--out", type=Path, default=Path("docs/motion.png"), help="default: %(default)s")
    p.set_defaults(do=_picture)


def main(args: argparse.Namespace) -> int:
    """Run the sub-command."""
    return int(args.do(args))


def _add_places(p: argparse.ArgumentParser) -> None:
    p.add_argument("--data", type=Path, default=Path("data"), help="folder with motion/, bursts/ and signers/")
    p.add_argument("--cache", type=Path, default=Path(".cache/motion"), help="folder for tracks and examples")


def _add_training(p: argparse.ArgumentParser, run: str) -> None:
    _add_places(p)
    p.add_argument("--cell", choices=["gru", "lstm"], default="gru", help="recurrent layer (default: gru)")
    p.add_argument("--run", type=Path, required=True, help=run)
    p.add_argument("--steps", type=Whole(1, 100_000_000), default=2500, help="training steps (default: %(default)s)")
    p.add_argument("--rate", type=RATE, default=6e-3, help="highest learning rate (default: %(default)s)")
    p.add_argument("--start", type=Path, help="weights to start from: .weights.h5 of a run or an installed .tflite")
    p.add_argument("--rendered", type=COUNT, default=3000, help="synthetic clips (default: %(default)s)")
    p.add_argument("--stills", type=COUNT, default=1500, help="clips of real stills (default: %(default)s)")
    p.add_argument("--people", type=COUNT, default=4000, help="sessions of real performers (default: %(default)s)")
    p.add_argument("--seed", type=SEED, default=1, help="of everything random (default: %(default)s)")


def _run_of(args: argparse.Namespace) -> DynamicRun:
    return DynamicRun(
        args.cell,
        args.steps,
        args.rate,
        args.start,
        args.rendered,
        args.stills,
        args.people,
        args.seed,
        args.data,
        args.cache,
    )


def _train(args: argparse.Namespace) -> int:
    if args.install:
        sys.stderr.write(
            f"--install has moved: after this training run `python -m convert --dynamic {shown(args.run)}`.\n"
        )
    train_run(_run_of(args), args.run)
    sys.stdout.write(f"Trained: {shown(args.run)}. Next: python -m convert --dynamic {shown(args.run)}\n")
    return 0


def _folds(args: argparse.Namespace) -> int:
    def trained(group: tuple[str, ...]) -> Any:
        return train_run(_run_of(args), args.run / "-".join(group), group)

    found, rows = evaluate_folds(args.data, args.cache, args.cell, GROUPS, trained, DEFAULT_DONE)
    write_json(
        args.run / "folds.json",
        {name: {who: score.figures() for who, score in scores.items()} for name, scores in found.items()},
    )
    sys.stdout.write(table(found, rows))
    return 0


def _evaluate(args: argparse.Namespace) -> int:
    paths = {name: path for name, path in (("GRU", args.model), ("LSTM", args.lstm)) if path is not None}
    detectors = {}
    for name, path in paths.items():
        with silenced():
            model = Model(path)
        detectors[name] = Detector(RecurrentModel(model), model.metadata.threshold("done"))
    detectors["rules"] = Detector(Rules(), DEFAULT_DONE)
    only = args.only or ""
    films = [row for row in film_sets(args.data, args.split, args.minutes) if only in row.name]
    tracks = [row for row in track_sets(args.data, args.cache, args.split, args.minutes) if only in row.name]
    chosen: list[TrackSet | FilmSet] = [*films, *tracks]
    ways = [way for way in (*WAYS, *HARD_WAYS) if only in f"people, {way.name}"]
    if not chosen and not ways:
        raise RunError("--only fits the name of no set; leave it out to see all names.")
    if args.split == "eval" and any(row.name.startswith("real") for row in chosen):
        touch(args.out or LOG, list(detectors), "motion evaluate")
    people = _people(args, detectors, ways)
    found = {**evaluate_films(detectors, films), **evaluate_tracks(detectors, tracks, _classifier())}
    text = f"{people}{table(found, chosen)}\n{size_table(paths)}"
    sys.stdout.write(text)
    for row in chosen:
        for name, score in found[row.name].items():
            sys.stdout.writelines(
                f"{row.name}, {name}: {what} {each}\n"
                for what in ("first", "false_alarms")
                for each in getattr(score, what)
            )
    if args.out:
        figures = {
            row.name: {
                "what": row.what,
                **{
                    name: {**score.figures(), "false": score.false_alarms, "first": score.first, "texts": score.texts}
                    for name, score in found[row.name].items()
                },
            }
            for row in chosen
        }
        write_json(args.out / "motion.json", figures)
        write_bytes(args.out / "motion.md", text.encode())
    return 0


def _classifier() -> LandmarkClassifier:
    """Load the installed landmark classifier, which tells the handshape where there are only landmarks."""
    with silenced():
        return LandmarkClassifier(Model(LANDMARK_MODEL.with_name("letters.tflite")))


def _people(args: argparse.Namespace, detectors: dict[str, Detector], ways: list[Way]) -> str:
    """Return the tables of the traces of many people; what was missed and what was false goes to standard output."""
    if not ways:
        return ""
    traces = [trace for trace in motion_people.traces(args.data) if trace.split == args.people]
    found = evaluate_people(detectors, traces, ways, _classifier())
    for name, score in found[ways[0].name].items():
        sys.stdout.write(f"people, {ways[0].name}, {name}: missed {score.missed}, false {score.false}\n")
    return f"{people_table(found)}\n"


def _picture(args: argparse.Namespace) -> int:
    if not INSTALLED.is_file():
        raise RunError(
            "There is no dynamic-letter model to draw; train one with `python -m training motion train` "
            "and install it with `python -m convert --dynamic RUN`."
        )
    draw_plot(args.out)
    sys.stdout.write(f"{shown(args.out)}\n")
    return 0
