"""Landmarks from heatmaps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.recognition.heatmaps import landmarks_from_heatmaps, locate_peaks


@given(st.floats(0.15, 0.85), st.floats(0.15, 0.85))
def test_a_landmark_is_located_between_the_cells_of_its_heatmap(x: float, y: float) -> None:
    centres = (np.arange(12) + 0.5) / 12
    distance = (centres[None, :] - x) ** 2 + (centres[:, None] - y) ** 2
    heatmaps = np.repeat(-distance[..., None] * 12**2, 21, axis=2).astype(np.float32)
    np.testing.assert_allclose(landmarks_from_heatmaps(heatmaps), np.tile([x, y], (21, 1)), atol=0.01)


@pytest.mark.parametrize("seed", range(5))
def test_stored_numbers_give_the_landmarks_of_their_logits_also_at_the_border(seed: int) -> None:
    stored = np.random.default_rng(seed).integers(-128, 128, (24, 24, 21), dtype=np.int8)
    landmarks, peaks = locate_peaks(stored, 0.17)
    expected = landmarks_from_heatmaps((stored.astype(np.float32) - 38) * np.float32(0.17))
    np.testing.assert_allclose(landmarks, expected, atol=1e-5)
    assert np.array_equal(peaks, stored.max((0, 1)))
