"""From the hand that stops to the letter that counts, and to the pixel: `python -m benchmarks.latency`.

Every burst of an eval signer (15 webcam frames of one letter, shown forth and back at 15 a second as a learner holds
it) is put before the whole station, after a second of an empty picture. The hand stops with the first frame of the
burst. Timed are the frame with which the letter counts (“confirmed”: in read mode the smoother's, in practice the
tutor's “right”), on the frames' own clock, and when each display has drawn that: to the frame's time are added the
processor time of recognising it, the wait until the display is free (it rests after each picture, see its pause_s) and
the processor time of drawing it. Processor times are measured here and now, waits follow from them, so that other work
on the machine does not count.

What comes after the drawing is not measured: a monitor shows it with its next picture (up to 17 ms at 60 Hz), an OLED
on I²C at 400 kHz needs 23 ms for 1,024 bytes, an LCD on SPI at 32 MHz 29 ms for 240×240 pixels. Bursts whose letter
never counts are counted and left out of the times.
"""

import argparse
import io
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import gpiozero
import numpy as np
from gpiozero.pins.mock import MockFactory
from luma.core.device import dummy
from tqdm import tqdm

from device.activity import Activity
from device.camera.pictures import read_picture
from device.display.base import Display
from device.display.leds import Character, Leds
from device.display.pixel import framebuffer
from device.display.pixel.framebuffer import Framebuffer, PixelLayout
from device.display.pixel.luma_display import LumaDisplay
from device.display.terminal import Terminal
from device.reading.activity import ReadingActivity
from device.recognition.perception import Perception, make_smoother
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import DisplaySettings, RecognitionSettings, Settings
from device.system import machine
from device.tutor.activity import TutorActivity
from device.tutor.lesson import Lesson
from device.tutor.plan import make_plan
from device.tutor.progress import ProgressStore
from device.types import Frame, Pixels
from device.view import View
from tests.tools.networks import identity

FPS = 15.0
SHOWN_S = {"read": 2.0, "practice": 3.5}
EVAL = ("ASLExplorer", "PredaAlin", "kennethowen26")


def open_all(folder: Path) -> list[Display]:
    """Every kind of display, on stand-ins for its hardware: memory, dummy buses, mock pins."""
    from rich.console import Console

    gpiozero.Device.pin_factory = MockFactory()
    screen = folder / "fb0"
    screen.write_bytes(bytes(1920 * 1080 * 4))
    framebuffer.read_layout = lambda descriptor: PixelLayout(1920, 1080, 1920 * 4, 0, 32, ((16, 8), (8, 8), (0, 8)))
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


def station_for(mode: str, recognizer: Recognizer, letter: str) -> Activity:
    """The reading activity, or the tutor asking for this letter alone."""
    if mode == "read":
        return ReadingActivity()
    store = ProgressStore.in_memory()
    session = store.plan_session("red-fox", "letters", None)
    plan = make_plan(
        store, session, recognizer.labels, recognizer.excluded, letter, (), 5, recognizer.metadata.thresholds
    )
    return TutorActivity(Lesson(store, session, plan))


def shown(burst: list[Pixels], mode: str) -> Iterator[tuple[bool, Pixels]]:
    """Picture after picture, with whether the letter is held now."""
    empty = np.full(burst[0].shape, 110, np.uint8)
    greeting = 6 if mode == "practice" else 0  # a hand begins the session; then it goes, so that any pose counts
    yield from ((False, burst[i]) for i in range(greeting))
    yield from ((False, empty) for _ in range(int(FPS)))
    loop = burst + burst[-2:0:-1]
    for number in range(int(SHOWN_S[mode] * FPS)):
        yield True, loop[number % len(loop)]


def trial(
    mode: str, recognizer: Recognizer, letter: str, burst: list[Pixels], displays: list[Display]
) -> dict[str, float]:
    """Seconds from the first held frame to the letter that counts, and to each display; empty when it never counts."""
    recognizer.reset()
    activity = station_for(mode, recognizer, letter)
    perception = Perception(recognizer, make_smoother(recognizer, Settings()))
    stopped, views, ready = None, [], []
    for number, (held, picture) in enumerate(shown(burst, mode)):
        t = number / FPS
        stopped = t if held and stopped is None else stopped
        begin = time.thread_time()
        frame = Frame(picture, t, number)
        view, _ = activity.step(frame, *perception.see(frame))
        views.append(view)
        ready.append(t + time.thread_time() - begin)
        if view.status == "confirmed":
            break
    if stopped is None or view.status != "confirmed" or (mode == "read" and view.letter != letter):
        return {}
    times = {"confirmed": t - stopped, "recognised": ready[-1] - stopped}
    for display in displays:
        cost = drawing(display, views[-2])
        free = ready[0]
        for moment in ready[:-1]:  # what it drew before, one view after the other
            if moment >= free:
                free = moment + cost + display.pause_s
        times[display.name] = max(free, ready[-1]) + drawing(display, views[-1]) - stopped
    return times


def drawing(display: Display, view: View) -> float:
    """Seconds of processor time to draw it."""
    begin = time.thread_time()
    display.show(view)
    return time.thread_time() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--mode", choices=("read", "practice"), action="append")
    args = parser.parse_args()
    recognizer = open_recognizer(RecognitionSettings())
    known = [label for label in recognizer.labels if len(label) == 1 and label not in recognizer.excluded]
    out = sys.stdout.write
    out(f"{identity()}; {recognizer.runtime} on {machine.model_name()}\n")
    with tempfile.TemporaryDirectory() as folder:
        displays = open_all(Path(folder))
        for mode in args.mode or ("read", "practice"):
            folders = [path for signer in EVAL for path in sorted((args.data / "bursts" / signer).iterdir())]
            folders = [path for path in folders if path.name in known]
            times: dict[str, list[float]] = {}
            missed = 0
            for path in tqdm(folders, desc=mode, unit="burst", disable=None):
                burst = [read_picture(picture) for picture in sorted(path.glob("*.jpg"))]
                taken = trial(mode, recognizer, path.name, burst, displays)
                missed += not taken
                for name, seconds in taken.items():
                    times.setdefault(name, []).append(seconds)
            out(f"{mode}: {len(folders)} bursts of {len(EVAL)} eval signers, {missed} whose letter never counted\n")
            for name, values in times.items():
                out(f"    {name:12} median {np.median(values):6.3f} s   p95 {np.percentile(values, 95):6.3f} s\n")


if __name__ == "__main__":
    main()
