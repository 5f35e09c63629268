"""Why letters of words are not read: the networks, or what smoothing makes of them.

A letter that was not read in its word is judged by the frames of its own second: what the networks read in their mean,
and whether smoothing reads the letter when it is alone.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

import numpy as np

from benchmarks.letter_rate import spell
from device.alphabet import NO_LETTER
from device.recognition.smoothing import Smoother
from device.types import Scores

NO_HAND = "no hand is found"
OTHER_LETTER = "another letter, in most frames"
OTHER_AT_TIMES = "another letter, varying from frame to frame"
NO_LETTER_MOST = "no letter, in most frames"
NO_LETTER_AT_TIMES = "no letter, varying from frame to frame"
UNSURE = "the letter is likeliest, but not sure"
SLOW = "smoothing: alone it is read in 3 s, not in 1 s"
IN_WORD = "smoothing: alone it is read in 1 s"
EXTRA = "smoothing: an additional letter"

MOST = 0.8
"""Share of the frames that show the same."""
LONG_S = 3.0


def missing(word: str, text: str) -> tuple[list[int], int]:
    """Return the places of the letters of a word that were not read, and the number of additional letters."""
    places: list[int] = []
    extra = 0
    for kind, a, b, c, d in SequenceMatcher(None, word, text, autojunk=False).get_opcodes():
        if kind != "equal":
            places += range(a, b)
            extra += max(0, (d - c) - (b - a))
    return places, extra


def cause(letter: str, burst: Sequence[Scores], smoother: Callable[[], Smoother], letter_s: float) -> str:
    """Return why a letter was not read.

    Args:
        letter: that was shown.
        burst: scores of the frames in which it was shown.
        smoother: makes one.
        letter_s: time for which each letter is shown.
    """
    labels = burst[0].labels
    if sum(each.box is not None for each in burst) < len(burst) / 2:
        return NO_HAND
    likeliest = labels[int(np.mean([each.p for each in burst], axis=0).argmax())]
    if likeliest != letter:
        _, same = Counter(labels[int(each.p.argmax())] for each in burst).most_common(1)[0]
        stable = same >= MOST * len(burst)
        if likeliest == NO_LETTER:
            return NO_LETTER_MOST if stable else NO_LETTER_AT_TIMES
        return OTHER_LETTER if stable else OTHER_AT_TIMES
    if spell(smoother(), [list(burst)], letter_s) == letter:
        return IN_WORD
    return SLOW if spell(smoother(), [list(burst)], LONG_S) == letter else UNSURE


def likeliest_letter(burst: Sequence[Scores], no_letter: bool) -> str:
    """Return the likeliest label in the mean of all frames; without `no_letter`, the likeliest letter."""
    p = np.mean([each.p for each in burst], axis=0)
    return max(
        (label for label in burst[0].labels if no_letter or label != NO_LETTER),
        key=lambda label: float(p[burst[0].labels.index(label)]),
    )
