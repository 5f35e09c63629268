"""Measure how often the finger that is off is marked, and a correct hand, as lessons mark them.

A lesson marks a finger after a miss: the held hand is judged by the tutor's rules, and only where it is called another
letter it is compared with people's hands in the letter that was asked for, and in the one it looked like.

- Rendered hands: the bundled hand in each letter, its joints varied by a few degrees and turned, correct, and with one
  finger held as in another letter: straight in place of closed, closed in place of straight, or the thumb elsewhere.
  The wrong finger must be visible in the picture (`_wrong_fingers.py` here). No figure of the table was fitted to
  these hands.
- People of the split `dev`: their hands in the letter that is asked for, all correct, and in another letter from which
  it differs in one finger (ONE_FINGER).

Wanted: the right finger is marked in at least 85 % of the wrong hands that are called wrong, and at most 3 % of the
correct ones have any mark. With `--station` landmarks and letters are the mean of several frames, as in a lesson: of a
hand that trembles a little, or of a still shown so often. Without it the landmarks are exact, or MediaPipe's, and
nothing is known of the letter that a hand looks like.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks._common import add_data, parser_for
from benchmarks._wrong_fingers import VIEW, varied, visibly_wrong
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import RecognitionSettings
from device.signing.finger_check import check_hand, fingers_off
from device.signing.finger_features import in_palm_axes
from device.signing.finger_table import finger_table
from device.signing.renderer import HandRenderer
from device.signing.skeleton import PARAMETER_INDEX
from device.signing.timeline import Moment
from device.signing.viewpoint import PIVOT
from device.system.command_line import exit_code_of
from device.system.option_types import SEED, Whole
from device.tutor.verification import Judgement, Verifier, VerifyThresholds
from device.types import Frame, Pixels
from device.view import Finger
from training.fitting.finger_table import hands_of, seen_by_mediapipe

Array = NDArray[np.float64]
FRAMES, TREMOR, NOISE = 6, 1.0, 3.0
"""Frames of a held hand; standard deviations of its joint angles, degrees, and of the camera's noise, grey levels."""
STILL_FRAMES = 3
"""Frames of a still: only the square in which its landmarks are placed changes."""
ONE_FINGER: tuple[tuple[str, str, Finger], ...] = (
    *(("W", "V", "ring"), ("V", "W", "ring"), ("M", "N", "ring"), ("N", "M", "ring")),
    *(("S", "I", "little"), ("I", "S", "little"), ("I", "Y", "thumb"), ("Y", "I", "thumb")),
    *(("S", "A", "thumb"), ("A", "S", "thumb"), ("T", "A", "thumb"), ("A", "T", "thumb")),
)
"""(letter that is asked for, letter that is signed, finger in which they differ)."""


@dataclass(frozen=True)
class Held:
    """A held hand as it is seen.

    Attributes:
        landmarks: (21, 2) in one unit, y down, of a right hand.
        p: (labels,), mean probabilities; None if only landmarks are known.
    """

    landmarks: Array
    p: Array | None = None


class Eyes:
    """What is seen of a hand: its pose as it is, or what the station reads from a picture."""

    def __init__(self, recognizer: Recognizer | None) -> None:
        """Use the true landmarks, or a recognizer on a drawing."""
        self.recognizer, self.renderer, self._rng = recognizer, HandRenderer(), np.random.default_rng(6)
        self._verifier: Verifier | None = None
        if recognizer is not None:
            limits = VerifyThresholds.of(recognizer.metadata.thresholds)
            self._verifier = Verifier(recognizer.labels, recognizer.excluded, limits)

    def see(self, moment: Moment) -> Held | None:
        """Return a rendered hand as it is seen; None if no hand is found."""
        if self.recognizer is None:
            points = self.renderer.model.skeleton.landmarks(moment.pose)
            return Held(np.asarray(VIEW.project((points - PIVOT) @ moment.rotation.T)[:, :2], np.float64))
        bends = np.arange(len(moment.pose)) < PARAMETER_INDEX["cup"]
        poses = [moment.pose + self._rng.normal(0, TREMOR, len(bends)) * bends for _ in range(FRAMES)]
        return self.look([self._drawn(replace(moment, pose=pose)) for pose in poses])

    def _drawn(self, moment: Moment) -> Pixels:
        drawn = self.renderer.render(moment, VIEW, smooth=True).rgba
        cover = drawn[..., 3:].astype(float) / 255
        image = drawn[..., 2::-1] * cover + 128 * (1 - cover)
        return np.asarray((image + self._rng.normal(0, NOISE, image.shape)).clip(0, 255), np.uint8)

    def look(self, images: Sequence[Pixels]) -> Held | None:
        """Return what the recognizer sees in frames of a held hand; None for no hand in the last one."""
        assert self.recognizer is not None
        self.recognizer.reset()
        points: list[Array] = []
        letters: list[Array] = []
        scores = None
        for index, image in enumerate(images):  # detected, then tracked
            scores = self.recognizer.recognize(Frame(image, index / 15, index))
            if index > 0 and scores.landmarks is not None and scores.box is not None:
                height, width = image.shape[:2]
                points.append(in_palm_axes(scores.landmarks * np.array([width, height]), scores.box.hand or "right"))
                letters.append(np.asarray(scores.p, np.float64))
        if scores is None or scores.box is None or not points:
            return None
        return Held(np.mean(points, axis=0) * [1, -1], np.mean(letters, axis=0))

    def judged(self, held: Held, letter: str) -> Judgement:
        """Return the tutor's judgement of a hand while a letter is asked for; wrong if only landmarks are known."""
        if held.p is None or self._verifier is None:
            return Judgement("wrong")
        return self._verifier.judge(letter, held.p)

    def marks(self, held: Held | None, letter: str) -> tuple[Finger, ...]:
        """Return the fingers that a lesson marks."""
        if held is None:
            return ()
        judgement = self.judged(held, letter)
        check = check_hand(held.landmarks, "right", letter, judgement.rival) if judgement.decision == "wrong" else None
        return () if check is None else fingers_off(check.evidence)


@dataclass
class Rates:
    """Counts of one kind of hands.

    Attributes:
        hands, wrong, marked: hands, those that are called wrong, and those in which the finger in question is marked.
    """

    hands: int = 0
    wrong: int = 0
    marked: int = 0

    def add(self, wrong: bool, marked: bool) -> None:
        """Count a hand."""
        self.hands, self.wrong, self.marked = self.hands + 1, self.wrong + wrong, self.marked + marked

    @property
    def of_wrong(self) -> float:
        """Share of the hands called wrong that are marked."""
        return self.marked / max(self.wrong, 1)

    @property
    def of_all(self) -> float:
        """Share of all hands that are marked."""
        return self.marked / max(self.hands, 1)


def rendered_rates(eyes: Eyes, hands: int, seed: int) -> tuple[dict[str, Rates], dict[str, Rates]]:
    """Return for each letter the correct hands, where any mark counts, and the wrong ones, where the right one does."""
    rng = np.random.default_rng(seed)
    correct: dict[str, Rates] = defaultdict(Rates)
    wrong: dict[str, Rates] = defaultdict(Rates)
    for letter in finger_table():
        for _ in range(hands):
            held = eyes.see(varied(letter, rng))
            correct[letter].add(_called_wrong(eyes, held, letter), bool(eyes.marks(held, letter)))
            moment, finger = visibly_wrong(letter, rng, eyes.renderer)
            held = eyes.see(moment)
            wrong[letter].add(_called_wrong(eyes, held, letter), finger in eyes.marks(held, letter))
    return correct, wrong


def _called_wrong(eyes: Eyes, held: Held | None, letter: str) -> bool:
    return held is not None and eyes.judged(held, letter).decision == "wrong"


def people(data: Path, eyes: Eyes) -> Iterator[tuple[str, Held]]:
    """Yield the hands of the split `dev` that are found, each with its letter."""
    for sample in hands_of(data, "dev"):
        if eyes.recognizer is None:
            landmarks, hand = seen_by_mediapipe(sample)
            yield sample.letter, Held(landmarks * [1 if hand == "right" else -1, 1])
        elif (held := eyes.look([sample.load()] * STILL_FRAMES)) is not None:
            yield sample.letter, held


def people_rates(
    hands: Sequence[tuple[str, Held]], eyes: Eyes
) -> tuple[dict[str, Rates], dict[tuple[str, str, Finger], Rates]]:
    """Return for each letter the correct hands, and for each of ONE_FINGER the hands in the other letter."""
    correct: dict[str, Rates] = defaultdict(Rates)
    others: dict[tuple[str, str, Finger], Rates] = defaultdict(Rates)
    for letter, held in hands:
        correct[letter].add(_called_wrong(eyes, held, letter), bool(eyes.marks(held, letter)))
        for pair in ONE_FINGER:
            asked, signed, finger = pair
            if signed == letter:
                others[pair].add(_called_wrong(eyes, held, asked), finger in eyes.marks(held, asked))
    return correct, others


def _total(rates: Mapping[Any, Rates]) -> Rates:
    """Return the counts of all together."""
    each = rates.values()
    return Rates(sum(r.hands for r in each), sum(r.wrong for r in each), sum(r.marked for r in each))


def _report(kind: str, rates: Mapping[Any, Rates], target: str, by: str = "of_wrong") -> None:
    """Print one kind: of all hands, of those called wrong, then each letter or pair that has some of these."""
    total = _total(rates)
    print(
        f"{kind}: {total.hands} hands, {total.wrong} called wrong; marked {total.of_wrong:.1%} of these, "
        f"{total.of_all:.1%} of all ({target})"
    )
    names = {name if isinstance(name, str) else f"{name[0]} signed {name[1]}": each for name, each in rates.items()}
    print("  " + "  ".join(f"{name} {getattr(each, by):.0%}" for name, each in names.items() if each.wrong))


def main(argv: list[str] | None = None) -> int:
    """Print all rates."""
    parser = parser_for(__doc__)
    add_data(parser)
    parser.add_argument(
        "--hands", type=Whole(1, 9999), default=100, help="of each kind and letter (default: %(default)s)"
    )
    parser.add_argument("--seed", type=SEED, default=24, help="default: %(default)s")
    parser.add_argument("--station", action="store_true", help="landmarks as the station's models see them (slower)")
    args = parser.parse_args(argv)
    eyes = Eyes(open_recognizer(RecognitionSettings()) if args.station else None)
    if args.hands:
        correct, wrong = rendered_rates(eyes, args.hands, args.seed)
        _report("rendered, one finger wrong", wrong, "target ≥ 85 % of those called wrong")
        _report("rendered, correct", correct, "target ≤ 3 % of all", "of_all")
    if args.data.is_dir():
        correct, others = people_rates([*people(args.data, eyes)], eyes)
        _report("people of dev, another letter", others, "target ≥ 85 % of those called wrong")
        _report("people of dev, correct", correct, "target ≤ 3 % of all", "of_all")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
