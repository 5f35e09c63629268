"""The pace of a hot processor."""

from device.runtime.pace import COOL_C, HOT_C, Pace


def share(pace: Pace, begin: float, fps: int = 30, seconds: int = 10) -> float:
    """Share of the frames that are processed."""
    return sum(pace.due(begin + i / fps) for i in range(fps * seconds)) / (fps * seconds)


def test_a_hot_processor_gets_fewer_frames_until_it_is_cool() -> None:
    degrees = HOT_C - 1
    pace = Pace(lambda: degrees)
    assert share(pace, 0) == 1.0
    degrees = HOT_C
    assert share(pace, 10) < 0.4
    degrees = COOL_C + 1
    assert share(pace, 20.1) < 0.4, "it goes on until the processor is cool"
    degrees = COOL_C - 1
    assert pace.due(40.0)
    assert share(pace, 40.1) == 1.0


def test_without_a_sensor_every_frame_is_processed() -> None:
    assert share(Pace(lambda: None), 0) == 1.0
