"""`python -m device run`: camera → station → displays, until Ctrl-C, SIGTERM or the end of a clip."""

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from .camera import Camera, open_camera
from .camera.feed import CameraFeed
from .display import Display, open_displays
from .errors import CameraError, DisplayError, HandshapeError, SettingsError
from .frame import Frame
from .recognizer import Recognizer, open_recognizer
from .settings import DISPLAYS, Settings, load_settings, with_values
from .smoothing import Smoother
from .stages import NoStages, Stages
from .station import Station
from .view import Event, View
from .words import comparison, spelled

WAIT_S = 0.1  # how long one wait for a frame lasts: the delay of a stop and of “camera lost”


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Command line of `run`."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="station.toml (default: built-in values)")
    parser.add_argument("--camera", metavar="URI", help="auto, picamera:, v4l2:DEVICE, clip:FILE, folder:DIR?fps=30")
    parser.add_argument("--display", action="append", metavar="NAME", help=f"{', '.join(DISPLAYS)}; may be repeated")
    parser.add_argument("--record-to", metavar="DIR", help="folder of the display “recorder”")
    parser.add_argument("--model", metavar="FILE", help="letters .tflite with its .json beside it")
    parser.add_argument("--no-realtime", action="store_true",
                        help="feed a clip or folder frame by frame on its own clock, as fast as it goes")  # fmt: skip


def settings_of(args: argparse.Namespace) -> Settings:
    """The settings file with the command line on top."""
    settings = load_settings(args.config)
    settings = with_values(settings, "camera", uri=args.camera)
    settings = with_values(settings, "recognition", model=args.model)
    use = tuple(args.display) if args.display else None
    return with_values(settings, "display", use=use, record_to=args.record_to)


def main(args: argparse.Namespace) -> int:
    """Run the station; returns the exit code."""
    settings = settings_of(args)
    recognizer = open_recognizer(settings.recognition)
    camera = open_camera(settings.camera)
    try:
        if args.no_realtime and camera.live:
            raise SettingsError("--no-realtime needs a clip: or folder: camera, not a live one.")
        displays = open_displays(settings.display, warn)
    except HandshapeError:
        camera.close()
        raise
    with stopping() as stop:
        try:
            if args.no_realtime:
                return _frame_by_frame(camera, recognizer, settings, displays, stop)
            return _live(camera, recognizer, settings, displays, stop)
        finally:
            camera.close()
            for display in displays:
                display.close()


class Stop:
    """Set by Ctrl-C or SIGTERM."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, number: int, frame: FrameType | None) -> None:
        """Signal handler; a second signal ends the process at once."""
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


@contextmanager
def stopping() -> Iterator[Stop]:
    """Turn SIGINT and SIGTERM into a flag while the body runs."""
    stop = Stop()
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def warn(sentence: str) -> None:
    """Say on standard error what does not work while the rest does."""
    sys.stderr.write(f"handshape: {sentence}\n")


def make_smoother(recognizer: Recognizer, settings: Settings) -> Smoother:
    """The smoother for this recogniser's labels and thresholds."""
    times = settings.smoothing
    return Smoother(
        recognizer.labels, recognizer.thresholds, times.window_s, times.hold_s, excluded=recognizer.excluded
    )


def frames_of(camera: Camera, stop: Stop, stages: Stages) -> Iterator[Frame]:
    """Every frame of a clip or folder, in order."""
    while not stop.asked:
        with stages("capture"):
            frame = camera.read()
        if frame is None:
            return
        yield frame


def _frame_by_frame(
    camera: Camera, recognizer: Recognizer, settings: Settings, displays: list[Display], stop: Stop
) -> int:
    station = Station(recognizer, make_smoother(recognizer, settings))
    return _finish(station, _shown_all(station, frames_of(camera, stop, NoStages()), displays), displays)


def _live(camera: Camera, recognizer: Recognizer, settings: Settings, displays: list[Display], stop: Stop) -> int:
    feed = CameraFeed(camera, lambda: open_camera(settings.camera))
    station = Station(recognizer, make_smoother(recognizer, settings), time.monotonic)
    try:
        frames = _newest(feed, station, settings.camera.stall_s, displays, stop)
        truth = _shown_all(station, frames, displays)
    finally:
        feed.close()
    if not camera.live and feed.error is not None:
        raise feed.error
    return _finish(station, truth, displays)


def _newest(
    feed: CameraFeed, station: Station, stall_s: float, displays: list[Display], stop: Stop
) -> Iterator[Frame]:
    """Frames of a live feed as they come; meanwhile says on the displays when none do."""
    last, lost = time.monotonic(), False
    for display in displays:
        display.show(View("starting"))
    while not stop.asked and not feed.ended:
        frame = feed.take(WAIT_S)
        now = time.monotonic()
        if frame is not None:
            if lost:
                warn("The camera delivers frames again.")
            last, lost = now, False
            yield frame
        elif now - last > stall_s and not lost and not feed.ended:
            lost = True
            error = feed.error or CameraError(f"The camera has sent no frame for {stall_s:g} s; check its plug.")
            warn(str(error))
            for event in station.interrupted(now):
                tell(displays, event)
            for display in displays:
                display.show(View("camera lost", text=station.text, message="No picture: check the camera's plug"))


def _shown_all(station: Station, frames: Iterator[Frame], displays: list[Display]) -> list[str | None]:
    """Process and show every frame; returns the truth of each, where the camera knows it."""
    truth: list[str | None] = []
    for frame in frames:
        view, events = station.process(frame)
        truth.append(frame.truth)
        for event in events:
            tell(displays, event)
        for display in displays:
            display.show(view)
        _drop_dead(displays)
    return truth


def tell(displays: list[Display], event: Event) -> None:
    """Pass an event to every display."""
    for display in displays:
        display.tell(event)


def _drop_dead(displays: list[Display]) -> None:
    """A display that failed while running is taken out with a warning; without any the station is of no use."""
    for display in list(displays):
        error = getattr(display, "error", None)
        if error is not None:
            displays.remove(display)
            if not displays:
                raise error if isinstance(error, DisplayError) else DisplayError(f"{display.name} failed: {error}.")
            warn(f"The display “{display.name}” is no longer used: {error}")


def _finish(station: Station, truth: list[str | None], displays: list[Display]) -> int:
    """Show the end, and what was spelled beside what was read where the truth is known."""
    word = spelled(truth)
    tell(displays, station.last_stats(word or None))
    for display in displays:
        display.show(View("ended", text=station.text))
        display.close()
    if word and not any(display.name == "json" for display in displays):
        sys.stdout.write(comparison(word, station.text) + "\n")
    return 0
