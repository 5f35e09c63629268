"""The watchdog is fed by progress only."""

from hypothesis import given
from hypothesis import strategies as st

from device.runtime.watchdog import WatchdogTimer


@given(st.lists(st.tuples(st.floats(0, 10), st.sampled_from(["frame", "same", "next"])), max_size=200))
def test_between_two_notifications_there_was_progress(steps):
    timer, now, attempts, used = WatchdogTimer(5.0), 0.0, 0, -1
    for wait, what in steps:
        now += wait
        attempts += what == "next"
        if what == "frame":
            timer.frame(now)  # a frame is progress itself
        elif timer.waiting(now, attempts):
            assert attempts != used  # the camera thread came back since it last counted
            used = attempts


def test_frames_feed_it_four_times_in_its_time_and_not_with_every_frame():
    timer = WatchdogTimer(5.0)
    assert sum(timer.frame(number / 30) for number in range(20 * 30)) == timer.count == 4


def test_without_a_watchdog_nothing_is_due():
    timer = WatchdogTimer(None)
    assert not timer.frame(0.0)
    assert not timer.waiting(1.0, 1)
