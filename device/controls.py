"""What an activity offers as data: presses, settings and questions.

Buttons, keyboard and the web page draw themselves from `actions`, `choices` and `questions`, so that a new activity
needs no line of code in any of them.
"""

import queue
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True)
class Action:
    """Something a press does, on a GPIO button, a key or the page.

    Attributes:
        name: "next", "skip", "save", "delete", "space", "clear", "mode", "learner", "yes", "no", "again", "slower",
            "step", "personal" or "forget_hand".
        title: its label in the learner's language.
        key: that does the same on a keyboard, as KeyboardEvent.key names it ("Enter", " "); "" for none.
        quick: the page offers it next to the task, not only among the settings.
        typing_key: in place of `key` while an answer is written: it types nothing, moves no cursor and turns no hand;
            "" for none.
    """

    name: str
    title: str
    key: str = ""
    quick: bool = True
    typing_key: str = ""


@dataclass(frozen=True)
class Choice:
    """A setting that a person may change while the activity runs.

    Attributes:
        name: of the setting, such as "mode" or "letters".
        kind: "one" value of `options`, some "letters" of `options`, a whole "number", or any "text".
        options: (value, label in the learner's language) pairs; for "letters" one pair a letter, for "number" the
            smallest and the largest value; none for "text".
        value: the current one, or the one that applies from the next frame on.
        title: its label in the learner's language.
        about: a sentence that explains it, in the learner's language; "" for none.
        quick: the page offers it next to the task, too, not only among the settings.
    """

    name: str
    kind: Literal["one", "letters", "number", "text"]
    options: tuple[tuple[str, str], ...]
    value: str | int
    title: str = ""
    about: str = ""
    quick: bool = False


@dataclass(frozen=True)
class Question:
    """Something the activity answers on request, without a frame.

    Attributes:
        name: "progress" or "progress.csv"; the web page answers it at /api/NAME.
        arguments: names of the values `ask` takes; the page fills in the value of the choice of that name.
        media_type: of the answer: "application/json" for anything JSON can hold, "text/csv" for a str,
            another one for bytes.
        teacher: it is answered to a teacher only, who has entered the code for it.
    """

    name: str
    arguments: tuple[str, ...] = ()
    media_type: str = "application/json"
    teacher: bool = False


class Controls(Protocol):
    """The part of an activity that buttons, keyboard and web page use. Any thread may call all of it."""

    @property
    def language(self) -> str:
        """Language of all views, one of settings.LANGUAGES."""
        ...

    @property
    def actions(self) -> tuple[Action, ...]:
        """Presses this activity understands now."""
        ...

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Settings that `change` takes."""
        ...

    @property
    def questions(self) -> tuple[Question, ...]:
        """Questions that `ask` answers."""
        ...

    def press(self, action: str) -> None:
        """Queue a press for the next frame.

        Unknown names are ignored, and every press while the camera is lost: the learner could not see its effect.
        """
        ...

    def answer(self, text: str) -> None:
        """Queue a written answer for the next frame; ignored where none is waited for."""
        ...

    def change(self, chosen: Mapping[str, object]) -> None:
        """Queue other settings for the next frame.

        Raises:
            SettingsError: a name or value is not one of `choices`, or the choice cannot be saved.
        """
        ...

    def ask(self, question: str, arguments: Mapping[str, str]) -> Any:
        """Answer a question; may read the disk.

        Raises:
            KeyError: no such question.
            HandshapeError: the answer cannot be given, in one sentence.
        """
        ...

    def manage(self, task: str, values: Mapping[str, str]) -> dict[str, Any]:
        """Do something that only a teacher may do; may read and write the disk.

        Raises:
            KeyError: no such task, or a value is missing.
            HandshapeError: it cannot be done, in one sentence.
        """
        ...


class PressQueue:
    """Presses on their way from any thread to the loop's thread; none are accepted while the camera is lost."""

    def __init__(self) -> None:
        """Start empty, with a camera."""
        self._presses: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._accepting = True

    def put(self, action: str) -> None:
        """Add a press. Any thread may call this."""
        if self._accepting:
            self._presses.put(action)

    def interrupted(self) -> None:
        """Ignore presses until the next `take`."""
        self._accepting = False

    def take(self) -> Iterator[str]:
        """Remove all presses, in their order. Only the loop's thread may call this."""
        self._accepting = True
        while not self._presses.empty():
            yield self._presses.get()
