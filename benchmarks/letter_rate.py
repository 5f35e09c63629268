"""Measure how fast one may spell in read mode.

The program takes the letters of each test signer that are recognized when held for three seconds. It plays their
bursts one after the other in a random order (fixed seed), each for a given time, without pauses, and counts the letters
recognized in the right order and the additional ones. The movement from one letter to the next is not in the bursts;
the last column adds WAY_S for it.
"""

import sys
from collections.abc import Sequence
from random import Random

from tqdm import tqdm

from benchmarks._common import (
    BURST_FPS,
    add_data,
    burst_folders,
    letters_of,
    model_identity,
    parser_for,
    read_burst,
    recognize_burst,
)
from device.reading.spelling import lcs_length
from device.recognition.perception import make_smoother
from device.recognition.recognizer import open_recognizer
from device.recognition.smoothing import Smoother
from device.settings import RecognitionSettings, Settings
from device.system.command_line import exit_code_of
from device.types import Scores
from training.datasets.people import TEST_SIGNERS

FPS = 30.0
HOLDS_S = (0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.5)
LONG_S = 3.0
WAY_S = 0.3
"""Time that a learner's hand needs from one letter to the next; rendered clips use 0.34 s."""
ORDERS = 5
"""Random orders of the letters, for different neighbours."""


def spell(smoother: Smoother, bursts: Sequence[list[Scores]], hold_s: float) -> str:
    """Return the letters recognized when these bursts are played one after the other, each for `hold_s`."""
    text, number = "", 0
    repeats = round(FPS / BURST_FPS)
    for burst in bursts:
        loop = burst + burst[-2:0:-1]
        for i in range(round(hold_s * FPS)):
            scores = loop[i // repeats % len(loop)]
            t = number / FPS
            reading = smoother.update(Scores(t, scores.labels, scores.p, scores.box, scores.landmarks))
            text += reading.letter if reading.fresh and reading.letter else ""
            number += 1
    return text


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the letters recognized when held, then one line for each hold time."""
    parser = parser_for(__doc__)
    add_data(parser)
    args = parser.parse_args(arguments)
    recognizer = open_recognizer(RecognitionSettings())
    out = sys.stdout.write
    out(f"{model_identity()}\n")
    people: list[dict[str, list[Scores]]] = []
    for signer in tqdm(TEST_SIGNERS, unit="signer", disable=None):
        folders = burst_folders(args.data, [signer], letters_of(recognizer))
        bursts = {path.name: recognize_burst(recognizer, read_burst(path)) for path in folders}
        readable = {
            letter: burst
            for letter, burst in bursts.items()
            if spell(make_smoother(recognizer, Settings()), [burst], LONG_S) == letter
        }
        people.append(readable)
        out(f"{signer}: {len(readable)} of {len(bursts)} letters are recognized when held: {''.join(readable)}\n")
    out(
        f"{'held s':>7}{'letters':>9}{'counted':>9}{'share':>8}{'not signed':>12}{'a minute':>10}{'with the way':>14}\n"
    )
    for hold_s in HOLDS_S:
        wanted = counted = extra = 0
        for readable in people:
            for order in range(ORDERS):
                letters = Random(order).sample(sorted(readable), len(readable))
                text = spell(make_smoother(recognizer, Settings()), [readable[letter] for letter in letters], hold_s)
                agree = lcs_length("".join(letters), text)
                wanted, counted, extra = wanted + len(letters), counted + agree, extra + len(text) - agree
        out(
            f"{hold_s:>7.1f}{wanted:>9}{counted:>9}{counted / wanted:>8.0%}{extra:>12}{60 / hold_s:>10.0f}"
            f"{60 / (hold_s + WAY_S):>14.0f}\n"
        )


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
