"""Sign Language MNIST: seven people in one room, as Kaggle publishes it, and whose photograph each row shows."""

import hashlib
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from device.names import shown
from device.types import Pixels
from training.datasets.sample import Sample
from training.datasets.sign_mnist_csv import Rows, decompressed, parse, signer_of
from training.errors import DataError

NOT_ASL_LETTERS = ("T",)
"""Index finger pointing sideways with the thumb up: not the T of the ASL manual alphabet."""

Part = Literal["train", "test"]

OFFICIAL: dict[Part, tuple[int, str]] = {
    "train": (27_455, "b7ff39ad5f1210fa765ce11aa5f20c2e97fe467ffc22231aac923c863eef75c4"),
    "test": (7_172, "178c0dd21c4b0e86d58df12f14ea1e9efa795ad19d146802b3b28094a16d56ae"),
}
"""Rows and SHA-256 of the decompressed CSV (line ends as \\n) of Kaggle `datamunge/sign-language-mnist`."""


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
    text = decompressed(path)
    count, checksum = OFFICIAL[part]
    rows = parse(text, path)
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


def _photographs(path: Path, count: int) -> NDArray[np.str_] | None:
    """Return the photograph of each row (file with header row,photo,correlation); None without the file."""
    if not path.is_file():
        return None
    names = []
    for row, line in enumerate(decompressed(path).decode("utf-8", "replace").splitlines()[1:], start=1):
        fields = line.split(",")
        if len(fields) != 3 or fields[0] != str(row) or "/" not in fields[1]:
            raise DataError(f"{shown(path)}, row {row}: “{line[:60]}” is not row,photo,correlation in row order.")
        names.append(fields[1])
    if len(names) != count:
        raise DataError(f"{shown(path)} names {len(names):,} rows where the CSV has {count:,}.")
    return np.array(names)
