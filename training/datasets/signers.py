"""The signers' index: stills of 24 letters by many people, webcam frames and crops, with boxes and landmarks."""

from functools import partial
from pathlib import Path
from typing import cast

from training.datasets.index_csv import box_of, hand_of, landmarks_of, letter_of, read_rows, size_of, split_of
from training.datasets.leakage import refuse_leaks
from training.datasets.people import EXCLUDED_SIGNERS
from training.datasets.pictures import read_picture
from training.datasets.sample import Kind, Sample
from training.errors import DataError

COLUMNS = (
    "file",
    "source",
    "signer",
    "letter",
    "split",
    "kind",
    "width",
    "height",
    "hand",
    "hand_score",
    "box",
    "landmarks",
)


def samples(data: Path) -> list[Sample]:
    """The samples of `data`/signers/index.csv.gz but for people.SET_ASIDE; pictures are read when asked for.

    Raises:
        DataError: index missing, damaged, with a wrong row, or with a person in `eval` and in another split.
    """
    index = index_path(data)
    found = [
        _sample(index.parent, where, row)
        for where, row in read_rows(index, COLUMNS)
        if row["signer"] not in EXCLUDED_SIGNERS
    ]
    refuse_leaks(found, index)
    return found


def index_path(data: Path) -> Path:
    """Where the index lies."""
    return data / "signers" / "index.csv.gz"


def _sample(folder: Path, where: str, row: dict[str, str]) -> Sample:
    if row["kind"] not in ("frame", "crop"):
        raise DataError(f"{where}: the kind is “{row['kind']}”, not frame or crop.")
    hand = hand_of(row["hand"])
    return Sample(
        source=row["source"],
        name=row["file"],
        letter=letter_of(row["letter"], where),
        signer=row["signer"],
        session=row["signer"],  # one sitting each, as far as the sources tell
        split=split_of(row["split"], where),
        kind=cast(Kind, row["kind"]),
        load=partial(read_picture, folder / row["file"]),
        hand=hand,
        box=box_of(row["box"], hand, where),
        landmarks=landmarks_of(row["landmarks"], where),
        size=size_of(row["width"], row["height"], where),
    )
