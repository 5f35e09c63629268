"""Features and targets for training."""

import numpy as np

from device.recognition.dynamic.features import FEATURE_NAMES
from device.recognition.dynamic.network import CLASSES
from tests.training.dynamic.made_tracks import track_of
from training.dynamic.examples import LENGTH, examples, targets
from training.dynamic.rendered_tracks import render_track
from training.dynamic.track import Performance


def test_the_target_is_done_around_the_end_and_under_way_before_it():
    t = np.arange(0, 4, 1 / 30)
    y, weight = targets(track_of(t, performances=(Performance("Z", 1.0, 2.0),)), t)
    assert (y[(t > 1.95) & (t < 2.25)] == CLASSES.index("Z done")).all()
    assert (y[(t > 1.45) & (t < 1.75)] == CLASSES.index("Z under way")).all()
    assert (y[(t < 1) | (t > 2.7)] == 0).all()
    assert (weight[(t < 1) | (t > 2.7)] == 1).all()
    assert (weight[(t > 1.15) & (t < 1.35)] == 0).all(), "too early to be recognized"


def test_a_performance_without_its_beginning_has_no_weight():
    t = np.arange(1.5, 4, 1 / 30)
    y, weight = targets(track_of(t, performances=(Performance("Z", 1.0, 2.0),)), t)
    assert (y == 0).all()
    assert (weight[t < 2.3] == 0).all()


def test_examples_have_a_fixed_length_and_are_zero_after_the_track():
    made = examples([render_track(5, n, spelled=2) for n in range(3)], np.random.default_rng(1), stretch=False)
    assert made.x.shape == (3, LENGTH, len(FEATURE_NAMES))
    ends = np.abs(made.x).sum(2).astype(bool).sum(1)
    for x, weight, end in zip(made.x, made.weight, ends, strict=True):
        assert (x[end:] == 0).all()
        assert (weight[end:] == 0).all()


def test_a_track_without_a_hand_makes_no_example():
    clip = track_of(np.arange(60) / 30, np.full((60, 21, 2), np.nan))
    assert len(examples([clip], np.random.default_rng(1), stretch=True).x) == 0
