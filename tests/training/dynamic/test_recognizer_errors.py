"""Errors of the device's recognizer, measured on clips and drawn for tracks."""

import numpy as np

from tests.training.dynamic.made_tracks import track_of
from training.dynamic.recognized_clips import RecognizedClip, View
from training.dynamic.recognizer_errors import draw_errors, error_tracks
from training.dynamic.track import Performance

T = np.arange(90) / 30
STROKE = (Performance("J", 1.0, 2.0),)


def clip_with_errors():
    """A still hand; in the middle of its stroke it is lost, and seen as the other hand."""
    reference = np.random.default_rng(1).uniform(0, 100, (1, 21, 2)) + np.zeros((90, 1, 1))
    found = reference + 5.0
    found[45:50] = np.nan
    right = np.where((T > 1.4) & (T < 1.7), -1.0, 1.0).astype(np.float32)
    return RecognizedClip(track_of(T, found, performances=STROKE), right, reference)


def test_the_errors_of_a_clip_are_those_of_the_device_against_the_reference():
    (error,) = error_tracks([clip_with_errors()])
    assert error.lost.sum() == 5
    assert (error.right[43:50] == -1).all()
    assert np.ptp(error.added[~error.lost]) < 1e-6
    assert error.performances == STROKE


def test_a_stroke_often_gets_the_errors_of_a_recorded_stroke_at_the_same_place():
    errors = error_tracks([clip_with_errors()])
    t = np.arange(0, 6, 1 / 30)
    slow = (Performance("J", 2.0, 4.0),)
    lost = np.mean([draw_errors(errors, np.random.default_rng(n), t, slow)[2] for n in range(200)], 0)
    middle, before = lost[(t > 3.05) & (t < 3.25)].mean(), lost[(t > 2.2) & (t < 2.8)].mean()
    assert middle > 0.55
    assert before < 0.1


def test_a_stroke_of_another_letter_gets_any_errors():
    errors = error_tracks([clip_with_errors()])
    t = np.arange(0, 6, 1 / 30)
    seen = [draw_errors(errors, np.random.default_rng(n), t, (Performance("Z", 2.0, 4.0),))[2] for n in range(20)]
    none = [draw_errors(errors, np.random.default_rng(n), t)[2] for n in range(20)]
    assert np.array_equal(seen, none)


def test_a_mirrored_view_mirrors_landmarks_as_it_mirrors_pictures():
    view = View("both", mirrored=True, every=2, scale=0.5)
    landmarks = np.full((4, 21, 2), 10.0)
    assert view.points(landmarks, 101).tolist() == np.full((2, 21, 2), (45.0, 5.0)).tolist()
