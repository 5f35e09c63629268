"""How J and Z are drawn."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from training.rendering.rotation import facing
from training.rendering.strokes import draw_j, draw_z

UPRIGHT = facing((0, 1, 0), (0, 0, 1))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([draw_j, draw_z]))
def test_a_stroke_begins_where_the_hand_is_and_lasts_as_long_as_people_take(seed, draw):
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
