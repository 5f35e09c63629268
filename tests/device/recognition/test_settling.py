"""How fast a hold runs: moving, still, and surely read hands; handshapes with which a stroke may begin."""

import numpy as np
import pytest

from device.recognition.first_shape import WAIT_S
from device.recognition.smoothing import Smoother, Thresholds
from device.types import HandBox, Reading, Scores

LABELS = ("B", "I", "J", "nothing")
FPS = 30


class Hand:
    """A hand whose fingers move, read by a smoother."""

    def __init__(self) -> None:
        self.smoother = Smoother(LABELS, Thresholds(0.7, 0.4), 0.5, 0.3, ("nothing",), {"I": 0.45})
        self.readings: list[Reading] = []
        self.t, self.reach = 0.0, 1.0

    def show(self, letter: str | None, seconds: float, p: float = 1.0, speed: float = 0.0, stroke: str = "") -> None:
        """Show a letter while the fingertips move by `speed` palm lengths a second."""
        for _ in range(round(seconds * FPS)):
            self.t, self.reach = self.t + 1 / FPS, self.reach + speed / FPS
            values = np.zeros(len(LABELS), np.float32)
            values[-1] = 1 - p
            if letter is not None:
                values[LABELS.index(letter)] = p
            box = None if letter is None else HandBox(0, 0, 1, 1)
            points = np.zeros((21, 2), np.float32)
            points[[5, 9, 13, 17]] = [[-0.03, -0.2], [-0.01, -0.2], [0.01, -0.2], [0.03, -0.2]]
            points[[4, 8, 12, 16, 20]] = [0, -0.2 * self.reach]
            scores = Scores(self.t, LABELS, values, box, None if box is None else points, stroke or None)
            self.readings.append(self.smoother.update(scores))
            stroke = ""

    @property
    def text(self) -> str:
        return "".join(reading.letter for reading in self.readings if reading.fresh)

    def counted_after(self) -> float:
        return next(reading.t for reading in self.readings if reading.fresh)


@pytest.mark.parametrize(("p", "seconds"), [(1.0, 0.28 + 0.12), (0.85, 0.33 + 0.3)])
def test_a_still_hand_counts_sooner_if_it_is_read_surely(p, seconds):
    hand = Hand()
    hand.show("B", 2.0, p)
    assert hand.counted_after() == pytest.approx(seconds + 1 / FPS, abs=0.05)  # the first frame stands for no time


@pytest.mark.parametrize(("speed", "text"), [(0.0, "B"), (3.0, "")])
def test_a_still_hand_needs_less_evidence_for_a_letter_without_a_rival(speed, text):
    hand = Hand()
    hand.show("B", 2.0, p=0.62, speed=speed)
    assert hand.text == text


def test_a_first_handshape_counts_late_if_another_letter_follows():
    hand = Hand()
    hand.show("I", 0.8)
    assert hand.text == ""  # a J may follow
    hand.show("B", 0.8)
    assert hand.text == "IB"


def test_a_first_handshape_counts_late_if_no_stroke_follows():
    hand = Hand()
    hand.show("I", 0.8)
    hand.show(None, WAIT_S + 0.5)
    assert hand.text == "I"
    hand.show("I", 2.0)
    hand.show(None, 2.0)
    assert hand.text == "II"


def test_a_first_handshape_that_becomes_a_stroke_is_no_letter():
    hand = Hand()
    hand.show("I", 0.8)
    hand.show("nothing", 0.5, speed=3.0)
    hand.show("J", 1.5, stroke="J")
    hand.show(None, 2.0)
    assert hand.text == "J"


def test_a_glimpse_of_a_first_handshape_is_no_letter():
    hand = Hand()
    hand.show("I", 0.3)
    hand.show("B", 1.0)
    assert hand.text == "B"
