"""The letter after a J or Z."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.recognition.dynamic.after_stroke import NEXT_S, AfterStroke, sure_letter
from device.recognition.dynamic.detector import DynamicLetterDetector
from tests.device.recognition.dynamic.hands import SHAPE, says

read = st.sampled_from([None, "I", "U", "E"])


@given(st.lists(st.tuples(read, st.floats(0.01, 0.3)), max_size=20), st.sampled_from([None, "E"]))
def test_a_hand_has_gone_on_once_another_letter_has_been_read_for_long_enough(frames, final):
    after, t, since, letter = AfterStroke(), 0.0, 0.0, None
    after.begin("J", final)
    for now, gap in frames:
        t += gap
        since = since if now == letter else t
        letter = now
        other = letter not in (None, "I", final)
        assert after.gone_on(t, letter) == (other and t - since >= NEXT_S - 1e-9)


def test_a_letter_is_read_surely_from_the_threshold_on():
    p = np.array([0.3, 0.7, 0], np.float32)
    assert sure_letter(p, ("A", "B", "nothing"), 0.65) == "B"
    assert sure_letter(p, ("A", "B", "nothing"), 0.75) is None
    assert sure_letter(p, ("A", "nothing", "B"), 0.65) is None


class Drawn:
    """A network for which a J is done from 0.3 to 0.5 s."""

    def reset(self):
        self.n = 0

    def step(self, x):
        self.n += 1
        return says(J_done=0.95) if 9 <= self.n < 15 else says()


@pytest.mark.parametrize(("letter", "stays"), [("U", False), ("I", True), (None, True)])
def test_a_j_ends_soon_after_it_when_the_hand_shows_another_letter(letter, stays):
    detector = DynamicLetterDetector(Drawn())
    said = [detector.update(i / 30, SHAPE, 1.0, letter=letter if i > 12 else None) for i in range(21)]
    assert [motion.letter for motion in said if motion.done] == ["J"]
    assert said[14].letter == "J"
    assert (said[-1].letter == "J") == stays
