"""The teacher's word list: a text file with one name or word per line."""

import unicodedata
from pathlib import Path

from device.errors import ExitCode, HandshapeError

BUNDLED = Path(__file__).parents[1] / "assets" / "words.txt"
MAX_LETTERS = 24  # in a word; a longer line is a sentence, or the file is no word list
MAX_WORDS = 2000
STROKES = str.maketrans("ĐđØøŁłÆæŒœß", "DdOoLlAaOos")  # letters that Unicode does not decompose


class WordsError(HandshapeError):
    """The word list cannot be used; the message names the file and the line."""

    exit_code = ExitCode.SETTINGS


def load_words(path: Path | None) -> list[str]:
    """Read a word list.

    Diacritics are removed (Đặng becomes DANG), as are spaces, hyphens, apostrophes and dots. Lines that start with #
    are comments.

    Args:
        path: of the file, None for the bundled list.

    Returns:
        At most MAX_WORDS words in capital letters A–Z, in the file's order, without duplicates.

    Raises:
        WordsError: the file cannot be read, has no word, or has a line that cannot be fingerspelled.
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
    return list(words)[:MAX_WORDS]


def _word(line: str, where: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", line.translate(STROKES)) if not unicodedata.combining(c))
    word = "".join(c for c in bare if c not in " -'’.·\t").upper()
    if not word or not all("A" <= c <= "Z" for c in word):
        raise WordsError(f"{where}: “{line[:40]}” has signs that cannot be fingerspelled; use letters only.")
    if len(word) > MAX_LETTERS:
        raise WordsError(f"{where}: “{line[:40]}…” is longer than {MAX_LETTERS} letters; write one word a line.")
    return word
