"""python -m training train: the baseline CNN on Sign Language MNIST, from CSV to a tested model."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from device.errors import SettingsError
from device.names import shown
from device.system.option_types import FRACTION, RATE, SEED, SIGNED_COUNT, Whole
from training import metrics
from training.datasets import sign_mnist
from training.datasets.sign_mnist_csv import read_csv
from training.fitting.baseline_augmentation import REPORT
from training.fitting.baseline_run import refuse_empty, train_and_test
from training.fitting.plan import TrainingPlan
from training.networks.baseline_cnn import NAME
from training.run_folder import open_run, write_bytes, write_json

PROTOCOL = "official Sign MNIST test: other photographs of the same seven people in the same room"
OWN_PROTOCOL = "a test file of your own"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m training train`."""
    plan = TrainingPlan()
    parser.add_argument("model", nargs="?", choices=["report"], default="report", help="which model (default: report)")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder with sign_mnist/ (default: data)")
    parser.add_argument("--run", type=Path, default=Path("runs/report"), help="run folder (default: runs/report)")
    parser.add_argument(
        "--epochs", type=SIGNED_COUNT, default=plan.epochs, help="length of the schedule (default: %(default)s)"
    )
    parser.add_argument(
        "--batch", type=Whole(1, 1_000_000), default=plan.batch, help="pictures a step (default: %(default)s)"
    )
    parser.add_argument("--learning-rate", type=RATE, default=plan.learning_rate, help="default: %(default)s")
    parser.add_argument("--seed", type=SEED, default=1, help="default: %(default)s")
    parser.add_argument(
        "--hold-out",
        type=FRACTION,
        default=0.1,
        metavar="SHARE",
        help="share of photographs that choose the epoch; 0 takes the last (default: %(default)s)",
    )
    parser.add_argument("--train-csv", type=Path, help="train on this CSV instead, unverified, to the last epoch")
    parser.add_argument("--test-csv", type=Path, help="test on this CSV instead, unverified")


def main(args: argparse.Namespace) -> int:
    """Train, test, write the run folder and print the table.

    Raises:
        SettingsError: an option is out of range.
        DataError: a CSV is missing or damaged, or a tested letter has no training row.
        RunError: training diverged, or the run folder cannot be read or written.
    """
    for option, wrong, rule in (
        ("--epochs", args.epochs < 1, "1 or more"),
        ("--batch", args.batch < 1, "1 or more"),
        ("--learning-rate", not args.learning_rate > 0, "above 0"),
        ("--seed", args.seed < 0, "0 or more"),
        ("--hold-out", not 0 <= args.hold_out < 1, "0 or more and below 1"),
    ):
        if wrong:
            raise SettingsError(f"{option} must be {rule}.")
    train = read_csv(args.train_csv) if args.train_csv else sign_mnist.read_official(args.data, "train")
    test = read_csv(args.test_csv) if args.test_csv else sign_mnist.read_official(args.data, "test")
    refuse_empty(train, test)
    plan = TrainingPlan(args.epochs, None, args.batch, args.learning_rate, seed=args.seed)
    config = {
        "model": NAME,
        "plan": {**asdict(plan), "augmentation": asdict(REPORT)},
        "seed": args.seed,
        "hold_out": args.hold_out,
        "train": _described(args.train_csv, "train", len(train.letters)),
        "test": _described(args.test_csv, "test", len(test.letters)),
    }
    if open_run(args.run, config) and (args.run / "test.json").is_file():
        sys.stdout.write(f"{shown(args.run)} is finished; its figures again (another --run starts anew).\n\n")
    outcome = train_and_test(train, test, plan, args.run, seed=args.seed, hold_out=args.hold_out)
    protocol = OWN_PROTOCOL if args.test_csv else PROTOCOL
    figures = {"protocol": protocol, "chosen": outcome.chosen, "epoch": outcome.epoch, **outcome.figures}
    text = _text(figures)
    write_json(args.run / "test.json", figures)
    write_bytes(args.run / "test.txt", text.encode())
    sys.stdout.write(f"{text}\nModel: {args.run / 'model'}. Next: python -m convert {shown(args.run)}\n")
    return 0


def _described(own: Path | None, part: sign_mnist.Part, rows: int) -> dict[str, Any]:
    if own is not None:
        return {"file": str(own), "rows": rows}
    return {"file": f"Sign Language MNIST, official {part} CSV", "rows": rows, "sha256": sign_mnist.OFFICIAL[part][1]}


def _text(figures: dict[str, Any]) -> str:
    lines = [f"Test: {figures['protocol']}", f"Weights: {figures['chosen']}", "", metrics.text(figures)]
    if "per_signer" in figures:
        shares = "  ".join(f"{name} {share:.4f}" for name, share in figures["per_signer"].items())
        lines += [f"Per signer: {shares}", ""]
    return "\n".join(lines)
