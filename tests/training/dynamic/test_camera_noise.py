"""What a camera and a recognizer make of a track."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.recognition.dynamic.detector import MIN_STEP_S
from training.dynamic.camera_noise import Noise, frame_times, hand_size, observe
from training.dynamic.rendered_tracks import render_track


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.floats(9, 62))
def test_frames_come_at_the_cameras_rate_and_never_too_soon(seed, fps):
    times = frame_times(np.random.default_rng(seed), 1.0, 21.0, fps)
    assert (np.diff(times) >= MIN_STEP_S).all()
    assert times[0] >= 1.0
    assert times[-1] < 21.0
    if fps < 25:
        assert len(times) / 20 == pytest.approx(fps, rel=0.1)


def test_without_noise_landmarks_are_exact_and_in_hand_sizes():
    clip = render_track(5, 3, spelled=1)
    track = observe(clip, np.random.default_rng(1), 30.0, Noise())
    assert hand_size(track.landmarks) == pytest.approx(1.0)
    assert (track.right == 1).all()


def test_noise_loses_frames_and_swaps_handedness_at_the_given_rates():
    clip = render_track(5, 4)
    track = observe(clip, np.random.default_rng(1), 30.0, Noise(lost=0.2, swapped=0.3))
    whole = observe(clip, np.random.default_rng(1), 30.0, Noise())
    assert len(track.t) < 0.95 * len(whole.t)
    assert (track.right == -1).mean() == pytest.approx(0.3, abs=0.1)
