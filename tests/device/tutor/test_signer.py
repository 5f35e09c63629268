"""The hand in front of the camera: arrival, absence, side, and its answers."""

import numpy as np
import pytest

from device.recognition.presence import GAP_S
from device.recognition.visibility import DARK
from device.tutor.inputs import FrameInput
from device.tutor.signer import Answer, Signer
from device.types import HandBox, Reading, Scores
from tests.tools.actor import BOX, OPEN, p_of
from tests.tools.actor import LABELS as STATIC

LABELS = (*STATIC, "J", "Z")
FPS = 20


class Hand:
    """Shows frames to a signer; `answers` are those it has given."""

    def __init__(self) -> None:
        self.signer, self.frame, self.answers = Signer(LABELS), 0, []

    @property
    def t(self) -> float:
        return self.frame / FPS

    def show(self, seconds, p=OPEN, box=BOX, dynamic=None, finish=True, light=None):
        p = [*p, 0, 0] if box is not None else [0] * len(LABELS)
        for _ in range(round(seconds * FPS)):
            self.frame += 1
            reading = Reading(self.t, dynamic, 1.0, dynamic is not None, 1.0, hand=box is not None)
            scores = Scores(self.t, LABELS, np.array(p, np.float32), box)
            answer = self.signer.update(FrameInput(scores, reading, light), self.t, finish, slide=False)
            if answer is not None:
                self.answers.append(answer)
        return self


def test_a_held_pose_is_an_answer():
    hand = Hand().show(0.5).show(2.0, p_of(A=0.9))
    assert len(hand.answers) == 1
    assert hand.answers[0].letter is None
    assert hand.answers[0].pose[LABELS.index("A")] == pytest.approx(0.9, abs=0.05)


def test_a_dynamic_letter_is_an_answer_at_once_and_once():
    hand = Hand().show(0.5).show(1.0, p_of(I=0.9), dynamic="J")
    assert hand.answers == [Answer(pytest.approx(0.55), letter="J")]


def test_what_made_the_hand_hard_to_see_is_part_of_the_answer():
    assert Hand().show(2.0, p_of(A=0.9), light=DARK - 1).answers[0].fault == "dark"


def test_a_hand_that_is_still_there_has_not_arrived():
    hand = Hand().show(1.0)
    hand.signer.expect_arrival(hand.t)
    assert not hand.show(1.0).signer.arrived
    assert hand.show(GAP_S + 0.2, box=None).show(0.1).signer.arrived


def test_absence_is_counted_from_the_last_frame_with_a_hand():
    hand = Hand()
    assert hand.signer.absent_s(5.0) == float("inf")
    hand.show(1.0).show(0.5, box=None)
    assert hand.signer.absent_s(hand.t) == pytest.approx(0.5)


def test_the_side_is_that_of_the_newest_hand():
    hand = Hand().show(0.2, box=HandBox(0.3, 0.2, 0.6, 0.8, "left"))
    assert hand.show(0.2, box=None).signer.side == "left"


def test_an_interruption_discards_the_hold_but_not_the_absence():
    hand = Hand().show(1.0, p_of(A=0.9))
    hand.signer.interrupted()
    assert hand.show(0.5, p_of(A=0.9)).answers == []
    assert hand.signer.absent_s(hand.t) == 0
