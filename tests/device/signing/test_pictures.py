"""Pictures drawn on demand: every sign, side, skin and hand, at any size, in colour and in one bit."""

import itertools

import numpy as np
import pytest

from device.signing.pictures import (
    FILLED,
    SIDES,
    mono_sign_picture,
    movement_s,
    moving_picture,
    sign_landmarks,
    sign_picture,
)
from device.signing.pose_table import pose_table
from device.signing.sign_scene import sign_scene

SIGNS = sorted(pose_table().signs)
SKINS = ("light", "medium", "dark")


@pytest.mark.parametrize("name", SIGNS)
def test_every_sign_fills_its_picture(name):
    alpha = np.asarray(sign_picture(name, 96))[..., 3]
    assert alpha.shape == (96, 96)
    rows, columns = (np.flatnonzero(alpha.any(axis)) for axis in (1, 0))
    assert max(np.ptp(rows), np.ptp(columns)) > 60


def test_left_hands_and_mirrors_are_mirrored_and_both_together_are_not():
    right = np.asarray(sign_picture("L", 64))
    np.testing.assert_array_equal(np.asarray(sign_picture("L", 64, hand="left")), right[:, ::-1])
    np.testing.assert_array_equal(np.asarray(sign_picture("L", 64, "mirror")), right[:, ::-1])
    np.testing.assert_array_equal(np.asarray(sign_picture("L", 64, "mirror", hand="left")), right)


def test_the_path_of_j_begins_at_the_little_fingers_tip():
    picture = np.asarray(sign_picture("J", 200)).astype(int)
    orange = (picture[..., 0] > 220) & (abs(picture[..., 1] - 120) < 30) & (picture[..., 2] < 60)
    rows = np.flatnonzero(orange.any(1))
    top = np.flatnonzero((picture[..., 3] > 128).any(1))[0]
    assert rows[0] - top < 16
    assert np.ptp(rows) > 80


def test_sides_and_skins_differ():
    pictures = [np.asarray(sign_picture("K", 48, side, skin)) for side, skin in itertools.product(SIDES, SKINS)]
    assert all((a != b).any() for a, b in itertools.combinations(pictures, 2))


@pytest.mark.parametrize("side", [1, 17, 64, 128])
def test_one_bit_pictures_have_light_and_dark(side):
    picture = mono_sign_picture("S", side)
    assert (picture.mode, picture.size) == ("1", (side, side))
    if side >= 64:
        assert 0.1 < np.asarray(picture).mean() < 0.7


@pytest.mark.parametrize(("a", "b"), ["MN", "ST", "AS", "RU", "UD", "AE"])
def test_confusable_letters_differ_on_a_small_display(a, b):
    first, second = (np.asarray(mono_sign_picture(letter, 64)) for letter in (a, b))
    assert (first != second).sum() > 0.15 * (first | second).sum()


@pytest.mark.parametrize("wrong", [("?", 32), ("A", 32, "above"), ("A", 32, "front", "green")])
def test_what_there_is_not_is_a_key_error(wrong):
    with pytest.raises(KeyError):
        sign_picture(*wrong)


def test_the_movement_of_z_moves_the_hand_along_its_path_and_repeats():
    moments = [np.asarray(moving_picture("Z", 64, t)) for t in (0.0, movement_s("Z") / 2, movement_s("Z"))]
    assert (moments[0] != moments[1]).any()
    np.testing.assert_array_equal(moments[0], moments[2])
    assert movement_s("A") == 0
    assert moving_picture("A", 32, 1.0).tobytes() == sign_picture("A", 32).tobytes()


@pytest.mark.parametrize("seen_from", SIDES)
def test_landmarks_of_a_picture_are_those_that_were_drawn(seen_from):
    scene = sign_scene("K", 96, seen_from, "left", FILLED)
    drawn = scene.drawn(scene.moment, "medium", smooth=False).landmarks
    np.testing.assert_allclose(sign_landmarks("K", seen_from, "left") * 96, drawn, atol=0.5)
