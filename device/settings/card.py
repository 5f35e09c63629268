"""Read handshape.toml on the boot partition, which a person edits on any computer. A wrong line never stops a station.

Short keys at the top stand for the settings that people change most; sections as in station.toml may follow. Every
statement is parsed and checked by itself: a wrong one is left out with a sentence, and all others count.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from device.errors import SettingsError
from device.names import printable, shown
from device.settings.loading import settings_text, with_table
from device.settings.sections import Settings
from device.settings.values import MODES
from device.system.toml_text import MAX_DOTS

PROGRAM_MODES = ("read", "practice", "web")
SHORT_KEYS = ("mode", "displays", "language", "letters", "words")
STATEMENT = re.compile(r"""\s*["']?[\w-]+["']?\s*(\.[^=]*)?=""")
HEADER = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]+\s*(#.*)?$")
MAX_STATEMENTS = 500


@dataclass(frozen=True)
class CardSettings:
    """What a file on the boot partition makes of the settings below it.

    Attributes:
        settings: with every correct line in them.
        words: words that the file itself lists; empty for none.
        problems: one sentence for each line that is left out.
    """

    settings: Settings
    words: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def read_card(path: Path, below: Settings) -> CardSettings:
    """Put the lines of a file on top of settings. Never raises: a file that cannot be read is a problem, too."""
    try:
        text = settings_text(path)
    except SettingsError as error:
        return CardSettings(below, problems=(str(error),))
    return with_lines(below, text, path)


def with_lines(below: Settings, text: str, path: Path) -> CardSettings:
    """Put the lines of a text on top of settings.

    Args:
        below: settings below the file.
        text: content of the file.
        path: of the file, for messages, and for a list of words beside it.
    """
    name, card, section, unknown = Path(path.name), CardSettings(below), "", False
    for number, statement in _statements(text):
        header = HEADER.match(statement)
        try:
            if header:
                section = header[1].strip("\"' ")
                unknown = not hasattr(below, section)
                if unknown:
                    raise SettingsError(f"{shown(name)}, line {number}: there is no section [{section}].")
            elif not unknown:
                card = _with_statement(card, section, statement, number, path)
        except SettingsError as error:
            card = replace(card, problems=(*card.problems, str(error)))
    return card


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of each header and each key with its value; a value may have several lines."""
    lines = text.splitlines()
    count = start = 0
    while start < len(lines) and count < MAX_STATEMENTS:
        bare = lines[start].strip()
        if not bare or bare.startswith("#"):
            start += 1
            continue
        end = start + 1
        if not HEADER.match(lines[start]):
            while end < len(lines) and not _complete(lines[start:end]) and not _begins(lines[end]):
                end += 1
        yield start + 1, "\n".join(lines[start:end])
        count += 1
        start = end


def _complete(lines: list[str]) -> bool:
    try:
        tomllib.loads("\n".join(lines))
    except (ValueError, RecursionError):
        # Only an open bracket or a text in three quotes continues on the next line.
        joined = "\n".join(lines)
        return not (joined.count("[") > joined.count("]") or joined.count('"""') % 2 or joined.count("'''") % 2)
    return True


def _begins(line: str) -> bool:
    return bool(STATEMENT.match(line) or HEADER.match(line))


def _with_statement(card: CardSettings, section: str, statement: str, number: int, path: Path) -> CardSettings:
    where = f"{printable(path.name)}, line {number}"
    if statement.count(".") > MAX_DOTS:
        raise SettingsError(f"{where}: the line has more than {MAX_DOTS} dots; shorten it.")
    try:
        table: dict[str, Any] = tomllib.loads(statement)
    except (ValueError, RecursionError):
        first = printable(statement.splitlines()[0].strip()[:40])
        raise SettingsError(
            f"{where}: “{first}” is not understood; write key = value, with texts in quotes and lists in brackets."
        ) from None
    key = next(iter(table))
    if not section and key in SHORT_KEYS:
        return SHORT[key](card, table[key], where, path)
    if not section and not hasattr(card.settings, key):
        known = ", ".join(SHORT_KEYS)
        raise SettingsError(f"{where}: there is no setting “{printable(key[:40])}”; known here: {known}, and sections.")
    # The section's header stands in front, so that messages find the line by counting from the statement.
    text = "\n" * (number - 1) + (f"{section}." if section else "") + statement.lstrip()
    nested: dict[str, Any] = {section: table} if section else table
    return replace(card, settings=with_table(card.settings, nested, Path(path.name), text))


def _mode(card: CardSettings, value: Any, where: str, path: Path) -> CardSettings:
    settings = card.settings
    allowed = (*PROGRAM_MODES, *(mode for mode in MODES if mode not in PROGRAM_MODES))
    if value not in allowed:
        raise SettingsError(f"{where}: mode must be one of {', '.join(allowed)}.")
    mode = value
    if value in ("practice", "web"):  # these keep the lesson that is set
        mode = settings.practice.mode if settings.practice.mode != "read" or value == "web" else "letters"
    practice = replace(settings.practice, mode=mode)
    web = replace(settings.web, lan=True) if value == "web" else settings.web
    return replace(card, settings=replace(settings, practice=practice, web=web))


def _displays(card: CardSettings, value: Any, where: str, path: Path) -> CardSettings:
    names = re.split(r"[\s,]+", value.strip()) if isinstance(value, str) else value
    return _set(card, "display", "use", names, where)


def _language(card: CardSettings, value: Any, where: str, path: Path) -> CardSettings:
    return _set(card, "practice", "language", value, where)


def _letters(card: CardSettings, value: Any, where: str, path: Path) -> CardSettings:
    letters = re.sub(r"[\s,]+", "", value).upper() if isinstance(value, str) else value
    return _set(card, "practice", "letters", letters, where)


def _words(card: CardSettings, value: Any, where: str, path: Path) -> CardSettings:
    if isinstance(value, str):
        file = path.parent / value
        if not value or not file.is_file():
            raise SettingsError(f"{where}: there is no file “{printable(value)}” for words beside this one.")
        return replace(_set(card, "practice", "words", str(file), where), words=())
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value) or not "".join(value).strip():
        raise SettingsError(f'{where}: words takes a list such as ["ANNA", "TOM"], or the name of a text file.')
    return replace(card, words=tuple(value))


def _set(card: CardSettings, section: str, key: str, value: Any, where: str) -> CardSettings:
    name, _, line = where.rpartition(", line ")
    text = "\n" * (int(line) - 1) + f"{section}.{key} ="
    return replace(card, settings=with_table(card.settings, {section: {key: value}}, Path(name), text))


SHORT: dict[str, Callable[[CardSettings, Any, str, Path], CardSettings]] = {
    "mode": _mode,
    "displays": _displays,
    "language": _language,
    "letters": _letters,
    "words": _words,
}
