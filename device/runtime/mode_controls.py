"""What the page, the buttons and the keyboard may do with practice. Any thread may call all of it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from device.activity import Action, Choice, PressQueue, Question
from device.assets.strings import load_strings
from device.errors import SettingsError
from device.runtime.class_book import ClassBook
from device.runtime.mode_activity import ModeActivity
from device.runtime.mode_choices import choices_of
from device.runtime.page_answers import PageAnswers
from device.runtime.personal import PersonalHands
from device.runtime.shared_settings import SharedSettings
from device.settings import MODES, PracticeSettings, apply_choices
from device.tutor.message_text import Texts
from device.tutor.number_lessons import NumbersOffer


class ModeControls:
    """Queues presses and changes for the current activity, and answers questions; see device.activity.Controls."""

    def __init__(
        self,
        current: ModeActivity,
        settings: PracticeSettings,
        letters: str,
        progress: Path | None,
        keep: Callable[[PracticeSettings], None],
        hands: PersonalHands | None,
        book: ClassBook | None,
        numbers: NumbersOffer | None,
    ) -> None:
        """Control this activity first; see ModeSwitch for the other arguments."""
        self._current, self._hands, self._book, self._numbers = current, hands, book, numbers
        self._answers = PageAnswers(letters, progress, hands, book, numbers is not None)
        self._modes = tuple(mode for mode in MODES if mode != "numbers" or numbers is not None)
        self._letters, self._keep = letters, keep
        self._presses = PressQueue()
        self._settings = SharedSettings(settings)

    @property
    def settings(self) -> PracticeSettings:
        """The settings that apply from the next frame on."""
        return self._settings.wanted

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
        """Queue a press for the next frame."""
        self._presses.put(action)

    def answer(self, text: str) -> None:
        """Queue a written answer for the current activity."""
        self._current.answer(text)

    def change(self, chosen: Mapping[str, object]) -> None:
        """Begin another session with other settings at the next frame, and keep them.

        Raises:
            SettingsError: a name or value is not one of `choices`, or the choice cannot be kept.
        """
        if chosen.get("mode") in [mode for mode in MODES if mode not in self._modes]:
            raise SettingsError("These models do not read numbers; choose another mode.")
        self._keep(self._settings.change(lambda wanted: apply_choices(wanted, chosen, self._letters)))

    def ask(self, question: str, arguments: Mapping[str, str]) -> Any:
        """Answer a question: see PageAnswers.answer.

        Raises:
            KeyError: no such question.
            ProgressError: there is no such learner, or no progress yet.
        """
        settings = self.settings
        return self._answers.answer(question, {"learner": settings.learner, "language": settings.language, **arguments})

    def manage(self, task: str, values: Mapping[str, str]) -> dict[str, Any]:
        """Do something for the class, see ClassBook.manage.

        A lesson that the change concerns begins anew with the next frame.

        Raises:
            KeyError: no such task, or a value is missing.
            HandshapeError: it cannot be done.
        """
        if self._book is None:
            raise KeyError(task)
        done = self._book.manage(task, values)
        if task == "week" or values.get("learner") == self.settings.learner:
            self._settings.change(lambda wanted: wanted)
        return done
