"""The watching activity: a drawn hand spells, the learner writes or signs what it was. It needs no camera."""

import queue
from typing import Literal

from device.activity import Action, NoControls
from device.assets.strings import load_strings
from device.settings import PracticeSettings
from device.tutor.hand_presence import HandPresence
from device.tutor.message_text import Texts
from device.tutor.watch import Watch
from device.tutor.watch_effects import Answered, Over, WatchEffect
from device.tutor.watch_events import event_of
from device.tutor.watch_log import WatchInputs
from device.tutor.watch_progress import WatchProgress
from device.types import Frame, Reading, Scores
from device.view import Event, Signing, Status, Task, View

SUMMARY_S = 6.0
"""Shortest time that the result of a session is shown."""
TYPING_KEYS = {"again": "PageUp", "slower": "PageDown", "next": "Escape"}
KEYS = {"again": "r", "slower": "s", "step": "l", "next": "ArrowRight"}
YAWS = {"front": 0.0, "side": 50.0, "behind": 180.0}


class WatchActivity(NoControls):
    """Runs one session of watching. The loop's thread owns it, see device.activity.

    Attributes:
        watch: the session.
    """

    repeat = ""  # see runtime.mode_activity.ModeActivity

    def __init__(
        self,
        watch: Watch,
        progress: WatchProgress,
        learner: str,
        language: str = "en",
        skin: str = "medium",
        side: str = "front",
        log: WatchInputs | None = None,
    ) -> None:
        """Begin.

        Args:
            watch: a new session.
            progress: keeps its answers.
            learner: slot.
            language: of the views, one of settings.LANGUAGES.
            skin, side: of the hand, see PracticeSettings.
            log: takes all inputs.
        """
        self._log = log
        self._texts = Texts(load_strings(language))
        self._progress, self._learner = progress, learner
        self._skin, self._yaw = skin, YAWS[side]
        self._inputs: queue.SimpleQueue[tuple[Literal["press", "answer"], str]] = queue.SimpleQueue()
        self._t = 0.0
        self._first_t: float | None = None
        self._over_t: float | None = None
        self._finished = False
        self._presence = HandPresence()
        self._hand_away = False  # since the end of the session
        self.watch = watch

    @property
    def language(self) -> str:
        """Language of all views."""
        return self._texts.strings.language

    @property
    def finished(self) -> bool:
        """The session is over, its result was shown, and a new hand or the button “next” asks for another one."""
        return self._finished

    @property
    def actions(self) -> tuple[Action, ...]:
        """Presses that watching understands now."""
        phase = self.watch.scene.phase
        titles = {"waiting": "start", "showing": "tell", "asking": "tell", "over": "next_lesson"}
        names = ["again", "slower", "step"] if phase in ("showing", "asking") else []
        named = [(name, f"page.{name}") for name in names] + [("next", f"page.{titles.get(phase, 'next')}")]
        return tuple(
            Action(name, self._texts.strings(title), KEYS[name], typing_key=TYPING_KEYS.get(name, ""))
            for name, title in named
        )

    def press(self, action: str) -> None:
        """Queue a press. Any thread may call this."""
        self._inputs.put(("press", action))

    def answer(self, text: str) -> None:
        """Queue a written answer. Any thread may call this."""
        self._inputs.put(("answer", text))

    def step(self, frame: Frame, scores: Scores, reading: Reading) -> tuple[View, list[Event]]:
        """Take the inputs and the letter of this frame; return what to show and what has changed."""
        events = self._presence.events(frame.t, reading.hand)
        events += self._advance(frame.t, scores, reading)
        status: Status = "hand" if reading.hand else "searching"
        asking = self.watch.scene.phase == "asking"
        letter = reading.letter if asking else None
        if letter is not None:
            status = "confirmed" if reading.confirmed else "holding"
        hold = reading.hold if letter is not None else 0.0
        return self._view(status, letter, reading.confidence, hold, frame, scores), events

    def idle(self, t: float) -> tuple[View, list[Event]]:
        """Go on without a camera."""
        events = self._advance(t)
        return self._view("searching"), events

    def interrupted(self, t: float) -> tuple[View, list[Event]]:
        """Report the hand as lost; watching goes on."""
        events = self._presence.events(t, False)
        return self._view("searching"), events

    def show_pictures(self, settings: PracticeSettings) -> None:
        """Draw the hand with the skin of these settings from the next view on."""
        self._skin = settings.skin

    def leave(self, t: float, reason: Literal["mode", "learner"]) -> list[Event]:
        """End the session because another activity begins; return its last events."""
        return self._events(self._press(t, reason))

    def end(self, spelled: str | None) -> tuple[View, list[Event], str]:
        """Return the last view, with the words read so far as message and summary."""
        scene = self.watch.scene
        text = ""
        if scene.asked:
            text = self._texts.strings("message.watch_over", right=str(scene.right), asked=str(scene.asked))
        return View("ended", message=text, language=self.language), [], text

    def close(self) -> None:
        """Store what was learned; a session that is not over counts as stopped."""
        if self._first_t is not None:
            self._events(self._press(self._t, "stop"))

    def _press(self, t: float, name: str) -> list[WatchEffect]:
        if self._log is not None:
            self._log.press(t, name)
        return self.watch.press(t, name)

    def _answer(self, t: float, text: str) -> list[WatchEffect]:
        if self._log is not None:
            self._log.answer(t, text)
        return self.watch.answer(t, text)

    def _see(self, t: float, scores: Scores | None, reading: Reading | None) -> list[WatchEffect]:
        if reading is None or scores is None:
            if self._log is not None:
                self._log.interrupted(t)
            return self.watch.step(t)
        if self._log is not None:
            self._log.frame(scores, reading)
        return self.watch.step(t, reading.hand, reading.letter if reading.fresh else None)

    def _advance(self, t: float, scores: Scores | None = None, reading: Reading | None = None) -> list[Event]:
        """Take the inputs and a frame, or without one let time pass."""
        self._t = t
        hand = reading is not None and reading.hand
        self._first_t = t if self._first_t is None else self._first_t
        effects: list[WatchEffect] = []
        while not self._inputs.empty():
            kind, text = self._inputs.get()
            if self.watch.over and text == "next":
                self._finished = True
            effects += self._answer(t, text) if kind == "answer" else self._press(t, text)
        effects += self._see(t, scores, reading)
        if self.watch.over:
            self._over_t = t if self._over_t is None else self._over_t
            self._hand_away = self._hand_away or not hand
            self._finished = self._finished or (hand and self._hand_away and t - self._over_t >= SUMMARY_S)
        self._progress.flush()
        return self._events(effects)

    def _events(self, effects: list[WatchEffect]) -> list[Event]:
        events = []
        for effect in effects:
            if isinstance(effect, Answered):
                self._progress.keep(effect, effect.t - (self._first_t if self._first_t is not None else effect.t))
            elif isinstance(effect, Over):
                self._progress.finish(effect.reason, self.watch.speed.value)
            events.append(event_of(effect))
        return events

    def _view(
        self,
        status: Status,
        letter: str | None = None,
        confidence: float = 0.0,
        hold: float = 0.0,
        frame: Frame | None = None,
        scores: Scores | None = None,
    ) -> View:
        scene = self.watch.scene
        return View(
            status,
            letter,
            confidence,
            hold,
            scene.answer,
            self._texts.message(scene.message),
            frame=frame,
            box=scores.box if scores else None,
            task=self._task(),
            language=self.language,
            scores=scores,
            brief=self._texts.brief(scene.message, None),
        )

    def _task(self) -> Task:
        scene = self.watch.scene
        showing, signing, position = scene.showing, None, 0
        if showing is not None:
            at_s = showing.at_s(self._t)
            signing = Signing(showing.text, showing.speed, showing.number, at_s, showing.until_s, self._skin, self._yaw)
            position = max(0, showing.performance.letters_by(at_s) - 1)
        if scene.outcome == "right":
            position = len(scene.word) - 1
        return Task(
            mode="watch",
            learner=self._texts.strings(f"learner.{self._learner}"),
            slot=self._learner,
            word=scene.word,
            position=position,
            outcome=scene.outcome,
            attempt=scene.attempt,
            right=scene.right,
            asked=scene.asked,
            signing=signing,
            speed=scene.speed,
            writes=scene.phase in ("showing", "asking"),
        )
