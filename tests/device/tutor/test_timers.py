"""Named timers: each goes off once, in the order of their times."""

from hypothesis import given
from hypothesis import strategies as st

from device.tutor.timers import Timers


def test_a_timer_goes_off_once_when_it_is_due():
    timers = Timers()
    timers.set("hint", 3.0)
    assert timers.pop(2.9) is None
    assert timers.pop(3.5) == ("hint", 3.0)
    assert timers.pop(9.0) is None


def test_setting_a_timer_again_replaces_it():
    timers = Timers()
    timers.set("hint", 1.0)
    timers.set("hint", 5.0)
    assert timers.pop(4.0) is None


def test_cancelled_timers_do_not_go_off():
    timers = Timers()
    for name in ("hint", "timeout", "resume"):
        timers.set(name, 1.0)
    timers.drop("hint", "timeout")
    assert timers.pop(2.0) == ("resume", 1.0)
    timers.set("hint", 1.0)
    timers.drop()
    assert timers.pop(2.0) is None


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0, 100)), st.floats(0, 100))
def test_all_due_timers_go_off_in_order_and_no_others(due, now):
    timers = Timers()
    for name, t in due.items():
        timers.set(name, t)
    popped = []
    while (moment := timers.pop(now)) is not None:
        popped.append(moment)
    assert dict(popped) == {name: t for name, t in due.items() if t <= now}
    assert [t for _, t in popped] == sorted(t for _, t in popped)
