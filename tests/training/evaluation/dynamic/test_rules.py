"""J and Z by rules."""

import numpy as np

from tests.training.dynamic.made_tracks import track_of
from training.dynamic.camera_noise import Noise, observe
from training.dynamic.rendered_tracks import render_track
from training.evaluation.dynamic.rules import Rules
from training.evaluation.dynamic.score import Score, add_track, detections


def test_rules_recognize_plain_j_and_z_and_nothing_in_a_held_hand():
    score = Score()
    rng = np.random.default_rng(1)
    for n in range(8):
        clip = render_track(11, n, spelled=3, other=0)
        track = observe(clip, rng, 30.0, Noise())
        add_track(score, clip, track, detections(Rules(), 0.6, track))
    assert score.recall > 0.6
    still = track_of(np.arange(0, 20, 1 / 30))
    assert detections(Rules(), 0.6, observe(still, rng, 30.0, Noise(shake=0.02))) == []
