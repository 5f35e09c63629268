"""Reference handshapes: all there, both sides, every size, and hints for each."""

from pathlib import Path

import numpy as np
import pytest

from device.assets import handshapes as reference
from device.assets.handshapes import (
    LETTERS,
    MONO_SIDE,
    SIDE_FOR,
    SKINS,
    VIEWS,
    difference,
    handshapes,
    mono,
    picture,
)


def test_every_letter_has_every_picture_and_a_hint():
    assert tuple(handshapes()) == LETTERS
    assert {k for k, v in handshapes().items() if v.moves} == {"J", "Z"}
    for letter in LETTERS:
        assert 20 < len(handshapes()[letter].hint) < 110
        for view in VIEWS:
            assert mono(letter, view).size == (MONO_SIDE, MONO_SIDE)
            for skin in SKINS:
                assert picture(letter, 48, view, skin).size == (48, 48)


@pytest.mark.parametrize("side", SIDE_FOR.values())
def test_pictures_come_in_the_size_of_each_display_on_a_clear_ground(side):
    image = np.asarray(picture("L", side))
    assert image.shape == (side, side, 4)
    assert image[0, 0, 3] == 0
    assert 0.05 < (image[..., 3] > 128).mean() < 0.7


def test_a_left_hand_is_mirrored_and_skins_differ_in_brightness():
    right, left = (np.asarray(picture("G", 100, hand=h)) for h in ("right", "left"))
    np.testing.assert_array_equal(right[:, ::-1], left)
    brightness = []
    for skin in SKINS:
        image = np.asarray(picture("B", 100, "own", skin)).astype(float)
        brightness.append(image[image[..., 3] > 200][:, :3].mean())
    assert brightness[0] > 1.1 * brightness[1] > 1.3 * brightness[2]


def test_a_one_bit_picture_has_light_and_dark():
    for letter in LETTERS:
        lit = np.asarray(mono(letter)).mean()
        assert 0.08 < lit < 0.75, letter


def test_a_difference_reads_the_same_both_ways():
    assert difference("M", "N") == difference("N", "M")
    assert difference("M", "N").startswith("M")
    assert difference("B", "Y") is None


def test_an_unknown_letter_is_refused():
    with pytest.raises(KeyError, match="Ä"):
        picture("Ä", 64)


def test_it_says_that_no_deaf_signer_has_reviewed_it_and_stays_small():
    assert reference.REVIEWED is False
    folder = Path(reference.__file__).parent
    assert sum(p.stat().st_size for p in folder.iterdir() if p.is_file()) < 3_000_000
