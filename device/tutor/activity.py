"""The practice station: frames → recognition → lesson → View. One session after the other, until stopped."""

import queue
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np

from device.assets.strings import load_strings
from device.reading.activity import ReadingActivity
from device.recognition.preprocess import grey
from device.settings import LEARNERS, MODES, PracticeSettings
from device.tutor.events import (
    Button,
    Effect,
    End,
    Feedback,
    FrameInput,
    Interrupted,
    Pressed,
    Prompt,
    Scene,
    Typed,
)
from device.tutor.lesson import Lesson
from device.tutor.log import rounded
from device.tutor.message_text import Texts
from device.tutor.rules import RULES
from device.types import Frame, HandBox
from device.view import Event, Kind, Status, Task, View

SUMMARY_S = 6.0  # of the session's result on the displays; then a hand begins the next one
COARSE = 4  # every so many pixels are enough to say how light it is

TAUGHT = tuple(mode for mode in MODES if mode != "read")  # modes whose sessions end by themselves

Start = Callable[[PracticeSettings], Lesson]


class TutorActivity:
    """Runs lessons on what a reading station sees.

    Attributes:
        text: line of text of read mode.
        lesson: under way.
        settings: what is taught to whom; buttons and pages change mode and learner, pages the rest.
        wanted: the newest settings asked for; they become `settings` with the next frame.
        readable: letters that can be asked for at all.
    """

    def __init__(self, eyes: ReadingActivity, start: Start, settings: PracticeSettings, readable: str = "") -> None:
        """Begin the first lesson.

        Args:
            eyes: recognises and smooths; its own text is not used.
            start: opens a lesson.
            settings: to begin with.
            readable: letters the model can judge, for those who offer a choice.
        """
        self._eyes = eyes
        self._start = start
        self._texts = Texts(load_strings(settings.language))
        self._presses: queue.SimpleQueue[Button | PracticeSettings] = queue.SimpleQueue()
        self._t = 0.0
        self._over_t: float | None = None
        self._first_t: float | None = None
        self._ended: End | None = None
        self.text = ""
        self.settings = self.wanted = settings
        self._sees = True
        self.readable = readable
        self.lesson = start(settings)

    def press(self, button: str) -> None:
        """A button (see events.Button) was pressed, on the station or on a page; any thread may call this.

        While the camera is lost nobody sees what a button does: presses then do not wait for its return.
        """
        if self._sees:
            self._presses.put(cast(Button, button))

    def change(self, settings: PracticeSettings) -> None:
        """Go on with other settings, in a new session; any thread may call this."""
        self._presses.put(settings)
        self.wanted = settings

    def process(self, frame: Frame) -> tuple[View, list[Event]]:
        """Read one frame; returns what to show now and what has changed."""
        view, events = self._eyes.process(frame)
        self._eyes.text = ""
        scores, reading = self._eyes.scores, self._eyes.reading
        assert scores is not None
        assert reading is not None
        self._t, self._sees = frame.t, True
        self._first_t = frame.t if self._first_t is None else self._first_t
        effects = self._pressed(frame.t)
        effects += self.lesson.step(FrameInput(rounded(scores), reading, brightness(frame, scores.box)))
        # What a letter in passing looked like is of no use here; "confirmed" would not mean what it does in `run`.
        events = [event for event in events if event.event in ("hand", "stats") or event.letter is None]
        events += [said for effect in effects for said in self._said(effect, view.frame_age_ms)]
        if self.lesson.engine.over:
            self._after(reading.hand)
        return self._view(view, reading.hand), events

    def interrupted(self, t: float) -> list[Event]:
        """The camera was lost at time t."""
        self._sees = False
        events = [event for event in self._eyes.interrupted(t) if event.letter is None]
        self.lesson.step(Interrupted(t))
        return events

    def lost_view(self) -> View:
        """No camera: the task stays on the displays."""
        message = self._texts.strings("message.no_camera")
        return View("camera lost", text=self.text, message=message, task=self._task(), language=self._language)

    def end_view(self) -> View:
        """The end."""
        return View("ended", text=self.text, message=self._summary(), language=self._language)

    def last_stats(self, spelled: str | None) -> Event:
        """The closing event."""
        return self._eyes.last_stats(spelled)

    def summary(self, spelled: str) -> str:
        """How the session went so far."""
        return self._summary() or self.text

    def close(self) -> None:
        """Keep what was learned; the lesson under way counts as left."""
        self.lesson.leave("stopped")

    # -- sessions -------------------------------------------------------------------------------------------

    def _pressed(self, t: float) -> list[Effect]:
        effects: list[Effect] = []
        while not self._presses.empty():
            press = self._presses.get()
            settings = self.settings
            if isinstance(press, PracticeSettings):
                effects += self.lesson.step(Pressed(t, "learner" if press.learner != settings.learner else "mode"))
                settings = press
            else:
                effects += self.lesson.step(Pressed(t, press))
                if press == "mode":
                    settings = replace(settings, mode=_after_this(MODES, settings.mode))
                elif press == "learner":
                    settings = replace(settings, learner=_after_this(LEARNERS, settings.learner))
            if press in ("mode", "learner", settings) or (self.lesson.engine.over and press == "next"):
                self.settings = self.wanted = settings
                self._begin()
        return effects

    def _after(self, hand: bool) -> None:
        """A session is over: its result stays, then whoever shows a hand has the next one."""
        self._over_t = self._t if self._over_t is None else self._over_t
        if hand and self._t - self._over_t >= SUMMARY_S:
            if self.settings.rotate_modes:
                self.settings = self.wanted = replace(self.settings, mode=_after_this(TAUGHT, self.settings.mode))
            self._begin()

    def _begin(self) -> None:
        self._over_t = None
        self._texts = Texts(load_strings(self.settings.language))
        self.lesson = self._start(self.settings)

    # -- showing --------------------------------------------------------------------------------------------

    def _view(self, view: View, hand: bool) -> View:
        engine = self.lesson.engine
        scene = engine.scene
        self.text = scene.text
        if scene.phase == "reading":
            return replace(view, text=scene.text, language=self._language)
        status: Status = "hand" if hand else "searching"
        if engine.share > 0:
            status = "holding"
        elif scene.phase == "answered" and scene.outcome == "right":
            status = "confirmed"
        message = self._texts.message(scene.message)
        return replace(
            view,
            status=status,
            hold=engine.share,
            text=scene.text,
            message=message,
            task=self._task(scene),
            language=self._language,
        )

    @property
    def _language(self) -> str:
        return self._texts.strings.language

    def _task(self, scene: Scene | None = None) -> Task | None:
        scene = scene or self.lesson.engine.scene
        if scene.phase == "reading":
            return None
        session, ask = self.lesson.session, scene.ask
        return Task(
            mode=session.mode,
            learner=self._texts.strings(f"learner.{session.learner}"),
            prompt="" if ask is None or scene.hidden else ask.letter,
            word=ask.word if ask else "",
            position=ask.position if ask else 0,
            picture=scene.picture,
            picture_hand=self.lesson.hand(self.settings.hand),
            caption=self._texts.caption() if scene.picture else "",
            outcome=scene.outcome,
            rival=scene.rival,
            attempt=scene.attempt,
            attempts=RULES[session.mode].attempts,
            hint=self._texts.hint(scene.hint),
            right=scene.right,
            asked=scene.asked,
            score=scene.score,
            left_s=self.lesson.engine.left_s(self._t),
        )

    def _summary(self) -> str:
        if self._ended is not None and self.lesson.engine.over:
            return self._texts.message(self.lesson.engine.scene.message)
        scene = self.lesson.engine.scene
        if scene.phase == "reading" or not scene.asked:
            return ""
        return self._texts.strings("message.session_over", right=str(scene.right), asked=str(scene.asked))

    def _said(self, effect: Effect, age: float | None) -> list[Event]:
        """What the lesson did, as events of the JSON display."""
        kind: Kind | None = None
        letter: str | None = None
        more: dict[str, object] = {}
        if isinstance(effect, Prompt):
            kind, letter = "prompt", effect.ask.letter
            more = {"attempt": effect.attempt, "picture": effect.picture, "word": effect.ask.word}
        elif isinstance(effect, Feedback):
            kind, letter = "answer", effect.letter
            more = {"outcome": effect.outcome, "reason": effect.reason, "rival": effect.rival, "final": effect.final}
        elif isinstance(effect, Typed):
            kind, more = "session", {"state": "text", "text": effect.text}
        elif isinstance(effect, End):
            self._ended = effect
            total = effect.summary
            kind = "session"
            more = {
                "state": "over",
                "reason": effect.reason,
                "asked": total.asked,
                "right": total.right,
                "wrong": total.wrong,
                "ungraded": total.ungraded,
                "score": total.score,
            }
        if kind is None:
            return []
        first = self._first_t if self._first_t is not None else effect.t
        return [Event(effect.t - first, kind, letter, None, age, tuple(more.items()))]


def readable(labels: tuple[str, ...], excluded: tuple[str, ...]) -> str:
    """Letters a model can judge."""
    return "".join(label for label in labels if len(label) == 1 and label not in excluded)


def brightness(frame: Frame, box: HandBox | None) -> float | None:
    """Mean grey 0–255 in and around the hand, None without one."""
    if box is None:
        return None
    height, width = frame.image.shape[:2]
    x0, x1 = (int(min(max(x, 0.0), 1.0) * width) for x in (box.x0, box.x1))
    y0, y1 = (int(min(max(y, 0.0), 1.0) * height) for y in (box.y0, box.y1))
    part = frame.image[y0:y1:COARSE, x0:x1:COARSE]
    return float(grey(np.ascontiguousarray(part)).mean()) if part.size else None


def _after_this(choices: tuple[str, ...], current: str) -> str:
    return choices[(choices.index(current) + 1) % len(choices)] if current in choices else choices[0]
