"""Held poses of a lesson: settle, hold, and count again only after a change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.recognition.pose import PoseTracker, distance
from device.tutor import rules
from device.tutor.confusables import are_confusable
from device.types import HandBox
from tests.tools.actor import BOX, LABELS, OPEN, p_of

NEEDED = rules.SETTLE_S + rules.HOLD_S


def tracker() -> PoseTracker:
    return PoseTracker(LABELS, rules.POSE, are_confusable)


class Hand:
    """Shows poses to a tracker; `ends` are the holds that were reported."""

    def __init__(self, fps: float = 30.0) -> None:
        self.tracker, self.fps = tracker(), fps
        self.frame, self.ends = 0, []

    def show(self, seconds: float, p=None, box=BOX, **options):
        for _ in range(round(seconds * self.fps)):
            held = self.tracker.update(self.frame / self.fps, OPEN if p is None else p, box, **options)
            self.frame += 1
            if held is not None:
                self.ends.append(held)
        return self

    @property
    def t(self) -> float:
        return self.frame / self.fps


def test_a_letter_held_long_enough_counts_once():
    hand = Hand().show(3.0, p_of(A=0.9))
    assert len(hand.ends) == 1
    assert hand.ends[0].pose[LABELS.index("A")] == pytest.approx(0.9, abs=0.02)
    assert hand.ends[0].t == pytest.approx(NEEDED, abs=0.05)


def test_a_hold_too_short_does_not_count():
    assert Hand().show(NEEDED - 0.2, p_of(A=0.9)).show(2.0).ends == []


def test_letters_of_a_hand_in_motion_do_not_count():
    hand = Hand()
    for letter in "ABCDEFGH":
        hand.show(0.5, p_of(**{letter: 0.9}))
    assert hand.ends == []


@pytest.mark.parametrize("fps", [10, 15, 30, 60])
def test_the_time_to_a_hold_does_not_depend_on_the_frame_rate(fps):
    hand = Hand(fps).show(1.0).show(3.0, p_of(A=0.9))
    assert len(hand.ends) == 1
    assert hand.ends[0].t - 1.0 == pytest.approx(NEEDED + rules.POSE.window_s * 0.4, abs=0.1)


def test_a_probability_that_varies_does_not_end_the_hold_of_its_letter():
    hand = Hand()
    for share in (0.9, 0.45, 0.8, 0.4, 0.7, 0.45):
        hand.show(0.3, p_of(A=share, nothing=0.9 - share))
    assert len(hand.ends) == 1


def test_a_pose_that_stays_counts_once():
    assert len(Hand().show(30.0, p_of(A=0.9)).ends) == 1


def test_results_that_alternate_between_two_letters_are_one_hold():
    hand = Hand()
    for _ in range(20):
        hand.show(0.1, p_of(M=0.7, N=0.2)).show(0.1, p_of(M=0.2, N=0.7))
    assert len(hand.ends) == 1


def test_half_a_second_of_a_confusable_letter_is_no_change():
    hand = Hand().show(2.0, p_of(M=0.9)).show(0.5, p_of(N=0.9)).show(5.0, p_of(M=0.9))
    assert len(hand.ends) == 1


def test_a_confusable_letter_that_is_held_counts():
    hand = Hand().show(2.0, p_of(M=0.9)).show(2.5, p_of(N=0.9))
    assert len(hand.ends) == 2


def test_another_letter_counts_without_opening_the_hand():
    assert len(Hand().show(2.0, p_of(A=0.9)).show(2.0, p_of(B=0.9)).ends) == 2


def test_the_same_letter_counts_again_after_the_hand_was_opened():
    assert len(Hand().show(2.0, p_of(L=0.9)).show(0.5).show(2.0, p_of(L=0.9)).ends) == 2


def test_the_same_letter_counts_again_after_the_hand_was_absent():
    assert len(Hand().show(2.0, p_of(L=0.9)).show(0.6, box=None).show(2.0, p_of(L=0.9)).ends) == 2


def test_a_hand_missed_for_a_moment_neither_ends_nor_repeats_a_hold():
    hand = Hand().show(0.6, p_of(A=0.9)).show(0.2, box=None).show(0.9, p_of(A=0.9))
    assert len(hand.ends) == 1
    hand.show(0.2, box=None).show(3.0, p_of(A=0.9))
    assert len(hand.ends) == 1


def test_a_hand_that_drifts_still_holds_its_pose():
    hand = Hand()
    for step in range(60):
        x = 0.1 + step / 100
        hand.show(1 / 30, p_of(A=0.9), box=HandBox(x, 0.2, x + 0.2, 0.6))
    assert len(hand.ends) == 1


def test_a_slide_doubles_a_letter_only_if_a_double_is_expected():
    aside = HandBox(BOX.x0 + 0.25, BOX.y0, BOX.x1 + 0.25, BOX.y1)
    assert len(Hand().show(2.0, p_of(L=0.9)).show(2.0, p_of(L=0.9), aside).ends) == 1
    doubled = Hand().show(2.0, p_of(L=0.9), slide=True)
    assert len(doubled.ends) == 1
    assert len(doubled.show(2.0, p_of(L=0.9), aside, slide=True).ends) == 2


def test_a_small_movement_is_no_slide():
    near = HandBox(BOX.x0 + 0.05, BOX.y0, BOX.x1 + 0.05, BOX.y1)
    assert len(Hand().show(2.0, p_of(L=0.9), slide=True).show(2.0, p_of(L=0.9), near, slide=True).ends) == 1


def test_an_open_hand_at_rest_holds_nothing():
    assert Hand().show(5.0).ends == []
    assert Hand().show(5.0, p_of()).ends == []  # evidence spread over all letters


def test_progress_begins_after_settling():
    hand = Hand().show(rules.SETTLE_S, p_of(A=0.9))
    assert hand.tracker.progress == pytest.approx(0, abs=0.05)
    hand.show(rules.HOLD_S / 2, p_of(A=0.9))
    assert hand.tracker.progress == pytest.approx(0.5, abs=0.1)


def test_a_hold_without_finish_grows_but_does_not_end():
    hand = Hand().show(3.0, p_of(A=0.9), finish=False)
    assert hand.ends == []
    assert len(hand.show(0.1, p_of(A=0.9)).ends) == 1


def test_a_disarmed_pose_does_not_count_until_it_changes():
    hand = Hand().show(0.5, p_of(C=0.9))
    hand.tracker.disarm()
    assert hand.show(5.0, p_of(C=0.9)).ends == []
    assert len(hand.show(0.5).show(2.0, p_of(C=0.9)).ends) == 1


def test_a_stall_of_the_camera_does_not_count_as_holding():
    hand = Hand().show(0.6, p_of(A=0.9))
    hand.frame += 90
    assert hand.show(0.1, p_of(A=0.9)).ends == []


def test_noise_of_single_frames_does_not_end_a_hold():
    rng = np.random.default_rng(1)
    held, ends = tracker(), 0
    for frame in range(90):
        p = rng.dirichlet(p_of(A=0.7, S=0.1) * 10).astype(np.float32)
        ends += held.update(frame / 30, p, BOX) is not None
    assert ends == 1


def test_a_slow_slide_by_most_of_a_palm_doubles_a_letter():
    hand = Hand().show(2.0, p_of(L=0.9), slide=True)
    palm = rules.POSE.hold.repeat.max_drift * 0.6 * (BOX.y1 - BOX.y0)
    for step in range(120):
        x = BOX.x0 + 1.1 * palm * min(step / 60, 1.0)
        hand.show(1 / 30, p_of(L=0.9), box=HandBox(x, BOX.y0, x + BOX.x1 - BOX.x0, BOX.y1), slide=True)
    assert len(hand.ends) == 2


poses = st.lists(st.floats(0, 1), min_size=3, max_size=3).filter(any).map(lambda w: np.array(w) / sum(w))


@given(poses, poses)
def test_the_distance_of_two_poses_is_symmetric_and_within_0_to_1(a, b):
    assert distance(a, a) == 0
    assert distance(a, b) == pytest.approx(distance(b, a))
    assert 0 <= distance(a, b) <= 1 + 1e-9
