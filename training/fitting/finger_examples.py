"""Hands from which the network of device.signing.finger_network learns which finger is off.

- Drawn hands, correct or with one finger held as in another letter: as the station sees them, and with true landmarks.
- Training people's hands in the letter that is asked for: no finger is off, also where the networks misread it.
- Training people's hands while another letter is asked for: the fingers in which the two letters differ are off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.recognition.recognizer import Recognizer
from device.signing.finger_features import in_palm_axes
from device.signing.finger_table import finger_table
from device.signing.renderer import HandRenderer
from device.signing.timeline import Moment
from device.tutor.confusables import confusable_with
from device.types import Pixels
from device.view import FINGER_NAMES, Finger
from training.fitting.finger_table import hands_of
from training.fitting.held_hand import HeldHand, held_hand, likeliest_rival, tutor_of
from training.progress import progress
from training.rendering.wrong_fingers import VIEW, varied, visibly_wrong

Array = NDArray[np.float64]
DRAWN_WRONG, DRAWN_CORRECT = 300, 30
"""Drawn hands of each letter."""
PEOPLE = 240
"""Largest number of training people's hands of each letter."""
OTHERS = 2
"""Other letters that are asked for, for each hand of the training people."""
CONFUSABLE = 0.7
"""Share of these that are letters which the hand's letter is confused with."""
DIFFERENT, ALIKE = 20.0, 7.0
"""Squared distance of a finger's means in two letters from which it is off, and up to which it is not."""
FRAMES, STILL_FRAMES, NOISE = 3, 2, 3.0
"""Frames of a drawn hand and of a person's still; standard deviation of the camera's noise, grey levels."""
DRAWN_WEIGHT, EXACT_WEIGHT, MISREAD_WEIGHT = 1.5, 0.3, 3.0
"""Weight of a drawn hand, of one with exact landmarks, and of a person's hand that the tutor would call wrong."""
ONE_FINGER: tuple[tuple[str, str, Finger], ...] = (
    *(("W", "V", "ring"), ("V", "W", "ring"), ("M", "N", "ring"), ("N", "M", "ring")),
    *(("S", "I", "little"), ("I", "S", "little"), ("I", "Y", "thumb"), ("Y", "I", "thumb")),
    *(("S", "A", "thumb"), ("A", "S", "thumb"), ("T", "A", "thumb"), ("A", "T", "thumb")),
)
"""(letter that is asked for, letter that is signed, finger in which they differ)."""
_FINGER_OF = {(asked, signed): FINGER_NAMES.index(finger) for asked, signed, finger in ONE_FINGER}


@dataclass(frozen=True)
class FingerExample:
    """One hand, and which of its fingers are off.

    Attributes:
        points: (21, 2) in the axes of the palm.
        letter, rival: that is asked for; that it is taken for, None if unknown.
        off: (5,) 1 for a finger that is off, thumb first.
        weight: (5,) of each finger's loss; 0 where it is not known whether it is off.
    """

    points: Array
    letter: str
    rival: str | None
    off: Array
    weight: Array


def drawn_examples(recognizer: Recognizer, rng: np.random.Generator) -> Iterator[FingerExample]:
    """Yield drawn hands of random skin before random grey, those that the station finds also as it sees them."""
    verifier, letters = tutor_of(recognizer), sorted(finger_table())
    for letter in progress([each for each in letters for _ in range(DRAWN_WRONG + DRAWN_CORRECT)], "Drawn hands"):
        renderer = HandRenderer(float(rng.uniform()))
        is_wrong = rng.random() * (DRAWN_WRONG + DRAWN_CORRECT) < DRAWN_WRONG
        moment, finger = visibly_wrong(letter, rng, renderer) if is_wrong else (varied(letter, rng), None)
        off = np.zeros(len(FINGER_NAMES))
        if finger is not None:
            off[FINGER_NAMES.index(finger)] = 1
        images, landmarks = _drawn(renderer, moment, rng)
        yield FingerExample(in_palm_axes(landmarks, "right"), letter, None, off, np.full(len(off), EXACT_WEIGHT))
        seen = held_hand(recognizer, images)
        if seen is not None:
            rival = likeliest_rival(verifier, seen, letter, letters)[1]
            yield FingerExample(seen.points, letter, rival, off, np.full(len(off), DRAWN_WEIGHT))


def people_examples(recognizer: Recognizer, data: Path, rng: np.random.Generator) -> Iterator[FingerExample]:
    """Yield training people's hands, each in its own letter and in OTHERS letters that it is not.

    Raises:
        DataError: an index is missing or damaged, or a picture cannot be read.
    """
    verifier, letters = tutor_of(recognizer), sorted(finger_table())
    samples, count = hands_of(data, "train"), dict.fromkeys(letters, 0)
    for index in progress(rng.permutation(len(samples)).tolist(), "People's hands"):
        signed = str(samples[index].letter)
        if count[signed] >= PEOPLE:
            continue
        count[signed] += 1
        seen = held_hand(recognizer, [samples[index].load()] * STILL_FRAMES)
        if seen is None:
            continue
        judgement, rival = likeliest_rival(verifier, seen, signed, letters)
        weight = np.full(len(FINGER_NAMES), MISREAD_WEIGHT if judgement.decision == "wrong" else 1.0)
        yield FingerExample(seen.points, signed, rival, np.zeros(len(weight)), weight)
        for _ in range(OTHERS):
            yield _in_other_letter(seen, signed, letters, rng)


def _in_other_letter(seen: HeldHand, signed: str, letters: Sequence[str], rng: np.random.Generator) -> FingerExample:
    """Return a hand that signs one letter while another one is asked for."""
    near = sorted({*confusable_with(signed), *(asked for asked, other in _FINGER_OF if other == signed)} & {*letters})
    far = [each for each in letters if each != signed]
    asked = str(rng.choice(near if near and rng.random() < CONFUSABLE else far))
    table = finger_table()
    different = table[asked].differences(table[signed])
    off = (different >= DIFFERENT).astype(float)
    weight = ((different >= DIFFERENT) | (different <= ALIKE)).astype(float)
    if (asked, signed) in _FINGER_OF:
        off, weight = np.zeros(len(off)), np.ones(len(off))
        off[_FINGER_OF[asked, signed]] = 1
    return FingerExample(seen.points, asked, signed, off, weight)


def _drawn(renderer: HandRenderer, moment: Moment, rng: np.random.Generator) -> tuple[list[Pixels], Array]:
    """Return frames of a hand with a camera's noise, and its landmarks (21, 2), pixels."""
    drawn = renderer.render(moment, VIEW)
    cover = drawn.rgba[..., 3:].astype(float) / 255
    image = drawn.rgba[..., 2::-1] * cover + rng.uniform(60, 200) * (1 - cover)
    noisy = [np.asarray((image + rng.normal(0, NOISE, image.shape)).clip(0, 255), np.uint8) for _ in range(FRAMES)]
    return noisy, np.asarray(drawn.landmarks, np.float64)
