"""Measure how many ordinary words read mode spells exactly at one letter a second.

The signers are the webcam people of `dev`, whose stills of a letter are strung together (`_stills.py` here). The
program plays the letters of a word one after the other, each for a second, then two seconds without a hand, and
compares the text that is read with the word. The stills show no movement: WORDS has no J or Z, and no doubled letter,
for which a hand opens in between. The movement from one letter to the next is missing, too. A word is left out for a
signer who did not photograph one of its letters.

Two ways of holding a letter are measured. In `held`, one still is seen for the whole second, and the next still at the
letter's next place. In `strung`, all stills are seen in that second, so that the hand jumps about five times.

At the end stands why letters were not read (`_word_causes.py`), and how many words would be exact if each letter was
read as what is likeliest in the mean of its second: more than that, no smoothing can reach.
"""

import statistics
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import cycle, zip_longest

import numpy as np
from tqdm import tqdm

from benchmarks._common import letters_of, model_identity, recognition_parser, recognize_burst
from benchmarks._stills import dev_signers, strung
from benchmarks._word_causes import EXTRA, cause, likeliest_letter, missing
from benchmarks.letter_rate import spell
from device.recognition.perception import make_smoother
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import RecognitionSettings, Settings
from device.system.command_line import exit_code_of
from device.types import Scores
from training.datasets.sample import Sample

_WORDS = (
    "WATER BREAD HOUSE TABLE CHAIR NIGHT LIGHT MUSIC PAPER PLANT RIVER STONE CLOUD STORM BEACH HORSE MOUSE TIGER SNAKE "
    "FAMILY MOTHER FATHER SISTER BROTHER FRIEND DOCTOR TEACHER KITCHEN GARDEN WINTER SPRING MONDAY FRIDAY MARKET TRAIN "
    "PLANE BICYCLE CAMERA WINDOW PENCIL NUMBER MINUTE YEAR MONTH TODAY QUICK QUIET EXTRA SIX BOX VOICE LOVE GIVE BLACK "
    "WHITE BROWN ORANGE PINK BLUE MILK FISH CAKE LEMON SUGAR DANCE"
)
WORDS = _WORDS.split()
"""Ordinary words of static letters, none doubled."""
LETTER_S, PAUSE_S = 1.0, 2
"""Each letter; after each word, because an I or D at its end counts when no J or Z has followed."""
MANY = 8
"""Letters that are named for each signer."""
Bursts = Mapping[str, Sequence[list[Scores]]]
"""letter → bursts of it; the places at which it occurs take them in turn."""


@dataclass(frozen=True)
class Spelled:
    """A word that was spelled.

    Attributes:
        word: that was spelled.
        text: that was read.
        played: the burst of each letter.
    """

    word: str
    text: str
    played: Sequence[list[Scores]]


def read_words(recognizer: Recognizer, bursts: Bursts) -> list[Spelled]:
    """Return each word that a signer can spell with what is read."""
    turns = {letter: cycle(each) for letter, each in bursts.items()}
    no_hand = [Scores(0.0, recognizer.labels, np.zeros(len(recognizer.labels), np.float32), None)]
    found = []
    for word in WORDS:
        if set(word) <= bursts.keys():
            played = [next(turns[letter]) for letter in word]
            text = spell(make_smoother(recognizer, Settings()), [*played, *[no_hand] * PAUSE_S], LETTER_S)
            found.append(Spelled(word, text, played))
    return found


def differences(word: str, text: str) -> list[str]:
    """Return what is read wrongly: "M as N", "M as –" for a letter that is missing, "– as N" for an additional one."""
    parts = SequenceMatcher(None, word, text, autojunk=False).get_opcodes()
    changed = [(word[a:b], text[c:d]) for kind, a, b, c, d in parts if kind != "equal"]
    return [f"{was} as {read}" for each in changed for was, read in zip_longest(*each, fillvalue="–")]


def held(recognizer: Recognizer, stills: Sequence[Sample]) -> list[list[Scores]]:
    """Return a burst of each still, in which it does not move."""
    return [recognize_burst(recognizer, strung([still])) for still in stills]


def exact_words(words: Sequence[Spelled]) -> int:
    """Return how many words are read exactly."""
    return sum(each.word == each.text for each in words)


def causes(recognizer: Recognizer, words: Sequence[Spelled]) -> Counter[str]:
    """Return how many letters were not read, or read in addition, for each cause."""
    found: Counter[str] = Counter()
    for each in words:
        places, extra = missing(each.word, each.text)
        found[EXTRA] += extra
        for place in places:
            found[
                cause(each.word[place], each.played[place], lambda: make_smoother(recognizer, Settings()), LETTER_S)
            ] += 1
    return +found


def reachable(words: Sequence[Spelled], no_letter: bool) -> float:
    """Return the share of words whose letters are all the likeliest in the mean of their second."""
    exact = sum(each.word == "".join(likeliest_letter(b, no_letter) for b in each.played) for each in words)
    return exact / max(len(words), 1)


def report(title: str, words: Sequence[Spelled], most: int) -> str:
    """Return a line: exact words, letters read, and what is read wrongly most often."""
    exact = exact_words(words)
    wrong = Counter(pair for each in words for pair in differences(each.word, each.text))
    letters = sum(len(each.word) for each in words)
    lost = sum(count for pair, count in wrong.items() if not pair.startswith("–"))
    often = ", ".join(f"{pair} {count}" for pair, count in wrong.most_common(most)) or "none"
    share = f"{exact / max(len(words), 1):.0%}"
    return f"{title:24}{exact:>5} of {len(words):<5}{share:>6}{1 - lost / max(letters, 1):>10.1%}  {often}\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each signer and way of holding, then those of all signers."""
    args = recognition_parser(__doc__).parse_args(arguments)
    recognizer = open_recognizer(RecognitionSettings(path=args.path))
    known, signers = letters_of(recognizer), dev_signers(args.data)
    out = sys.stdout.write
    out(f"{model_identity()}\n{'signer':24}{'exact words':>14}{'share':>6}{'letters':>10}  read wrongly\n")
    shares: dict[str, list[float]] = {"held": [], "strung": []}
    totals: dict[str, list[Spelled]] = {"held": [], "strung": []}
    for signer, letters in tqdm(signers.items(), unit="signer", disable=None):
        stills = {letter: each for letter, each in letters.items() if letter in known}
        ways: dict[str, Bursts] = {
            "held": {letter: held(recognizer, each) for letter, each in stills.items()},
            "strung": {letter: [recognize_burst(recognizer, strung(each))] for letter, each in stills.items()},
        }
        for way, bursts in ways.items():
            words = read_words(recognizer, bursts)
            totals[way] += words
            shares[way].append(exact_words(words) / max(len(words), 1))
            out(report(f"{signer[:16]:17}{way}", words, MANY))
    for way, words in totals.items():
        out(report(f"{'all':17}{way}", words, 3 * MANY))
        mean, median = statistics.mean(shares[way]), statistics.median(shares[way])
        out(f"{way}: exact words in the mean of people {mean:.0%}, median {median:.0%}\n")
        out(f"{way}: exact by the likeliest label {reachable(words, True):.1%}, letter {reachable(words, False):.1%}\n")
        for why, count in causes(recognizer, words).most_common():
            out(f"{count:>6}  {why}\n")


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
