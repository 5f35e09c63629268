"""Sets of rendered hands, made by `python -m training synthetic render`."""

from functools import partial
from pathlib import Path
from typing import cast

from device.names import shown
from training.datasets.index_csv import box_of, hand_of, landmarks_of, letter_of, read_rows, split_of
from training.datasets.pictures import read_picture
from training.datasets.sample import Kind, Sample
from training.datasets.signers import COLUMNS
from training.errors import DataError


def samples(folder: Path) -> list[Sample]:
    """Return the samples of `folder`/index.csv.gz; `what` is "skin=<0 lightest … 1 darkest>, <variant>, <what>".

    Sets of different seeds have different synthetic signers.

    Raises:
        DataError: the folder holds no finished set, or the index is damaged or has a wrong row.
    """
    index, found = folder / "index.csv.gz", []
    if not index.is_file():
        raise DataError(
            f"{shown(folder)} holds no finished set of rendered hands; render it, or continue an interrupted one, with "
            "`python -m training synthetic render`."
        )
    for where, row in read_rows(index, (*COLUMNS, "skin", "seed", "variant", "what")):
        hand = hand_of(row["hand"])
        found.append(
            Sample(
                source="synthetic",
                name=row["file"],
                letter=letter_of(row["letter"], where),
                signer=f"{row['signer']}-{row['seed']}",
                session=row["file"],  # images of a synthetic signer are independent: pose, light and background differ
                split=split_of(row["split"], where),
                kind=cast(Kind, row["kind"]),
                load=partial(read_picture, folder / row["file"]),
                hand=hand,
                box=box_of(row["box"], hand, where),
                landmarks=landmarks_of(row["landmarks"], where),
                what=f"skin={row['skin']}, {row['variant']}, {row['what']}",
            )
        )
    return found


def skin_of(sample: Sample) -> float | None:
    """Return the skin tone of a rendered hand, 0 lightest … 1 darkest; None for photographs."""
    if sample.source != "synthetic":
        return None
    return float(sample.what.split(",")[0].removeprefix("skin="))
