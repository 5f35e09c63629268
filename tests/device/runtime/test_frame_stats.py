"""Number and rate of the frames."""

import pytest

from device.runtime.frame_stats import FrameStats

FPS = 30


def add(stats: FrameStats, seconds: float, start: float = 0.0) -> list[float]:
    """Add frames; return the times at which an interval ended."""
    times = [start + i / FPS for i in range(round(seconds * FPS))]
    return [t for t in times if stats.add(t)]


def test_an_interval_ends_every_five_seconds_of_the_frames_clock():
    stats = FrameStats(timed=False)
    assert [round(t, 1) for t in add(stats, 21)] == [5, 10, 15, 20]
    assert stats.frames == 21 * FPS


def test_after_a_long_stall_one_interval_ends_and_not_each_one_missed():
    stats = FrameStats(timed=False)
    add(stats, 1)
    assert len(add(stats, 1, start=100)) == 1


def test_the_rate_is_that_of_the_last_interval():
    stats = FrameStats(timed=True)
    add(stats, 4.9)
    assert stats.fps is None
    add(stats, 1, start=4.9)
    assert stats.fps == pytest.approx(FPS, rel=0.02)


def test_frames_without_a_pace_have_no_rate():
    stats = FrameStats(timed=False)
    add(stats, 6)
    stats.measure()
    assert stats.fps is None


def test_times_count_from_the_first_frame():
    stats = FrameStats(timed=True)
    assert stats.since_first(99.0) == stats.elapsed() == 0.0
    add(stats, 2, start=1234.5)
    assert stats.since_first(1235.0) == pytest.approx(0.5)
    assert stats.elapsed() == pytest.approx(2 - 1 / FPS)
