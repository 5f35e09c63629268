"""Preprocessing: the one definition of a model's input."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.recognition.preprocess import crop_grey, grey, resize_exact
from device.types import HandBox
from tests.golden import remake
from tests.golden.cases import colourful

GOLDEN = Path(__file__).parents[2] / "golden" / "preprocess.npz"

sides = st.integers(1, 90)
seeds = st.integers(0, 2**32 - 1)


def noise(seed: int, height: int, width: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)


def test_the_same_images_give_the_same_bytes_as_when_the_models_were_trained():
    made = remake.preprocess()
    with np.load(GOLDEN) as golden:
        assert set(golden.files) == set(made)
        for name, pixels in made.items():
            assert pixels.dtype == np.uint8
            assert np.array_equal(pixels, golden[name]), f"{name} differs; see tests/golden/README.md"


def test_colour_becomes_bt601_luma():
    blue_green_red = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [10, 200, 90]]], np.uint8)
    luma = [0.114 * 255, 0.587 * 255, 0.299 * 255, 0.114 * 10 + 0.587 * 200 + 0.299 * 90]
    assert np.abs(grey(blue_green_red)[0] - np.array(luma)).max() <= 0.5


def test_a_grey_image_and_the_same_in_three_channels_give_equal_results():
    picture = noise(3, 120, 160)
    box = HandBox(0.1, 0.2, 0.8, 0.9)
    three = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    assert np.array_equal(crop_grey(picture, box, 28), crop_grey(three, box, 28))


def test_fine_stripes_average_out_instead_of_aliasing():
    stripes = np.tile(np.array([0, 255], np.uint8), (448, 224))
    assert np.abs(resize_exact(stripes, 28).astype(int) - 128).max() <= 1


def test_an_image_of_the_right_size_is_not_changed():
    picture = noise(1, 28, 28)
    assert np.array_equal(crop_grey(picture, HandBox(0, 0, 1, 1), 28), picture)


def test_beyond_the_frame_its_edge_is_repeated():
    picture = np.zeros((100, 100), np.uint8)
    picture[:, 0], picture[:, -1] = 200, 50
    left = crop_grey(picture, HandBox(-0.5, 0.0, 0.5, 1.0), 100)
    right = crop_grey(picture, HandBox(0.5, 0.0, 1.5, 1.0), 100)
    assert (left[:, :50] == 200).all()
    assert (right[:, 50:] == 50).all()


def test_the_input_is_not_changed():
    picture = colourful()
    before = picture.copy()
    crop_grey(picture, HandBox(-0.1, -0.1, 0.9, 0.9), 64)
    assert np.array_equal(picture, before)


@pytest.mark.parametrize(
    "box",
    [
        HandBox(0.5, 0.5, 0.5, 0.9),
        HandBox(0.6, 0.2, 0.4, 0.9),
        HandBox(0.5, 0.5, 0.501, 0.9),
        HandBox(1.0, 0.0, 1.5, 1.0),
        HandBox(-0.5, 0.0, 0.0, 1.0),
        HandBox(0.0, 1.2, 1.0, 1.5),
        HandBox(0.0, -0.5, 1.0, -0.1),
    ],
)
def test_an_empty_box_is_refused_with_the_size_of_the_frame(box):
    with pytest.raises(ValueError, match="is empty in a 160×120 frame"):
        crop_grey(noise(0, 120, 160), box, 28)


reach = st.integers(0, 60)


@given(sides, sides, st.data(), st.sampled_from([1, 8, 28, 96]), seeds)
def test_any_box_that_touches_the_frame_gives_a_full_square(height, width, data, size, seed):
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    left, up, right, down = (data.draw(reach) for _ in range(4))
    box = HandBox((x - left) / width, (y - up) / height, (x + 1 + right) / width, (y + 1 + down) / height)
    picture = noise(seed, height, width)
    crop = crop_grey(picture, box, size)
    assert crop.shape == (size, size)
    assert crop.dtype == np.uint8
    assert picture.min() <= crop.min()
    assert crop.max() <= picture.max()


@given(sides, sides, seeds)
def test_a_box_around_the_whole_frame_only_resizes(height, width, seed):
    picture = noise(seed, height, width)
    assert np.array_equal(crop_grey(picture, HandBox(0, 0, 1, 1), 28), resize_exact(picture, 28))


@given(st.integers(30, 90), st.integers(30, 90), seeds, st.floats(0, 0.4), st.floats(0.6, 1))
def test_cropping_before_or_by_box_is_equal(height, width, seed, low, high):
    picture = noise(seed, height, width)
    x0, x1, y0, y1 = round(low * width), round(high * width), round(low * height), round(high * height)
    assert np.array_equal(
        crop_grey(picture, HandBox(low, low, high, high), 28), resize_exact(picture[y0:y1, x0:x1], 28)
    )


@given(st.integers(0, 255), sides, sides)
def test_a_uniform_image_stays_uniform(value, height, width):
    picture = np.full((height, width), value, np.uint8)
    assert (crop_grey(picture, HandBox(-0.2, -0.2, 1.2, 1.2), 28) == value).all()
