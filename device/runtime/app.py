"""The live loop: frame source → perception → activity → displays and event sinks.

This is the only loop over live frames. `run`, `practice`, `web`, `capture` and the live part of `bench` differ by the
activity and the displays they pass to it; a clip on its own clock is the same loop with another frame source.

Threads: the thread that calls `run` owns the perception, the activity and the display group. The camera and each slow
display have a thread of their own; they exchange single frames and views with the loop and never queue them.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from device.activity import Activity
from device.assets.strings import load_strings
from device.camera.base import FrameSource
from device.display import Displays
from device.errors import CameraBusy, CameraError
from device.reading.spelling import spelled
from device.runtime.frame_stats import FrameStats
from device.runtime.health import Health
from device.runtime.notice import Notice
from device.runtime.picture_report import PictureReport
from device.system.messages import warn
from device.types import Frame, Reading, Scores
from device.view import Event, Pairing, View

IDLE_S = 1 / 15  # time of one wait while the activity goes on without a camera: a drawn hand moves
WAIT_S = 0.1  # time of one wait for a frame: bounds the delay of a stop and of “camera lost”


class FrameReader(Protocol):
    """What the loop needs of the perception."""

    def see(self, frame: Frame) -> tuple[Scores, Reading]:
        """Recognize one frame."""
        ...

    def reset(self) -> None:
        """Discard all state: the next frame does not follow the last one."""
        ...


class Stop(Protocol):
    """Whether the loop must end."""

    @property
    def asked(self) -> bool:
        """The loop must end."""
        ...


class App:
    """The live loop with all its parts."""

    def __init__(
        self,
        source: FrameSource,
        perception: FrameReader,
        activity: Activity,
        displays: Displays,
        stop: Stop,
        health: Health,
        stall_s: float,
        realtime: bool = True,
        pairing: Callable[[], Pairing | None] = lambda: None,
        notice: str = "",
        due: Callable[[float], bool] = lambda t: True,
    ) -> None:
        """Connect the parts; the caller closes them.

        Args:
            source: of the frames.
            perception: recognizes each frame.
            activity: turns readings into views and events.
            displays: all displays and event sinks.
            stop: read ten times a second.
            health: feeds the watchdog and writes the status.
            stall_s: time without a frame after which the camera counts as lost, s.
            realtime: frames have times of the monotonic clock; False for a clip on its own clock, whose frames have
                no age and no rate.
            pairing: returns what a browser needs to be let in, None while none waits.
            due: returns whether the frame of this time (s) is processed; others are dropped, see Pace.
            notice: sentence that displays show at first, see Notice; "" for none.
        """
        self._source, self._perception, self._activity = source, perception, activity
        self._displays, self._stop, self._health = displays, stop, health
        self._stall_s, self._realtime, self._pairing = stall_s, realtime, pairing
        self._stats = FrameStats(timed=realtime)
        self._truth: list[str | None] = []
        self._shown = View("starting", language=activity.language)
        self._last_frame = 0.0
        self._lost = False
        self._busy = False  # the camera is lost to another program
        self._idle = False  # without a camera the activity goes on
        self._picture = PictureReport(health)
        self._notice = Notice(notice)
        self._due = due

    @property
    def frames(self) -> int:
        """Number of frames processed so far."""
        return self._stats.frames

    def run(self) -> None:
        """Process frames until a stop is asked for, the source ends or the activity is finished.

        Raises:
            CameraError: a clip or folder cannot be read.
            DisplayError: the last display has failed.
            HandshapeError: the activity cannot go on.
        """
        if self._realtime:
            self._show(self._shown)
        self._health.ready()
        self._last_frame = time.monotonic()
        while not (self._stop.asked or self._source.ended or self._activity.finished):
            frame = self._source.take(IDLE_S if self._idle else WAIT_S)
            if frame is None:
                self._wait()
            elif self._due(frame.t):
                self._process(frame)

    def finish(self) -> str:
        """Show the end, close the displays and return the activity's summary.

        Raises:
            DisplayError: the last display has failed.
        """
        word = spelled(self._truth) or None
        view, events, summary = self._activity.end(word)
        self._emit(events, None)
        self._stats.measure()
        self._displays.on_event(self._stats.event(view.text, None, word))
        self._displays.show(view)
        self._displays.close()
        return summary

    def source_changed(self) -> None:
        """Reset: the next frame is of another camera. The source calls this in `take`, in the loop's thread."""
        self._interrupt(time.monotonic())

    def _process(self, frame: Frame) -> None:
        self._last_frame = time.monotonic()
        self._idle = False
        if self._lost:
            warn("The camera delivers frames again.")
            self._lost = self._busy = False
        scores, reading = self._perception.see(frame)
        view, events = self._activity.step(frame, scores, reading)
        view = self._picture.on(view, frame, scores, self._source.live)
        if not self._truth or self._truth[-1] != frame.truth:  # changes only: the loop runs for months
            self._truth.append(frame.truth)
        age = max(0.0, (time.monotonic() - frame.t) * 1000) if self._realtime else None
        due = self._stats.add(frame.t)
        self._emit(events, age)
        if due:
            self._displays.on_event(self._stats.event(view.text, age))
        self._show(replace(view, fps=self._stats.fps, frame_age_ms=age))
        self._health.processed(self._shown, self._source.restarts)

    def _wait(self) -> None:
        """No frame arrived within WAIT_S."""
        self._health.waiting(self._source.attempts, self._source.restarts)
        if self._pairing() != self._displays.pairing:  # a code must be shown without a camera, too
            self._show(self._shown)
        now = time.monotonic()
        if now - self._last_frame > self._stall_s and not self._source.ended:
            error = self._source.error
            busy = isinstance(error, CameraBusy)
            if not self._lost or busy != self._busy:
                self._lost, self._busy = True, busy
                self._report_lost(
                    error or CameraError(f"The camera has sent no frame for {self._stall_s:g} s; check its plug."), now
                )
            elif (went_on := self._activity.idle(now)) is not None:
                self._idle = True
                view, events = went_on
                self._emit(events, None)
                self._show(view)

    def _report_lost(self, error: CameraError, now: float) -> None:
        warn(str(error))
        self._health.lost(str(error))
        view = self._interrupt(now)
        if self._busy:
            view = replace(view, message=load_strings(view.language)("message.camera_busy"))
        self._show(view)

    def _interrupt(self, t: float) -> View:
        """Tell perception and activity that the next frame does not follow the last one."""
        self._perception.reset()
        self._picture.reset()
        view, events = self._activity.interrupted(t)
        self._emit(events, None)
        return view

    def _show(self, view: View) -> None:
        self._shown = view
        self._displays.pairing = self._pairing()
        self._displays.show(view if self._picture.fault else self._notice.on(view))

    def _emit(self, events: list[Event], age_ms: float | None) -> None:
        for event in events:
            self._displays.on_event(replace(event, t=self._stats.since_first(event.t), frame_age_ms=age_ms))
