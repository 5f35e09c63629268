"""Our own rendered hands: an index as the signers' with `shape,skin,seed,variant,what` added."""

from functools import partial
from pathlib import Path
from typing import cast

from training.datasets.index_csv import box_of, hand_of, landmarks_of, letter_of, read_rows, split_of
from training.datasets.pictures import read_picture
from training.datasets.sample import Kind, Sample
from training.datasets.signers import COLUMNS


def samples(folder: Path) -> list[Sample]:
    """The samples of `folder`/index.csv.gz; `what` is "skin=<skin>, <variant>, <what>".

    A "signer" here is a hand shape that exists nowhere else, so synthetic hands never leak into a split.

    Raises:
        DataError: index missing, damaged or with a wrong row.
    """
    found = []
    for where, row in read_rows(folder / "index.csv.gz", (*COLUMNS, "shape", "skin", "seed", "variant", "what")):
        hand = hand_of(row["hand"])
        found.append(Sample(
            source="synthetic",
            name=row["file"],
            letter=letter_of(row["letter"], where),
            signer=f"synthetic_{row['shape']}",
            session=f"synthetic_{row['seed']}",
            split=split_of(row["split"], where),
            kind=cast(Kind, row["kind"]),
            load=partial(read_picture, folder / row["file"]),
            hand=hand,
            box=box_of(row["box"], hand, where),
            landmarks=landmarks_of(row["landmarks"], where),
            what=f"skin={row['skin']}, {row['variant']}, {row['what']}",
        ))  # fmt: skip
    return found
