"""Measure how often the finger that is off is marked, and a correct hand.

Rendered hands: the bundled hand in each letter, its joints varied by a few degrees and turned, correct, and with one
finger held as in another letter: straight in place of closed, closed in place of straight, or the thumb elsewhere.
Wanted: of the wrong ones at least 85 % have the right finger marked, of the correct ones at most 3 % any. People: the
frames of the split `dev`, all correct. No figure of the table was fitted to these hands. With `--station` landmarks are
the mean of FRAMES frames, as in a lesson: of a hand that trembles a little, or of a still shown so often.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks._common import add_data, parser_for
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import RecognitionSettings
from device.signing.finger_check import LIMIT, check_hand, fingers_off, wanted_bend
from device.signing.finger_features import in_palm_axes
from device.signing.finger_table import finger_table
from device.signing.pose_table import pose_table
from device.signing.renderer import PIVOT, HandRenderer, Viewpoint
from device.signing.rotation import view_rotation
from device.signing.skeleton import PARAMETER_INDEX
from device.signing.timeline import Moment
from device.system.command_line import exit_code_of
from device.types import Frame, Handedness, Pixels
from device.view import FINGER_NAMES, Finger
from training.fitting.finger_table import hands_of, seen_by_mediapipe

Array = NDArray[np.float64]
SPREAD, YAW, PITCH, ROLL = 4.0, 15.0, 12.0, 10.0
"""Standard deviation of each joint angle, and largest turns, degrees."""
OTHER_THUMBS = "ABELST"
MIN_THUMB = 35.0
"""Largest joint angle, degrees, by which a thumb of another letter must differ to be held elsewhere."""
THUMB = slice(PARAMETER_INDEX["t_r"], PARAMETER_INDEX["t_ip"] + 1)
CLOSED, OPEN = (85.0, 100.0, 60.0), (6.0, 6.0, 6.0)
FRAMES, TREMOR, NOISE = 6, 1.0, 3.0
"""Frames of a held hand; standard deviations of its joint angles, degrees, and of the camera's noise, grey levels."""
VIEW = Viewpoint(320, 240, 60.0, centre=(0.5, 0.55))


def varied(letter: str, rng: np.random.Generator) -> Moment:
    """Return a correct hand, a little different each time."""
    sign = pose_table().signs[letter]
    pose = sign.pose + rng.normal(0, SPREAD, len(sign.pose)) * (np.arange(len(sign.pose)) < PARAMETER_INDEX["cup"])
    turn = view_rotation(rng.uniform(-YAW, YAW), rng.uniform(-PITCH, PITCH), rng.uniform(-ROLL, ROLL))
    return Moment(pose, turn @ sign.rotation, np.zeros(3), letter, "hold")


def with_one_wrong(moment: Moment, rng: np.random.Generator) -> tuple[Moment, Finger]:
    """Return the hand with one finger held as in another letter, and which."""
    number, pose = int(rng.integers(5)), moment.pose.copy()
    finger = FINGER_NAMES[number]
    if number == 0:
        signs = pose_table().signs
        own = signs[moment.letter].pose[THUMB]
        others = [signs[each].pose[THUMB] for each in OTHER_THUMBS]
        others = [each for each in others if np.abs(each - own).max() > MIN_THUMB]
        pose[THUMB] = others[rng.integers(len(others))] + rng.normal(0, 3, 5)
    else:
        joints = [PARAMETER_INDEX[f"{finger[0]}_{joint}"] for joint in ("mcp", "pip", "dip")]
        wanted = wanted_bend(moment.letter, finger)
        closes = wanted == "straight" or (wanted == "half" and rng.random() < 0.5)
        pose[joints] = np.array(CLOSED if closes else OPEN) + rng.normal(0, 4, 3)
    return Moment(pose, moment.rotation, moment.position, moment.letter, moment.phase), finger


class Eyes:
    """Landmarks of a rendered hand: as it is posed, or as the station reads them from a drawing."""

    def __init__(self, recognizer: Recognizer | None) -> None:
        """Use the true landmarks, or a recognizer on a drawing."""
        self.recognizer, self._renderer, self._rng = recognizer, HandRenderer(), np.random.default_rng(6)

    def see(self, moment: Moment) -> tuple[Array, Handedness] | None:
        """Return landmarks (21, 2) in one unit, y down, and the hand's side; None if no hand is found."""
        if self.recognizer is None:
            points = self._renderer.model.skeleton.landmarks(moment.pose)
            return np.asarray(VIEW.project((points - PIVOT) @ moment.rotation.T)[:, :2], np.float64), "right"
        bends = np.arange(len(moment.pose)) < PARAMETER_INDEX["cup"]
        poses = [moment.pose + self._rng.normal(0, TREMOR, len(bends)) * bends for _ in range(FRAMES)]
        return self.look([self._drawn(replace(moment, pose=pose)) for pose in poses])

    def _drawn(self, moment: Moment) -> Pixels:
        drawn = self._renderer.render(moment, VIEW, smooth=True).rgba
        cover = drawn[..., 3:].astype(float) / 255
        image = drawn[..., 2::-1] * cover + 128 * (1 - cover)
        return np.asarray((image + self._rng.normal(0, NOISE, image.shape)).clip(0, 255), np.uint8)

    def look(self, images: Sequence[Pixels], letter: str | None = None) -> tuple[Array, Handedness] | None:
        """Return what is seen in frames of a held hand, as a right one; None for no hand, or another letter."""
        assert self.recognizer is not None
        self.recognizer.reset()
        found: list[Array] = []
        scores = None
        for index, image in enumerate(images):  # detected, then tracked
            scores = self.recognizer.recognize(Frame(image, index / 15, index))
            if index > 0 and scores.landmarks is not None and scores.box is not None:
                height, width = image.shape[:2]
                found.append(in_palm_axes(scores.landmarks * np.array([width, height]), scores.box.hand or "right"))
        if scores is None or scores.box is None or not found:
            return None
        if letter is not None and self.recognizer.labels[int(np.argmax(scores.p))] != letter:
            return None
        return np.mean(found, axis=0) * [1, -1], "right"


def rendered_rates(eyes: Eyes, hands: int, seed: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return for each letter the part of correct hands with a mark, and of wrong ones with the right finger marked."""
    rng = np.random.default_rng(seed)
    correct: dict[str, list[bool]] = defaultdict(list)
    right: dict[str, list[bool]] = defaultdict(list)
    for letter in finger_table():
        for _ in range(hands):
            moment = varied(letter, rng)
            correct[letter].append(bool(marks(eyes.see(moment), letter)))
            wrong, finger = with_one_wrong(varied(letter, rng), rng)
            right[letter].append(finger in marks(eyes.see(wrong), letter))
    return _means(correct), _means(right)


def _means(found: Mapping[str, list[bool]]) -> dict[str, float]:
    return {letter: float(np.mean(each)) for letter, each in found.items()}


def marks(seen: tuple[Array, Handedness] | None, letter: str) -> tuple[Finger, ...]:
    """Return the fingers that are marked."""
    check = None if seen is None else check_hand(*seen, letter)
    return () if check is None else fingers_off(check.evidence)


def people(data: Path, eyes: Eyes) -> Iterator[tuple[str, bool, float]]:
    """Yield for each frame of the split `dev` its letter, whether anything is marked, and its farthest finger.

    With a recognizer, only frames that it reads right count: of the others it does not say what is off.
    """
    for sample in hands_of(data, "dev"):
        seen = (
            seen_by_mediapipe(sample) if eyes.recognizer is None else eyes.look([sample.load()] * FRAMES, sample.letter)
        )
        if seen is not None:
            check = check_hand(*seen, sample.letter)
            farthest = 0.0 if check is None else float(check.evidence.max()) * LIMIT
            yield sample.letter, bool(marks(seen, sample.letter)), farthest


def main(argv: list[str] | None = None) -> int:
    """Print all rates."""
    parser = parser_for(__doc__)
    add_data(parser)
    parser.add_argument("--hands", type=int, default=100, help="of each kind and letter (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=24)
    parser.add_argument("--station", action="store_true", help="landmarks as the station's models see them (slower)")
    args = parser.parse_args(argv)
    eyes = Eyes(open_recognizer(RecognitionSettings()) if args.station else None)
    correct, right = rendered_rates(eyes, args.hands, args.seed)
    print(f"rendered, one finger wrong: right finger marked {np.mean([*right.values()]):.1%} (target ≥ 85 %)")
    print("  " + "  ".join(f"{letter} {rate:.0%}" for letter, rate in right.items()))
    print(f"rendered, correct: marked {np.mean([*correct.values()]):.1%} (target ≤ 3 %)")
    print("  " + "  ".join(f"{letter} {rate:.0%}" for letter, rate in correct.items() if rate))
    if args.data.is_dir():
        found = list(people(args.data, eyes))
        letters = sorted({letter for letter, _, _ in found})
        rates = {each: float(np.mean([marked for letter, marked, _ in found if letter == each])) for each in letters}
        which = "frames, read right" if args.station else "correct frames"
        share = np.mean([marked for _, marked, _ in found])
        print(f"people of dev, {len(found)} {which}: marked {share:.1%}")
        print("  " + "  ".join(f"{letter} {rate:.0%}" for letter, rate in rates.items() if rate))
        print(
            f"limit that marks 3 % of them: {np.quantile([farthest for *_, farthest in found], 0.97):.1f} (is {LIMIT})"
        )
    return 0


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
