"""Count the instructions of a tracked frame in the aarch64 build, step by step, in an emulated processor.

Instructions are no time, but they are the real program of a Pi: the wheels for aarch64, and all of Python. The program
runs twice. Inside the emulator it recognizes frames and marks where steps begin and end; `--read` adds the marks up.
docs/benchmarks.md says how to prepare the emulator.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import cv2
import numpy as np

from device.recognition.interpreter import Model
from device.recognition.perception import Perception, make_smoother
from device.recognition.recognizer import open_recognizer
from device.settings import NETWORKS, Settings, with_values
from device.system.command_line import exit_code_of
from device.system.timing import StageTimer
from device.types import Frame

STEPS = ("frame", "preprocess", "inference", "landmarks", "letters", "motion", "smoothing", "find")
NAMES = (*STEPS, *(f"network {name}" for name in NETWORKS))
FIRST_MARK = 9000
WARM_UP, FPS = 10, 15.0


class Marks(StageTimer):
    """Marks the begin and end of steps by closing files that are not open; the plugin counts up to there.

    Attributes:
        on: steps are marked.
    """

    on = False

    def __init__(self, prefix: str = "") -> None:
        """Mark the names that begin with a prefix."""
        super().__init__()
        self._prefix = prefix

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        number = 2 * NAMES.index(self._prefix + stage)
        self._mark(number)
        yield
        self._mark(number + 1)

    def _mark(self, number: int) -> None:
        if Marks.on:
            with suppress(OSError):
                os.close(FIRST_MARK + number)


def run(frames: Path, runtime: str) -> None:
    """Recognize the frames of a .npy file, uint8 (n, height, width), WARM_UP of them without marks."""
    cv2.setNumThreads(1)
    marks = Marks()
    Model.timer = Marks("network ")
    settings = with_values(Settings(), "recognition", runtime=runtime)
    recognizer = open_recognizer(settings.recognition, marks)
    perception = Perception(recognizer, make_smoother(recognizer, settings), marks)
    for number, image in enumerate(np.load(frames)):
        Marks.on = number >= WARM_UP
        with marks("frame"):
            perception.see(Frame(image, number / FPS, number))


def read(lines: Iterable[str]) -> str:
    """Return the table of what the plugin has printed."""
    began: dict[int, int] = {}
    total, times = Counter[str](), Counter[str]()
    for line in lines:
        if line.startswith("MARK "):
            number, count = map(int, line.split()[1:])
            step = number // 2
            if number % 2 == 0:
                began[step] = count
            else:
                total[NAMES[step]] += count - began[step]
                times[NAMES[step]] += 1
    frames = max(1, times["frame"])
    kernels = sum(total[name] for name in NAMES if name.startswith("network "))
    rows = [f"{'step':<18}{'runs':>7}{'thousand instructions':>24}, mean of {frames} frames"]
    rows += [f"{name:<18}{times[name] / frames:7.2f}{total[name] / frames / 1000:24.0f}" for name in NAMES]
    share = 1 - kernels / total["frame"] if total["frame"] else 0.0
    return "\n".join([*rows, f"around the networks: {share:.1%}"]) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run inside the emulator, or read what it has printed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--frames", type=Path, help=".npy file of grey frames, uint8 (n, height, width)")
    parser.add_argument("--runtime", default="tflite_runtime", help="TFLite runtime (default: %(default)s)")
    parser.add_argument("--read", type=Path, help="standard error of the emulator")
    args = parser.parse_args(arguments)
    if args.read:
        sys.stdout.write(read(args.read.read_text(encoding="utf-8", errors="replace").splitlines()))
    elif args.frames:
        run(args.frames, args.runtime)
    else:
        parser.error("name --frames or --read")


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
