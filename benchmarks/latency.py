"""Measure the latency from the moment the hand stops to the accepted letter, and to the changed pixel.

Every burst of a test signer (15 webcam frames of one letter, played forward and backward at 15 frames a second) is
shown to the whole program after one second of an empty image. The hand stops with the first frame of the burst. Two
times are measured on the clock of the frames:

- when the letter counts ("confirmed": in read mode by the smoother, in practice by the tutor's "right");
- when each display has drawn it: the frame's time, the processor time of recognition, the wait until the display is
  free (see its pause_s) and the processor time of drawing.

Processor times are measured on this machine; waits follow from them, so that other work on it does not count. What
comes after drawing is not measured: a monitor shows the next picture up to 17 ms later at 60 Hz, an OLED on I²C at
400 kHz needs 23 ms for 1,024 bytes, an LCD on SPI at 32 MHz 29 ms for 240×240 pixels. Bursts whose letter never counts
are counted separately and left out of the times.
"""

import io
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import gpiozero
import numpy as np
from gpiozero.pins.mock import MockFactory
from luma.core.device import dummy
from rich.console import Console
from tqdm import tqdm

from benchmarks._common import (
    BURST_FPS,
    add_data,
    back_and_forth,
    burst_folders,
    letters_of,
    model_identity,
    parser_for,
    read_burst,
)
from device.activity import Activity
from device.display.base import Display
from device.display.leds import Character, Leds
from device.display.pixel import framebuffer
from device.display.pixel.framebuffer import Framebuffer
from device.display.pixel.luma_display import LumaDisplay
from device.display.pixel.pixel_layout import PixelLayout
from device.display.terminal import Terminal
from device.reading.activity import ReadingActivity
from device.recognition.perception import Perception, make_smoother
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import DisplaySettings, RecognitionSettings, Settings
from device.system import machine
from device.system.command_line import exit_code_of
from device.tutor.activity import TutorActivity
from device.tutor.lesson import Lesson
from device.tutor.plan import make_plan
from device.tutor.progress import ProgressStore
from device.types import Frame, Pixels
from device.view import View
from training.datasets.people import TEST_SIGNERS

MODES = ("read", "practice")
SHOWN_S = {"read": 2.0, "practice": 3.5}
GREETING_FRAMES = 6
"""Frames of a hand that start a session; then the hand leaves, so that any pose counts."""
EMPTY_GREY = 110


def open_all(folder: Path) -> list[Display]:
    """Open every kind of display on a replacement for its hardware: a file, dummy buses, mock pins."""
    gpiozero.Device.pin_factory = MockFactory()
    screen = folder / "fb0"
    screen.write_bytes(bytes(1920 * 1080 * 4))
    layout = PixelLayout(1920, 1080, 1920 * 4, 0, 32, ((16, 8), (8, 8), (0, 8)))
    vars(framebuffer)["read_layout"] = lambda descriptor: layout
    pins = DisplaySettings()
    console = Console(file=io.StringIO(), width=80, height=24, force_terminal=True, color_system="truecolor")
    return [
        Terminal(console=console),
        Framebuffer(screen, console=folder / "no-console"),
        LumaDisplay("oled", dummy(128, 64, mode="1")),
        LumaDisplay("lcd", dummy(240, 240)),
        Leds(pins.led_pins),
        Character(tuple(pin for pin in range(28) if pin not in pins.led_pins)[:14]),
    ]


def activity_for(mode: str, recognizer: Recognizer, letter: str) -> Activity:
    """Return the reading activity, or a lesson that asks for this letter only."""
    if mode == "read":
        return ReadingActivity()
    store = ProgressStore.in_memory()
    session = store.plan_session("red-fox", "letters", None)
    plan = make_plan(
        store, session, recognizer.labels, recognizer.excluded, letter, (), 5, recognizer.metadata.thresholds
    )
    return TutorActivity(Lesson(store, session, plan))


def film(burst: list[Pixels], mode: str) -> Iterator[tuple[bool, Pixels]]:
    """Yield image after image, and whether the letter is held."""
    empty = np.full(burst[0].shape, EMPTY_GREY, np.uint8)
    yield from ((False, burst[i]) for i in range(GREETING_FRAMES if mode == "practice" else 0))
    yield from ((False, empty) for _ in range(int(BURST_FPS)))
    loop = back_and_forth(burst)
    for number in range(int(SHOWN_S[mode] * BURST_FPS)):
        yield True, loop[number % len(loop)]


def measure(
    mode: str, recognizer: Recognizer, letter: str, burst: list[Pixels], displays: list[Display]
) -> dict[str, float]:
    """Return seconds from the first held frame to the letter, and to each display; empty if the letter never counts."""
    recognizer.reset()
    activity = activity_for(mode, recognizer, letter)
    perception = Perception(recognizer, make_smoother(recognizer, Settings()))
    stopped: float | None = None
    views: list[View] = []
    ready: list[float] = []
    for number, (held, image) in enumerate(film(burst, mode)):
        t = number / BURST_FPS
        stopped = t if held and stopped is None else stopped
        begin = time.thread_time()
        frame = Frame(image, t, number)
        view, _ = activity.step(frame, *perception.see(frame))
        views.append(view)
        ready.append(t + time.thread_time() - begin)
        if view.status == "confirmed":
            break
    if stopped is None or view.status != "confirmed" or (mode == "read" and view.letter != letter):
        return {}
    times = {"confirmed": t - stopped, "recognised": ready[-1] - stopped}
    for display in displays:
        cost = drawing_time(display, views[-2])
        free = ready[0]
        for moment in ready[:-1]:  # earlier views, drawn one after the other
            if moment >= free:
                free = moment + cost + display.pause_s
        times[display.name] = max(free, ready[-1]) + drawing_time(display, views[-1]) - stopped
    return times


def drawing_time(display: Display, view: View) -> float:
    """Return the processor time of drawing a view, s."""
    begin = time.thread_time()
    display.show(view)
    return time.thread_time() - begin


def main(arguments: Sequence[str] | None = None) -> None:
    """Print median and 95th percentile for each mode and display."""
    parser = parser_for(__doc__)
    add_data(parser)
    parser.add_argument("--mode", choices=MODES, action="append", help="may be repeated (default: both)")
    args = parser.parse_args(arguments)
    recognizer = open_recognizer(RecognitionSettings())
    out = sys.stdout.write
    out(f"{model_identity()}; {recognizer.runtime} on {machine.model_name()}\n")
    folders = burst_folders(args.data, TEST_SIGNERS, letters_of(recognizer))
    with tempfile.TemporaryDirectory() as folder:
        displays = open_all(Path(folder))
        for mode in args.mode or MODES:
            times: dict[str, list[float]] = {}
            missed = 0
            for path in tqdm(folders, desc=mode, unit="burst", disable=None):
                taken = measure(mode, recognizer, path.name, read_burst(path), displays)
                missed += not taken
                for name, seconds in taken.items():
                    times.setdefault(name, []).append(seconds)
            out(f"{mode}: {len(folders)} bursts of {len(TEST_SIGNERS)} test signers, {missed} never counted\n")
            for name, values in times.items():
                out(f"    {name:12} median {np.median(values):6.3f} s   p95 {np.percentile(values, 95):6.3f} s\n")


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
