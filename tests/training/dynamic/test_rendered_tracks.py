"""Tracks of synthetic people."""

import numpy as np

from training.dynamic.motion_script import legible
from training.dynamic.rendered_tracks import TEST_PEOPLE, TRAINING_PEOPLE, render_track


def test_a_rendered_track_is_reproducible_and_labelled():
    one, again = render_track(5, 1), render_track(5, 1)
    assert np.array_equal(one.landmarks, again.landmarks)
    assert one.performances == again.performances
    assert {p.letter for n in range(6) for p in render_track(5, n).performances} == {"J", "Z"}
    for p in one.performances:
        assert 0 <= p.start < p.end <= one.t[-1] + 0.05
        assert legible(p, one.t, one.landmarks)


def test_without_dynamic_letters_there_are_no_performances():
    assert all(not render_track(5, n, moving=0).performances for n in range(4))


def test_evaluation_uses_other_people_than_training():
    assert not {*TRAINING_PEOPLE} & {*TEST_PEOPLE}
    signers = {render_track(5, n, people=TEST_PEOPLE, spelled=1).signer for n in range(4)}
    assert signers <= {f"synthetic-{n}" for n in TEST_PEOPLE}
