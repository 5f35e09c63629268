"""One line of the target table, whose hands it can be about, and how a value is compared with its target."""

from dataclasses import dataclass

from training.evaluation.target_format import NOT_MEASURED

WEBCAM = ("webcam test signers", "each in one room of their own")
CROWD = ("davidlee: 6–10 volunteers", "ten places, crowd photographs")
RENDERED = ("rendered hands of 60 synthetic people", "patterned walls")
BURSTS = ("webcam test signers, bursts", "each in one room of their own")
EVAL, DEV, TRAIN, NO_SPLIT = "eval", "dev", "train", NOT_MEASURED


@dataclass(frozen=True)
class Line:
    """One line of the table.

    Attributes:
        figure: what is measured.
        hands, rooms, split: whose hands, in which rooms, from which split.
        best_known, to_reach: best figure known before, and the target, as printed.
        measured, `peer`: this project's and MediaPipe's figures as printed, for each signer where there are several.
        value: the number that is compared with the target; None if it was not measured.
        met: the target is reached; None without a target or a value.
    """

    figure: str
    hands: str
    rooms: str
    split: str
    best_known: str
    to_reach: str
    measured: str
    peer: str
    value: float | None = None
    met: bool | None = None


def at_least(value: float | None, target: float) -> tuple[float | None, bool | None]:
    """Return the value and whether it reaches the target from above; (None, None) if it was not measured."""
    return value, None if value is None else value >= target


def at_most(value: float | None, target: float) -> tuple[float | None, bool | None]:
    """Return the value and whether it stays at or below the target; (None, None) if it was not measured."""
    return value, None if value is None else value <= target
