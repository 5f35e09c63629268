"""python -m training station: train all hand networks, from the data to converted models, in stages.

Each stage is a command of its own, which this one prints. A stage that is finished is not repeated, and one that was
stopped continues from its last checkpoint. With --from-installed, training begins with the installed models, so that
another machine can continue where the project stands. With --rehearse, the stages run with few steps in a folder of
their own, which finds what is missing before the hours begin; the gate of the conversion refuses such networks. The
converted models lie in WORK/models; install them by converting again without --to.
"""

import argparse
import math
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from device.names import shown
from device.recognition.recognizer import LANDMARK_MODEL
from training.errors import DataError, RunError
from training.fitting.hand_networks import FINAL
from training.networks.grow import WEIGHTS

INDICES = ("signers/index.csv.gz", "negatives/index.csv", "hands/index.csv.gz")
RESULT = "held_out.json"
PYTHON = (sys.executable, "-m")
REHEARSED_STEPS, REHEARSED_HANDS = 12, 60
REHEARSAL = "rehearsal"  # folder under WORK


@dataclass(frozen=True)
class Round:
    """Steps and learning rate of the detector and of the landmark model in one round of training."""

    detector: tuple[int, str]
    landmark: tuple[int, str]


ROUNDS = (Round((2600, "1.2e-3"), (2800, "1.5e-3")), *[Round((5000, "1.8e-3"), (4000, "1.5e-3"))] * 3)
"""Steps like those that led from the models of version 0.2 to the installed ones; docs/lab-notes/recognition.md has the
real runs and what each gained (the landmark model of the last round had 3,400 steps)."""
LETTERS = (3000, "1.5e-3")
"""Steps and rate of the landmark model's last run, in which rendered hands teach letters, too. Its mean with the run
before is more accurate than each (model version 7)."""
SECOND, SECOND_AGAIN, SECOND_TURNED = (3800, "1.5e-4"), (3600, "1.5e-4"), (4200, "1.5e-4")
"""Steps and rate of the second opinion's three runs. A rate of 4e-4 spoils MediaPipe's landmarks; the second run
reads 1.3 letters of 100 more in exact squares, and the third learns hands seen from the side and from behind. The mean
of the last two is used (docs/lab-notes/recognition.md, versions 8 to 10). The installed one's first run, and the
landmark model, learned with fewer folds behind hands (augmentation of version 8)."""
TURNED_HANDS = 12_000
"""Rendered for the third run; half of their letters are turned."""
DETECTOR_MINUTES, LANDMARK_MINUTES, CLASSIFIER_MINUTES, SECOND_MINUTES = 0.012, 0.0115, 0.003, 0.014  # of a step


@dataclass(frozen=True)
class Stage:
    """One stage.

    Attributes:
        name: for people.
        minutes: wall time on two cores of a Xeon at 2.7 GHz without other work, estimated from steps per second.
        command: module and arguments.
        result: exists when the stage is finished.
        follows: runs again where its result is older than that of an earlier stage.
    """

    name: str
    minutes: int
    command: tuple[str, ...]
    result: Path
    follows: bool = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m training station`."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder with signers/, negatives/ and hands/")
    parser.add_argument("--work", type=Path, default=Path("runs/station"), help="folder of all stages")
    parser.add_argument(
        "--from-installed", action="store_true", help="begin with the installed models instead of those of version 0.2"
    )
    parser.add_argument("--bfloat16", action="store_true", help="see `python -m training hand --help`")
    parser.add_argument(
        "--rehearse",
        action="store_true",
        help="run every stage with few steps, in WORK/rehearsal, to test the whole chain",
    )
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
    work = args.work / REHEARSAL if args.rehearse else args.work
    options = {"installed": args.from_installed, "bfloat16": args.bfloat16, "rehearse": args.rehearse}
    newest = 0.0  # of the results so far, as the file system dates them
    for stage in stages(args.data, work, **options):
        written = stage.result.stat().st_mtime if stage.result.exists() else math.inf
        done = math.isfinite(written) and not (stage.follows and written < newest)
        newest = max(newest, written) if done else math.inf
        state = "finished" if done else f"about {stage.minutes} minutes"
        sys.stdout.write(f"{stage.name} ({state}): {shown(' '.join(('python -m', *stage.command)))}\n")
        sys.stdout.flush()
        if done or args.list:
            continue
        if subprocess.run([*PYTHON, *stage.command], check=False).returncode:
            raise RunError(f"The stage “{stage.name}” stopped; run the same command again to continue it.")
    return 0


def stages(
    data: Path, work: Path, *, installed: bool = False, bfloat16: bool = False, rehearse: bool = False
) -> Iterator[Stage]:
    """Yield the stages in their order.

    Args:
        data: folder with signers/, negatives/ and hands/.
        work: folder of all stages.
        installed: begin with the installed detector and landmark model, for one round.
        bfloat16: train in bfloat16.
        rehearse: few steps and rendered hands.
    """
    common = ("--data", str(data), "--cache", str(work / "cache"))
    landmarks_only = ("--share", "0.12", "--landmarks-only")
    mined = ("--mine", str(LANDMARK_MODEL.with_name("finder.tflite")))

    def hand(
        name: str,
        minutes: float,
        start: Path | None,
        steps: int,
        rate: str,
        *options: str,
        rendered: tuple[str, ...] = ("--synthetic", str(work / "rendered")),
    ) -> Stage:
        network = name.split("-")[0]
        steps = REHEARSED_STEPS if rehearse else steps
        begin = () if start is None else ("--start", str(start))
        command = ("training", "hand", network, *common, *rendered, *begin, "--run", str(work / name))
        steps_and_rate = ("--steps", str(steps), "--rate", rate, *(("--bfloat16",) if bfloat16 else ()))
        minutes = 2 + round(steps * minutes)  # reading the pictures takes about two
        return Stage(name, minutes, (*command, *steps_and_rate, *options), work / name / RESULT)

    def render(name: str, folder: Path, hands: int, *options: str) -> Stage:
        hands = REHEARSED_HANDS if rehearse else hands
        command = ("training", "synthetic", "render", "--count", str(hands), "--grey", "--people", str(hands // 6))
        return Stage(name, 1 + hands // 2000, (*command, *options, "--out", str(folder)), folder / "index.csv.gz")

    yield render("rendered hands", work / "rendered", 3600)
    models = LANDMARK_MODEL.parent if installed else WEIGHTS
    detector, landmark = models / "finder.tflite", models / "hand.tflite"
    numbers = [len(ROUNDS)] if installed else list(range(1, len(ROUNDS) + 1))
    for number in numbers:
        each, seed = ROUNDS[number - 1], ("--seed", str(number))
        name = f"detector-{number}"
        yield hand(name, DETECTOR_MINUTES, detector, *each.detector, "--share", "0.07", *seed)
        detector = work / name / FINAL
        name = f"landmark-{number}"
        yield hand(name, LANDMARK_MINUTES, landmark, *each.landmark, *landmarks_only, *seed, *mined)
        landmark = work / name / FINAL
    yield hand("landmark-letters", LANDMARK_MINUTES, landmark, *LETTERS, "--share", "0.14", "--seed", "9", *mined)
    mean, two = work / "landmark", (str(landmark.parent), str(work / "landmark-letters"))
    yield Stage("mean landmark", 1, ("training", "average", "landmark", *two, "--run", str(mean)), mean / RESULT, True)
    landmark = mean / FINAL
    yield hand("second", SECOND_MINUTES, None, *SECOND, "--share", "0.14", "--seed", "10", *mined)
    first = work / "second" / FINAL
    yield hand("second-again", SECOND_MINUTES, first, *SECOND_AGAIN, "--share", "0.14", "--seed", "11", *mined)
    turned = work / "turned"
    yield render("turned hands", turned, TURNED_HANDS, "--turned", "0.5", "--seed", "4")
    again, seen = work / "second-again" / FINAL, ("--synthetic", str(turned))
    share = ("--share", "0.2", "--seed", "12")
    yield hand("second-turned", SECOND_MINUTES, again, *SECOND_TURNED, *share, *mined, rendered=seen)
    second, two = work / "second-mean", (str(again.parent), str(work / "second-turned"))
    yield Stage("mean second", 1, ("training", "average", "second", *two, "--run", str(second)), second / RESULT, True)
    # A classifier that learned from the landmarks of the second run read 0.6 letters of 100 fewer (version 9).
    yield hand("classifier", CLASSIFIER_MINUTES, landmark, 3000, "2e-3", "--share", "0.05", "--second", str(first))
    others = {"--detector": detector.parent, "--classifier": work / "classifier", "--second": second}
    runs = (str(landmark.parent), *(text for option, run in others.items() for text in (option, str(run))))
    converted = work / "models"
    yield Stage("convert", 2, ("convert", *runs, *common, "--to", str(converted)), converted / "letters.tflite", True)
    dev = ("training", "dev", str(converted), "--data", str(data), "--run", str(work / "dev"), "--record")
    yield Stage("dev", 2, dev, work / "dev" / "results.json", True)
