"""The finger that is off, from the landmarks of posed hands; figures over many hands: benchmarks.finger_marks."""

import numpy as np
import pytest

from benchmarks.finger_marks import Eyes
from device.signing.finger_check import check_hand, fingers_off, telling_finger, wanted_bend
from device.signing.finger_features import finger_numbers, in_palm_axes
from device.signing.finger_table import finger_table
from training.rendering.wrong_fingers import varied, visibly_wrong

EYES = Eyes(None)


def test_most_wrong_fingers_are_marked_and_few_correct_hands():
    rng = np.random.default_rng(3)
    correct, right = [], []
    for letter in finger_table():
        for _ in range(6):
            correct.append(bool(EYES.marks(EYES.see(varied(letter, rng)), letter)))
            wrong, finger = visibly_wrong(letter, rng, EYES.renderer)
            right.append(finger in EYES.marks(EYES.see(wrong), letter))
    assert np.mean(right) > 0.7
    assert np.mean(correct) < 0.06


def test_a_left_hand_is_checked_like_a_right_one_wherever_it_is_and_however_large():
    points = EYES.see(varied("K", np.random.default_rng(1))).landmarks
    right = in_palm_axes(points, "right")
    np.testing.assert_allclose(in_palm_axes(points * [-3, 3] + [900, 50], "left"), right, atol=1e-9)
    assert finger_numbers(right).shape == (5, 6)


def test_a_rival_makes_the_thumb_stand_out():
    points = EYES.see(varied("S", np.random.default_rng(2))).landmarks
    alone, compared = (check_hand(points, "right", "A", rival).evidence[0] for rival in (None, "S"))
    assert compared >= alone
    assert fingers_off(check_hand(points, "right", "A", "S").evidence)[0] == "thumb"


def test_the_networks_decide_about_a_finger_that_landmarks_hardly_show():
    assert telling_finger("N", "M") == telling_finger("M", "N") == "ring"
    between = [EYES.see(varied("N", np.random.default_rng(seed))).landmarks for seed in range(12)]
    marked = [[check_hand(points, "right", "N", rival) for rival in (None, "M")] for points in between]
    fingers = [[fingers_off(check.evidence) for check in checks if check is not None] for checks in marked]
    assert any("ring" in with_rival and "ring" not in alone for alone, with_rival in filter(None, fingers))
    assert telling_finger("V", "W") is None, "landmarks show the ring finger"
    assert telling_finger("J", "I") is telling_finger("A", "A") is None


@pytest.mark.parametrize("points", [np.zeros((21, 2)), np.full((21, 2), np.nan), np.arange(42.0).reshape(21, 2)])
def test_nothing_is_said_of_what_is_no_hand(points):
    assert check_hand(points, "right", "A", "S") is None


def test_letters_without_a_table_and_whole_other_handshapes_have_no_mark():
    points = EYES.see(varied("B", np.random.default_rng(1))).landmarks
    assert check_hand(points, "right", "J") is None
    assert fingers_off(check_hand(points, "right", "S").evidence) == ()
    assert fingers_off(np.array([0.0, 3.0, 1.2, 1.1, 0.2])) == ("index",)


def test_the_wanted_bend_is_that_of_the_pose_table():
    bends = {finger: wanted_bend("D", finger) for finger in ("index", "middle")}
    assert bends["index"] == "straight"
    assert wanted_bend("A", "ring") == "closed"
