"""One row of the sample table: every data source speaks it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from device.types import HandBox, Handedness, Pixels

Split = Literal["train", "test", "eval"]
Kind = Literal["frame", "crop", "pixels"]

NOT_ASL = {("sign_mnist", "T"), ("report_custom", "T"), ("mon95", "T")}
"""(source, letter) whose handshape is not the ASL letter: kept to reproduce the report, never taught."""

SELF_NAMED_SOURCES = ("sign_mnist", "report_custom", "negatives", "bursts", "motion", "recordings", "synthetic")
"""Data sources that name their samples after themselves; any other `source` is one of the signers' recordings."""


@dataclass(frozen=True)
class Sample:
    """One labelled picture.

    Attributes:
        source: data source, e.g. "sign_mnist", "signers", "synthetic".
        name: unique within the source: a file name, or "train row 17".
        letter: "A"–"Z" or NOTHING.
        signer: the person; the unit of every split.
        session: one sitting of one signer in one room; near-duplicates share it.
        split: "train" may be learned from; "test" is Sign MNIST's official test; "eval" is strangers and is
            only touched by `evaluate`.
        kind: "frame" whole camera frame, "crop" cut around a hand, "pixels" already 28×28.
        load: gives uint8 (h, w) grey; raises DataError for a broken file.
        hand, box, landmarks: where known; landmarks float32 (21, 3), x and y as fractions of the frame,
            z in widths, order wrist, thumb 4, index 4, middle 4, ring 4, little 4.
        size: (width, height) of the whole picture in pixels, where the index knows it without opening the file.
        what: finer label, e.g. the kind of a negative, lighting or background.
    """

    source: str
    name: str
    letter: str
    signer: str
    session: str
    split: Split
    kind: Kind
    load: Callable[[], Pixels]
    hand: Handedness | None = None
    box: HandBox | None = None
    landmarks: NDArray[np.float32] | None = None
    what: str = ""
    size: tuple[int, int] | None = None

    @property
    def is_asl(self) -> bool:
        """False for letters whose handshape in this source is not the ASL one."""
        return (self.source, self.letter) not in NOT_ASL

    @property
    def pool(self) -> str:
        """The data source as the sample table calls it: "signers" for all of theirs."""
        return self.source if self.source in SELF_NAMED_SOURCES else "signers"
