"""Run the loop for an hour of frames, with trouble on the way, and see whether memory and time per frame stay flat.

The demonstration clip is repeated at the chosen rate on a clock of its own, as fast as frames are processed. Every
frame goes through recognition, reading, an OLED and the web page. Once a minute (of the frames' clock) the camera is
lost, and the language changes. Browsers come, take pictures for a while, and leave. The first tenth of the time is for
warming up; then the resident memory and the 95th percentile of the processor time of a frame are compared, first part
with last. At the end, without browsers, the allocations that a steady frame leaves behind are counted. Ctrl+C or
SIGTERM ends the time early, also in the background; the figures are then of the time that has passed.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from time import thread_time

import numpy as np
from luma.core.device import dummy
from numpy.typing import NDArray
from tqdm import tqdm

from benchmarks._allocations import net_allocations
from benchmarks._common import demo_clip, model_identity, parser_for
from benchmarks._processes import rss_mb
from benchmarks._web_viewers import Visitors
from device.display.pixel.luma_display import LumaDisplay
from device.errors import HandshapeError
from device.reading.activity import ReadingActivity
from device.recognition.perception import open_perception
from device.runtime.stop import StopFlag, stop_on_signal
from device.settings import LANGUAGES, Settings, WebSettings
from device.system.command_line import exit_code_of
from device.system.option_types import COUNT, Real
from device.types import Frame, Pixels
from device.web.web_display import WebDisplay

PARTS = 10
"""Equal parts of the time; the first one is for warming up."""
MINUTE_S, LOST_S = 60.0, 2.0


@dataclass(frozen=True)
class Part:
    """Figures of a part of the time.

    Attributes:
        cpu_ms: processor time of the loop's thread for each frame.
        rss_mb: resident memory at its end.
        letters: number of letters that counted.
    """

    cpu_ms: NDArray[np.float32]
    rss_mb: float
    letters: int


class Soak:
    """The loop's parts, and the trouble.

    Attributes:
        passed: minutes of the frames' clock that were run.
        losses: how often the camera was lost.
    """

    def __init__(self, fps: float) -> None:
        """Open perception, activity, OLED and page."""
        settings = Settings(web=WebSettings(port=0))
        self._perception = open_perception(settings)
        self._period = 1 / fps
        self._images = demo_clip()
        self._activities = [ReadingActivity(language) for language in LANGUAGES]
        self.page = WebDisplay(settings.web, self._activities[0], lambda sentence: None)
        self._oled = LumaDisplay("oled", dummy(128, 64, mode="1"))
        self._number = 0
        self.losses, self.passed = 0, 0.0

    def minutes(self, minutes: float, stop: StopFlag) -> list[Part]:
        """Run for this time of the frames' clock, or until a signal; return PARTS parts of the time that has passed.

        Raises:
            HandshapeError: it was stopped before there was a frame for each part.
        """
        count = int(minutes * MINUTE_S / self._period)
        # Full from the start: what is measured must not grow in memory.
        cpu_ms, rss, letters = np.ones(count, np.float32), np.ones(count, np.float32), np.ones(count, np.bool_)
        lost_at = int(MINUTE_S / self._period)
        done = 0
        for number in tqdm(range(count), desc="frames", disable=None):
            if stop.asked:
                break
            if number and number % lost_at == 0:
                self._lose()
            began = thread_time()
            letters[number] = self._frame()
            cpu_ms[number] = (thread_time() - began) * 1000
            rss[number] = rss_mb(os.getpid()) if number % 64 == 0 else rss[number - 1]
            done = number + 1
        if done < PARTS:
            raise HandshapeError("It was stopped before the first figures.")
        self.passed = done * self._period / MINUTE_S
        ends = [done * part // PARTS for part in range(PARTS + 1)]
        return [
            Part(cpu_ms[begin:end], float(rss[end - 1]), int(letters[begin:end].sum())) for begin, end in pairwise(ends)
        ]

    def net_allocations(self) -> tuple[float, float]:
        """Return blocks and bytes that a steady frame leaves behind."""
        image = self._images[20]
        return net_allocations(lambda: self._frame(image))

    def close(self) -> None:
        """Close the displays."""
        self.page.close()
        self._oled.close()

    def _frame(self, image: Pixels | None = None) -> bool:
        """Process the next frame; return whether a letter counted in it."""
        pixels = self._images[self._number % len(self._images)] if image is None else image
        frame = Frame(pixels, self._number * self._period, self._number)
        scores, reading = self._perception.see(frame)
        view, _ = self._activities[self.losses % len(self._activities)].step(frame, scores, reading)
        self.page.show(view)
        self._oled.show(view)
        self._number += 1
        return reading.fresh

    def _lose(self) -> None:
        """Lose the camera for LOST_S, and go on in the other language."""
        self._perception.reset()
        t = self._number * self._period
        view, _ = self._activities[self.losses % len(self._activities)].interrupted(t)
        self.page.show(view)
        self._oled.show(view)
        self._number += int(LOST_S / self._period)
        self.losses += 1


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each part, and what has grown."""
    parser: argparse.ArgumentParser = parser_for(__doc__)
    parser.add_argument("--minutes", type=Real(0.05, 100_000.0), default=60.0, help="of frames (default: %(default)s)")
    parser.add_argument("--fps", type=COUNT, default=60, help="frames a second (default: %(default)s)")
    args = parser.parse_args(arguments)
    soak = Soak(args.fps)
    visitors = Visitors(soak.page.url.rstrip("/"))
    out = sys.stdout.write
    try:
        with stop_on_signal() as stop:
            parts = soak.minutes(args.minutes, stop)
        visitors.close()
        blocks, size = soak.net_allocations()
    finally:
        soak.close()
    out(f"{model_identity()}\n{soak.passed:.1f} minutes at {args.fps} frames a second; ")
    out(f"camera lost {soak.losses} times, ")
    out(
        f"{visitors.visits} visits of two browsers, {visitors.pictures} pictures\n"
        " part  letters  CPU ms median    p95  RSS MB\n"
    )
    for number, part in enumerate(parts):
        median, p95 = np.percentile(part.cpu_ms, (50, 95))
        out(f"{number:5}{part.letters:9}{median:15.2f}{p95:7.2f}{part.rss_mb:8.1f}\n")
    first, last = parts[1], parts[-1]
    growth = 100 * (last.rss_mb / first.rss_mb - 1)
    slower = 100 * (np.percentile(last.cpu_ms, 95) / np.percentile(first.cpu_ms, 95) - 1)
    out(f"memory {growth:+.1f} %, p95 {slower:+.1f} % from part 1 to part {PARTS - 1}; ")
    out(f"a steady frame leaves {blocks:.2f} blocks, {size:.0f} bytes\n")


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
