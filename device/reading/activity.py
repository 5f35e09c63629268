"""Frame → View and Events: recognise, smooth, keep the text. Knows no clock, camera or display."""

import queue
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from device.assets.strings import load_strings
from device.reading.spelling import apply_edit, comparison
from device.recognition.recognizer import Recognizer
from device.recognition.smoothing import Smoother
from device.system.timing import NoTimer, StageTimer
from device.types import Frame, Reading, Scores
from device.view import Event, Status, View

STATS_EVERY_S = 5.0  # of the frames' clock: often enough for a graph, rare enough for a log


class Activity(Protocol):
    """What the camera's frames are given to: the reading station below, or the tutor.

    Attributes:
        text: letters confirmed so far.
    """

    text: str

    def process(self, frame: Frame) -> tuple[View, list[Event]]:
        """Read one frame; returns what to show now and what has changed."""
        ...

    def press(self, button: str) -> None:
        """A button was pressed; any thread may call this."""
        ...

    def interrupted(self, t: float) -> list[Event]:
        """The camera was lost at time t."""
        ...

    def lost_view(self) -> View:
        """What to show while there is no camera."""
        ...

    def end_view(self) -> View:
        """What to show last."""
        ...

    def last_stats(self, spelled: str | None) -> Event:
        """The closing event; `spelled` is what was signed, where that is known."""
        ...

    def summary(self, spelled: str) -> str:
        """A line or more for the terminal at the end; "" for none."""
        ...


class ReadingActivity:
    """The reading station: every confirmed letter is appended to a line of text.

    Attributes:
        text: letters confirmed so far.
        frames: frames processed.
        scores: of the newest frame, None before the first.
        reading: up to the newest frame, None before the first and after an interruption.
    """

    def __init__(
        self,
        recognizer: Recognizer,
        smoother: Smoother,
        now: Callable[[], float] | None = None,
        stages: StageTimer | None = None,
        language: str = "en",
    ) -> None:
        """Wire the parts.

        Args:
            recognizer, smoother: for the same labels.
            now: the clock the frames' times are read from, for their age; None when they have their own.
            stages: where to note how long smoothing takes.
            language: of the views, see settings.LANGUAGES.
        """
        self._recognizer = recognizer
        self._smoother = smoother
        self._now = now
        self._stages = stages or NoTimer()
        self._language = language
        self._first_t: float | None = None
        self._stats_due = 0.0
        self._stats_frames = 0
        self._stats_t = 0.0
        self.scores: Scores | None = None
        self.reading: Reading | None = None
        self._fps: float | None = None
        self._presses: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.text = ""
        self.frames = 0

    def press(self, button: str) -> None:
        """Delete, space or clear; any thread may call this."""
        self._presses.put(button)

    def process(self, frame: Frame) -> tuple[View, list[Event]]:
        """Read one frame; returns what to show now and what has changed."""
        while not self._presses.empty():
            self.text = apply_edit(self.text, self._presses.get())
        if self._first_t is None:
            self._first_t = self._stats_t = frame.t
            self._stats_due = frame.t + STATS_EVERY_S
        scores = self.scores = self._recognizer.recognize(frame)
        with self._stages("smoothing"):
            reading = self._smoother.update(scores)
        self.frames += 1
        age = None if self._now is None else max(0.0, (self._now() - frame.t) * 1000)
        events = self._changes(reading, age)
        if frame.t >= self._stats_due:
            events.append(self._stats(frame.t, age))
            self._stats_due = frame.t + STATS_EVERY_S
        self.reading = reading
        return self._view(frame, scores, reading, age), events

    def interrupted(self, t: float) -> list[Event]:
        """The camera was lost at time t: what was seen before says nothing about what comes after."""
        self._smoother.reset()
        self._recognizer.reset()
        events = self._changes(Reading(t, None, 0.0, confirmed=False, hold=0.0, hand=False), None)
        self.reading = None
        return events

    def lost_view(self) -> View:
        """No camera: the text stays."""
        message = load_strings(self._language)("message.no_camera")
        return View("camera lost", text=self.text, message=message, language=self._language)

    def end_view(self) -> View:
        """The end: the text stays."""
        return View("ended", text=self.text, language=self._language)

    def summary(self, spelled: str) -> str:
        """What was spelled beside what was read; "" where the truth is not known."""
        return comparison(spelled, self.text) if spelled else ""

    def last_stats(self, spelled: str | None) -> Event:
        """The closing event: all that was read, and what was spelled where that is known."""
        event = self._stats(self.reading.t if self.reading else 0.0, None)
        return event if spelled is None else replace(event, more=(*event.more, ("spelled", spelled)))

    def _stats(self, t: float, age: float | None) -> Event:
        """How many frames, how fast, what was read so far."""
        if self._now is not None and t > self._stats_t:
            self._fps = (self.frames - self._stats_frames) / (t - self._stats_t)
            self._stats_t, self._stats_frames = t, self.frames
        fps = None if self._fps is None else round(self._fps, 1)
        more = (("fps", fps), ("frames", self.frames), ("text", self.text))
        return Event(self._since_start(t), "stats", None, None, age, more)

    def _changes(self, new: Reading, age: float | None) -> list[Event]:
        old = self.reading or Reading(new.t, None, 0.0, confirmed=False, hold=0.0, hand=False)
        t = self._since_start(new.t)
        events = []
        if new.hand and not old.hand:
            events.append(Event(t, "hand", None, None, age))
        if old.letter is not None and new.letter != old.letter:
            events.append(Event(t, "lost", old.letter, old.confidence, age))
        if new.letter is not None and new.letter != old.letter:
            events.append(Event(t, "candidate", new.letter, new.confidence, age))
        if new.fresh and new.letter is not None:
            self.text += new.letter
            events.append(Event(t, "confirmed", new.letter, new.confidence, age))
        if old.hand and not new.hand:
            events.append(Event(t, "lost", None, None, age))
        return events

    def _view(self, frame: Frame, scores: Scores, reading: Reading, age: float | None) -> View:
        status: Status = "searching"
        if reading.hand:
            status = "hand"
        if reading.letter is not None:
            status = "confirmed" if reading.confirmed else "holding"
        return View(
            status,
            reading.letter,
            reading.confidence,
            reading.hold,
            self.text,
            fps=self._fps,
            frame_age_ms=age,
            frame=frame,
            box=scores.box,
            language=self._language,
            scores=scores,
        )

    def _since_start(self, t: float) -> float:
        return t - (self._first_t if self._first_t is not None else t)
