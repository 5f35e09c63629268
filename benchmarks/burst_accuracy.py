"""The tutor on real hands: `python -m benchmarks.burst_accuracy --data ../shared/data`.

Every burst (15 webcam frames of one letter, shown forth and back as a learner holds it) is put before the tutor: once
asked for its own letter, once for each of its rivals. Right at the first hold is wanted for the first, anything but
right for the others. Signers of the split “eval” were never used to choose a threshold.
"""

import argparse
import statistics
import sys
from itertools import chain
from pathlib import Path

from device.camera.pictures import read_picture
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import RecognitionSettings
from device.tutor import rules
from device.tutor.confusables import confusable_with
from device.tutor.engine import Engine
from device.tutor.events import Feedback, FrameInput
from device.tutor.verification import Verifier, VerifyThresholds
from device.types import Frame, Reading, Scores
from tests.tools.actor import Listed
from tests.tools.networks import identity

FPS = 15.0
ABSENT_S, SHOWN_S = 1.0, 5.0
TRAIN = {"BeyundBirthday"}


def scores_of(folder: Path, recognizer: Recognizer) -> list[Scores]:
    """What the reader says of each frame of a burst."""
    recognizer.reset()
    pictures = sorted(folder.glob("*.jpg"))
    return [recognizer.recognize(Frame(read_picture(path), i / FPS, i)) for i, path in enumerate(pictures)]


def first_answer(burst: list[Scores], asked: str, recognizer: Recognizer) -> tuple[Feedback | None, float]:
    """The tutor's first answer to a burst when it asks for a letter, and the seconds from the hand to it."""
    verifier = Verifier(recognizer.labels, recognizer.excluded, VerifyThresholds.of(recognizer.metadata.thresholds))
    engine = Engine(recognizer.labels, Listed(asked), rules.RULES["letters"], verifier)
    engine.step(seen(burst[0], 0.0))  # a hand begins the session; then it goes, so that any pose counts
    there_and_back = chain(burst, reversed(burst[1:-1]))
    loop = list(there_and_back)
    for number in range(1, int((ABSENT_S + SHOWN_S) * FPS)):
        t = number / FPS
        scores = loop[number % len(loop)]
        if t < ABSENT_S:
            scores = Scores(t, scores.labels, 0 * scores.p, None)
        for effect in engine.step(seen(scores, t)):
            if isinstance(effect, Feedback):
                return effect, effect.t - ABSENT_S
    return None, SHOWN_S


def seen(scores: Scores, t: float) -> FrameInput:
    hand = scores.box is not None
    return FrameInput(Scores(t, scores.labels, scores.p, scores.box), Reading(t, None, 0.0, False, 0.0, hand))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--path", default="landmark", choices=("landmark", "baseline"))
    args = parser.parse_args()
    recognizer = open_recognizer(RecognitionSettings(path=args.path))
    known = [label for label in recognizer.labels if len(label) == 1 and label not in recognizer.excluded]
    out = sys.stdout.write
    out(
        f"{identity()}\n{'signer':16}{'split':7}{'letters':>8}{'right':>7}{'wrong':>7}{'none':>6}{'rivals asked':>14}"
        f"{'accepted':>10}{'seconds, median':>17}\n"
    )
    for signer in sorted((args.data / "bursts").iterdir()):
        answers, accepted, asked, seconds, misses = [], [], 0, [], []
        for folder in sorted(signer.iterdir()):
            letter = folder.name
            if letter not in known:
                continue
            burst = scores_of(folder, recognizer)
            answer, took = first_answer(burst, letter, recognizer)
            answers.append(answer.outcome if answer else "none")
            if answer is not None and answer.outcome == "right":
                seconds.append(took)
            else:
                misses.append(f"{letter}→{answer.rival if answer else '?'}")
            for rival in sorted(confusable_with(letter) & set(known)):
                asked += 1
                other, _ = first_answer(burst, rival, recognizer)
                if other is not None and other.outcome == "right":
                    accepted.append(f"{letter} for {rival}")
        split = "train" if signer.name in TRAIN else "eval"
        right, wrong, none = (answers.count(each) for each in ("right", "wrong", "none"))
        out(
            f"{signer.name:16}{split:7}{len(answers):>8}{right:>7}{wrong:>7}{none:>6}{asked:>14}{len(accepted):>10}"
            f"{statistics.median(seconds):>17.2f}\n"
        )
        out(f"    not right: {', '.join(misses) or 'none'}; accepted: {', '.join(accepted) or 'none'}\n")


if __name__ == "__main__":
    main()
