"""A held hand as the station sees it: the mean of its landmarks and of the letters' probabilities over some frames."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.recognition.recognizer import Recognizer
from device.signing.finger_features import in_palm_axes
from device.tutor.verification import Judgement, Verifier, VerifyThresholds
from device.types import Frame, Pixels

Array = NDArray[np.float64]
FPS = 15


@dataclass(frozen=True)
class HeldHand:
    """A held hand.

    Attributes:
        points: (21, 2) in the axes of the palm, see device.signing.finger_features.
        p: (labels,), mean probabilities.
    """

    points: Array
    p: Array


def held_hand(recognizer: Recognizer, images: Sequence[Pixels]) -> HeldHand | None:
    """Return what a recognizer sees in frames of a held hand; None for no hand in the last one.

    The hand is detected in the first frame, which does not count, and tracked in the others.
    """
    recognizer.reset()
    points: list[Array] = []
    letters: list[Array] = []
    scores = None
    for index, image in enumerate(images):
        scores = recognizer.recognize(Frame(image, index / FPS, index))
        if index > 0 and scores.landmarks is not None and scores.box is not None:
            height, width = image.shape[:2]
            points.append(in_palm_axes(scores.landmarks * np.array([width, height]), scores.box.hand or "right"))
            letters.append(np.asarray(scores.p, np.float64))
    if scores is None or scores.box is None or not points:
        return None
    return HeldHand(np.mean(points, axis=0), np.mean(letters, axis=0))


def tutor_of(recognizer: Recognizer) -> Verifier:
    """Return the tutor's rules for a recognizer."""
    return Verifier(recognizer.labels, recognizer.excluded, VerifyThresholds.of(recognizer.metadata.thresholds))


def likeliest_rival(verifier: Verifier, hand: HeldHand, letter: str, letters: Sequence[str]) -> tuple[Judgement, str]:
    """Return the tutor's judgement, and its rival, or the likeliest of the other `letters` if it names none."""
    judgement = verifier.judge(letter, hand.p)
    others = [each for each in letters if each != letter]
    return judgement, judgement.rival or max(others, key=lambda each: verifier.evidence(each, hand.p))
