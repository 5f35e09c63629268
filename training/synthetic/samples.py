"""A rendered set as rows of the sample table, like any other source."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import cv2

from device.frame import HandBox, Pixels

from ..datasets.sample import Sample
from ..errors import DataError
from .dataset import landmarks_of, rows


def samples(folder: Path) -> Iterator[Sample]:
    """Every picture of a set rendered with `python -m training synthetic render`.

    A synthetic person is the signer; their pictures are independent, so each is its own session.

    Raises:
        DataError: there is no set in the folder, or a row of its index is damaged.
    """
    if not (folder / "set.json").exists():
        raise DataError(f"{folder} holds no rendered set; make one with `python -m training synthetic render`.")
    for number, row in enumerate(rows(folder), 1):
        try:
            yield _sample(folder, row)
        except (KeyError, TypeError, ValueError) as e:
            raise DataError(f"{folder}: row {number} of the index is damaged ({e}); render the set again.") from e


def _sample(folder: Path, row: dict[str, str]) -> Sample:
    hand = row["hand"] or None
    box = HandBox(*(float(v) for v in row["box"].split()), hand=hand) if row["box"] else None  # type: ignore[arg-type]
    return Sample(
        source="synthetic",
        name=row["file"],
        letter=row["letter"],
        signer=row["signer"],
        session=row["file"],
        split="train",
        kind=row["kind"],  # type: ignore[arg-type]
        load=partial(read, folder / row["file"]),
        hand=hand,  # type: ignore[arg-type]
        box=box,
        landmarks=landmarks_of(row["landmarks"]),
        what=row["what"] or row["variant"],
    )


def read(path: Path) -> Pixels:
    """A picture of a set as uint8 (h, w) grey.

    Raises:
        DataError: it is missing or broken.
    """
    image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if image is None:
        raise DataError(f"{path} is not a readable picture; render the set again.")
    return image


def mask(path: Path) -> Pixels:
    """The mask of a picture: uint8 (h, w), 0 background, 128 arm, 255 hand.

    Raises:
        DataError: it is missing or broken.
    """
    return read(path.with_name(path.stem + "_mask.png"))
