"""One row of the sample table, the form of all data sources."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from device.types import HandBox, Handedness, Pixels

Split = Literal["train", "dev", "test", "eval"]
Kind = Literal["frame", "crop", "pixels"]

UNKNOWN = ""
"""The `letter` of a hand whose handshape is not known: its place and landmarks can be learned, its letter cannot."""

NOT_ASL = {("sign_mnist", "T"), ("report_custom", "T"), ("mon95", "T")}
"""(source, letter) whose handshape is not the ASL letter: kept to reproduce the report, never used for training."""

SELF_NAMED_SOURCES = (
    "sign_mnist",
    "report_custom",
    "negatives",
    "bursts",
    "motion",
    "recordings",
    "synthetic",
    "hands",
)
"""Data sources that name their samples after themselves; any other `source` is one of the signers' recordings."""


@dataclass(frozen=True)
class Sample:
    """One labelled picture.

    Attributes:
        source: data source, e.g. "sign_mnist", "signers", "synthetic".
        name: unique within the source: a file name, or "train row 17".
        letter: "A"–"Z" or NO_LETTER; UNKNOWN for a hand whose handshape is not known.
        signer: name of the person; see people.person.
        session: one sitting of one signer in one room; near-duplicates share it.
        split: "train" is for training; "dev" chooses thresholds and networks; "test" is Sign MNIST's official test;
            "eval" are the test signers, whose use training.evaluation.access_log records.
        kind: "frame": camera frame; "crop": cut around a hand; "pixels": 28×28.
        load: returns uint8 (h, w) grey; raises DataError if the file cannot be read.
        hand, box, landmarks: None if not known. Landmarks are float32 (21, 3): x and y in fractions of the frame, z in
            widths; order as in device.recognition.hand_topology.
        size: (width, height) in pixels; None if the index does not have it.
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
        """Whether the handshape is that of the ASL letter, see NOT_ASL."""
        return (self.source, self.letter) not in NOT_ASL

    @property
    def pool(self) -> str:
        """Name of the data source in `table.SOURCES`: "signers" for all sources of the signers' index."""
        return self.source if self.source in SELF_NAMED_SOURCES else "signers"
