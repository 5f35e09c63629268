"""Evidence over a window of time, independent of the frame rate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.recognition.evidence import Evidence, FrameClock
from device.recognition.presence import MAX_GAP_S


def test_the_first_frame_stands_for_no_time():
    assert FrameClock().gap(3.0) == 0


@given(st.lists(st.floats(0, 100), min_size=1).map(sorted))
def test_a_frame_stands_for_the_time_since_the_last_one_up_to_a_limit(times):
    clock, last = FrameClock(), times[0]
    for t in times:
        assert clock.gap(t) == pytest.approx(min(t - last, MAX_GAP_S))
        last = t


@pytest.mark.parametrize("fps", [10, 20, 50])
def test_the_evidence_of_a_full_window_is_the_probability_at_any_frame_rate(fps):
    evidence = Evidence(0.5)
    for frame in range(1, fps + 1):
        evidence.add((frame - 1) / fps, frame / fps, np.array([0.8, 0.2], np.float32), True)
    p, presence = evidence.at(1.0)
    assert p.tolist() == pytest.approx([0.8, 0.2])
    assert presence == pytest.approx(1)


@given(st.lists(st.tuples(st.floats(0.001, 0.25), st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_evidence_and_presence_stay_within_0_to_1(frames):
    evidence, t = Evidence(0.4), 0.0
    for gap, p, visible in frames:
        evidence.add(t, t + gap, np.array([p], np.float32), visible)
        t += gap
        share, presence = evidence.at(t)
        assert -1e-9 <= share[0] <= 1 + 1e-6
        assert -1e-9 <= presence <= 1 + 1e-6
