"""The reading activity: what is signed becomes a line of text."""

from typing import Literal, Protocol

from device.activity import Action, NoControls, PressQueue
from device.assets.strings import load_strings
from device.reading.spelling import comparison
from device.reading.text_line import TextLine
from device.types import Frame, Reading, Scores
from device.view import Event, Status, View

EDITS = {"save": "Enter", "delete": "Backspace", "space": " ", "clear": "Delete"}  # action → key of a keyboard


class ReadingLog(Protocol):
    """Takes all inputs of a reading activity, for a log."""

    def frame(self, scores: Scores, reading: Reading) -> None:
        """Note a frame."""
        ...

    def press(self, t: float, action: str) -> None:
        """Note a press."""
        ...

    def interrupted(self, t: float) -> None:
        """Note that the camera was lost."""
        ...


class ReadingActivity(NoControls):
    """Appends every confirmed letter to a line of text. The loop's thread owns it, see device.activity.

    Attributes:
        line: of text.
    """

    finished = False
    repeat = ""  # see runtime.mode_activity.ModeActivity

    def __init__(
        self, language: str = "en", report: Literal["letters", "text"] = "letters", log: ReadingLog | None = None
    ) -> None:
        """Start with an empty line.

        Args:
            language: of the views, one of settings.LANGUAGES.
            report: "letters" reports the letters in view as events, and the comparison with a labelled clip as
                summary. "text" reports every change of the line as an event, and the line as summary.
            log: takes all inputs.
        """
        self._strings = load_strings(language)
        self._report = report
        self._log = log
        self._presses = PressQueue()
        self._before: Reading | None = None
        self._t: float | None = None  # of the last input; None before the first and after the end
        self.line = TextLine()

    @property
    def language(self) -> str:
        """Language of all views."""
        return self._strings.language

    @property
    def actions(self) -> tuple[Action, ...]:
        """Edits of the line."""
        return tuple(Action(name, self._strings(f"page.{name}"), key) for name, key in EDITS.items())

    def press(self, action: str) -> None:
        """Queue an edit of the line for the next frame. Any thread may call this."""
        self._presses.put(action)

    def step(self, frame: Frame, scores: Scores, reading: Reading) -> tuple[View, list[Event]]:
        """Write the letter of this frame; return what to show and what has changed."""
        before, self._t = self.line.text, frame.t
        for action in self._presses.take():
            self._note_press(frame.t, action)
            self.line.press(action)
        if self._log is not None:
            self._log.frame(scores, reading)
        self.line.see(reading)
        events = self._changes(reading)
        if self._report == "text" and self.line.text != before:
            more = (("state", "text"), ("text", self.line.text))
            events.append(Event(frame.t, "session", None, None, None, more))
        return self._view(frame, scores, reading), events

    def interrupted(self, t: float) -> tuple[View, list[Event]]:
        """Report letter and hand as lost; the text stays."""
        self._t = t
        if self._log is not None:
            self._log.interrupted(t)
        self._presses.interrupted()
        self.line.interrupted()
        events = self._changes(Reading(t, None, 0.0, confirmed=False, hold=0.0, hand=False))
        self._before = None
        message = self._strings("message.no_camera")
        return View("camera lost", text=self.line.text, message=message, language=self.language), events

    def show_pictures(self, settings: object) -> None:
        """Ignored: reading shows no pictures."""

    def leave(self, t: float, reason: Literal["mode", "learner"]) -> list[Event]:
        """Return the last events before another activity begins."""
        self._note_press(t, reason)
        self._t = None
        if self._report != "text":
            return []
        counts = (("asked", 0), ("right", 0), ("wrong", 0), ("ungraded", 0), ("score", None))
        return [Event(t, "session", None, None, None, (("state", "over"), ("reason", reason), *counts))]

    def end(self, spelled: str | None) -> tuple[View, list[Event], str]:
        """Return the last view and the summary."""
        summary = self.line.text if self._report == "text" else comparison(spelled, self.line.text) if spelled else ""
        return View("ended", text=self.line.text, language=self.language), [], summary

    def close(self) -> None:
        """Note the end in the log, unless another activity has begun; the text is not kept."""
        if self._t is not None:
            self._note_press(self._t, "stop")
            self._t = None

    def _note_press(self, t: float, action: str) -> None:
        if self._log is not None:
            self._log.press(t, action)

    def _changes(self, new: Reading) -> list[Event]:
        """Events for all that differs from the reading before; those of letters only if they are reported."""
        old = self._before or Reading(new.t, None, 0.0, confirmed=False, hold=0.0, hand=False)
        self._before = new
        events = []
        if new.hand and not old.hand:
            events.append(Event(new.t, "hand", None, None, None))
        if self._report == "letters":
            if old.letter is not None and new.letter != old.letter:
                events.append(Event(new.t, "lost", old.letter, old.confidence, None))
            if new.letter is not None and new.letter != old.letter:
                events.append(Event(new.t, "candidate", new.letter, new.confidence, None))
            if new.fresh and new.letter is not None:
                events.append(Event(new.t, "confirmed", new.letter, new.confidence, None))
        if old.hand and not new.hand:
            events.append(Event(new.t, "lost", None, None, None))
        return events

    def _view(self, frame: Frame, scores: Scores, reading: Reading) -> View:
        status: Status = "hand" if reading.hand else "searching"
        if reading.letter is not None:
            status = "confirmed" if reading.confirmed else "holding"
        return View(
            status,
            reading.letter,
            reading.confidence,
            reading.hold,
            self.line.text,
            frame=frame,
            box=scores.box,
            language=self.language,
            scores=scores,
        )
