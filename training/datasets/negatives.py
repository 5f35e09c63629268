"""Negatives: pictures of walls, faces and handshapes that are no letter."""

from functools import partial
from pathlib import Path

from device.alphabet import NO_LETTER
from training.datasets.index_csv import read_rows, split_of
from training.datasets.pictures import read_picture
from training.datasets.sample import Sample

LETTER_LIKE = {"digit0", "digit1", "digit2", "digit6", "digit9"}
"""Digits with the handshapes of O, D, V, W and F, which are rightly recognized as letters."""


def samples(data: Path) -> list[Sample]:
    """Return the samples of `data`/negatives/index.csv without LETTER_LIKE.

    `what` is the row's finer label ("open_hand", "no_hand_face"); see `is_no_hand`.

    Raises:
        DataError: the index is missing, damaged or has a wrong row.
    """
    folder, found = data / "negatives", []
    for where, row in read_rows(folder / "index.csv", ("file", "source", "what", "split", "kind")):
        if row["what"] in LETTER_LIKE:
            continue
        found.append(
            Sample(
                source="negatives",
                name=row["file"],
                letter=NO_LETTER,
                signer=row["source"],
                session=f"{row['source']}/{row['what']}",
                split=split_of(row["split"], where),
                kind="frame",
                load=partial(read_picture, folder / row["file"]),
                what=row["what"],
            )
        )
    return found


def is_no_hand(sample: Sample) -> bool:
    """Return whether the sample is a negative without any hand."""
    return sample.letter == NO_LETTER and sample.what.startswith("no_hand")
