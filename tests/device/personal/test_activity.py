"""Learning a hand: every letter three times, what is read as another one again, and kept only if it helps."""

import numpy as np
import pytest

from device.alphabet import STATIC_LETTERS
from device.personal.activity import RESULT_S, PersonalActivity
from device.personal.guide import ORDER, ROUNDS, SAMPLES, HandGuide
from device.recognition.presence import SESSION_END_S
from device.tutor.confusables import are_confusable
from device.types import Frame, Reading
from tests.fakes.signed_hands import MISREAD, scores_of

FPS = 12
GREY = np.full((240, 320), 120, np.uint8)


class Learner:
    """Makes the letter that is asked for, half a second later."""

    def __init__(self, letters=ORDER, rounds=ROUNDS, misread=MISREAD, sure=0.6, says="yes") -> None:
        self.kept, self.t, self.view, self.says = [], 0.0, None, says
        self.activity = PersonalActivity(HandGuide(letters, rounds), self.kept.append, "red-fox")
        self.misread, self.sure, self.messages = misread, sure, []
        self.asked, self.since, self.before = "", 0.0, ""
        self.rng = np.random.default_rng(1)

    def sign(self, seconds: float, present: bool = True) -> None:
        end = self.t + seconds
        while self.t < end and not self.activity.finished:
            letter = self.view.task.prompt if self.view is not None and self.view.task is not None else ""
            if letter != self.asked:
                self.before, self.asked, self.since = self.asked, letter, self.t
            signed = letter if self.t - self.since > 0.5 else self.before
            if self.view is not None and self.view.task is not None and self.view.task.question:
                self.activity.press(self.says)
            scores = scores_of(self.t, (signed or None) if present else None, self.rng, self.misread, self.sure)
            reading = Reading(self.t, None, 0.0, False, 0.0, scores.box is not None)
            self.view, _ = self.activity.step(Frame(GREY, self.t), scores, reading)
            if not self.messages or self.messages[-1] != self.view.message:
                self.messages.append(self.view.message)
            self.t += 1 / FPS


def test_no_two_neighbours_look_alike():
    assert sorted(ORDER) == sorted(STATIC_LETTERS)
    assert not [pair for pair in zip(ORDER, ORDER[1:] + ORDER[0], strict=True) if are_confusable(*pair)]


def test_a_hand_is_learned_in_three_minutes_and_kept():
    learner = Learner()
    learner.sign(300)
    assert learner.activity.finished
    assert learner.t - RESULT_S < 180
    (samples,) = learner.kept
    assert len(samples) == len(STATIC_LETTERS) * ROUNDS * SAMPLES
    assert {(sample.letter, sample.pose) for sample in samples} == {
        (x, n) for x in STATIC_LETTERS for n in range(ROUNDS)
    }
    result = learner.activity.validation
    assert result.before == result.count * 22 // 24
    assert result.after == result.count
    assert learner.activity.end(None)[2] == "Your hand is learned: 360 of 360 read right, 330 without it"


@pytest.mark.parametrize(("says", "kept"), [("yes", 3), ("no", 2)])
def test_a_letter_that_is_surely_read_as_another_is_asked_again_and_then_asked_about(says, kept):
    learner = Learner("BIW", 2, {"I": "E"}, 0.99, says)
    learner.sign(60)
    assert "That was read as E. Sign I once more" in learner.messages
    assert "Read as E again. Did you sign I? Thumb up: yes" in learner.messages
    assert len({sample.letter for sample in learner.kept[0]}) == kept


def test_nothing_is_kept_of_a_letter_that_was_held_once_or_of_a_learner_who_has_left():
    once = Learner("BW", 1)
    once.sign(20)
    assert once.activity.finished
    assert not once.kept
    gone = Learner()
    gone.sign(20)
    gone.sign(SESSION_END_S + 1, present=False)
    assert gone.activity.finished
    assert not gone.kept


def test_a_hold_begins_again_after_the_camera_was_lost_and_a_letter_can_be_skipped():
    learner = Learner("BW", 2)
    learner.sign(1.4)
    assert learner.view.status == "holding"
    learner.activity.interrupted(learner.t)
    learner.sign(0.2)
    assert learner.view.status == "hand"
    assert learner.view.task.prompt == "B"
    learner.activity.press("skip")
    learner.sign(0.2)
    assert learner.view.task.prompt == "W"
    assert learner.view.task.asked == 4
