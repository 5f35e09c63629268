"""The CSV format of Sign Language MNIST: a label and 28×28 grey pixels in each row.

Header `label,pixel1,…,pixel784`; label 0–25 stands for A–Z without 9 (J) and 25 (Z). A model has 24 outputs, so from K
on its output index is one less than the CSV label. Only this module uses CSV labels; all others use letters.
"""

import contextlib
import gzip
import io
import re
import string
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from device.names import shown
from device.system.input_files import read_input
from device.system.text_file import TextError, decode, encoding_of
from device.types import Pixels
from training.datasets.people import person
from training.errors import DataError

SIZE = 28
MAX_BYTES = 2**30  # of a file; the official ones have 83 MB

HEADER = ",".join(["label", *(f"pixel{i}" for i in range(1, SIZE * SIZE + 1))])


@dataclass(frozen=True)
class Rows:
    """The rows of one CSV, in file order.

    Attributes:
        pixels: uint8 (n, 28, 28).
        letters: (n,) static letters.
        photographs: (n,) the photograph that a row was made from, e.g. "user_4/G0.jpg"; near-duplicates share it. None
            without the table of photographs.
    """

    pixels: Pixels
    letters: NDArray[np.str_]
    photographs: NDArray[np.str_] | None = None

    @property
    def signers(self) -> NDArray[np.str_] | None:
        """The person of each row (n,), see people.person; None without photographs."""
        if self.photographs is None:
            return None
        return np.array([signer_of(photograph) for photograph in self.photographs.tolist()])


def letter_of(csv_label: int) -> str:
    """Return the letter of a CSV label.

    Raises:
        ValueError: the label is 9 (J), 25 (Z) or not in 0–25.
    """
    if not 0 <= csv_label < 26 or string.ascii_uppercase[csv_label] not in STATIC_LETTERS:
        raise ValueError(f"label {csv_label} is none of 0–8 and 10–24")
    return string.ascii_uppercase[csv_label]


def signer_of(photograph: str) -> str:
    """Return the person on a photograph such as "user_4/G0.jpg"."""
    return person(photograph.split("/")[0])


def read_csv(path: Path) -> Rows:
    """Read any CSV of this format, plain or gzipped, of any length.

    Raises:
        DataError: the file cannot be read, has a wrong header, a row of wrong length, a label that is no static letter
            or a pixel that is not a whole number 0–255. Names the file and the row (1 = first below the header).
    """
    return parse(decompressed(path), path)


def decompressed(path: Path) -> bytes:
    """Return the decompressed bytes with \\n line ends, one at the end, as used for checksums.

    Raises:
        DataError: the file cannot be read or decompressed.
    """
    try:
        raw = read_input(path, MAX_BYTES)
        if raw[:2] == b"\x1f\x8b":
            raw = gzip.decompress(raw)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(f"{shown(path)} cannot be read ({reason}); delete it and run `make data`.") from None
    if encoding_of(raw) != "utf-8":  # a byte order mark, as spreadsheets write it
        with contextlib.suppress(TextError):
            raw = decode(raw).encode()
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n")
    return raw if raw.endswith(b"\n") else raw + b"\n"


def parse(text: bytes, path: Path) -> Rows:
    """Return the rows of a decompressed file; `path` names it in errors.

    Raises:
        DataError: as for `read_csv`.
    """
    text = _without_spreadsheet(text)
    header, _, body = text.partition(b"\n")
    if header.decode("utf-8", "replace") != HEADER:
        raise DataError(
            f"{shown(path)} does not begin with the header label,pixel1,…,pixel784; it is not a Sign Language "
            "MNIST file."
        )
    body = body.rstrip(b"\n")
    if not body:
        raise DataError(f"{shown(path)} has a header and no rows.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # NumPy reads "1.5" as 1 and only warns
            # int64: NumPy wraps numbers too large for the type round instead of refusing them.
            table = np.loadtxt(io.BytesIO(body), dtype=np.int64, delimiter=",", comments=None, ndmin=2)
        sound = table.shape == (body.count(b"\n") + 1, 1 + SIZE * SIZE)
    except (ValueError, OverflowError, Warning):
        sound = False
    if not sound or table[:, 1:].min() < 0 or table[:, 1:].max() > 255:
        raise _culprit(body, path)
    letter_at = np.full(26, "", "<U1")
    for label in range(26):
        if string.ascii_uppercase[label] in STATIC_LETTERS:
            letter_at[label] = letter_of(label)
    known = (table[:, 0] >= 0) & (table[:, 0] < 26)
    letters = letter_at[np.where(known, table[:, 0], 9)]
    if (letters == "").any():
        raise _culprit(body, path)
    return Rows(table[:, 1:].astype(np.uint8).reshape(-1, SIZE, SIZE), letters)


def _without_spreadsheet(text: bytes) -> bytes:
    """Return the table as Kaggle writes it, from what a spreadsheet makes of it; any other text unchanged."""
    header = text.partition(b"\n")[0].replace(b'"', b"")
    delimiter = next((sign for sign in (b";", b"\t", b"|") if sign in header), b",")
    if text.startswith(HEADER.encode() + b"\n") or header.replace(delimiter, b",").rstrip(b", ") != HEADER.encode():
        return text
    plain = text.replace(b'"', b"").replace(delimiter, b",")
    return re.sub(rb"[, ]+$", b"", plain, flags=re.MULTILINE)


def _culprit(body: bytes, path: Path) -> DataError:
    """Return an error that names the wrong row of a file that the fast parser refused."""
    for row, line in enumerate(body.split(b"\n"), start=1):
        fields = line.decode("utf-8", "replace").split(",")
        if len(fields) != 1 + SIZE * SIZE:
            return DataError(f"{shown(path)}, row {row}: {len(fields)} values instead of {1 + SIZE * SIZE}.")
        try:
            letter_of(int(fields[0]))
        except ValueError:
            return DataError(
                f"{shown(path)}, row {row}: label “{fields[0][:20]}” is none of 0–8 and 10–24 (A–Z without J and Z)."
            )
        for number, field in enumerate(fields[1:], start=1):
            if not re.fullmatch("[0-9]{1,9}", field) or int(field) > 255:  # Python refuses to parse thousands of digits
                return DataError(
                    f"{shown(path)}, row {row}: pixel{number} is “{field[:20]}”, not a whole number from 0 to 255."
                )
    return DataError(f"{shown(path)} is not a Sign Language MNIST file.")
