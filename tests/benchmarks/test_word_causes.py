"""Why letters of words are not read."""

import numpy as np
import pytest

from benchmarks._word_causes import (
    IN_WORD,
    NO_HAND,
    NO_LETTER_AT_TIMES,
    NO_LETTER_MOST,
    OTHER_AT_TIMES,
    OTHER_LETTER,
    SLOW,
    UNSURE,
    cause,
    likeliest_letter,
    missing,
)
from device.recognition.smoothing import Smoother, Thresholds
from device.types import HandBox, Scores

LABELS = ("A", "B", "nothing")
BOX = HandBox(0.2, 0.2, 0.6, 0.6)


def burst(*p: tuple[float, float, float], hand: bool = True) -> list[Scores]:
    """Fifteen frames, in which these probabilities take turns."""
    each = [p[i % len(p)] for i in range(15)]
    return [Scores(0.0, LABELS, np.array(values, np.float32), BOX if hand else None) for values in each]


def smoother() -> Smoother:
    return Smoother(LABELS, Thresholds(0.65, 0.4), 0.5, 0.3, ("nothing",))


@pytest.mark.parametrize(
    ("frames", "seconds", "expected"),
    [
        (burst((0, 0, 0), hand=False), 1.0, NO_HAND),
        (burst((0.1, 0.9, 0)), 1.0, OTHER_LETTER),
        (burst((0.3, 0.7, 0), (0.6, 0.4, 0)), 1.0, OTHER_AT_TIMES),
        (burst((0.1, 0, 0.9)), 1.0, NO_LETTER_MOST),
        (burst((0.2, 0, 0.8), (0.6, 0, 0.4)), 1.0, NO_LETTER_AT_TIMES),
        (burst((0.45, 0.3, 0.25)), 1.0, UNSURE),
        (burst((0.95, 0.05, 0)), 0.4, SLOW),
        (burst((0.95, 0.05, 0)), 1.0, IN_WORD),
    ],
)
def test_each_cause_is_distinguished(frames, seconds, expected):
    assert cause("A", frames, smoother, seconds) == expected


def test_missing_and_additional_letters_are_found():
    assert missing("WATER", "WATR") == ([3], 0)
    assert missing("STONE", "ASTONE") == ([], 1)
    assert missing("MOUSE", "NOUSE") == ([0], 0)


def test_the_likeliest_letter_leaves_out_that_there_is_none():
    frames = burst((0.3, 0.1, 0.6))
    assert likeliest_letter(frames, no_letter=True) == "nothing"
    assert likeliest_letter(frames, no_letter=False) == "A"
