"""Reference handshapes: every picture, for both hands, and a hint for each letter."""

from pathlib import Path

import numpy as np
import pytest

from device.alphabet import ALPHABET
from device.assets import handshapes
from device.assets.handshapes import MONO_SIDE, SKINS, VIEWS, mono_picture, picture


def test_every_letter_has_every_picture():
    for letter in ALPHABET:
        for view in VIEWS:
            assert mono_picture(letter, view).size == (MONO_SIDE, MONO_SIDE)
            for skin in SKINS:
                assert picture(letter, 48, view, skin).size == (48, 48)


@pytest.mark.parametrize("side", [MONO_SIDE, 150, 300, 480])
def test_pictures_have_the_requested_size_and_a_transparent_background(side):
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
    for letter in ALPHABET:
        lit = np.asarray(mono_picture(letter)).mean()
        assert 0.08 < lit < 0.75, letter


def test_an_unknown_letter_is_refused():
    with pytest.raises(KeyError, match="Ä"):
        picture("Ä", 64)


def test_no_deaf_signer_has_reviewed_the_pictures_and_the_files_are_small():
    assert handshapes.REVIEWED is False
    folder = Path(handshapes.__file__).parent
    assert sum(p.stat().st_size for p in folder.iterdir() if p.is_file()) < 3_000_000
