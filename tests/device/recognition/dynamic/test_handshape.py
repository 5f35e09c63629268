"""The handshape with which a stroke is drawn: without it, a stroke is no J or Z."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.recognition.dynamic.detector import DynamicLetterDetector
from device.recognition.dynamic.handshape import RECENT_S, RecentHandshapes, handshapes
from tests.device.recognition.dynamic.hands import says

LABELS = ("A", "D", "I", "X", "nothing")
LANDMARKS = np.random.default_rng(1).uniform(0, 100, (21, 2))


class Draws:
    """A network that sees a J end half a second after the start."""

    def reset(self):
        self.step_number = 0

    def step(self, x):
        self.step_number += 1
        return says(J_done=0.95) if self.step_number > 15 else says(J_under_way=0.9)


def letters(seen):
    detector = DynamicLetterDetector(Draws())
    return [motion.letter for i in range(40) if (motion := detector.update(i / 30, LANDMARKS, 1.0, seen(i / 30))).done]


def test_a_j_is_drawn_with_the_little_finger():
    assert letters(lambda t: handshapes(np.float32([0.1, 0, 0.9, 0, 0]), LABELS)) == ["J"]


def test_a_fist_that_moves_like_a_j_is_none():
    assert letters(lambda t: handshapes(np.float32([0.95, 0, 0.02, 0, 0.03]), LABELS)) == []


def test_the_handshape_need_only_be_seen_for_a_moment():
    assert letters(lambda t: {"J": 0.5 if t < 0.1 else 0.0, "Z": 0.0}) == ["J"]


def test_without_handshapes_the_movement_decides():
    assert letters(lambda t: None) == ["J"]


def test_a_z_may_be_drawn_with_d_or_x():
    assert handshapes(np.float32([0, 0.2, 0, 0.3, 0.5]), LABELS)["Z"] == pytest.approx(0.5)


@given(st.floats(0, 1), st.floats(0, 10))
def test_what_was_seen_is_forgotten_after_a_while(seen, later):
    recent = RecentHandshapes()
    recent.add(0.0, {"J": seen, "Z": 1.0})
    recent.add(later, {"J": 0.0, "Z": 0.0})
    assert ("Z" in recent) == (later <= RECENT_S)
