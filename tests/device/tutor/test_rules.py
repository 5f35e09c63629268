"""The rules of the modes: pictures and pauses."""

import pytest

from device.settings import MODES
from device.tutor import rules
from device.tutor.rules import RULES


def test_every_taught_mode_has_rules():
    assert set(RULES) == set(MODES) - {"read", "watch"}


@pytest.mark.parametrize(
    ("mode", "first_new", "first_known", "last_retry", "after_wrong"),
    [
        ("letters", True, False, True, True),
        ("words", True, False, True, True),
        ("receptive", True, True, True, True),
        ("round", False, False, False, False),
    ],
)
def test_the_mode_decides_when_the_handshape_is_shown(mode, first_new, first_known, last_retry, after_wrong):
    mode_rules = RULES[mode]
    assert mode_rules.picture_at_first(new=True) is first_new
    assert mode_rules.picture_at_first(new=False) is first_known
    assert mode_rules.picture_at_retry(last=True) is last_retry
    assert mode_rules.picture_at_retry(last=False) is last_retry
    assert mode_rules.picture_after("wrong") is after_wrong
    assert mode_rules.picture_after("right") is (mode == "receptive")


def test_pauses_are_short_inside_a_word_and_long_after_a_mistake():
    words = RULES["words"]
    assert words.pause_s("right", ends_word=False) == rules.WORD_RIGHT_S
    assert words.pause_s("right", ends_word=True) == rules.RIGHT_S
    assert words.pause_s("wrong", ends_word=False) == rules.MISS_S
    assert RULES["round"].pause_s("wrong", ends_word=False) == rules.ROUND_MISS_S
