"""Tracks made for tests."""

import numpy as np

from training.dynamic.track import LabelledTrack


def track_of(t, landmarks=None, **more) -> LabelledTrack:
    """A track at the times t; without landmarks, a hand held still."""
    t = np.asarray(t, float)
    if landmarks is None:
        shape = np.random.default_rng(0).normal(0, 0.5, (21, 2)) + np.array([3.0, 3.0])
        landmarks = np.repeat(shape[None], len(t), 0)
    return LabelledTrack("track", "somebody", t, landmarks, 1, **more)
