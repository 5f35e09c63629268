"""What the station shows: one state, many renderers."""

from dataclasses import dataclass
from typing import Literal

from device.types import Frame, HandBox, Handedness, Scores

Status = Literal["starting", "searching", "hand", "holding", "confirmed", "camera lost", "ended"]
Outcome = Literal["right", "wrong", "ungraded"]
Kind = Literal["hand", "candidate", "confirmed", "lost", "stats", "prompt", "answer", "session"]


@dataclass(frozen=True)
class Task:
    """What a learner is asked to do, and how it went. Letters here are asked for; the one read is View.letter.

    Attributes:
        mode: "letters", "words", "receptive" or "round".
        learner: name of the slot, in the language of the displays.
        prompt: letter to sign; "" while there is none, and in "receptive" until it was answered.
        word, position: the word being spelled and the index of `prompt` in it; "" outside of words.
        picture: letter whose handshape picture is to be shown, None for no picture.
        picture_hand: hand that picture must show.
        caption: whose view the picture is and who has reviewed it; "" without a picture.
        outcome: of the newest answer while it is being shown; "ungraded" blames nobody.
        rival: letter the hand was read as when it was not the prompt.
        attempt: the one that comes next or is under way, from 1; `attempts` are allowed.
        hint: one line about the handshape; "" while it must come from memory.
        right, asked: of this session, letters signed rightly and letters asked for.
        score: of a two-minute round, None in other modes.
        left_s: seconds left of a round, None in other modes.
    """

    mode: str = "letters"
    learner: str = ""
    prompt: str = ""
    word: str = ""
    position: int = 0
    picture: str | None = None
    picture_hand: Handedness = "right"
    caption: str = ""
    outcome: Outcome | None = None
    rival: str | None = None
    attempt: int = 1
    attempts: int = 3
    hint: str = ""
    right: int = 0
    asked: int = 0
    score: int | None = None
    left_s: float | None = None


@dataclass(frozen=True)
class Pairing:
    """How a browser gets in, while somebody wants to.

    Attributes:
        address: of the page, to be typed.
        code: asked for there; only who sees the station's display knows it.
    """

    address: str
    code: str


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
        task: what the learner is asked to do; None when the station only reads.
        pairing: to be shown in place of the rest; None unless a browser waits for its code.
        language: of all text, see settings.LANGUAGES.
        scores: what the newest frame says by itself, for the debug view; None where nothing was read.
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
    task: Task | None = None
    pairing: Pairing | None = None
    language: str = "en"
    scores: Scores | None = None


@dataclass(frozen=True)
class Event:
    """Something changed; the lines of `--display json`.

    Attributes:
        t: seconds since the first frame, on the frames' clock.
        event: "hand" a hand came into view; "candidate" a letter is shown; "confirmed" it was held; "lost" the
            shown letter, or (letter None) the hand, is gone; "stats" how the station is doing. In practice "prompt" a
            letter is asked for; "answer" it was judged, or closed without one; "session" begun or over.
        letter, confidence: of the letter meant, None where there is none.
        frame_age_ms: age of the frame when the event was made; None on a clip's own clock.
        more: further keys of "stats", "prompt", "answer" and "session".
    """

    t: float
    event: Kind
    letter: str | None
    confidence: float | None
    frame_age_ms: float | None
    more: tuple[tuple[str, object], ...] = ()
