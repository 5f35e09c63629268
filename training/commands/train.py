"""python -m training train: the baseline CNN on Sign Language MNIST, from CSV to a tested model.

There are two phases, because a random split would have near-duplicates on both sides, and the official test set
must not choose anything:

1. select: a tenth of the training *photographs* is held out. The epoch with the highest accuracy on their rows is
   kept. They show the same seven people in the same room; this finds when to stop and nothing else.
2. final: the same plan from the start on all rows, up to that epoch.

The final model alone is tested on the official test set, once.
"""

import argparse
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.errors import SettingsError
from training import metrics
from training.datasets import sign_mnist
from training.errors import DataError
from training.fitting.baseline import TrainableBaselineCnn, best_epoch
from training.fitting.baseline_augmentation import REPORT
from training.fitting.plan import TrainingPlan
from training.run_folder import open_run, write_bytes, write_json

PROTOCOL = "official Sign MNIST test: other photographs of the same seven people in the same room"
OWN_PROTOCOL = "a test file of your own"


@dataclass(frozen=True)
class Outcome:
    """Result of a run.

    Attributes:
        chosen: how the epoch was chosen, one sentence.
        epoch: last epoch of the final model, counted from 1.
        figures: of the final model on the test rows: metrics.table and, where signers are known, "per_signer".
    """

    chosen: str
    epoch: int
    figures: dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m training train`."""
    plan = TrainingPlan()
    parser.add_argument("model", nargs="?", choices=["report"], default="report", help="which model (default: report)")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder with sign_mnist/ (default: data)")
    parser.add_argument("--run", type=Path, default=Path("runs/report"), help="run folder (default: runs/report)")
    parser.add_argument("--epochs", type=int, default=plan.epochs, help="length of the schedule (default: %(default)s)")
    parser.add_argument("--batch", type=int, default=plan.batch, help="pictures a step (default: %(default)s)")
    parser.add_argument("--learning-rate", type=float, default=plan.learning_rate, help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=1, help="default: %(default)s")
    parser.add_argument(
        "--hold-out",
        type=float,
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
    train = sign_mnist.read_csv(args.train_csv) if args.train_csv else sign_mnist.read_official(args.data, "train")
    test = sign_mnist.read_csv(args.test_csv) if args.test_csv else sign_mnist.read_official(args.data, "test")
    refuse_empty(train, test)
    plan = TrainingPlan(args.epochs, None, args.batch, args.learning_rate, seed=args.seed)
    config = {
        "model": TrainableBaselineCnn.name,
        "plan": {**asdict(plan), "augmentation": asdict(REPORT)},
        "seed": args.seed,
        "hold_out": args.hold_out,
        "train": _described(args.train_csv, "train", len(train.letters)),
        "test": _described(args.test_csv, "test", len(test.letters)),
    }
    if open_run(args.run, config) and (args.run / "test.json").is_file():
        sys.stdout.write(f"{args.run} is finished; its figures again (another --run starts anew).\n\n")
    outcome = run(train, test, plan, args.run, seed=args.seed, hold_out=args.hold_out)
    protocol = OWN_PROTOCOL if args.test_csv else PROTOCOL
    figures = {"protocol": protocol, "chosen": outcome.chosen, "epoch": outcome.epoch, **outcome.figures}
    text = _text(figures)
    write_json(args.run / "test.json", figures)
    write_bytes(args.run / "test.txt", text.encode())
    sys.stdout.write(f"{text}\nModel: {args.run / 'model'}. Next: python -m convert {args.run}\n")
    return 0


def refuse_empty(train: sign_mnist.Rows, test: sign_mnist.Rows) -> None:
    """Check that every tested letter has training rows.

    Raises:
        DataError: names the letters that have none.
    """
    empty = sorted(set(test.letters.tolist()) - set(train.letters.tolist()))
    if empty:
        raise DataError(
            f"No training row shows {', '.join(empty)}, which the test rows do: add rows of "
            f"{'it' if len(empty) == 1 else 'them'}, or test on other rows with --test-csv."
        )


def run(
    train: sign_mnist.Rows, test: sign_mnist.Rows, plan: TrainingPlan, folder: Path, *, seed: int, hold_out: float
) -> Outcome:
    """Run both phases and the test; resumes an interrupted run.

    Args:
        train: training rows.
        test: test rows.
        plan: of both phases.
        folder: run folder; gets select/, final/ and model/.
        seed: of everything random.
        hold_out: fraction of photographs that choose the epoch; 0 takes the last epoch.

    Raises:
        RunError: training diverged, or the run folder cannot be read or written.
    """
    if train.photographs is None or not hold_out:
        why = "no table of photographs beside the CSV" if hold_out else "nothing held out"
        chosen, epoch = f"last epoch ({why})", plan.last_epoch
    else:
        held = held_out_rows(train.letters, train.photographs, hold_out, seed)
        selector = TrainableBaselineCnn(plan)
        selector.fit(
            train.pixels[~held],
            train.letters[~held].tolist(),
            seed=seed,
            run=folder / "select",
            validation=(train.pixels[held], train.letters[held].tolist()),
        )
        epoch = best_epoch(selector.history)
        photographs = len(np.unique(train.photographs[held]))
        best = selector.history[epoch - 1]["val_accuracy"]
        chosen = f"epoch {epoch}, the best on {photographs} held-out training photographs ({best:.4f})"
    final = TrainableBaselineCnn(replace(plan, stop_after=epoch))
    final.fit(train.pixels, train.letters.tolist(), seed=seed, run=folder / "final")
    final.save(folder / "model")
    read = np.array(final.labels)[final.scores(test.pixels).argmax(1)]
    truth, predicted = test.letters.tolist(), read.tolist()
    figures = metrics.table(truth, predicted, final.labels)
    if test.signers is not None:
        figures["per_signer"] = metrics.per_signer(truth, predicted, test.signers.tolist())
    return Outcome(chosen, epoch, figures)


def held_out_rows(
    letters: NDArray[np.str_], photographs: NDArray[np.str_], share: float, seed: int
) -> NDArray[np.bool_]:
    """Choose photographs at random; all rows of a photograph are on the same side.

    Args:
        letters: (n,).
        photographs: (n,), name of the photograph of each row.
        share: fraction of each letter's photographs. At least one is held out and at least one is not.
        seed: of the choice.

    Returns:
        bool (n,), True for held-out rows.
    """
    rng = np.random.default_rng(seed)
    chosen: set[tuple[str, str]] = set()
    for letter in np.unique(letters):
        names = np.unique(photographs[letters == letter])
        count = min(max(1, round(share * len(names))), len(names) - 1)
        chosen |= {(str(letter), name) for name in rng.choice(names, count, replace=False).tolist()}
    return np.array([pair in chosen for pair in zip(letters.tolist(), photographs.tolist(), strict=True)])


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
