"""Inputs of the engine: plain values that can be logged and replayed.

Class and field names are the format of `practice --log` and `--replay`.
"""

from dataclasses import dataclass
from typing import Literal

from device.types import Reading, Scores

Button = Literal[
    "mode",
    "next",
    "skip",
    "learner",
    "save",
    "delete",
    "space",
    "clear",
    "stop",
    "yes",
    "no",
    "again",
    "slower",
    "step",
]


@dataclass(frozen=True)
class FrameInput:
    """Recognition result of one frame.

    Attributes:
        scores: of the frame.
        reading: smoothed result up to this frame.
        light: mean grey 0–255 around the hand, None if it is not known.
    """

    scores: Scores
    reading: Reading
    light: float | None = None

    @property
    def t(self) -> float:
        """Time of the frame, seconds."""
        return self.scores.t


@dataclass(frozen=True)
class Pressed:
    """A press of a button, on the station or on the web page, at time t (s); “stop” where the program ends."""

    t: float
    button: Button


@dataclass(frozen=True)
class Interrupted:
    """Loss of the camera at time t (s): the next frame does not follow the last one."""

    t: float


@dataclass(frozen=True)
class Written:
    """A written answer at time t (s), in the mode "watch"."""

    t: float
    text: str


Input = FrameInput | Pressed | Interrupted | Written
