"""Fingerspelling: a word or number → the pose of the hand at any time.

`spell("HELLO", speed=2).at(t)` is pure. Real signers need 0.15–1 s a letter. A letter begins with the transition from
the one before; what is left of its time it is held. J and Z are drawn once; faster spelling draws them faster.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.errors import ExitCode, HandshapeError
from device.signing.pose_table import PoseTable, Sign, pose_table
from device.signing.timeline import Timeline

Array = NDArray[np.float64]
MIN_SPEED, MAX_SPEED = 1.0, 6.0
"""Letters a second."""
MOVE_S = 0.34
"""Longest time from one letter to the next, seconds."""
MOVE_FRACTION = 0.6
"""Fraction of a letter's time that the transition takes when spelling is fast."""
MIN_STROKE_S, STROKE_PERIODS = 0.28, 1.3
"""Shortest time of J's and Z's stroke, and its time in letters; never slower than the usual stroke."""
ENTER_S, LEAVE_S, PAUSE_S = 0.55, 0.60, 0.25
HANGING = np.array([0.0, -2.9, 0.0])
"""Position of a hand below the frame, hand units."""
RESTING = np.array([0.0, -0.3, 0.0])
DOUBLE_STEP, DOUBLE_BOUNCE = np.array([-0.30, 0.0, 0.0]), np.array([-0.12, 0.10, 0.05])
"""A double letter slides to the signer's outer side with a small bounce, hand units."""
MAX_LETTERS = 200
"""Longest text."""
_PLAIN = str.maketrans({"Đ": "D", "Ø": "O", "Ł": "L", "ẞ": "SS"})


class SpellingError(HandshapeError):
    """A text cannot be spelled."""

    exit_code = ExitCode.SETTINGS


@dataclass(frozen=True)
class Pace:
    """Times of one letter, seconds.

    Attributes:
        move_s: of the transition.
        hold_s: that a handshape is held.
        stroke_s: of J's and Z's stroke at most.
        ready_s: that the hand is still before a stroke.
        settle_s: that it is still after a stroke.
    """

    move_s: float
    hold_s: float
    stroke_s: float
    ready_s: float
    settle_s: float

    @classmethod
    def of(cls, speed: float) -> "Pace":
        """Return the pace of a speed in letters a second; speeds outside of MIN_SPEED … MAX_SPEED are limited."""
        period = 1 / min(MAX_SPEED, max(MIN_SPEED, speed))
        move = min(MOVE_S, MOVE_FRACTION * period)
        still = min(0.3, 0.15 * period)
        return cls(move, period - move, max(MIN_STROKE_S, STROKE_PERIODS * period), still, still)


def words_of(text: str, table: PoseTable | None = None) -> list[str]:
    """Split a text into words of letters and digits in capitals; accents are left out, as signers do.

    Raises:
        SpellingError: a character has no sign, there is none at all, or there are more than MAX_LETTERS.
    """
    signs = (table or pose_table()).signs
    plain = unicodedata.normalize("NFD", text.upper().translate(_PLAIN))
    words = "".join(c for c in plain if not unicodedata.combining(c)).split()
    for c in "".join(words):
        if c not in signs:
            shown = c if c.isprintable() else f"U+{ord(c):04X}"
            raise SpellingError(f"“{shown}” has no sign; spell with the letters A–Z and the numbers 0–9.")
    if not words or sum(map(len, words)) > MAX_LETTERS:
        raise SpellingError(f"A text to spell has 1 to {MAX_LETTERS} letters and numbers.")
    return words


def spell(text: str, speed: float = 2.0, *, table: PoseTable | None = None, leave_between: bool = False) -> Timeline:
    """Plan how a right hand spells a text.

    Args:
        text: words and numbers, in upper or lower case.
        speed: letters a second, MIN_SPEED … MAX_SPEED.
        table: signs, on any hand; None takes the bundled ones.
        leave_between: the hand leaves the view between words.

    Raises:
        SpellingError: a character has no sign, there is none at all, or there are more than MAX_LETTERS.
    """
    table = table or pose_table()
    return perform(words_of(text, table), Pace.of(speed), table, leave_between=leave_between)


def perform(words: Sequence[str], pace: Pace, table: PoseTable, *, leave_between: bool = False) -> Timeline:
    """Plan a performance: the hand comes up, spells the words with a rest between them, and goes down.

    Args:
        words: in capitals; every character has a sign in `table`.
        pace: of the letters.
        table: signs.
        leave_between: the hand leaves the view between words.
    """
    line, rest = Timeline(), table.rest
    line.add(0.0, rest.pose, rest.rotation, HANGING, "", "absent")
    line.add(ENTER_S, rest.pose, rest.rotation, RESTING, "", "enter")
    for n, word in enumerate(words):
        if n and leave_between:
            line.add(LEAVE_S, rest.pose, rest.rotation, HANGING, "", "leave")
            line.add(PAUSE_S, rest.pose, rest.rotation, HANGING, "", "absent")
            line.add(ENTER_S, rest.pose, rest.rotation, RESTING, "", "enter")
        elif n:
            line.add(MOVE_S, rest.pose, rest.rotation, RESTING, "", "rest")
        _add_word(line, word, pace, table)
    line.add(LEAVE_S, rest.pose, rest.rotation, HANGING, "", "leave")
    line.add(PAUSE_S, rest.pose, rest.rotation, HANGING, "", "absent")
    return line


def _add_word(line: Timeline, word: str, pace: Pace, table: PoseTable) -> None:
    drift = np.zeros(3)
    for i, letter in enumerate(word):
        sign = table.signs[letter]
        if i and word[i - 1] == letter and sign.movement is None:
            _add_double(line, letter, sign, pace)
            drift = drift + DOUBLE_STEP / 2
            continue
        # The first letter comes from a resting hand, which takes its time.
        move = pace.move_s if i else max(pace.move_s, MOVE_S)
        way = table.ways.get((word[i - 1], letter), 0) if i else 0
        line.add(move, sign.pose, sign.rotation, sign.position + drift, letter, "transition", way)
        if sign.movement is None:
            line.add(pace.hold_s, sign.pose, sign.rotation, sign.position + drift, letter, "hold")
        else:
            _add_stroke(line, letter, sign, pace)


def _add_double(line: Timeline, letter: str, sign: Sign, pace: Pace) -> None:
    here = line.moments[-1].position
    line.add(0.45 * pace.move_s, sign.pose, sign.rotation, here + DOUBLE_BOUNCE, letter, "double")
    line.add(0.55 * pace.move_s, sign.pose, sign.rotation, here + DOUBLE_STEP, letter, "double")
    line.add(pace.hold_s, sign.pose, sign.rotation, here + DOUBLE_STEP, letter, "hold")


def _add_stroke(line: Timeline, letter: str, sign: Sign, pace: Pace) -> None:
    movement = sign.movement
    assert movement is not None
    start = line.moments[-1].position
    line.add(pace.ready_s, sign.pose, sign.rotation, start, letter, "hold")
    factor = min(1.0, pace.stroke_s / movement.seconds)
    steps = np.diff(movement.times) * factor
    for seconds, rotation, position in zip(steps, movement.rotations[1:], movement.positions[1:], strict=True):
        line.add(float(seconds), sign.pose, rotation, start + position, letter, "motion")
    line.add(pace.settle_s, sign.pose, movement.rotations[-1], start + movement.positions[-1], letter, "motion")
