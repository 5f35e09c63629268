"""Features of a hand's movement: independent of resolution, distance, position, side and frame rate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.recognition.dynamic.features import FEATURE_NAMES, MotionFeatures
from tests.device.recognition.dynamic.hands import SHAPE


def path(n: int, fps: float = 30.0, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Times and landmarks (n, 21, 2) of a hand that wanders."""
    rng = np.random.default_rng(seed)
    steps = np.cumsum(rng.normal(0, 8, (n, 1, 2)), axis=0)
    return np.arange(n) / fps, SHAPE + np.array([300, 250]) + steps + rng.normal(0, 1, (n, 21, 2))


def features(t, points, right=1.0) -> np.ndarray:
    each = MotionFeatures()
    return np.array([each.update(now, frame, right) for now, frame in zip(t, points, strict=True)])


@given(st.floats(0.3, 5), st.floats(-500, 500), st.floats(-500, 500), st.floats(0, 1e5))
def test_features_do_not_depend_on_resolution_distance_position_and_clock(zoom, x, y, clock):
    t, points = path(20)
    seen = features(t + clock, points * zoom + np.array([x, y]))
    assert np.abs(seen - features(t, points)).max() < 1e-3


@given(st.integers(0, 50))
def test_a_left_hand_has_the_features_of_its_mirror_image(seed):
    t, points = path(20, seed=seed)
    mirrored = points * np.array([-1, 1]) + np.array([640, 0])
    assert np.abs(features(t, mirrored, -1.0) - features(t, points, 1.0)).max() < 1e-5


def test_the_wrong_side_for_a_few_frames_changes_nothing():
    t, points = path(60)
    right = np.ones(60)
    right[[20, 21, 22, 40]] = -1
    each = MotionFeatures()
    seen = np.array([each.update(a, b, c) for a, b, c in zip(t, points, right, strict=True)])
    assert np.array_equal(seen, features(t, points))


def test_a_side_that_was_wrong_at_first_is_corrected():
    t, points = path(90)
    right = np.ones(90)
    right[:3] = -1
    each = MotionFeatures()
    seen = np.array([each.update(a, b, c) for a, b, c in zip(t, points, right, strict=True)])
    assert each.side == 1
    assert np.abs(seen[-1] - features(t, points)[-1]).max() < 0.05


def test_features_stay_within_limits_if_landmarks_jump():
    rng = np.random.default_rng(3)
    t = np.cumsum(rng.uniform(0.001, 0.5, 200))
    seen = features(t, rng.uniform(-1e4, 1e4, (200, 21, 2)))
    assert np.isfinite(seen).all()
    assert np.abs(seen).max() <= 1.5


def test_features_of_coinciding_landmarks_are_finite():
    assert np.isfinite(features([0, 0.1], np.zeros((2, 21, 2)))).all()


@pytest.mark.parametrize("fps", [10, 15, 30, 60])
def test_the_same_speed_has_the_same_features_at_every_frame_rate(fps):
    t = np.arange(fps + 1) / fps
    points = SHAPE + np.stack([300 * t, 0 * t], 1)[:, None]  # about three hand sizes a second to the right
    seen = features(t, points)[-1]
    assert seen[FEATURE_NAMES.index("index tip velocity x")] == pytest.approx(0.37, abs=0.03)
    assert seen[FEATURE_NAMES.index("index tip from slow x")] == pytest.approx(0.84, abs=0.12)


def test_many_tracks_at_once_have_the_features_of_each_alone():
    tracks = [path(25, seed=seed)[1] for seed in range(4)]
    t = path(25)[0]
    together = MotionFeatures()
    right = np.array([1.0, -1.0, 1.0, -1.0])
    seen = np.stack(
        [together.update(np.full(4, t[i]), np.stack([track[i] for track in tracks]), right) for i in range(25)], 1
    )
    for k, track in enumerate(tracks):
        assert np.abs(seen[k] - features(t, track, right[k])).max() < 1e-5
