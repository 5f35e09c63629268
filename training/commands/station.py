"""python -m training station: train all hand networks, from the data to converted models, in stages.

Each stage is a command of its own, which this one prints. A stage that is finished is not repeated, and one that was
stopped continues from its last checkpoint. The converted models lie in WORK/models; install them by converting again
without --to.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from device.names import shown
from training.errors import DataError, RunError
from training.networks.grow import WEIGHTS

INDICES = ("signers/index.csv.gz", "negatives/index.csv", "hands/index.csv.gz")
PYTHON = (sys.executable, "-m")


@dataclass(frozen=True)
class Stage:
    """One stage.

    Attributes:
        name: for people.
        minutes: wall time on two cores of a Xeon at 2.7 GHz without other work, estimated from steps per second.
        command: module and arguments.
        result: exists when the stage is finished.
    """

    name: str
    minutes: int
    command: tuple[str, ...]
    result: Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m training station`."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder with signers/, negatives/ and hands/")
    parser.add_argument("--work", type=Path, default=Path("runs/station"), help="folder of all stages")
    parser.add_argument("--list", action="store_true", help="list the stages and what is finished, and stop")


def main(args: argparse.Namespace) -> int:
    """Run the stages that are not finished.

    Raises:
        DataError: a source is missing.
        RunError: a stage failed; its own message stands above.
    """
    for name in INDICES:
        if not args.list and not (args.data / name).is_file():
            raise DataError(f"{shown(args.data / name)} is missing; set DATA to the folder that holds it.")
    for stage in stages(args.data, args.work):
        done = stage.result.exists()
        state = "finished" if done else f"about {stage.minutes} minutes"
        sys.stdout.write(f"{stage.name} ({state}): {shown(' '.join(('python -m', *stage.command)))}\n")
        sys.stdout.flush()
        if done or args.list:
            continue
        if subprocess.run([*PYTHON, *stage.command], check=False).returncode:
            raise RunError(f"The stage “{stage.name}” stopped; run the same command again to continue it.")
    return 0


def stages(data: Path, work: Path) -> Iterator[Stage]:
    """Yield the stages in their order; see Stage."""
    common = ("--data", str(data), "--cache", str(work / "cache"))
    rendered = ("--synthetic", str(work / "rendered"), "--landmarks-only", "--share", "0.12")

    def hand(name: str, network: str, minutes: int, start: Path, *options: str) -> Stage:
        command = ("training", "hand", network, *common, *rendered, "--start", str(start), "--run", str(work / name))
        return Stage(name, minutes, (*command, *options), work / name / "held_out.json")

    render = ("training", "synthetic", "render", "--count", "3000", "--grey", "--out", str(work / "rendered"))
    yield Stage("rendered hands", 6, render, work / "rendered" / "index.csv.gz")
    yield hand("detector", "detector", 45, WEIGHTS / "finder.tflite", "--steps", "2600", "--rate", "1.2e-3")
    mined = ("--mine", str(WEIGHTS / "finder.tflite"))
    yield hand("landmark", "landmark", 60, WEIGHTS / "hand.tflite", "--steps", "4000", "--rate", "1.5e-3", *mined)
    trained = work / "landmark" / "final.weights.h5"
    yield hand("classifier", "classifier", 10, trained, "--steps", "3000")
    runs = (str(work / "landmark"), "--detector", str(work / "detector"), "--classifier", str(work / "classifier"))
    models = work / "models"
    yield Stage("convert", 2, ("convert", *runs, *common, "--to", str(models)), models / "letters.tflite")
    dev = ("training", "dev", str(models), "--data", str(data), "--run", str(work / "dev"))
    yield Stage("dev", 2, dev, work / "dev" / "results.json")
