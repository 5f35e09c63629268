"""Parse index files (CSV, gzipped or plain) that describe folders of pictures.

Each parser takes `where` ("file row 17") for its error message.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from device.alphabet import ALPHABET, NO_LETTER
from device.names import shown
from device.system.csv_table import TableError, read_table, whole_number
from device.system.text_file import reason_of
from device.types import HandBox, Handedness
from training.datasets.sample import Split
from training.errors import DataError

SPLITS = ("train", "dev", "test", "eval")


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of an index as (where, {column: text}); `where` names file and row, 1 = header.

    Args:
        path: .csv or .csv.gz file.
        columns: that must be there.

    Raises:
        DataError: the file is missing, truncated or lacks a column, or a row has too few or too many fields.
    """
    try:
        for row in read_table(path, columns):
            yield f"{path} row {row.number}", row.cells
    except FileNotFoundError:
        raise DataError(f"{shown(path)} is missing; set DATA to the folder that holds it.") from None
    except TableError as error:
        advice = "it is not the index this source needs" if error.line == 1 else "download the file again"
        raise DataError(f"{shown(path)} row {error.line}: {error}; {advice}.") from None
    except OSError as error:
        raise DataError(f"{shown(path)} is truncated or damaged ({reason_of(error)}); download it again.") from None


def letter_of(text: str, where: str) -> str:
    """Parse a letter, A–Z or NO_LETTER.

    Raises:
        DataError: it is neither.
    """
    if text not in (*ALPHABET, NO_LETTER):
        raise DataError(f"{where}: the letter is “{text}”, not A–Z or {NO_LETTER}.")
    return text


def split_of(text: str, where: str) -> Split:
    """Parse a split name.

    Raises:
        DataError: not train, dev, test or eval.
    """
    if text not in SPLITS:
        raise DataError(f"{where}: the split is “{text}”, not one of {', '.join(SPLITS)}.")
    return cast(Split, text)


def hand_of(text: str) -> Handedness | None:
    """Parse a handedness; None for anything but left and right."""
    return cast(Handedness, text) if text in ("left", "right") else None


def box_of(text: str, hand: Handedness | None, where: str) -> HandBox | None:
    """Parse "x0 y0 x1 y1", fractions of the frame; None for an empty text.

    Raises:
        DataError: not four finite numbers, or the box is empty.
    """
    numbers = _numbers(text, 4, "box", where)
    if numbers is None:
        return None
    x0, y0, x1, y1 = (float(number) for number in numbers)
    if x1 <= x0 or y1 <= y0:
        raise DataError(f"{where}: the box {text} is empty.")
    return HandBox(x0, y0, x1, y1, hand)


def size_of(width: str, height: str, where: str) -> tuple[int, int]:
    """Parse a picture's width and height in pixels.

    Raises:
        DataError: one of them is not a positive whole number.
    """
    across, down = whole_number(width), whole_number(height)
    if not across or not down or min(across, down) < 0:
        raise DataError(f"{where}: the size is “{width} × {height}”, not two positive numbers.")
    return across, down


def landmarks_of(text: str, where: str) -> NDArray[np.float32] | None:
    """Parse 63 numbers, x, y and z of each landmark, to float32 (21, 3); None for an empty text.

    Raises:
        DataError: not 63 finite numbers.
    """
    numbers = _numbers(text, 63, "landmarks", where)
    return None if numbers is None else numbers.reshape(21, 3)


def _numbers(text: str, count: int, name: str, where: str) -> NDArray[np.float32] | None:
    if not text:
        return None
    try:
        numbers = np.array(text.replace(",", ".").split(), np.float32)  # a decimal comma
    except ValueError:
        raise DataError(f"{where}: {name} holds something that is not a number.") from None
    if numbers.shape != (count,) or not np.isfinite(numbers).all():
        raise DataError(f"{where}: {name} needs {count} finite numbers, has {len(numbers)}.")
    return numbers
