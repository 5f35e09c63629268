"""The hold: settle, progress, completion, and counting once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.recognition.hold import HoldRules, HoldTracker
from device.recognition.presence import GAP_S
from device.recognition.repeat import RepeatRules
from device.recognition.slide import PalmPosition

RULES = HoldRules(0.3, 0.9, RepeatRules(change_s=0.2, uncertain_change_s=0.6))
HERE = PalmPosition(0.5, 0.1)


def held(seconds: float) -> HoldTracker:
    tracker = HoldTracker(RULES)
    tracker.restart(seconds)
    return tracker


def test_a_pose_settles_before_its_hold_begins():
    assert not held(0.2).settled
    assert held(0.3).settled
    assert held(0.3).progress() == pytest.approx(0)
    assert held(0.75).progress() == pytest.approx(0.5)


def test_a_hold_is_complete_after_both_times_and_reports_how_long_ago():
    assert held(1.1).overdue_s() is None
    assert held(1.2).overdue_s() == pytest.approx(0, abs=1e-9)
    assert held(1.5).overdue_s() == pytest.approx(0.3)


def test_an_extra_time_lengthens_the_hold():
    assert held(1.2).overdue_s(0.4) is None
    assert held(1.6).overdue_s(0.4) is not None
    assert held(1.2).progress(0.9) == pytest.approx(0.5)


def test_another_pose_begins_at_zero():
    tracker = held(1.0)
    tracker.restart()
    assert tracker.progress() == 0


def test_a_pose_that_has_counted_is_disarmed_until_the_hand_is_absent():
    tracker = held(1.2)
    tracker.observe(0.0, 0.0, HERE, changed=False)
    tracker.count(0.0)
    assert not tracker.armed
    assert tracker.observe(0.2, GAP_S / 2, None, changed=False) is None
    assert tracker.observe(0.4, GAP_S / 2, None, changed=False) == "absent"
    assert tracker.absent
    assert tracker.armed


@given(st.lists(st.floats(0, 0.25), max_size=40), st.floats(0, 1))
def test_progress_never_decreases_while_a_pose_is_held_and_is_1_when_it_is_complete(gaps, extra_s):
    tracker, before = HoldTracker(RULES), 0.0
    for gap in gaps:
        tracker.advance(gap)
        assert before <= tracker.progress(extra_s) <= 1
        before = tracker.progress(extra_s)
        if tracker.overdue_s(extra_s) is not None:
            assert before == pytest.approx(1)
