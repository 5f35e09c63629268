"""Pictures that show no letter: walls, faces, and other handshapes."""

from functools import partial
from pathlib import Path

from device.alphabet import NO_LETTER
from training.datasets.index_csv import read_rows, split_of
from training.datasets.pictures import read_picture
from training.datasets.sample import Sample

LETTER_LIKE = {"digit0", "digit1", "digit2", "digit6", "digit9"}
"""These digits are the handshapes of O, D, V, W and F: reading them as a letter is right."""


def samples(data: Path) -> list[Sample]:
    """The samples of `data`/negatives/index.csv without the digits that are handshapes of letters.

    `what` is the row's finer label ("open_hand", "no_hand_face"); `is_no_hand` tells the two kinds apart.

    Raises:
        DataError: index missing, damaged or with a wrong row.
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
    """True for a negative without any hand in it."""
    return sample.letter == NO_LETTER and sample.what.startswith("no_hand")
