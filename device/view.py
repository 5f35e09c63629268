"""What the station shows: one view, drawn by every display, and the events between two views."""

from dataclasses import dataclass
from typing import Literal

from device.task import (
    FINGER_NAMES,
    BoardLetter,
    Finger,
    LessonResult,
    Outcome,
    OwnPicture,
    PictureSide,
    Signing,
    Standing,
    Task,
)
from device.types import Frame, HandBox, Scores

__all__ = [
    "FINGER_NAMES",
    "BoardLetter",
    "Check",
    "Event",
    "Finger",
    "Kind",
    "LessonResult",
    "Outcome",
    "OwnPicture",
    "Pairing",
    "PictureSide",
    "SelfTest",
    "Signing",
    "Standing",
    "Status",
    "Task",
    "View",
]

Status = Literal["starting", "searching", "hand", "holding", "confirmed", "camera lost", "ended"]
Check = Literal["waiting", "ok", "failed"]
Kind = Literal["hand", "candidate", "confirmed", "lost", "stats", "prompt", "answer", "session"]


@dataclass(frozen=True)
class Pairing:
    """The code with which a browser logs in.

    Attributes:
        address: of the page, to be typed.
        code: to be entered there; only people who see a display know it.
    """

    address: str
    code: str


@dataclass(frozen=True)
class SelfTest:
    """What the station checks by itself when it starts, before the lesson.

    Attributes:
        camera: frames arrive.
        light: something can be seen in them.
        hand: a hand was seen.
        advice: which cable to check, shown in place of the camera's picture; "" with a camera.
        name: of the station in its network.
        network: its IPv4 address there; "" where it is not known.
        address: of the web page, for a QR code; "" while the page is off or no network is there.
        code_turn: a display without room for both shows the QR code now, in place of the checks.
    """

    camera: Check = "waiting"
    light: Check = "waiting"
    hand: Check = "waiting"
    advice: str = ""
    name: str = ""
    network: str = ""
    address: str = ""
    code_turn: bool = False


@dataclass(frozen=True)
class View:
    """Everything that a display may show.

    Attributes:
        status: "starting" before the first frame; "searching" without a hand; "hand" in view; "holding" a letter;
            "confirmed" when it is accepted; "camera lost"; "ended".
        letter: recognized letter, None for none.
        confidence: probability of the letter, 0–1.
        hold: part of the hold that is over, 0–1.
        text: letters accepted so far.
        message: one sentence for the learner; "" for the text of the status.
        fps: frames processed per second; None when not known, and for a clip processed off its clock.
        frame_age_ms: age of the frame when the view was made, ms; None as for fps.
        frame: newest frame, None before the first.
        box: hand in it, None for none.
        recording: camera images are being saved. Every display that can must show this.
        task: what the learner is asked to do, None while reading.
        pairing: shown instead of everything else; None for none.
        self_test: shown before the first lesson; None for none.
        language: of all texts, one of settings.LANGUAGES.
        scores: recognition result of the frame, for the debug view; None without recognition.
        brief: the message in few words, for a screen that is read from three metres; "" where the message is short.
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
    self_test: SelfTest | None = None
    language: str = "en"
    scores: Scores | None = None
    brief: str = ""


@dataclass(frozen=True)
class Event:
    """A change; `--display json` writes one line for each.

    Attributes:
        t: time since the first frame, s, on the frames' clock.
        event: "hand", a hand came into view; "candidate", a letter is shown; "confirmed", it was held long enough;
            "lost", the letter or (letter None) the hand is no longer there; "stats", figures of the station; "prompt",
            a letter is asked for; "answer", it was judged, or closed without an answer; "session", it started or ended.
        letter: the letter meant, None for none.
        confidence: its probability, 0–1; None without a letter.
        frame_age_ms: age of the frame when the event was made, ms; None for a clip processed off its clock.
        more: further (key, value) pairs of "stats", "prompt", "answer" and "session".
    """

    t: float
    event: Kind
    letter: str | None
    confidence: float | None
    frame_age_ms: float | None
    more: tuple[tuple[str, object], ...] = ()
