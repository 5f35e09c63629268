"""All text a learner sees, one TOML file a language; the keys are the same in all of them."""

import string
import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


class Strings:
    """The text of one language.

    Attributes:
        language: its code, "en".
        texts: "table.key" → text with its {placeholders}.
    """

    def __init__(self, language: str, texts: dict[str, str]) -> None:
        self.language = language
        self.texts = texts

    def __call__(self, key: str, **values: str) -> str:
        """The text of "table.key" with its placeholders filled in; more values than it has are fine.

        Raises:
            KeyError: no such text, or a placeholder without a value: a fault of the program, not of a person.
        """
        return self.texts[key].format(**values)

    def placeholders(self, key: str) -> set[str]:
        """Names in curly brackets in a text."""
        return {name for _, name, _, _ in string.Formatter().parse(self.texts[key]) if name}


def languages() -> tuple[str, ...]:
    """Codes of the languages there are."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def load_strings(language: str) -> Strings:
    """The strings of a language, one of settings.LANGUAGES."""
    tables = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    texts = {f"{table}.{key}": text for table, entries in tables.items() for key, text in entries.items()}
    return Strings(language, texts)
