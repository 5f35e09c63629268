"""Sign Language MNIST in its own CSV format: seven people in one room, 28×28 grey pixels.

Header `label,pixel1,…,pixel784`; label 0–25 stands for A–Z without 9 (J) and 25 (Z). A model has 24 outputs, so from K
on its output index is one less than the CSV label. Only this module uses CSV labels; all others use letters.
"""

import contextlib
import gzip
import hashlib
import io
import re
import string
import warnings
import zlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from device.names import shown
from device.system.input_files import read_input
from device.system.text_file import TextError, decode, encoding_of
from device.types import Pixels
from training.datasets.people import person
from training.datasets.sample import Sample
from training.errors import DataError

SIZE = 28
MAX_BYTES = 2**30  # of a file; the official ones have 83 MB

NOT_ASL_LETTERS = ("T",)
"""Index finger pointing sideways with the thumb up: not the T of the ASL manual alphabet."""

HEADER = ",".join(["label", *(f"pixel{i}" for i in range(1, SIZE * SIZE + 1))])

Part = Literal["train", "test"]

OFFICIAL: dict[Part, tuple[int, str]] = {
    "train": (27_455, "b7ff39ad5f1210fa765ce11aa5f20c2e97fe467ffc22231aac923c863eef75c4"),
    "test": (7_172, "178c0dd21c4b0e86d58df12f14ea1e9efa795ad19d146802b3b28094a16d56ae"),
}
"""Rows and SHA-256 of the decompressed CSV (line ends as \\n) of Kaggle `datamunge/sign-language-mnist`."""


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


def find_csv(data: Path, part: Part) -> Path:
    """Return the train or test CSV below `data`, gzipped or plain, in one of the usual folders.

    Raises:
        DataError: it is in none of them.
    """
    name = f"sign_mnist_{part}.csv"
    folders = (data / "sign_mnist", data, data / f"sign_mnist_{part}", data / "sign_mnist" / f"sign_mnist_{part}")
    for path in (folder / file for folder in folders for file in (f"{name}.gz", name)):
        if path.is_file():
            return path
    raise DataError(
        f"{name} is not in {data / 'sign_mnist'}; run `make data`, or put the files of Kaggle's "
        "datamunge/sign-language-mnist there, or name another folder with DATA=…."
    )


def read_official(data: Path, part: Part) -> Rows:
    """Read Kaggle's train or test file: uint8 (n, 28, 28) and n letters.

    Photograph names are added if `<part>_photographs.csv.gz` is beside it.

    Raises:
        DataError: the file is missing or unreadable, has a wrong number of rows, or its SHA-256 differs from
            `OFFICIAL`.
    """
    path = find_csv(data, part)
    text = _text(path)
    count, checksum = OFFICIAL[part]
    rows = _parse(text, path)
    if len(rows.letters) != count:
        raise DataError(
            f"{shown(path)} has {len(rows.letters):,} rows where Kaggle's file has {count:,}; delete it and run "
            "`make data`."
        )
    if hashlib.sha256(text).hexdigest() != checksum:
        raise DataError(
            f"{shown(path)} has {count:,} rows as it should, but its checksum is not that of Kaggle's file: "
            "a value was changed; delete it and run `make data`."
        )
    return Rows(rows.pixels, rows.letters, _photographs(path.parent / f"{part}_photographs.csv.gz", count))


def read_csv(path: Path) -> Rows:
    """Read any CSV of this format, plain or gzipped, of any length.

    Raises:
        DataError: the file cannot be read, has a wrong header, a row of wrong length, a label that is no static letter
            or a pixel that is not a whole number 0–255. Names the file and the row (1 = first below the header).
    """
    return _parse(_text(path), path)


def samples(data: Path) -> list[Sample]:
    """Return both official parts as samples; `kind` is "pixels".

    Raises:
        DataError: a file is missing, damaged or changed, or the table of photographs is missing.
    """
    return [sample for part in OFFICIAL for sample in _samples(read_official(data, part), part)]


def _same(pixels: Pixels) -> Pixels:
    return pixels


def _samples(rows: Rows, part: Part) -> list[Sample]:
    if rows.photographs is None:
        raise DataError(
            f"{part}_photographs.csv.gz is missing beside the Sign MNIST CSV: without it no row "
            "has a signer; copy it there, or leave this source out."
        )
    return [
        Sample(
            source="sign_mnist",
            name=f"{part} row {row}",
            letter=letter,
            signer=signer_of(photograph),
            session=signer_of(photograph),
            split=part,
            kind="pixels",
            load=partial(_same, rows.pixels[row - 1]),
            what=photograph,
        )
        for row, (letter, photograph) in enumerate(
            zip(rows.letters.tolist(), rows.photographs.tolist(), strict=True), start=1
        )
    ]


def _text(path: Path) -> bytes:
    """Return the decompressed bytes with \\n line ends, one at the end, as used for checksums."""
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


def _without_spreadsheet(text: bytes) -> bytes:
    """Return the table as Kaggle writes it, from what a spreadsheet makes of it; any other text unchanged."""
    header = text.partition(b"\n")[0].replace(b'"', b"")
    delimiter = next((sign for sign in (b";", b"\t", b"|") if sign in header), b",")
    if text.startswith(HEADER.encode() + b"\n") or header.replace(delimiter, b",").rstrip(b", ") != HEADER.encode():
        return text
    plain = text.replace(b'"', b"").replace(delimiter, b",")
    return re.sub(rb"[, ]+$", b"", plain, flags=re.MULTILINE)


def _parse(text: bytes, path: Path) -> Rows:
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


def _photographs(path: Path, count: int) -> NDArray[np.str_] | None:
    """Return the photograph of each row (file with header row,photo,correlation); None without the file."""
    if not path.is_file():
        return None
    names = []
    for row, line in enumerate(_text(path).decode("utf-8", "replace").splitlines()[1:], start=1):
        fields = line.split(",")
        if len(fields) != 3 or fields[0] != str(row) or "/" not in fields[1]:
            raise DataError(f"{shown(path)}, row {row}: “{line[:60]}” is not row,photo,correlation in row order.")
        names.append(fields[1])
    if len(names) != count:
        raise DataError(f"{shown(path)} names {len(names):,} rows where the CSV has {count:,}.")
    return np.array(names)
