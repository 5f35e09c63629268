"""python -m training motion train|folds|evaluate|picture: the network that reads J and Z."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from device.recognition.dynamic.decisions import DEFAULT_DONE
from device.settings import MODELS
from training.errors import RunError
from training.evaluation.access_log import touch
from training.run_folder import open_run, read_json, write_json

INSTALLED = MODELS / "motion"
TOUCHED = Path("runs/motion-evaluate")  # where looks at `eval` are written down when no folder is named
UNITS = 28
CALIBRATION, WATCH = 24, 24  # tracks of each source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Of `python -m training motion`."""
    commands = parser.add_subparsers(dest="motion", required=True, metavar="what")
    p = commands.add_parser("train", help="train a network and convert it to int8; --install puts it on the station")
    _common(p)
    p.add_argument("--cell", choices=["gru", "lstm"], default="gru")
    p.add_argument("--run", type=Path, required=True, help="run folder")
    p.add_argument("--without", nargs="*", default=[], metavar="SIGNER", help="training signers to leave out")
    p.add_argument("--install", action="store_true", help=f"install in {INSTALLED}")
    _training(p)
    p.set_defaults(do=_train)
    p = commands.add_parser("folds", help="each training performer read by a network that has not seen them")
    _common(p)
    p.add_argument("--cell", choices=["gru", "lstm"], default="gru")
    p.add_argument("--run", type=Path, required=True, help="folder of the folds' runs")
    p.add_argument("--groups", type=int, default=3, help="networks to train (default: %(default)s)")
    _training(p)
    p.set_defaults(do=_folds)
    p = commands.add_parser("evaluate", help="GRU, LSTM and rules on eval signers and on unseen rendered people")
    _common(p)
    p.add_argument("--gru", type=Path, default=INSTALLED / "motion.tflite", help="default: the installed one")
    p.add_argument("--lstm", type=Path, help="motion.tflite of an LSTM's run folder")
    p.add_argument("--split", choices=["eval", "train"], default="eval", help="of the real clips (default: eval)")
    p.add_argument("--minutes", type=float, default=10.0, help="of held letters (default: %(default)s)")
    p.add_argument("--only", help="sets whose name contains this, e.g. “rendered” or “station”")
    p.add_argument("--out", type=Path, help="folder for motion.json and motion.md")
    p.set_defaults(do=_evaluate)
    p = commands.add_parser("picture", help="trajectories of J and Z with the detector's answers over time")
    p.add_argument("--out", type=Path, default=Path("docs/motion.png"), help="default: %(default)s")
    p.set_defaults(do=_picture)


def main(args: argparse.Namespace) -> int:
    """Run the sub-command."""
    return int(args.do(args))


def _common(p: argparse.ArgumentParser) -> None:
    p.add_argument("--data", type=Path, default=Path("data"), help="folder with motion/, bursts/ and signers/")
    p.add_argument("--cache", type=Path, default=Path(".cache/motion"), help="of tracks and examples")


def _training(p: argparse.ArgumentParser) -> None:
    p.add_argument(
        "--by",
        nargs="+",
        choices=["mediapipe", "station"],
        default=["mediapipe", "station"],
        help="recognisers that follow the real hands (default: both)",
    )
    p.add_argument("--units", type=int, default=UNITS, help="of the recurrent layer (default: %(default)s)")
    p.add_argument("--steps", type=int, default=2500, help="default: %(default)s")
    p.add_argument("--rate", type=float, default=6e-3, help="top learning rate (default: %(default)s)")
    p.add_argument("--start", type=Path, help="weights (.weights.h5) to go on from")
    p.add_argument("--rendered", type=int, default=3000, help="synthetic clips (default: %(default)s)")
    p.add_argument("--stills", type=int, default=1500, help="clips of real stills (default: %(default)s)")
    p.add_argument("--seed", type=int, default=1)


def _trained(args: argparse.Namespace, run: Path, without: tuple[str, ...]) -> tuple[Any, Any]:
    """(model, examples by source)."""
    from training.dynamic import example_cache
    from training.fitting.dynamic_training import plan_of, train

    made = example_cache.ExamplePlan(
        rendered=args.rendered, stills=args.stills, without=without, by=tuple(args.by), seed=args.seed
    )
    plan = plan_of(args.steps, args.seed, args.rate)
    open_run(
        run,
        {
            "cell": args.cell,
            "units": args.units,
            "start": args.start and args.start.name,
            **asdict(plan),
            "examples": asdict(made),
        },
    )
    errors = example_cache.recognizer_errors(made, args.data, args.cache)
    sources = {
        "rendered": example_cache.rendered_examples(made, args.cache, errors),
        "stills": example_cache.still_examples(made, args.data, args.cache, errors),
        "real": example_cache.recorded_examples(made, args.data, args.cache, errors),
    }
    model = train(sources, args.cell, args.units, plan, run, args.start)
    return model, sources


def _train(args: argparse.Namespace) -> int:
    import numpy as np

    from convert.dynamic import convert

    model, sources = _trained(args, args.run, tuple(args.without))
    config, ran = (read_json(args.run / name) for name in ("config.json", "environment.json"))
    tracks = []
    for source in sources.values():
        rows = np.random.default_rng(args.seed).choice(len(source.x), CALIBRATION + WATCH, replace=False)
        lengths = np.abs(source.x[rows]).sum(2).astype(bool).sum(1)
        tracks.append([source.x[row][:length] for row, length in zip(rows, lengths, strict=True)])
    provenance = {
        "data": "synthetic trajectories; landmarks of training signers: stills, bursts, J and Z (by person)",
        "plan": config,
        "trained_with": {key: ran[key] for key in ("python", "packages", "platform", "commit")},
    }
    calibration = [track for source in tracks for track in source[:CALIBRATION]]
    watch = [track for source in tracks for track in source[CALIBRATION:]]
    for folder in [args.run, *([INSTALLED] if args.install else [])]:  # what is only to be compared need not agree
        path = convert(
            model, args.cell, calibration, watch, folder, "motion", DEFAULT_DONE, provenance, {}, folder == INSTALLED
        )
        sys.stdout.write(f"{path}\n")
    sys.stdout.write(f"{read_json(args.run / 'motion.json')['figures']}\n")
    return 0


def _folds(args: argparse.Namespace) -> int:
    from training.evaluation.dynamic.evaluate import table
    from training.evaluation.dynamic.folds import evaluate_folds

    def trained(group: tuple[str, ...]) -> Any:
        return _trained(args, args.run / "-".join(group), group)[0]

    found, rows = evaluate_folds(args.data, args.cache, args.cell, args.groups, trained, DEFAULT_DONE)
    write_json(
        args.run / "folds.json",
        {name: {who: score.figures() for who, score in scores.items()} for name, scores in found.items()},
    )
    sys.stdout.write(table(found, rows))
    return 0


def _evaluate(args: argparse.Namespace) -> int:
    from device.recognition.dynamic.network import RecurrentModel
    from device.recognition.interpreter import Model
    from training.evaluation.dynamic.evaluate import Detector, evaluate_films, evaluate_tracks, table
    from training.evaluation.dynamic.rules import Rules
    from training.evaluation.dynamic.sets import film_sets, track_sets
    from training.evaluation.dynamic.sizes import size_table
    from training.run_folder import write_bytes
    from training.tensorflow_quiet import silenced

    paths = {name: path for name, path in (("GRU", args.gru), ("LSTM", args.lstm)) if path is not None}
    detectors = {}
    for name, path in paths.items():
        with silenced():
            model = Model(path)
        detectors[name] = Detector(RecurrentModel(model), model.metadata.thresholds["done"])
    detectors["rules"] = Detector(Rules(), DEFAULT_DONE)
    pictures = [row for row in film_sets(args.data, args.split, args.minutes) if (args.only or "") in row.name]
    tracks = [
        row for row in track_sets(args.data, args.cache, args.split, args.minutes) if (args.only or "") in row.name
    ]
    chosen = [*pictures, *tracks]
    if args.split == "eval" and any(row.name.startswith("real") for row in chosen):
        touch(args.out or TOUCHED, list(detectors), "motion evaluate")
    found = {**evaluate_films(detectors, pictures), **evaluate_tracks(detectors, tracks)}
    text = f"{table(found, chosen)}\n{size_table(paths)}"
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


def _picture(args: argparse.Namespace) -> int:
    from training.evaluation.dynamic.plot import draw_plot

    if not (INSTALLED / "motion.tflite").is_file():
        raise RunError("There is no motion network to draw; train one with `python -m training motion train`.")
    draw_plot(args.out)
    sys.stdout.write(f"{args.out}\n")
    return 0
