"""Scores of a hand that signs letters: landmarks of the posable hand, and networks that misread some letters."""

from functools import cache

import numpy as np

from device.alphabet import STATIC_LETTERS
from device.signing.hand_model import hand_model
from device.signing.pose_table import pose_table
from device.types import HandBox, Scores

LABELS = (*STATIC_LETTERS, "nothing")
MISREAD = {"N": "M", "I": "E"}


@cache
def landmarks_of(letter: str) -> np.ndarray:
    """Landmarks (21, 2) of a letter, in the middle half of the frame."""
    sign = pose_table().signs[letter]
    points = hand_model().skeleton.landmarks(sign.pose) @ sign.rotation.T
    flat = points[:, :2] * [1, -1]
    flat = flat - flat.mean(0)
    return (0.5 + 0.25 * flat / np.abs(flat).max()).astype(np.float32)


def scores_of(t: float, letter: str | None, rng, misread=MISREAD, sure: float = 0.6) -> Scores:
    """The networks' scores of a frame; None for no hand. The letter that is read has the probability `sure`."""
    p = np.zeros(len(LABELS), np.float32)
    if letter is None:
        return Scores(t, LABELS, p, None)
    p[LABELS.index(letter)] += 0.95 - sure
    p[LABELS.index(misread.get(letter, letter))] += sure
    p[-1] = 0.05
    points = landmarks_of(letter) + rng.normal(0, 0.004, (21, 2)).astype(np.float32)
    return Scores(t, LABELS, p, HandBox(0.2, 0.2, 0.8, 0.8, "right"), points.astype(np.float32))
