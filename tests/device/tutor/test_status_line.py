"""The status line: results at once, advice no faster than it can be read."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from device.recognition.presence import SHOW_HAND_S
from device.tutor import rules
from device.tutor.scene import Message
from device.tutor.status_line import StatusLine
from device.tutor.status_messages import HELP, RELAX, SHOW_HAND, STUCK_S, advice

A, B = Message("sign"), Message("relax")


def test_a_result_is_shown_at_once():
    line = StatusLine()
    line.show(0.0, A)
    line.show(0.1, B)
    assert line.shown == B


def test_advice_waits_until_the_message_could_be_read():
    line = StatusLine()
    line.show(0.0, A)
    line.offer(rules.STATUS_S - 0.1, B)
    assert line.shown == A
    line.offer(rules.STATUS_S, B)
    assert line.shown == B


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from([A, B])), max_size=40))
def test_advice_never_changes_faster_than_it_can_be_read(offers):
    line, t, changes = StatusLine(), 0.0, []
    for gap, message in offers:
        t += gap
        before = line.shown
        line.offer(t, message)
        if line.shown != before:
            changes.append(t)
    assert all(later - earlier >= rules.STATUS_S for earlier, later in pairwise(changes))


def test_the_most_useful_advice_comes_first():
    absent = {"absent_s": SHOW_HAND_S, "asked_s": 9.0, "armed": False, "after_hold": RELAX}
    assert advice("dark", **absent) == SHOW_HAND
    assert advice("dark", **{**absent, "absent_s": 0.0}) == HELP["dark"]
    assert advice(None, **{**absent, "absent_s": 0.0, "after_hold": A}) == A
    assert advice(None, **{**absent, "absent_s": 0.0, "after_hold": None}) == RELAX
    assert advice(None, 0.0, STUCK_S - 0.1, False, None) is None
    assert advice(None, 0.0, 9.0, True, None) is None
