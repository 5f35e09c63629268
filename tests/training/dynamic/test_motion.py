"""J and Z: trajectories, what a camera sees of them, targets, rules, score, and one step as int8."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.recognition.dynamic.detector import MIN_STEP_S
from device.recognition.dynamic.features import FEATURE_NAMES
from device.recognition.dynamic.network import CLASSES
from training.dynamic.camera_noise import Noise, ObservedTrack, frame_times, hand_size, observe
from training.dynamic.examples import LENGTH, examples, targets
from training.dynamic.rendered_tracks import TEST_PEOPLE, TRAINING_PEOPLE, legible, render_track
from training.dynamic.track import LabelledTrack, Performance, join_tracks
from training.evaluation.dynamic.rules import Rules
from training.evaluation.dynamic.score import Score, add_track, detections
from training.rendering.rotation import facing
from training.rendering.strokes import draw_j, draw_z

UPRIGHT = facing((0, 1, 0), (0, 0, 1))


def clip_of(t, points=None, **more) -> LabelledTrack:
    t = np.asarray(t, float)
    if points is None:
        shape = np.random.default_rng(0).normal(0, 0.5, (21, 2)) + np.array([3.0, 3.0])
        points = np.repeat(shape[None], len(t), 0)
    return LabelledTrack("clip", "somebody", t, points, 1, **more)


# ── strokes ──────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([draw_j, draw_z]))
def test_a_stroke_begins_where_the_hand_is_and_takes_its_time(seed, draw):
    stroke = draw(np.random.default_rng(seed), UPRIGHT)
    assert np.abs(stroke.positions[0]).max() < 0.35, "rounded corners may cut a little off"
    assert (np.diff(stroke.times) > 0).all()
    assert stroke.times[0] == 0
    assert 0.3 <= stroke.seconds <= 3.2
    for turn in stroke.rotations:
        assert np.abs(turn @ turn.T - np.eye(3)).max() < 1e-6
        assert np.linalg.det(turn) > 0


def test_a_j_sinks_and_hooks_to_the_thumbs_side():
    finger = np.array([-0.3, 1.7, 0.0])
    ends = []
    for seed in range(60):
        stroke = draw_j(np.random.default_rng(seed), UPRIGHT)
        tip = stroke.positions + stroke.rotations @ finger
        low = int(tip[:, 1].argmin())
        ends.append((tip[0, 1] - tip[low, 1], tip[-1, 0] - tip[: low + 1, 0].min()))
    sunk, across = np.array(ends).T
    assert np.median(sunk) > 1
    assert (across > 0.3).mean() > 0.95


def test_a_z_goes_to_the_viewers_left_back_and_left_again_and_down():
    finger = np.array([0.2, 1.7, 0.0])
    good = 0
    for seed in range(60):
        stroke = draw_z(np.random.default_rng(seed), UPRIGHT)
        x, y, _ = (stroke.positions + stroke.rotations @ finger).T
        first = int(x[: len(x) // 2].argmin())
        second = first + int(x[first:].argmax())
        good += x[0] > x[first] < x[second] > x[-1] and y[-1] < y[0]
    assert good >= 57


# ── rendered clips ───────────────────────────────────────────────────────────────────────────────


def test_a_rendered_clip_is_the_same_every_time_and_says_what_was_signed():
    one, again = render_track(5, 1), render_track(5, 1)
    assert np.array_equal(one.points, again.points)
    assert one.performances == again.performances
    assert {p.letter for n in range(6) for p in render_track(5, n).performances} == {"J", "Z"}
    for p in one.performances:
        assert 0 <= p.start < p.end <= one.t[-1] + 0.05
        assert legible(p, one.t, one.points)


def test_without_j_and_z_there_is_none():
    assert all(not render_track(5, n, moving=0).performances for n in range(4))


def test_people_to_measure_with_are_not_those_to_learn_from():
    assert not {*TRAINING_PEOPLE} & {*TEST_PEOPLE}
    signers = {render_track(5, n, people=TEST_PEOPLE, spelled=1).signer for n in range(4)}
    assert signers <= {f"synthetic-{n}" for n in TEST_PEOPLE}


# ── clips ────────────────────────────────────────────────────────────────────────────────────────


def test_between_frames_points_lie_on_a_line_and_across_a_gap_there_are_none():
    t = np.array([0.0, 0.1, 0.2, 0.9, 1.0])
    points = np.ones((5, 21, 2)) * np.array([0, 1, 2, 9, 10.0])[:, None, None]
    seen_at = clip_of(t, points).at(np.array([0.05, 0.15, 0.5, 0.95, 1.2]))
    assert np.allclose(seen_at[[0, 1, 3], 0, 0], [0.5, 1.5, 9.5])
    assert np.isnan(seen_at[[2, 4]]).all()


def test_a_frame_without_a_hand_is_bridged_when_it_is_short():
    t = np.arange(5) / 30
    points = np.ones((5, 21, 2)) * np.arange(5.0)[:, None, None]
    points[2] = np.nan
    assert clip_of(t, points).at(t)[2, 0, 0] == pytest.approx(2.0)


def test_stretching_and_joining_keep_performances_with_their_frames():
    clip = clip_of(np.arange(60) / 30, performances=(Performance("J", 0.5, 1.0),), unsure=((1.2, 1.4),))
    slow = clip.stretched(2.0)
    assert (slow.performances[0].start, slow.performances[0].end, slow.unsure) == (1.0, 2.0, ((2.4, 2.8),))
    both = join_tracks([clip, slow], 1.0, "both")
    assert [p.start for p in both.performances] == pytest.approx([0.5, 59 / 30 + 1 + 1.0])


def test_a_mirrored_clip_is_the_other_hand():
    clip = render_track(5, 2, spelled=1)
    other = clip.mirrored()
    assert other.side == -clip.side
    assert np.array_equal(other.points[..., 0], -clip.points[..., 0])


# ── as a camera sees it ──────────────────────────────────────────────────────────────────────────


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.floats(9, 62))
def test_frames_come_at_about_the_cameras_rate_and_never_too_soon(seed, fps):
    times = frame_times(np.random.default_rng(seed), 1.0, 21.0, fps)
    assert (np.diff(times) >= MIN_STEP_S).all()
    assert times[0] >= 1.0
    assert times[-1] < 21.0
    if fps < 25:
        assert len(times) / 20 == pytest.approx(fps, rel=0.1)


def test_without_noise_the_hand_is_seen_as_it_is_in_hand_sizes():
    clip = render_track(5, 3, spelled=1)
    track = observe(clip, np.random.default_rng(1), 30.0, Noise())
    assert hand_size(track.points) == pytest.approx(1.0)
    assert (track.right == 1).all()


def test_noise_loses_frames_and_swaps_sides_as_often_as_asked():
    clip = render_track(5, 4)
    track = observe(clip, np.random.default_rng(1), 30.0, Noise(lost=0.2, swapped=0.3))
    whole = observe(clip, np.random.default_rng(1), 30.0, Noise())
    assert len(track.t) < 0.95 * len(whole.t)
    assert (track.right == -1).mean() == pytest.approx(0.3, abs=0.1)


# ── targets ──────────────────────────────────────────────────────────────────────────────────────


def test_done_is_asked_for_around_the_end_and_under_way_before_it():
    t = np.arange(0, 4, 1 / 30)
    y, weight = targets(clip_of(t, performances=(Performance("Z", 1.0, 2.0),)), t)
    assert (y[(t > 1.95) & (t < 2.25)] == CLASSES.index("Z done")).all()
    assert (y[(t > 1.45) & (t < 1.75)] == CLASSES.index("Z under way")).all()
    assert (y[(t < 1) | (t > 2.7)] == 0).all()
    assert (weight[(t < 1) | (t > 2.7)] == 1).all()
    assert (weight[(t > 1.15) & (t < 1.35)] == 0).all(), "too early to tell: not asked"


def test_a_performance_whose_beginning_was_not_seen_is_not_asked_for():
    t = np.arange(1.5, 4, 1 / 30)
    y, weight = targets(clip_of(t, performances=(Performance("Z", 1.0, 2.0),)), t)
    assert (y == 0).all()
    assert (weight[t < 2.3] == 0).all()


def test_examples_are_as_long_as_they_say_and_zero_after_the_track():
    made = examples([render_track(5, n, spelled=2) for n in range(3)], np.random.default_rng(1), stretch=False)
    assert made.x.shape == (3, LENGTH, len(FEATURE_NAMES))
    ends = np.abs(made.x).sum(2).astype(bool).sum(1)
    for x, weight, end in zip(made.x, made.weight, ends, strict=True):
        assert (x[end:] == 0).all()
        assert (weight[end:] == 0).all()


def test_a_clip_without_a_hand_makes_no_example():
    clip = clip_of(np.arange(60) / 30, np.full((60, 21, 2), np.nan))
    assert len(examples([clip], np.random.default_rng(1), stretch=True).x) == 0


# ── rules ────────────────────────────────────────────────────────────────────────────────────────


def test_rules_read_plain_js_and_zs_and_nothing_of_a_held_hand():
    score = Score()
    rng = np.random.default_rng(1)
    for n in range(8):
        clip = render_track(11, n, spelled=3, other=0)
        track = observe(clip, rng, 30.0, Noise())
        add_track(score, clip, track, detections(Rules(), 0.6, track))
    assert score.recall > 0.6
    still = clip_of(np.arange(0, 20, 1 / 30))
    assert detections(Rules(), 0.6, observe(still, rng, 30.0, Noise(shake=0.02))) == []


# ── score ────────────────────────────────────────────────────────────────────────────────────────


def scored(said, **more) -> Score:
    clip = clip_of(np.arange(0, 10, 1 / 30), performances=(Performance("J", 2.0, 3.0),), **more)
    score = Score()
    add_track(score, clip, ObservedTrack(clip.t, clip.points, np.ones(len(clip.t))), said)
    return score


def test_a_letter_told_at_its_end_is_read_and_its_delay_kept():
    score = scored([(3.2, "J")])
    assert (score.recall, score.false, score.delays) == (1.0, 0, [pytest.approx(0.2)])
    assert score.seconds == pytest.approx(9.0, abs=0.1)


@pytest.mark.parametrize("said", [[(2.2, "J")], [(4.0, "J")], [(7.0, "Z")]])
def test_too_early_too_late_or_elsewhere_is_a_false_alarm(said):
    score = scored(said)
    assert (score.recall, score.false) == (0.0, 1)


def test_the_other_letter_is_counted_as_swapped_not_as_read():
    score = scored([(3.1, "Z")])
    assert (score.recall, score.swapped, score.false) == (0.0, 1, 0)


def test_the_same_letter_told_twice_is_once_read_and_once_false():
    score = scored([(3.0, "J"), (3.5, "J")])
    assert (score.recall, score.false) == (1.0, 1)


def test_where_nobody_can_say_nothing_is_counted():
    assert scored([(3.0, "J"), (8.0, "Z")], unsure=((7.5, 8.5),)).false == 0
