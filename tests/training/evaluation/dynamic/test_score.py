"""Scores of a detector of J and Z."""

import numpy as np
import pytest

from tests.training.dynamic.made_tracks import track_of
from training.dynamic.camera_noise import ObservedTrack
from training.dynamic.track import Performance
from training.evaluation.dynamic.score import Score, add_track


def scored(reported, **more) -> Score:
    clip = track_of(np.arange(0, 10, 1 / 30), performances=(Performance("J", 2.0, 3.0),), **more)
    score = Score()
    add_track(score, clip, ObservedTrack(clip.t, clip.landmarks, np.ones(len(clip.t))), reported)
    return score


def test_a_letter_reported_at_its_end_counts_with_its_delay():
    score = scored([(3.2, "J")])
    assert (score.recall, score.false, score.delays) == (1.0, 0, [pytest.approx(0.2)])
    assert score.seconds == pytest.approx(9.0, abs=0.1)


@pytest.mark.parametrize("reported", [[(2.2, "J")], [(4.0, "J")], [(7.0, "Z")]])
def test_a_report_too_early_too_late_or_elsewhere_is_a_false_alarm(reported):
    score = scored(reported)
    assert (score.recall, score.false) == (0.0, 1)


def test_the_other_letter_counts_as_swapped():
    score = scored([(3.1, "Z")])
    assert (score.recall, score.swapped, score.false) == (0.0, 1, 0)


def test_a_letter_reported_twice_counts_once_and_is_once_false():
    score = scored([(3.0, "J"), (3.5, "J")])
    assert (score.recall, score.false) == (1.0, 1)


def test_reports_in_ambiguous_spans_are_not_counted():
    assert scored([(3.0, "J"), (8.0, "Z")], ambiguous=((7.5, 8.5),)).false == 0
