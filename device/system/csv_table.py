"""Tables as CSV, as people and their spreadsheets save them: the one reader of the project.

A spreadsheet saves with commas, semicolons or tabs, with quotes round every cell, in UTF-8 or UTF-16, with empty
columns and rows at the end. All of these are read. What cannot be read surely is refused with its line.
"""

import csv
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from device.system.input_files import open_input
from device.system.text_file import TextError, read_bytes, text_stream

DELIMITERS = (",", ";", "\t", "|")
MAX_LINE = 1_000_000  # characters of a line; of a cell Python's csv module takes 131,072
MAX_ROWS = 5_000_000


_UNDECODED = re.compile("[\ud800-\udfff]")


class TableError(TextError):
    """A table cannot be read; the text completes a sentence that begins with the file.

    Attributes:
        line: number of the line, from 1; 0 if it is not known.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Attributes:
        line: in the file, from 1; that of the row's last line.
        number: of the row, from 1 for the header; empty rows do not count.
        cells: column → text.
    """

    line: int
    number: int
    cells: dict[str, str]


def read_table(
    path: Path, columns: Sequence[str], *, exact: bool = False, max_bytes: int | None = None
) -> Iterator[Row]:
    """Read a table, gzipped or plain, row by row.

    Args:
        path: of the file.
        columns: that the header must name.
        exact: the header must name these columns only, in this order.
        max_bytes: of the file, which is then read as a whole; None for no limit.

    Raises:
        OSError: the file cannot be opened or read, is larger than `max_bytes`, or is a folder, pipe or device.
        TableError: the header or a row is wrong, or the file is no text or is cut off.
    """
    raw: io.IOBase = io.FileIO(open_input(path)) if max_bytes is None else io.BytesIO(read_bytes(path, max_bytes))
    with raw:
        buffered = io.BufferedReader(cast(Any, raw))  # FileIO, or BytesIO with the same methods
        packed = buffered.peek(2)[:2] == b"\x1f\x8b"
        opened = gzip.GzipFile(fileobj=buffered) if packed else buffered
        lines: _Lines | None = None
        try:
            lines = _Lines(text_stream(cast(Any, opened)))
            yield from _rows(lines, columns, exact)
        except UnicodeDecodeError:
            raise TableError("it is not UTF-8 text; save it again as UTF-8", _next_line(lines)) from None
        except UnicodeError as error:
            raise TableError(f"it is no text ({error})", _next_line(lines)) from None
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise TableError(f"it is truncated or damaged ({error})", _next_line(lines)) from None


def whole_number(text: str) -> int | None:
    """Return the whole number that a cell holds; None if it holds none.

    A spreadsheet may have added decimals (“3.0”, “3,00”) or spaces.
    """
    match = re.fullmatch(r"\s*([+-]?[0-9]{1,18})(?:[.,]0{1,6})?\s*", text)
    return int(match[1]) if match else None


def decimal_number(text: str) -> float | None:
    """Return the finite number that a cell holds, with a decimal point or a decimal comma; None if it holds none."""
    if not re.fullmatch(r"\s*[+-]?[0-9]{0,40}(?:[.,][0-9]{0,40})?(?:[eE][+-]?[0-9]{1,3})?\s*", text):
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


class _Lines:
    """The lines of a stream, with a limit on their length. `number` counts those that were read."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._stream, self.number = stream, 0

    def __iter__(self) -> Iterator[str]:
        while line := self._stream.readline(MAX_LINE + 1):
            self.number += 1
            if len(line) > MAX_LINE:
                raise TableError(f"the line is longer than {MAX_LINE:,} characters", self.number)
            if _UNDECODED.search(line):
                raise TableError("it is not UTF-8 text; save it again as UTF-8", self.number)
            if "\0" in line:
                raise TableError("it is no text: it holds NUL characters", self.number)
            yield line


def _next_line(lines: _Lines | None) -> int:
    return 1 if lines is None else lines.number + 1


def _rows(lines: _Lines, columns: Sequence[str], exact: bool) -> Iterator[Row]:
    source = iter(lines)
    first = next(source, "")
    if re.fullmatch(r'"?sep=.?"?', first.strip("\r\n \ufeff"), re.IGNORECASE):  # Excel's own first line
        first = next(source, "")
    delimiter, header = _header(first, columns, exact, lines.number)
    reader = csv.reader(source, delimiter=delimiter)
    number = 1
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            number += 1
            if number > MAX_ROWS:
                raise TableError(f"it has more than {MAX_ROWS:,} rows", lines.number)
            while len(cells) > len(header) and not cells[-1].strip():
                cells.pop()
            if len(cells) != len(header):
                raise TableError(f"{len(cells)} columns instead of {len(header)}", lines.number)
            yield Row(lines.number, number, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise TableError(str(error), lines.number) from None


def _header(line: str, columns: Sequence[str], exact: bool, number: int) -> tuple[str, list[str]]:
    """Return the sign between cells, and the names of the columns."""
    tried = [(sign, _names(line, sign)) for sign in DELIMITERS]
    delimiter, names = max(tried, key=lambda each: len(set(columns).intersection(each[1])))
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice and set(twice) & set(columns):
        raise TableError(f"the column {twice[0]} stands in it twice", number)
    if exact and names != list(columns):
        raise TableError(f"its columns are not {', '.join(columns)}", number)
    missing = [column for column in columns if column not in names]
    if missing:
        raise TableError(f"it lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}", number)
    return delimiter, names


def _names(line: str, delimiter: str) -> list[str]:
    try:
        names = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
    names = [name.strip() for name in names]
    while names and not names[-1]:
        names.pop()
    return names
