"""What a learner is asked to do: the part of the view that a lesson fills."""

from dataclasses import dataclass
from typing import Literal, get_args

from device.types import Handedness, Pixels

Outcome = Literal["right", "wrong", "ungraded"]
Standing = Literal["unmet", "learning", "known", "unseen"]
"""Of a letter: not prompted yet; prompted; right at the first attempt when it was last asked; shown but not seen by the
station."""
PictureSide = Literal["mirror", "front", "own"]
Finger = Literal["thumb", "index", "middle", "ring", "little"]
FINGER_NAMES: tuple[Finger, ...] = get_args(Finger)


@dataclass(frozen=True, eq=False)
class OwnPicture:
    """A teacher's own picture of a sign, of a right hand.

    Attributes:
        image: uint8, (height, width) grey or (height, width, 3) BGR; of a clip the frame in the middle.
        by: the teacher's name; "" for none.
        frames: of a clip, in order, each a JPEG; empty for a photograph.
        step_s: time that a frame stays, seconds.
    """

    image: Pixels
    by: str = ""
    frames: tuple[bytes, ...] = ()
    step_s: float = 0.0


@dataclass(frozen=True)
class BoardLetter:
    """A letter on the board at the end of a session.

    Attributes:
        letter: "A" to "Z", or "0" to "9".
        standing: after the session.
        changed: the session has made it so, and it is a gain.
    """

    letter: str
    standing: Standing
    changed: bool


@dataclass(frozen=True)
class LessonResult:
    """What the displays show at the end of a session.

    Attributes:
        board: all letters, in the order of the alphabet; after a lesson of numbers, 0 to 9.
        lines: sentences for the learner, the most important one first.
        repeat: letters that the action "repeat" asks again; "" without it.
    """

    board: tuple[BoardLetter, ...]
    lines: tuple[str, ...]
    repeat: str = ""


@dataclass(frozen=True)
class Signing:
    """What a drawn hand spells, and where it is in it.

    Attributes:
        text: word or number.
        speed: letters a second.
        number: of the showing; the same text may be shown again.
        at_s: place in the performance, seconds, see signing.performance.
        until_s: where it stops, seconds.
        skin: "light", "medium" or "dark".
        yaw: degrees by which the viewer has moved around the hand.
    """

    text: str
    speed: float
    number: int
    at_s: float
    until_s: float
    skin: str = "medium"
    yaw: float = 0.0


@dataclass(frozen=True)
class Task:
    """What a learner is asked to do, and the result. The recognized letter is View.letter.

    Attributes:
        mode: "letters", "words", "receptive", "round", "numbers" or "watch".
        learner: name of the learner's slot, in the language of the view.
        prompt: letter or number to sign; "" while there is none, and in "receptive" before the answer.
        word: word to spell; "" in other modes.
        position: index of `prompt` in `word`.
        picture: letter whose handshape picture is shown, None for no picture.
        picture_hand: hand that the picture shows.
        picture_side: "mirror", as signers see themselves in a mirror and in the live picture; "front", as the person
            opposite sees it; "own", as signers see their own hand.
        picture_skin: "light", "medium" or "dark".
        off: fingers of the newest frame that differ from the prompt's handshape, where this is sure.
        own_picture: a teacher's picture that is shown in place of the built-in one, None for none.
        caption: from which side the picture shows the hand, and whether it is reviewed; "" without a picture.
        outcome: of the newest answer while it is shown, else None; "ungraded" counts neither for nor against.
        rival: letter that was recognized in place of the prompt, None for none.
        attempt: the current one, from 1; while a wrong answer is shown, the one that was wrong.
        attempts: the number allowed.
        hint: one line on how the hand is formed; "" for none.
        question: the learner is asked whether the prompt was signed; the actions "yes" and "no" answer.
        right: letters signed correctly in this session.
        asked: letters asked for in this session.
        score: letters correct in a two-minute round; None in other modes.
        left_s: time left in a round, s; None in other modes.
        words_a_minute: speed at which the words of this session were spelled; None before the first.
        agenda: how many letters are due and how many new, for the time before the first prompt; "" for none.
        result: of the session, None before its end.
        signing: what a drawn hand spells, None while no hand is drawn. `word` and `position` then tell the word and
            the letter that the hand shows, as soon as it may be known.
        speed: letters a second of that hand; None in other modes.
        writes: a written answer is waited for, see Controls.answer.
        slot: of the learner, such as "red-fox", whose animal is shown; "" for none.
    """

    mode: str = "letters"
    learner: str = ""
    prompt: str = ""
    word: str = ""
    position: int = 0
    picture: str | None = None
    picture_hand: Handedness = "right"
    picture_side: PictureSide = "mirror"
    picture_skin: str = "medium"
    off: tuple[Finger, ...] = ()
    own_picture: OwnPicture | None = None
    caption: str = ""
    outcome: Outcome | None = None
    rival: str | None = None
    attempt: int = 1
    attempts: int = 3
    hint: str = ""
    question: bool = False
    right: int = 0
    asked: int = 0
    score: int | None = None
    left_s: float | None = None
    words_a_minute: float | None = None
    agenda: str = ""
    result: LessonResult | None = None
    signing: Signing | None = None
    speed: float | None = None
    writes: bool = False
    slot: str = ""
