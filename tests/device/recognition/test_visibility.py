"""What makes a hand hard to see, and how it could be seen better."""

import numpy as np
import pytest

from device.recognition.visibility import complaint, hand_advice
from device.types import HandBox

FINE = HandBox(0.35, 0.25, 0.6, 0.75)


def upright(degrees: float) -> np.ndarray:
    """Landmarks, float32 (21, 2), whose middle knuckle lies at this angle from the vertical, in a 4:3 frame."""
    points = np.full((21, 2), 0.5, np.float32)
    angle = np.radians(degrees)
    points[9] += (0.2 * np.sin(angle) * 3 / 4, -0.2 * np.cos(angle))
    return points


@pytest.mark.parametrize(
    ("box", "light", "landmarks", "advice"),
    [
        (FINE, 120.0, upright(0), None),
        (FINE, None, None, None),
        (FINE, 20.0, None, "more_light"),
        (HandBox(0.45, 0.45, 0.55, 0.6), 120.0, None, "closer"),
        (HandBox(0.05, 0.04, 0.9, 0.96), 120.0, None, "farther"),
        (HandBox(0.0, 0.25, 0.25, 0.75), 120.0, None, "middle"),
        (FINE, 120.0, upright(70), "upright"),
        (FINE, 120.0, upright(-30), None),
    ],
)
def test_the_most_useful_advice_is_given(box, light, landmarks, advice):
    assert hand_advice(box, light, landmarks) == advice


def test_a_lesson_complains_only_about_what_makes_a_hand_unreadable():
    assert complaint(HandBox(0.45, 0.45, 0.55, 0.6), 120.0) is None
    assert complaint(HandBox(0.45, 0.45, 0.5, 0.52), 120.0) == "small"
    assert complaint(FINE, 20.0) == "dark"
