"""Normalised landmarks: the same hand gives the same numbers, wherever it is."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.datasets.geometry import normalise_landmarks

places = st.tuples(st.floats(0.1, 0.4), st.floats(0.1, 0.4), st.floats(0.2, 1.0))


@given(places, st.integers(0, 1000))
def test_geometry_does_not_know_place_size_or_side(place, seed):
    x, y, size = place
    shape = np.random.default_rng(seed).uniform(0, 1, (21, 3)).astype(np.float32)
    here = normalise_landmarks(shape, "right", 1.0)
    there = normalise_landmarks((shape * size + np.array([x, y, 0.3])).astype(np.float32), "right", 1.0)
    mirrored = shape * np.array([-1, 1, 1], np.float32)
    assert np.allclose(here, there, atol=1e-3)
    assert np.allclose(here, normalise_landmarks(mirrored, "left", 1.0), atol=1e-5)
    assert np.abs(here).max() < 20


def test_geometry_measures_lengths_not_fractions():
    """The same hand in a wide and in a square frame."""
    points = np.random.default_rng(1).uniform(0, 1, (21, 3)).astype(np.float32)
    wide = points * np.array([0.5, 1, 0.5], np.float32)  # twice as wide: half the fractions, half the z in widths
    assert np.allclose(normalise_landmarks(points, "right", 1.0), normalise_landmarks(wide, "right", 0.5), atol=1e-5)
