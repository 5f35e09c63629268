"""A camera that slows down in the dark is reported once, and asked to keep its rate."""

import struct

import pytest

from device.camera.exposure import EXPOSURE_AUTO_PRIORITY, S_CTRL, RateWatch, keep_rate


@pytest.mark.parametrize(("fps", "reports"), [(30, 0), (10.5, 0), (7.5, 1), (2, 1)])
def test_a_rate_below_ten_is_reported_once(fps, reports):
    watch = RateWatch()
    found = [rate for i in range(100) if (rate := watch.frame(100 + i / fps)) is not None]
    assert len(found) == reports
    assert all(rate == pytest.approx(fps) for rate in found)


def test_a_clock_that_goes_back_begins_anew():
    watch = RateWatch()
    assert [watch.frame(t) for t in (50.0, 1.0, 2.0, 3.0)] == [None] * 4


def test_the_control_of_the_exposure_is_set_to_zero(tmp_path):
    device, requests = tmp_path / "video0", []
    device.touch()
    assert keep_rate(str(device), lambda fd, request, data: requests.append((request, data)))
    assert requests == [(S_CTRL, struct.pack("=Ii", EXPOSURE_AUTO_PRIORITY, 0))]


def test_a_driver_without_the_control_is_no_failure(tmp_path):
    def refuse(*_):
        raise OSError(22, "Invalid argument")

    (tmp_path / "video0").touch()
    assert not keep_rate(str(tmp_path / "video0"), refuse)
    assert not keep_rate(str(tmp_path / "none"))
