"""python -m training hand detector|landmark|classifier|second: train one of the device's four hand networks."""

import argparse
import sys
from pathlib import Path

from device.system.messages import warn
from device.system.option_types import FRACTION, RATE, SEED, Whole
from training.errors import RunError
from training.fitting.classifier_run import train_classifier
from training.fitting.hand_data import frame_data, read_sources, square_data
from training.fitting.hand_networks import HandRun, train_detector, train_landmark_model, train_second_opinion
from training.networks.mediapipe_weights import find_file
from training.run_folder import open_run, write_json
from training.tensorflow_quiet import compute_in_bfloat16

ALIASES = {"finder": "detector", "reader": "landmark", "letters": "classifier"}
"""Names of the networks before version 0.2."""
SQUARE_TRAININGS = {"landmark": train_landmark_model, "classifier": train_classifier, "second": train_second_opinion}
"""Of the networks that learn from squares around hands."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m training hand`."""
    parser.add_argument(
        "network",
        type=lambda name: ALIASES.get(name, name),
        choices=["detector", "landmark", "classifier", "second"],
        help="network to train (“finder”, “reader” and “letters” are earlier names of the first three)",
    )
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder with signers/, negatives/ and hands/")
    parser.add_argument("--synthetic", type=Path, help="folder of `python -m training synthetic render`")
    parser.add_argument(
        "--share", type=FRACTION, default=0.16, help="rendered fraction of a batch (default: %(default)s)"
    )
    parser.add_argument(
        "--landmarks-only", action="store_true", help="learn no letters from rendered hands, only their landmarks"
    )
    parser.add_argument(
        "--mine",
        type=Path,
        metavar="TFLITE",
        help="an earlier hand detector: learn from the places in which it sees a hand that is not there",
    )
    parser.add_argument("--run", type=Path, required=True, help="run folder")
    parser.add_argument(
        "--start",
        type=Path,
        help="weights to start from: .weights.h5 of a run or, but for the second opinion, an installed .tflite; the "
        "classifier needs those of the landmark model; without it the second opinion starts from MediaPipe's",
    )
    parser.add_argument(
        "--second",
        type=Path,
        metavar="WEIGHTS",
        help="classifier: .weights.h5 of the second opinion, whose landmarks it learns from, too",
    )
    parser.add_argument(
        "--steps", type=Whole(1, 100_000_000), default=8000, help="training steps (default: %(default)s)"
    )
    parser.add_argument("--rate", type=RATE, default=2e-3, help="highest learning rate (default: %(default)s)")
    parser.add_argument("--seed", type=SEED, default=1, help="of everything random (default: %(default)s)")
    parser.add_argument(
        "--bfloat16",
        action="store_true",
        help="compute in bfloat16: a quarter faster on processors that have it (avx512_bf16 in /proc/cpuinfo)",
    )
    parser.add_argument("--all", action="store_true", help=argparse.SUPPRESS)  # of earlier releases, without effect
    parser.add_argument("--cache", type=Path, default=Path(".cache/hand"), help="folder for cut pictures")


def main(args: argparse.Namespace) -> int:
    """Train one network and write its weights, history and validation figures to the run folder.

    Raises:
        RunError: --second is given for another network, or MediaPipe, from whose weights one starts, is not installed.
    """
    config = {key: str(value) if isinstance(value, Path) else value for key, value in vars(args).items()}
    for free in ("cache", "data"):
        config.pop(free)
    if args.all:
        warn("--all has no effect and can be left out: the people of `dev` are the validation.")
    if args.second and args.network != "classifier":
        raise RunError("--second is of the classifier; leave it out.")
    if args.network == "second" and args.start is None:
        find_file()  # fails before the data are read
    open_run(args.run, config)
    if args.bfloat16:
        compute_in_bfloat16()
    run = HandRun(args.run, args.steps, args.rate, args.seed, args.start, args.second)
    sources = read_sources(args.data, args.synthetic, args.cache)
    if args.network == "detector":
        figures = train_detector(run, frame_data(sources, args.share))
    else:
        data = square_data(
            sources, args.cache, args.seed, args.share, rendered_letters=not args.landmarks_only, detector=args.mine
        )
        figures = SQUARE_TRAININGS[args.network](run, data)
    write_json(args.run / "held_out.json", figures)
    sys.stdout.write(f"{figures}\n")
    return 0
