"""Presence of the hand: observed and elapsed absence, and the hysteresis of a hand in view."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.recognition.presence import ENTER_SHARE, EXIT_SHARE, GAP_S, MAX_GAP_S, Presence, in_view


def after(*frames: tuple[float, float, bool]) -> Presence:
    presence = Presence()
    for t, gap, visible in frames:
        presence.update(t, gap, visible)
    return presence


def test_a_hand_is_absent_only_after_the_gap():
    assert not after((0, 0, True), (0.2, 0.2, False)).absent
    assert after((0, 0, True), (0.2, 0.2, False), (0.4, 0.2, False)).absent


def test_a_visible_hand_ends_the_absence():
    presence = after((0, 0, True), (0.5, 0.5, False), (0.6, 0.1, True))
    assert not presence.absent
    assert presence.absent_s == 0
    assert presence.elapsed_s(0.9) == pytest.approx(0.3)


def test_before_the_first_hand_the_elapsed_absence_is_infinite():
    assert Presence().elapsed_s(3.0) == float("inf")


def test_a_stall_of_the_camera_counts_as_elapsed_but_hardly_as_observed():
    presence = after((0, 0, True), (5.0, MAX_GAP_S, False))
    assert not presence.absent
    assert presence.elapsed_s(5.0) == 5.0


@given(st.lists(st.tuples(st.floats(0, MAX_GAP_S), st.booleans()), min_size=1, max_size=60))
def test_absence_is_the_time_of_the_frames_since_the_last_hand(frames):
    presence, t, absent_s = Presence(), 0.0, 0.0
    for gap, visible in frames:
        t += gap
        absent_s = 0.0 if visible else absent_s + gap
        presence.update(t, gap, visible)
        assert presence.absent_s == pytest.approx(absent_s)
        assert presence.absent == (presence.absent_s >= GAP_S - 1e-9)


@given(st.floats(0, 1), st.booleans())
def test_a_hand_in_view_stays_until_its_share_is_low(share, before):
    assert in_view(share, before) == (share >= (EXIT_SHARE if before else ENTER_SHARE))
