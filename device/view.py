"""What the station shows: one state, many renderers."""

from dataclasses import dataclass
from typing import Literal

from .frame import Frame, HandBox

Status = Literal["starting", "searching", "hand", "holding", "confirmed", "camera lost", "ended"]
Kind = Literal["hand", "candidate", "confirmed", "lost", "stats"]


@dataclass(frozen=True)
class View:
    """Everything a display may show.

    Attributes:
        status: what the station is doing.
        letter: the letter being shown, None while there is none.
        confidence: of the letter, 0–1.
        hold: share of the hold already done, 0–1.
        text: letters confirmed so far.
        message: one sentence for the learner, about the hand or the room; may be empty.
        fps: frames processed per second; None when it says nothing (a clip faster than its clock).
        frame_age_ms: age of the newest frame when this was made; None as above.
        frame, box: the newest frame and where in it was read, None before the first.
        recording: camera pictures are being kept right now; every display that can say so must.
    """

    status: Status = "starting"
    letter: str | None = None
    confidence: float = 0.0
    hold: float = 0.0
    text: str = ""
    message: str = ""
    fps: float | None = None
    frame_age_ms: float | None = None
    frame: Frame | None = None
    box: HandBox | None = None
    recording: bool = False


@dataclass(frozen=True)
class Event:
    """Something changed; the lines of `--display json`.

    Attributes:
        t: seconds since the first frame, on the frames' clock.
        event: "hand" a hand came into view; "candidate" a letter is shown; "confirmed" it was held; "lost" the
            shown letter, or (letter None) the hand, is gone; "stats" how the station is doing.
        letter, confidence: of the letter meant, None where there is none.
        frame_age_ms: age of the frame when the event was made; None on a clip's own clock.
        more: further keys of "stats".
    """

    t: float
    event: Kind
    letter: str | None
    confidence: float | None
    frame_age_ms: float | None
    more: tuple[tuple[str, object], ...] = ()
