"""The checks of a starting station, with times as arguments."""

import pytest

from device.selftest.checks import HAND_S, LIGHT_S, PAGE_S, PASSED_S, READ_S, TURN_S, Checks

FRAME_S = 1 / 30


def play(checks, start, seconds, hand):
    """Feed frames; return the last result and its time."""
    result, t = None, start
    while t <= start + seconds:
        result = checks.frame(t, hand)
        t += FRAME_S
    return result, t


@pytest.mark.parametrize(("page", "least"), [(False, READ_S), (True, PAGE_S)])
def test_it_is_over_when_a_hand_was_seen_and_the_screen_could_be_read(page, least):
    checks = Checks(whole=True, page=page)
    result, t = play(checks, 100.0, LIGHT_S / 2, hand=False)
    assert (result.camera, result.light, result.hand, result.over) == ("ok", "waiting", "waiting", False)
    result, t = play(checks, t, LIGHT_S, hand=False)
    assert (result.camera, result.light, result.hand, result.over) == ("ok", "ok", "waiting", False)
    result, t = play(checks, t, HAND_S + PASSED_S, hand=True)
    assert (result.hand, result.over) == ("ok", False), "name and address could not be read yet"
    result, t = play(checks, t, 100.1 + least - t, hand=False)
    assert result.over


def test_without_a_hand_it_goes_on():
    result, _ = play(Checks(whole=True), 0.0, 600, hand=False)
    assert (result.hand, result.over) == ("waiting", False)


def test_a_flicker_is_no_hand():
    checks, t = Checks(whole=True), 0.0
    for _ in range(40):
        _, t = play(checks, t, HAND_S / 2, hand=True)
        _, t = play(checks, t, FRAME_S, hand=False)
    assert not checks.passed


def test_a_lost_camera_fails_and_comes_back():
    checks = Checks(whole=True)
    play(checks, 0.0, 5.0, hand=False)
    result = checks.lost(6.0)
    assert (result.camera, result.light) == ("failed", "waiting")
    assert checks.frame(7.0, hand=False).camera == "ok"
    assert checks.frame(7.0 + LIGHT_S, hand=False).light == "ok"


def test_on_a_later_day_only_the_camera_is_waited_for():
    checks = Checks(whole=False)
    assert checks.lost(1.0).over is False
    assert checks.frame(2.0, hand=False).over


def test_somebody_who_presses_a_button_does_not_wait():
    checks = Checks(whole=True)
    checks.skip()
    assert checks.frame(0.0, hand=False).over


def test_checks_and_code_take_turns():
    checks = Checks(whole=True, page=True)
    turns = [checks.frame(n * (TURN_S + 0.1), hand=False).code_turn for n in range(4)]
    assert turns == [False, True, False, True]
