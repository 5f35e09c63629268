"""The practice activity: holds the activity of the current mode and replaces it by another one."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from device.activity import Action, Choice, PressQueue, Question
from device.assets.strings import load_strings
from device.errors import SettingsError
from device.personal.activity import PersonalActivity
from device.runtime.class_book import ClassBook
from device.runtime.mode_activity import ModeActivity
from device.runtime.mode_choices import choices_of
from device.runtime.page_answers import PageAnswers
from device.runtime.personal import PersonalHands
from device.settings import (
    LEARNERS,
    MODES,
    PracticeSettings,
    apply_choices,
)
from device.tutor.message_text import Texts
from device.tutor.number_lessons import NumbersOffer
from device.types import Frame, Reading, Scores
from device.view import Event, View

# Modes that follow each other by themselves: the learner signs letters, and they end.
TUTORED = tuple(mode for mode in MODES if mode not in ("numbers", "watch", "read"))
REPEATS = 3  # prompts of each letter in a session that repeats letters


class ModeSwitch:
    """Switches between reading and tutoring, and between learners; keeps what was chosen on the web page.

    The loop's thread owns the current activity. The settings are shared with the page's thread and guarded by a lock:
    the page leaves pending settings, which the loop's thread takes over with the next frame.
    """

    finished = False

    def __init__(
        self,
        make: Callable[[PracticeSettings], ModeActivity],
        settings: PracticeSettings,
        letters: str,
        progress: Path | None = None,
        keep: Callable[[PracticeSettings], None] = lambda settings: None,
        hands: PersonalHands | None = None,
        personal: bool = False,
        book: ClassBook | None = None,
        numbers: NumbersOffer | None = None,
        labels: Callable[[], tuple[str, ...]] | None = None,
    ) -> None:
        """Begin with the mode of the settings.

        Args:
            make: creates the activity for the settings, a new one for each session.
            settings: to begin with.
            letters: that the model can judge; others cannot be chosen.
            progress: file for questions about progress; None answers none.
            keep: stores what was chosen; may raise SettingsError.
            hands: of the learners; None if this model cannot learn a hand.
            personal: begin with learning the learner's hand.
            book: of the class, for the teacher; None for none.
            numbers: how well the networks read them; None without the mode "numbers".
            labels: returns the labels of the scores from now on, which another activity may have changed; None if they
                never change.

        Raises:
            SettingsError: this model cannot learn a hand.
        """
        if personal and hands is None:
            raise SettingsError("This model gives no landmarks, so that it cannot learn a hand; use --path landmark.")
        self._hands, self._book, self._numbers, self._labels = hands, book, numbers, labels
        self._answers = PageAnswers(letters, progress, hands, book, numbers is not None)
        self._modes = tuple(mode for mode in MODES if mode != "numbers" or numbers is not None)
        self._make, self._letters, self._keep = make, letters, keep
        self._presses = PressQueue()
        self._lock = threading.Lock()
        self._settings = settings
        self._pending: PracticeSettings | None = None
        self._current: ModeActivity = hands.begin(settings) if hands and personal else make(settings)

    @property
    def current(self) -> ModeActivity:
        """The activity of the current mode; only the loop's thread may use it."""
        return self._current

    @property
    def settings(self) -> PracticeSettings:
        """The settings that apply from the next frame on. Any thread may read this."""
        with self._lock:
            return self._pending or self._settings

    @property
    def language(self) -> str:
        """Language of all views from the next frame on."""
        return self.settings.language

    @property
    def actions(self) -> tuple[Action, ...]:
        """Presses of the current activity, and the next mode and learner."""
        strings = load_strings(self.language)
        own = tuple(Action(name, strings(f"page.{name}")) for name in ("mode", "learner"))
        hand = ("personal", "forget_hand") if self._hands else ()
        settings = tuple(Action(name, strings(f"page.{name}"), quick=False) for name in hand)
        return (*self._current.actions, *own, *settings)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What the web page may change."""
        settings = self.settings
        texts = Texts(load_strings(settings.language))
        trial = "" if self._numbers is None else texts.trial(self._numbers)
        return choices_of(settings, self._letters, self._modes, trial)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Questions about the alphabet, the class, progress where it is kept, and the learners' hands."""
        return self._answers.questions

    def press(self, action: str) -> None:
        """Queue a press for the next frame. Any thread may call this."""
        self._presses.put(action)

    def answer(self, text: str) -> None:
        """Queue a written answer for the current activity. Any thread may call this."""
        self._current.answer(text)

    def change(self, wishes: Mapping[str, object]) -> None:
        """Begin another session with other settings at the next frame, and keep them. Any thread may call this.

        Raises:
            SettingsError: a name or value is not one of `choices`, or the choice cannot be kept.
        """
        if wishes.get("mode") in [mode for mode in MODES if mode not in self._modes]:
            raise SettingsError("These models do not read numbers; choose another mode.")
        with self._lock:
            self._pending = wanted = apply_choices(self._pending or self._settings, wishes, self._letters)
        self._keep(wanted)

    def ask(self, question: str, arguments: Mapping[str, str]) -> Any:
        """Answer a question: see PageAnswers.answer. Any thread may call this.

        Raises:
            KeyError: no such question.
            ProgressError: there is no such learner, or no progress yet.
        """
        settings = self.settings
        return self._answers.answer(question, {"learner": settings.learner, "language": settings.language, **arguments})

    def manage(self, task: str, values: Mapping[str, str]) -> dict[str, Any]:
        """Do something for the class, see ClassBook.manage. Any thread may call this.

        A lesson that the change concerns begins anew with the next frame.

        Raises:
            KeyError: no such task, or a value is missing.
            HandshapeError: it cannot be done.
        """
        if self._book is None:
            raise KeyError(task)
        done = self._book.manage(task, values)
        with self._lock:
            now = self._pending or self._settings
            if task == "week" or values.get("learner") == now.learner:
                self._pending = now
        return done

    def step(self, frame: Frame, scores: Scores, reading: Reading) -> tuple[View, list[Event]]:
        """Switch if a press or a choice asks for it, then pass the frame to the current activity."""
        events = self._take_inputs(frame.t)
        if self._labels is not None and scores.labels != self._labels():  # read for the activity before
            labels = self._labels()
            scores = Scores(frame.t, labels, np.zeros(len(labels), np.float32), None)
            reading = Reading(frame.t, None, 0.0, confirmed=False, hold=0.0, hand=False)
        view, more = self._current.step(frame, scores, reading)
        return view, events + more

    def interrupted(self, t: float) -> tuple[View, list[Event]]:
        """Pass the loss of the camera to the current activity."""
        view, events = self._current.interrupted(t)
        if view.status == "camera lost":
            self._presses.interrupted()
        return view, events

    def idle(self, t: float) -> tuple[View, list[Event]] | None:
        """Go on without a camera where the current activity can; a choice on the page changes the activity even so."""
        before = self._current
        events = self._switch_to_pending(t)
        if self._current is not before:
            view, more = self.interrupted(t)
            return view, events + more
        went_on = self._current.idle(t)
        if went_on is None:
            return None
        events = self._take_inputs(t)
        if self._current is not before:
            view, more = self.interrupted(t)
            return view, events + more
        return went_on[0], events + went_on[1]

    def end(self, spelled: str | None) -> tuple[View, list[Event], str]:
        """Return the last view, events and summary of the current activity."""
        return self._current.end(spelled)

    def close(self) -> None:
        """Close the current activity."""
        self._current.close()

    def _take_inputs(self, t: float) -> list[Event]:
        """Switch as presses and choices ask, pass the other presses on, and begin the next session after the end."""
        events = self._switch_to_pending(t)
        for action in self._presses.take():
            if action == "mode":
                events += self._switch(t, replace(self._settings, mode=_after(self._modes, self._settings.mode)))
            elif action == "learner":
                learner = _after(LEARNERS, self._settings.learner)
                events += self._switch(t, replace(self._settings, learner=learner))
            elif action == "personal" and self._hands is not None:
                events += self._current.leave(t, "mode")
                self._replace(self._hands.begin, self._settings)
            elif action == "forget_hand" and self._hands is not None:
                self._hands.forget(self._settings.learner)
            else:
                self._current.press(action)
        if self._current.finished and self._current.repeat:
            self._repeat(self._current.repeat)
        elif self._current.finished:
            rotated = replace(self._settings, mode=_after(TUTORED, self._settings.mode))
            rotate = self._settings.rotate_modes and not isinstance(self._current, PersonalActivity)
            self._begin(rotated if rotate else self._settings)
        return events

    def _switch_to_pending(self, t: float) -> list[Event]:
        with self._lock:
            pending = self._pending
        if pending is None:
            return []
        if _only_pictures(self._settings, pending):
            events: list[Event] = []
            self._current.show_pictures(pending)
            with self._lock:
                self._settings = pending
        else:
            events = self._switch(t, pending)
        with self._lock:
            if self._pending is pending:  # else it was changed again: that comes with the next frame
                self._pending = None
        return events

    def _switch(self, t: float, settings: PracticeSettings) -> list[Event]:
        events = self._current.leave(t, "learner" if settings.learner != self._settings.learner else "mode")
        self._begin(settings)
        return events

    def _repeat(self, letters: str) -> None:
        """Begin a short session of these letters or numbers; the settings stay as they are for the session after it."""
        mode = self._settings.mode if self._settings.mode in ("receptive", "numbers") else "letters"
        self._current.close()
        self._current = self._make(replace(self._settings, mode=mode, letters=letters, trials=REPEATS * len(letters)))

    def _begin(self, settings: PracticeSettings) -> None:
        self._replace(self._make, settings)

    def _replace(self, make: Callable[[PracticeSettings], ModeActivity], settings: PracticeSettings) -> None:
        self._current.close()
        with self._lock:
            self._settings = settings
        self._current = make(settings)


def _only_pictures(now: PracticeSettings, wanted: PracticeSettings) -> bool:
    """Return whether only the look of pictures changes, for which no lesson is broken off."""
    return now != wanted and now == replace(wanted, hand=now.hand, seen_from=now.seen_from, skin=now.skin)


def _after(choices: tuple[str, ...], current: str) -> str:
    """The choice after the current one; the first after the last."""
    return choices[(choices.index(current) + 1) % len(choices)] if current in choices else choices[0]
