"""The augmentation stays within the report's bounds and never mirrors."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.drawn_letters import draw
from training.fitting.baseline_augmentation import REPORT, Augmentation, augment, matrices

SEEDS = st.integers(0, 2**32 - 1)
STILL = Augmentation(0, 0, 0)


def test_the_reports_amounts():
    assert (REPORT.rotation, REPORT.zoom, REPORT.shift) == (10, 0.1, 0.1)


@given(SEEDS, st.floats(0, 45), st.floats(0, 0.5), st.floats(0, 0.5), st.integers(8, 64))
def test_rotation_zoom_and_shift_stay_within_their_limits_and_nothing_is_mirrored(seed, rotation, zoom, shift, size):
    maps = matrices(Augmentation(rotation, zoom, shift), 20, size, np.random.default_rng(seed)).astype(np.float64)
    linear = maps[:, :, :2]
    assert (np.linalg.det(linear) > 0).all()
    lengths = np.linalg.norm(linear, axis=1)
    assert (lengths >= 1 - zoom - 1e-5).all()
    assert (lengths <= 1 + zoom + 1e-5).all()
    angles = np.degrees(np.arctan2(linear[:, 1, 0], linear[:, 0, 0]))
    assert (abs(angles) <= rotation + 1e-4).all()
    # The two axes stay at right angles: no shear.
    assert np.allclose((linear[:, :, 0] * linear[:, :, 1]).sum(1), 0, atol=1e-5)
    centre = np.array([(size - 1) / 2, (size - 1) / 2, 1])
    moved = maps @ centre - centre[:2]
    assert (abs(moved) <= shift * size + 1e-3).all()


@given(SEEDS)
@settings(max_examples=20)
def test_the_limits_are_used_not_only_kept(seed):
    maps = matrices(REPORT, 500, 28, np.random.default_rng(seed)).astype(np.float64)
    angles = np.degrees(np.arctan2(maps[:, 1, 0], maps[:, 0, 0]))
    assert angles.min() < -8
    assert angles.max() > 8
    middle = maps @ np.array([13.5, 13.5, 1]) - 13.5
    assert (middle.min(0) < -2).all()
    assert (middle.max(0) > 2).all()


@given(SEEDS)
def test_the_same_seed_gives_the_same_pictures_and_another_does_not(seed):
    pixels = np.stack([draw("K"), draw("R")])
    first, second = (augment(pixels, REPORT, np.random.default_rng(seed)) for _ in range(2))
    other = augment(pixels, REPORT, np.random.default_rng(seed + 1))
    assert (first == second).all()
    assert (first != other).any()


@given(SEEDS)
def test_without_movement_nothing_changes_and_the_source_never_does(seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (3, 28, 28), dtype=np.uint8)
    before = pixels.copy()
    assert (augment(pixels, STILL, np.random.default_rng(seed)) == pixels).all()
    augment(pixels, REPORT, np.random.default_rng(seed))
    assert (pixels == before).all()


@given(SEEDS, st.integers(0, 255))
def test_no_new_grey_comes_in_from_beyond_the_edge(seed, value):
    pixels = np.full((4, 28, 28), value, np.uint8)
    assert (augment(pixels, REPORT, np.random.default_rng(seed)) == value).all()


def test_the_picture_goes_where_the_matrix_says():
    """A dot moved by the map lands where the matrix puts it: source → destination, not the inverse."""
    dot = np.zeros((1, 28, 28), np.uint8)
    dot[0, 9:12, 17:20] = 255
    for seed in range(30):
        how = Augmentation(30, 0.1, 0.1)
        moved = augment(dot, how, np.random.default_rng(seed))[0].astype(float)
        matrix = matrices(how, 1, 28, np.random.default_rng(seed))[0]
        ys, xs = np.mgrid[:28, :28]
        found = np.array([(moved * xs).sum(), (moved * ys).sum()]) / moved.sum()
        assert np.allclose(found, matrix @ np.array([18, 10, 1]), atol=0.3)
