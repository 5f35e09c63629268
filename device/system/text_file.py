"""Text files of people: any usual encoding, a limit on the size, and an error that says what is wrong with the file.

Settings, word lists, tables, labels, logs and descriptions of recordings are read through this module.
"""

import codecs
import io
from pathlib import Path

from device.system.input_files import read_input

MAX_BYTES = 64 * 1024 * 1024
ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, which editors and spreadsheets of Windows write, and their encodings."""


class TextError(ValueError):
    """The content of a file cannot be used; the text completes a sentence such as “FILE cannot be read: …”."""


def reason_of(error: OSError | ValueError) -> str:
    """Return what is wrong, as the end of a sentence, for an error that reading a file has raised."""
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def read_text(path: str | Path, max_bytes: int = MAX_BYTES) -> str:
    """Read a whole text file; see `decode`.

    Raises:
        OSError: see `read_bytes`.
        TextError: it is no text.
    """
    return decode(read_bytes(path, max_bytes))


def read_bytes(path: str | Path, max_bytes: int = MAX_BYTES) -> bytes:
    """Read a whole regular file; see `read_input`.

    Raises:
        OSError: the file cannot be opened or read, is too large, or is a folder, pipe or device.
    """
    return read_input(Path(path), max_bytes)


def decode(data: bytes) -> str:
    """Return the text of UTF-8, or of UTF-16 or UTF-32 with a byte order mark; the mark is left out.

    Raises:
        TextError: the bytes are no text in these encodings.
    """
    encoding = encoding_of(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise TextError(f"it is not UTF-8 text (line {line}); save it again as UTF-8") from None
    if "\0" in text:
        raise TextError("it is not UTF-8 text (it holds NUL characters); save it again as UTF-8")
    return text


def encoding_of(start: bytes) -> str:
    """Return the encoding of a text by its first four bytes."""
    return next((name for mark, name in ENCODINGS if start.startswith(mark)), "utf-8")


def text_stream(raw: io.BufferedIOBase) -> io.TextIOWrapper:
    """Return a text of any size as a stream, line ends unchanged; its encoding is found as in `decode`.

    Bytes that are no UTF-8 become lone surrogates, so that the caller can name their line.
    """
    buffered = io.BufferedReader(raw) if not isinstance(raw, io.BufferedReader) else raw
    encoding = encoding_of(buffered.peek(4)[:4])
    return io.TextIOWrapper(buffered, encoding=encoding, errors="surrogateescape", newline="")
