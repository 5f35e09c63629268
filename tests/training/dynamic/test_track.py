"""Labelled tracks: interpolation, stretching, joining, mirroring."""

import numpy as np
import pytest

from tests.training.dynamic.made_tracks import track_of
from training.dynamic.rendered_tracks import render_track
from training.dynamic.track import Performance


def test_landmarks_are_interpolated_linearly_but_not_across_a_gap():
    t = np.array([0.0, 0.1, 0.2, 0.9, 1.0])
    points = np.ones((5, 21, 2)) * np.array([0, 1, 2, 9, 10.0])[:, None, None]
    seen_at = track_of(t, points).at(np.array([0.05, 0.15, 0.5, 0.95, 1.2]))
    assert np.allclose(seen_at[[0, 1, 3], 0, 0], [0.5, 1.5, 9.5])
    assert np.isnan(seen_at[[2, 4]]).all()


def test_a_short_gap_is_bridged():
    t = np.arange(5) / 30
    points = np.ones((5, 21, 2)) * np.arange(5.0)[:, None, None]
    points[2] = np.nan
    assert track_of(t, points).at(t)[2, 0, 0] == pytest.approx(2.0)


def test_stretching_keeps_performances_with_their_frames():
    clip = track_of(np.arange(60) / 30, performances=(Performance("J", 0.5, 1.0),), ambiguous=((1.2, 1.4),))
    slow = clip.stretched(2.0)
    assert (slow.performances[0].start, slow.performances[0].end, slow.ambiguous) == (1.0, 2.0, ((2.4, 2.8),))


def test_a_mirrored_track_shows_the_other_hand():
    clip = render_track(5, 2, spelled=1)
    other = clip.mirrored()
    assert other.side == -clip.side
    assert np.array_equal(other.landmarks[..., 0], -clip.landmarks[..., 0])
