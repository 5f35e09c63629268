"""Measure how the tutor judges real webcam bursts.

A burst is 15 frames of one held letter, played forward and backward. The tutor sees each burst several times: once
asked for its own letter, and once for each letter that is easily confused with it. Wanted is "right" at the first hold
for its own letter, and anything else for the others. No threshold was chosen on the signers of the split `eval`.
"""

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks._bursts import burst_signers, engine_for
from benchmarks._common import BURST_FPS, letters_of, model_identity, read_burst, recognition_parser, recognize_burst
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import RecognitionSettings
from device.system.command_line import exit_code_of
from device.tutor.confusables import confusable_with
from device.tutor.events import Feedback
from device.tutor.inputs import FrameInput
from device.types import Reading, Scores

ABSENT_S, SHOWN_S = 1.0, 5.0


def first_answer(burst: list[Scores], asked: str, recognizer: Recognizer) -> tuple[Feedback | None, float]:
    """Return the tutor's first answer to a burst when it asks for a letter, and the time from the hand to it, s."""
    engine = engine_for(recognizer, asked)
    engine.step(frame_input(burst[0], 0.0))  # a hand starts the session; then it leaves, so that any pose counts
    loop = [*burst, *reversed(burst[1:-1])]
    for number in range(1, int((ABSENT_S + SHOWN_S) * BURST_FPS)):
        t = number / BURST_FPS
        scores = loop[number % len(loop)]
        if t < ABSENT_S:
            scores = Scores(t, scores.labels, 0 * scores.p, None)
        for effect in engine.step(frame_input(scores, t)):
            if isinstance(effect, Feedback):
                return effect, effect.t - ABSENT_S
    return None, SHOWN_S


def frame_input(scores: Scores, t: float) -> FrameInput:
    """Return the tutor's input for these scores at time t."""
    hand = scores.box is not None
    return FrameInput(Scores(t, scores.labels, scores.p, scores.box), Reading(t, None, 0.0, False, 0.0, hand))


@dataclass
class SignerResult:
    """Results of one signer.

    Attributes:
        answers: outcome of each burst asked for its own letter; "none" without an answer.
        seconds: time to each "right".
        misses: "letter→rival" of the other answers.
        asked: number of prompts for confusable letters.
        accepted: those of them that the tutor judged right.
    """

    answers: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    asked: int = 0
    accepted: list[str] = field(default_factory=list)


def measure(folders: Sequence[Path], recognizer: Recognizer, known: Sequence[str]) -> SignerResult:
    """Show all bursts of a signer to the tutor."""
    result = SignerResult()
    for folder in folders:
        letter = folder.name
        burst = recognize_burst(recognizer, read_burst(folder))
        answer, took = first_answer(burst, letter, recognizer)
        result.answers.append(answer.outcome if answer else "none")
        if answer is not None and answer.outcome == "right":
            result.seconds.append(took)
        else:
            result.misses.append(f"{letter}→{answer.rival if answer else '?'}")
        for rival in sorted(confusable_with(letter) & set(known)):
            result.asked += 1
            other, _ = first_answer(burst, rival, recognizer)
            if other is not None and other.outcome == "right":
                result.accepted.append(f"{letter} for {rival}")
    return result


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each signer."""
    args = recognition_parser(__doc__).parse_args(arguments)
    recognizer = open_recognizer(RecognitionSettings(path=args.path))
    known = letters_of(recognizer)
    out = sys.stdout.write
    out(
        f"{model_identity()}\n{'signer':16}{'split':7}{'letters':>8}{'right':>7}{'wrong':>7}{'none':>6}"
        f"{'confusable asked':>18}{'accepted':>10}{'seconds, median':>17}\n"
    )
    for signer in burst_signers(args.data):
        result = measure([f for f in signer.folders if f.name in known], recognizer, known)
        right, wrong, none = (result.answers.count(each) for each in ("right", "wrong", "none"))
        median = statistics.median(result.seconds) if result.seconds else float("nan")
        out(
            f"{signer.name:16}{signer.split:7}{len(result.answers):>8}{right:>7}{wrong:>7}{none:>6}{result.asked:>18}"
            f"{len(result.accepted):>10}{median:>17.2f}\n"
        )
        out(f"    not right: {', '.join(result.misses) or 'none'}; accepted: {', '.join(result.accepted) or 'none'}\n")


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
