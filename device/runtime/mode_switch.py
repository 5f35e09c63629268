"""The practice activity: holds the activity of the current mode and replaces it by another one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from device.errors import SettingsError
from device.personal.activity import PersonalActivity
from device.runtime.class_book import ClassBook
from device.runtime.mode_activity import ModeActivity
from device.runtime.mode_controls import ModeControls
from device.runtime.personal import PersonalHands
from device.settings import LEARNERS, MODES, PracticeSettings
from device.tutor.number_lessons import NumbersOffer
from device.types import Frame, Reading, Scores
from device.view import Event, View

# Modes that follow each other by themselves: the learner signs letters, and they end.
TUTORED = tuple(mode for mode in MODES if mode not in ("numbers", "watch", "read"))
REPEATS = 3  # prompts of each letter in a session that repeats letters


class ModeSwitch(ModeControls):
    """Switches between reading and tutoring, and between learners; keeps what was chosen on the web page.

    The loop's thread owns the current activity and calls what is below; ModeControls is for any thread.
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
        self._make, self._labels = make, labels
        first = hands.begin(settings) if hands and personal else make(settings)
        super().__init__(first, settings, letters, progress, keep, hands, book, numbers)

    @property
    def current(self) -> ModeActivity:
        """The activity of the current mode."""
        return self._current

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
            now = self._settings.applied
            if action == "mode":
                events += self._switch(t, replace(now, mode=_after(self._modes, now.mode)))
            elif action == "learner":
                events += self._switch(t, replace(now, learner=_after(LEARNERS, now.learner)))
            elif action == "personal" and self._hands is not None:
                events += self._current.leave(t, "mode")
                self._replace(self._hands.begin, now)
            elif action == "forget_hand" and self._hands is not None:
                self._hands.forget(now.learner)
            else:
                self._current.press(action)
        if self._current.finished and self._current.repeat:
            self._repeat(self._current.repeat)
        elif self._current.finished:
            now = self._settings.applied
            rotate = now.rotate_modes and not isinstance(self._current, PersonalActivity)
            self._begin(replace(now, mode=_after(TUTORED, now.mode)) if rotate else now)
        return events

    def _switch_to_pending(self, t: float) -> list[Event]:
        pending = self._settings.pending
        if pending is None:
            return []
        events: list[Event] = []
        if _only_pictures(self._settings.applied, pending):
            self._current.show_pictures(pending)
            self._settings.apply(pending)
        else:
            events = self._switch(t, pending)
        self._settings.done(pending)
        return events

    def _switch(self, t: float, settings: PracticeSettings) -> list[Event]:
        events = self._current.leave(t, "learner" if settings.learner != self._settings.applied.learner else "mode")
        self._begin(settings)
        return events

    def _repeat(self, letters: str) -> None:
        """Begin a short session of these letters or numbers; the settings stay as they are for the session after it."""
        now = self._settings.applied
        mode = now.mode if now.mode in ("receptive", "numbers") else "letters"
        self._current.close()
        self._current = self._make(replace(now, mode=mode, letters=letters, trials=REPEATS * len(letters)))

    def _begin(self, settings: PracticeSettings) -> None:
        self._replace(self._make, settings)

    def _replace(self, make: Callable[[PracticeSettings], ModeActivity], settings: PracticeSettings) -> None:
        self._current.close()
        self._settings.apply(settings)
        self._current = make(settings)


def _only_pictures(now: PracticeSettings, wanted: PracticeSettings) -> bool:
    """Return whether only the look of pictures changes, for which no lesson is broken off."""
    return now != wanted and now == replace(wanted, hand=now.hand, seen_from=now.seen_from, skin=now.skin)


def _after(choices: tuple[str, ...], current: str) -> str:
    """The choice after the current one; the first after the last."""
    return choices[(choices.index(current) + 1) % len(choices)] if current in choices else choices[0]
