"""All texts that people read on displays and on the web page: one TOML file for each language, with the same keys.

A text is a `Text`: it remembers how it was made, so that a browser can show it in a language of its own.
"""

import math
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
NUMBERS = "numbers."
"""Table of the texts of lessons of numbers: each has the name of the text that it takes the place of."""


class Text(str):
    """A text in one language that can be said in another one.

    Attributes:
        make: returns the same text from the strings of any language.
    """

    make: "Callable[[Strings], str]"


def translated(text: str, strings: "Strings") -> str:
    """Return a text in the language of `strings`; unchanged if it is not made of texts of the catalogue."""
    return text.make(strings) if isinstance(text, Text) else text


class Strings:
    """The texts of one language.

    Attributes:
        language: its code, such as "en".
        texts: "table.key" → text with {placeholders}.
    """

    def __init__(self, language: str, texts: dict[str, str]) -> None:
        """Take over the texts; use load_strings."""
        self.language = language
        self.texts = texts
        self._numbers: Strings | None = None

    def __call__(self, key: str, **values: str) -> Text:
        """Return the text of "table.key" with its placeholders filled in; superfluous values are ignored.

        Raises:
            KeyError: there is no such text, or a placeholder has no value. Both are programming errors.
        """

        def make(strings: Strings) -> str:
            return strings.texts[key].format(**{name: translated(value, strings) for name, value in values.items()})

        return self.compose(make)

    def compose(self, make: "Callable[[Strings], str]") -> Text:
        """Return a text that is made of several ones.

        Args:
            make: returns it from the strings of any language.
        """
        text = Text(make(self))
        text.make = make
        return text

    def for_numbers(self) -> "Strings":
        """Return the same texts with those of the table "numbers" in place of what is said of letters."""
        if self._numbers is None:
            own = {key.removeprefix(NUMBERS): text for key, text in self.texts.items() if key.startswith(NUMBERS)}
            self._numbers = _NumberStrings(self.language, {**self.texts, **own})
        return self._numbers

    def status(self, status: str) -> Text:
        """Return the text of a view's status, see view.Status.

        Raises:
            KeyError: there is no such status.
        """
        return self(f"status.{status.replace(' ', '_')}")

    def words_a_minute(self, words: float) -> Text:
        """Return the speed of spelling; slow words with one decimal."""
        return self("status.words_a_minute", words=f"{words:.0f}" if words >= 10 else f"{words:.1f}")

    def time_left(self, seconds: float) -> Text:
        """Return minutes and seconds, rounded up: “0:00” only when no time is left."""
        minutes, rest = divmod(math.ceil(seconds), 60)
        return self("status.time_left", minutes=str(minutes), seconds=f"{rest:02}")


class _NumberStrings(Strings):
    """The texts of lessons of numbers: in every other language, too, they speak of numbers."""

    def compose(self, make: Callable[[Strings], str]) -> Text:
        """Return a text that is made of several ones, see Strings."""
        return super().compose(lambda strings: make(strings.for_numbers()))

    def for_numbers(self) -> Strings:
        """Return these texts."""
        return self


@cache
def load_strings(language: str) -> Strings:
    """Return the texts of a language, one of settings.LANGUAGES.

    Raises:
        FileNotFoundError: there is no such language.
    """
    tables = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    texts = {f"{table}.{key}": text for table, entries in tables.items() for key, text in entries.items()}
    return Strings(language, texts)
