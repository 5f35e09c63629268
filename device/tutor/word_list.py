"""The teacher's list: a text file with one name or word a line."""

import unicodedata
from pathlib import Path

from device.errors import ExitCode, HandshapeError

BUNDLED = Path(__file__).parents[1] / "assets" / "words.txt"
LONGEST = 24  # letters; more is a sentence on one line, or no list of words
MOST_WORDS = 2000
STROKES = str.maketrans("ĐđØøŁłÆæŒœß", "DdOoLlAaOos")  # letters that carry their mark in themselves


class WordsError(HandshapeError):
    """The list of words cannot be used; names the file and the line."""

    exit_code = ExitCode.SETTINGS


def load_words(path: Path | None) -> list[str]:
    """Words in capital letters A–Z, in the file's order, each once; None takes the bundled list.

    Marks fall away (Đặng is spelled DANG), as do spaces, hyphens and apostrophes; lines starting with # are remarks.

    Raises:
        WordsError: unreadable, no word in it, or a line that is no word.
    """
    path = path or BUNDLED
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WordsError(f"The list of words {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise WordsError(f"The list of words {path} is not UTF-8 text; save it again as UTF-8.") from None
    words: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            words[_word(line.strip(), f"{path}, line {number}")] = None
    if not words:
        raise WordsError(f"The list of words {path} is empty; write one name or word a line.")
    return list(words)[:MOST_WORDS]


def _word(line: str, where: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", line.translate(STROKES)) if not unicodedata.combining(c))
    word = "".join(c for c in bare if c not in " -'’.·\t").upper()
    if not word or not all("A" <= c <= "Z" for c in word):
        raise WordsError(f"{where}: “{line[:40]}” has signs that cannot be fingerspelled; use letters only.")
    if len(word) > LONGEST:
        raise WordsError(f"{where}: “{line[:40]}…” is longer than {LONGEST} letters; write one word a line.")
    return word
