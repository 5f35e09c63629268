"""The teacher's word list: a text file with one name or word per line."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from device.errors import ExitCode, HandshapeError
from device.names import printable, shown
from device.system.text_file import read_text, reason_of

BUNDLED = Path(__file__).parents[1] / "assets" / "words.txt"
MAX_LETTERS = 24  # in a word; a longer line is a sentence, or the file is no word list
MAX_WORDS = 2000
MAX_OWN = 50
MAX_BYTES = 4_000_000
SPELLINGS = {
    "ß": "ss",
    "ẞ": "SS",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "đ": "d",
    "Đ": "D",
    "ł": "l",
    "Ł": "L",
    "þ": "th",
    "Þ": "TH",
    "ð": "d",
    "Ð": "D",
    "ı": "i",
    "ħ": "h",
    "Ħ": "H",
    "ŧ": "t",
    "Ŧ": "T",
    "ŋ": "ng",
    "Ŋ": "NG",
    "ĸ": "k",
    "ə": "e",
    "Ə": "E",
    "ƒ": "f",
    "ɓ": "b",
    "Ɓ": "B",
    "ɗ": "d",
    "Ɗ": "D",
    "ƙ": "k",
    "Ƙ": "K",
    "ƴ": "y",
    "Ƴ": "Y",
    "ɛ": "e",
    "Ɛ": "E",
    "ɔ": "o",
    "Ɔ": "O",
    "ǥ": "g",
    "Ǥ": "G",
    "ɨ": "i",
    "Ɨ": "I",
    "ʉ": "u",
    "ƶ": "z",
    "Ƶ": "Z",
    "ƀ": "b",
    "Ƀ": "B",
}
"""Letters of Latin alphabets that Unicode does not decompose, as people fingerspell them."""
LEFT_OUT = " -'.·,\t\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}"
DASHES = "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"


class WordsError(HandshapeError):
    """The word list cannot be used; the message names the file and the line."""

    exit_code = ExitCode.SETTINGS


def load_words(path: Path | None, warn: Callable[[str], None] = lambda sentence: None) -> list[str]:
    """Read a word list.

    Letters are spelled as people sign them: diacritics are removed (Đặng becomes DANG), ß becomes SS, æ becomes AE.
    Spaces, hyphens, apostrophes, dots, and characters that cannot be seen are left out. Lines that start with # are
    comments. A line of which nothing is left is passed over with a warning.

    Args:
        path: of the file, None for the bundled list.
        warn: called with one sentence about what is passed over.

    Returns:
        At most MAX_WORDS words in capital letters A–Z, in the file's order, without duplicates.

    Raises:
        WordsError: the file cannot be read, has no word, or has a line that cannot be fingerspelled.
    """
    path = path or BUNDLED
    try:
        text = read_text(path, MAX_BYTES)
    except (OSError, ValueError) as error:
        raise WordsError(f"The list of words {shown(path)} cannot be read: {reason_of(error)}.") from None
    words: dict[str, None] = {}
    empty: list[str] = []
    for number, line in enumerate(re.split("\r\n|\r|\n", text), start=1):
        bare = line.strip()
        if not _visible(bare) or bare.startswith("#"):
            continue
        word = _word(bare, f"{shown(path)}, line {number}")
        if word:
            words[word] = None
        else:
            empty.append(f"“{printable(bare[:40])}” (line {number})")
    passed = ", ".join(empty[:5]) + (f" and {len(empty) - 5} more" if len(empty) > 5 else "")
    if empty and words:
        warn(f"{shown(path)}: nothing of {passed} can be fingerspelled; passed over.")
    if empty and not words:
        raise WordsError(f"{shown(path)}: nothing of {passed} can be fingerspelled; write one name or word a line.")
    if not words:
        raise WordsError(f"The list of words {shown(path)} is empty; write one name or word a line.")
    if len(words) > MAX_WORDS:
        warn(f"{shown(path)}: only the first {MAX_WORDS} of {len(words)} words are used.")
    return list(words)[:MAX_WORDS]


def own_words(text: str) -> tuple[str, ...]:
    """Return a learner's own words, given with commas between; what cannot be fingerspelled is left out."""
    words = (spelled(part) for part in text.replace(";", ",").replace("\n", ",").split(",")[:MAX_OWN])
    return tuple(dict.fromkeys(w for w in words if 0 < len(w) <= MAX_LETTERS and all("A" <= c <= "Z" for c in w)))


def spelled(text: str) -> str:
    """Return a word as people fingerspell it: capital letters; characters without a spelling are kept as they are."""
    composed = unicodedata.normalize("NFC", _visible(text))
    latin = "".join(SPELLINGS.get(character, character) for character in composed)
    plain = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
    plain = "".join(SPELLINGS.get(character, character) for character in plain)  # ǽ is æ with an accent
    return "".join(c for c in plain.upper() if c not in LEFT_OUT and c not in DASHES)


def _visible(text: str) -> str:
    """Return the text without control characters and characters of no width, such as a soft hyphen."""
    return "".join(c for c in text if c == "\t" or unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp")).strip()


def _word(line: str, where: str) -> str:
    word = spelled(line)
    if not all("A" <= c <= "Z" for c in word):
        raise WordsError(f"{where}: “{printable(line[:40])}” has signs that cannot be fingerspelled; use letters only.")
    if len(word) > MAX_LETTERS:
        raise WordsError(
            f"{where}: “{printable(line[:40])}…” is longer than {MAX_LETTERS} letters; write one word a line."
        )
    return word
