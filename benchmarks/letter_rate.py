"""How fast may one spell? `python -m benchmarks.letter_rate --data ../shared/data`.

For each eval signer, all letters whose burst the reading station gets right when it is held for three seconds are
strung together in a seeded order, each held for so long (15 webcam frames shown forth and back at 30 frames a
second of the station's own clock), with nothing in between. How many of them still count, in order, and how many count
that nobody signed? The hand's way from one letter to the next is not in the bursts; WAY_S is added to the time of a
letter for the rate a signer could keep up.
"""

import argparse
import sys
from pathlib import Path
from random import Random

from tqdm import tqdm

from device.camera.pictures import read_picture
from device.reading.spelling import lcs_length
from device.recognition.perception import make_smoother
from device.recognition.recognizer import Recognizer, open_recognizer
from device.recognition.smoothing import Smoother
from device.settings import RecognitionSettings, Settings
from device.types import Frame, Pixels, Scores
from tests.tools.networks import identity

EVAL = ("ASLExplorer", "PredaAlin", "kennethowen26")
FPS = 30.0
HOLDS_S = (0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.5)
LONG_S = 3.0
WAY_S = 0.3  # a learner's hand from one letter to the next; rendered clips take 0.34 s
ORDERS = 5  # of the letters, to meet different neighbours


def seen(recognizer: Recognizer, burst: list[Pixels]) -> list[Scores]:
    """What the reader says of the frames of a burst."""
    recognizer.reset()
    return [recognizer.recognize(Frame(picture, number / 15, number)) for number, picture in enumerate(burst)]


def read(smoother: Smoother, bursts: list[list[Scores]], hold_s: float) -> str:
    """The letters that count when these are held one after the other."""
    text, number = "", 0
    for burst in bursts:
        loop = burst + burst[-2:0:-1]
        for i in range(round(hold_s * FPS)):
            scores = loop[i // 2 % len(loop)]  # a webcam's 15 frames a second
            t = number / FPS
            reading = smoother.update(Scores(t, scores.labels, scores.p, scores.box, scores.landmarks))
            text += reading.letter if reading.fresh and reading.letter else ""
            number += 1
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    args = parser.parse_args()
    recognizer = open_recognizer(RecognitionSettings())
    known = [label for label in recognizer.labels if len(label) == 1 and label not in recognizer.excluded]
    out = sys.stdout.write
    out(f"{identity()}\n")
    people = {}
    for signer in tqdm(EVAL, unit="signer", disable=None):
        folders = [path for path in sorted((args.data / "bursts" / signer).iterdir()) if path.name in known]
        pictures = {path.name: [read_picture(each) for each in sorted(path.glob("*.jpg"))] for path in folders}
        bursts = {letter: seen(recognizer, burst) for letter, burst in pictures.items()}
        fine = {
            letter: burst
            for letter, burst in bursts.items()
            if read(make_smoother(recognizer, Settings()), [burst], LONG_S) == letter
        }
        people[signer] = fine
        out(f"{signer}: {len(fine)} of {len(bursts)} letters are read when held: {''.join(fine)}\n")
    out(
        f"{'held s':>7}{'letters':>9}{'counted':>9}{'share':>8}{'not signed':>12}{'a minute':>10}{'with the way':>14}\n"
    )
    for hold_s in HOLDS_S:
        wanted = counted = extra = 0
        for fine in people.values():
            for order in range(ORDERS):
                letters = Random(order).sample(sorted(fine), len(fine))
                text = read(make_smoother(recognizer, Settings()), [fine[letter] for letter in letters], hold_s)
                agree = lcs_length("".join(letters), text)
                wanted, counted, extra = wanted + len(letters), counted + agree, extra + len(text) - agree
        out(
            f"{hold_s:>7.1f}{wanted:>9}{counted:>9}{counted / wanted:>8.0%}{extra:>12}{60 / hold_s:>10.0f}"
            f"{60 / (hold_s + WAY_S):>14.0f}\n"
        )


if __name__ == "__main__":
    main()
