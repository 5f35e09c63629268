"""Measure how often the finger that is off is marked, and a correct hand, as lessons mark them.

A lesson marks a finger after a miss: the held hand is judged by the tutor's rules, and only where it is called another
letter it is compared with people's hands in the letter that was asked for, and in the one it looked like.

- Rendered hands: the bundled hand in each letter, its joints varied by a few degrees and turned, correct, and with one
  finger held as in another letter: straight in place of closed, closed in place of straight, or the thumb elsewhere.
  The wrong finger must be visible in the picture (`training/rendering/wrong_fingers.py`). The network that is measured
  has learned from other hands of the same renderer.
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
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks._common import add_data, parser_for
from device.recognition.hand_topology import FINGERTIPS
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import SKINS, RecognitionSettings
from device.signing.finger_check import check_hand, fingers_off
from device.signing.finger_features import in_palm_axes
from device.signing.finger_table import finger_table
from device.signing.renderer import HandRenderer
from device.signing.skeleton import PARAMETER_INDEX
from device.signing.timeline import Moment
from device.signing.viewpoint import PIVOT
from device.system.command_line import exit_code_of
from device.system.option_types import SEED, Whole
from device.tutor.verification import Judgement
from device.types import Pixels
from device.view import FINGER_NAMES, Finger
from training.fitting.finger_examples import ONE_FINGER
from training.fitting.finger_table import hands_of, seen_by_mediapipe
from training.fitting.held_hand import held_hand, tutor_of
from training.rendering.wrong_fingers import VIEW, varied, visibly_wrong

Array = NDArray[np.float64]
FRAMES, TREMOR, NOISE = 6, 1.0, 3.0
"""Frames of a held hand; standard deviations of its joint angles, degrees, and of the camera's noise, grey levels."""
STILL_FRAMES = 3
"""Frames of a still: only the square in which its landmarks are placed changes."""
NEAR = 0.4
"""Distance from a mark's end to the fingertip, palm lengths, up to which it is at the right place."""


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

    def __init__(self, recognizer: Recognizer | None, skin: str = "medium") -> None:
        """Use the true landmarks, or a recognizer on a drawing of this skin."""
        self.recognizer, self.renderer, self._rng = recognizer, HandRenderer(skin), np.random.default_rng(6)
        self._verifier = None if recognizer is None else tutor_of(recognizer)

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
        seen = held_hand(self.recognizer, images)
        return None if seen is None else Held(seen.points * [1, -1], seen.p)

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
        hands, wrong: hands, and those that are called wrong.
        marked, alone: hands in which the finger in question is marked, and in which no other one is.
    """

    hands: int = 0
    wrong: int = 0
    marked: int = 0
    alone: int = 0

    def add(self, wrong: bool, marks: Sequence[Finger], finger: Finger | None) -> None:
        """Count a hand with its marked fingers; `finger` is the one that is off, None if any mark counts."""
        marked = bool(marks) if finger is None else finger in marks
        self.hands, self.wrong, self.marked = self.hands + 1, self.wrong + wrong, self.marked + marked
        self.alone += marked and len(marks) == 1

    @property
    def of_wrong(self) -> float:
        """Share of the hands called wrong that are marked."""
        return self.marked / max(self.wrong, 1)

    @property
    def of_all(self) -> float:
        """Share of all hands that are marked."""
        return self.marked / max(self.hands, 1)


def rendered_rates(eyes: Eyes, hands: int, seed: int) -> tuple[dict[str, Rates], dict[str, Rates], list[float]]:
    """Return for each letter the correct hands, where any mark counts, and the wrong ones, where the right one does.

    Last come the distances from the right marks' tips to the fingertips, palm lengths.
    """
    rng = np.random.default_rng(seed)
    correct: dict[str, Rates] = defaultdict(Rates)
    wrong: dict[str, Rates] = defaultdict(Rates)
    distances: list[float] = []
    for letter in finger_table():
        for _ in range(hands):
            held = eyes.see(varied(letter, rng))
            correct[letter].add(_called_wrong(eyes, held, letter), eyes.marks(held, letter), None)
            moment, finger = visibly_wrong(letter, rng, eyes.renderer)
            held = eyes.see(moment)
            marks = eyes.marks(held, letter)
            wrong[letter].add(_called_wrong(eyes, held, letter), marks, finger)
            if held is not None and finger in marks:
                true = eyes.renderer.render(moment, VIEW).landmarks
                apart = in_palm_axes(held.landmarks, "right") - in_palm_axes(true, "right")
                distances.append(float(np.linalg.norm(apart[FINGERTIPS[FINGER_NAMES.index(finger)]])))
    return correct, wrong, distances


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
        correct[letter].add(_called_wrong(eyes, held, letter), eyes.marks(held, letter), None)
        for pair in ONE_FINGER:
            asked, signed, finger = pair
            if signed == letter:
                others[pair].add(_called_wrong(eyes, held, asked), eyes.marks(held, asked), finger)
    return correct, others


def _total(rates: Mapping[Any, Rates]) -> Rates:
    """Return the counts of all together."""
    each = rates.values()
    return Rates(*(sum(getattr(r, field.name) for r in each) for field in fields(Rates)))


def _report(kind: str, rates: Mapping[Any, Rates], target: str, by: str = "of_wrong") -> None:
    """Print one kind: of all hands, of those called wrong, then each letter or pair that has some of these."""
    total = _total(rates)
    print(
        f"{kind}: {total.hands} hands, {total.wrong} called wrong; marked {total.of_wrong:.1%} of these "
        f"(one finger only {total.alone / max(total.wrong, 1):.1%}), {total.of_all:.1%} of all ({target})"
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
    parser.add_argument("--skin", choices=SKINS, default="medium", help="of rendered hands (default: %(default)s)")
    parser.add_argument("--station", action="store_true", help="landmarks as the station's models see them (slower)")
    args = parser.parse_args(argv)
    eyes = Eyes(open_recognizer(RecognitionSettings()) if args.station else None, args.skin)
    if args.hands:
        correct, wrong, distances = rendered_rates(eyes, args.hands, args.seed)
        _report("rendered, one finger wrong", wrong, "target ≥ 85 % of those called wrong")
        near = np.mean(np.array(distances) <= NEAR) if distances else 0
        print(f"  the mark ends within {NEAR} palm lengths of the fingertip in {near:.0%} of those marked")
        _report("rendered, correct", correct, "target ≤ 3 % of all", "of_all")
    if args.data.is_dir():
        correct, others = people_rates([*people(args.data, eyes)], eyes)
        _report("people of dev, another letter", others, "target ≥ 85 % of those called wrong")
        _report("people of dev, correct", correct, "target ≤ 3 % of all", "of_all")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
