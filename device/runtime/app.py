"""`python -m device run`: camera → station → displays, until Ctrl-C, SIGTERM or the end of a clip."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from device.camera import Camera, await_camera, open_camera
from device.camera.base import FrameSource
from device.display import Display, Displays, open_displays
from device.errors import CameraError, HandshapeError, SettingsError
from device.reading.activity import Activity, ReadingActivity
from device.reading.spelling import spelled
from device.recognition.dynamic.decisions import extra_hold_for
from device.recognition.recognizer import Recognizer, open_recognizer
from device.recognition.smoothing import Smoother
from device.runtime.camera_thread import CameraThread
from device.runtime.metrics import open_health
from device.runtime.run_loop import StopFlag, every_frame, live_frames, stop_on_signal
from device.settings import (
    DISPLAYS,
    Changes,
    Settings,
    add_config,
    add_recognition,
    effective_settings,
    recognition_changes,
)
from device.system.buttons import open_buttons
from device.system.messages import warn
from device.types import Frame
from device.view import View

if TYPE_CHECKING:  # aiohttp is for those who want the page
    from device.web.web_display import WebDisplay

OpenStation = Callable[[Recognizer, Settings, Callable[[], float] | None], Activity]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Command line of `run`."""
    add_config(parser)
    parser.add_argument("--camera", metavar="URI", help="auto, picamera:, v4l2:DEVICE, clip:FILE, folder:DIR?fps=30")
    parser.add_argument("--display", action="append", metavar="NAME", help=f"{', '.join(DISPLAYS)}; may be repeated")
    parser.add_argument("--record-to", metavar="DIR", help="folder of the display “recorder”")
    parser.add_argument(
        "--view",
        choices=("usual", "debug"),
        default="usual",
        help="debug: terminal and recorder show box, crop, points and the likeliest letters",
    )
    add_recognition(parser)
    parser.add_argument(
        "--no-realtime",
        action="store_true",
        help="feed a clip or folder frame by frame on its own clock, as fast as it goes",
    )


def changes_of(args: argparse.Namespace) -> Changes:
    """Return the settings given on the command line."""
    use = tuple(args.display) if args.display else None
    return {
        "camera": {"uri": args.camera},
        **recognition_changes(args),
        "display": {"use": use, "record_to": args.record_to},
    }


def main(args: argparse.Namespace) -> int:
    """Run the reading station; returns the exit code."""
    return watch(args, effective_settings(args.config, changes_of(args)), reading_station)


def reading_station(recognizer: Recognizer, settings: Settings, now: Callable[[], float] | None) -> ReadingActivity:
    """The station that only reads; `now` as Station takes it."""
    return ReadingActivity(recognizer, make_smoother(recognizer, settings), now, language=settings.practice.language)


def watch(args: argparse.Namespace, settings: Settings, open_station: OpenStation) -> int:
    """Camera → a station → displays until it ends; returns the exit code. `run` and `practice` share it.

    Args:
        args: of add_arguments.
        settings: see `effective_settings`.
        open_station: makes the station once the recogniser is there.
    """
    with stop_on_signal() as stop:
        recognizer = open_recognizer(settings.recognition)
        camera = await_camera(settings.camera)
        try:
            if args.no_realtime and camera.live:
                raise SettingsError("--no-realtime needs a clip: or folder: camera, not a live one.")
            station = open_station(recognizer, settings, None if args.no_realtime else time.monotonic)
            pages: list[WebDisplay] = []

            def open_page() -> Display:
                pages.append(_page(settings, station))
                return pages[0]

            debug = recognizer.metadata if args.view == "debug" else None
            displays = open_displays(settings.display, warn, args.no_realtime, page=open_page, debug=debug)
            buttons = open_buttons(settings.buttons.pins, station.press, warn)
        except HandshapeError:
            camera.close()
            raise
        try:
            if args.no_realtime:
                return _frame_by_frame(camera, station, displays, stop)
            return _live(camera, recognizer, station, settings, displays, stop, pages[0] if pages else None)
        finally:
            if buttons is not None:
                buttons.close()
            displays.close()


def make_smoother(recognizer: Recognizer, settings: Settings) -> Smoother:
    """The smoother for this recogniser's labels and thresholds."""
    times = settings.smoothing
    return Smoother(
        recognizer.labels,
        recognizer.thresholds,
        times.window_s,
        times.hold_s,
        recognizer.excluded,
        extra_hold_for(recognizer.labels),
    )


def _frame_by_frame(camera: Camera, station: Activity, displays: Displays, stop: StopFlag) -> int:
    try:
        truth = _shown_all(station, every_frame(camera, stop), displays, displays.show)
    finally:
        camera.close()
    return _finish(station, truth, displays)


def _live(
    camera: Camera,
    recognizer: Recognizer,
    station: Activity,
    settings: Settings,
    displays: Displays,
    stop: StopFlag,
    page: "WebDisplay | None",
) -> int:
    try:
        health = open_health(settings.health, recognizer.metadata, (page.take_status,) if page else ())
    except HandshapeError:
        camera.close()
        raise
    shown = View("starting", language=settings.practice.language)

    def show(view: View) -> None:
        nonlocal shown
        shown = view
        if page:
            displays.pairing = page.pairing()
        displays.show(view)

    def interrupted(t: float) -> None:
        for event in station.interrupted(t):
            displays.on_event(event)

    def lost(t: float, error: CameraError) -> None:
        health.lost(str(error))
        interrupted(t)
        show(station.lost_view())

    def waiting() -> None:
        health.waiting(feed.attempts, feed.restarts)
        if page and page.pairing() != displays.pairing:  # a code is to be seen without a camera, too
            show(shown)

    # From here on the camera belongs to the feed's thread: closing it here while it is read could crash.
    feed: FrameSource = CameraThread(camera, lambda: open_camera(settings.camera))
    if page:
        feed = page.lent(feed, lambda: interrupted(time.monotonic()))
    try:
        show(shown)
        health.ready()
        frames = live_frames(feed, settings.camera.stall_s, stop, lost, waiting)
        truth = _shown_all(station, frames, displays, show, lambda view: health.processed(view, feed.restarts))
    finally:
        health.close()
        feed.close()
    if not camera.live and feed.error is not None:
        raise feed.error
    return _finish(station, truth, displays)


def _page(settings: Settings, station: Activity) -> "WebDisplay":
    """The web page, for whoever wants it; its address is told at the terminal."""
    from device.settings import progress_path
    from device.web.web_display import WebDisplay

    page = WebDisplay(settings, station, progress_path(settings.practice), warn)
    sys.stderr.write(f"handshape: the web page is at {page.url}\n")
    return page


def _shown_all(
    station: Activity,
    frames: Iterator[Frame],
    displays: Displays,
    show: Callable[[View], None],
    processed: Callable[[View], None] = lambda view: None,
) -> list[str | None]:
    """Process every frame, `show` the view, tell `processed`; returns each change of the truth, where it is known."""
    truth: list[str | None] = []
    for frame in frames:
        view, events = station.process(frame)
        if not truth or truth[-1] != frame.truth:  # changes only: a station runs for months
            truth.append(frame.truth)
        for event in events:
            displays.on_event(event)
        show(view)
        processed(view)
    return truth


def _finish(station: Activity, truth: list[str | None], displays: Displays) -> int:
    """Show the end, and what the station has to say about it."""
    word = spelled(truth)
    displays.on_event(station.last_stats(word or None))
    displays.show(station.end_view())
    displays.close()
    summary = station.summary(word)
    if summary and "json" not in displays.names:
        sys.stdout.write(summary + "\n")
    return 0
