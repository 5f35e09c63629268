"""When a station begins with the self-test."""

import pytest

from device.runtime.opening import PASSED_FILE, with_self_test
from device.selftest.activity import SelfTestActivity
from device.settings import Settings, with_values
from tests.device.selftest.test_activity import Lesson, step

BUILT_IN = Settings()
WHEN = [("auto", False, 0), ("auto", True, 1), ("always", False, 1), ("never", True, 0)]
HERE = "192.168.1.7"


def opened(settings=BUILT_IN, environment=None, port=0, address=HERE):
    lesson = Lesson()
    activity = with_self_test(lesson, settings, lambda: "usb", lambda: port, environment or {}, address=lambda: address)
    return lesson, activity


@pytest.mark.parametrize(("wanted", "service", "shown"), WHEN)
def test_when(tmp_path, wanted, service, shown):
    environment = {"STATE_DIRECTORY": str(tmp_path)} if service else {}
    lesson, activity = opened(with_values(BUILT_IN, "display", self_test=wanted), environment)
    assert isinstance(activity, SelfTestActivity) == bool(shown)
    assert activity is not lesson or not shown


def test_the_second_day_begins_with_the_lesson_unless_there_is_no_camera(tmp_path):
    environment = {"STATE_DIRECTORY": str(tmp_path)}
    _, first = opened(environment=environment)
    for tenths in range(30):
        assert step(first, tenths / 10, hand=True).self_test is not None
    assert (tmp_path / PASSED_FILE).exists()
    _, second = opened(environment=environment)
    assert second.interrupted(1.0)[0].self_test.camera == "failed"
    assert step(second, 2.0).message == "the lesson"


def test_a_read_only_card_is_no_fault(tmp_path):
    _, activity = opened(environment={"STATE_DIRECTORY": str(tmp_path / "missing")})
    for tenths in range(30):
        step(activity, tenths / 10, hand=True)


def test_the_stations_own_address(tmp_path, monkeypatch):
    _, activity = opened(environment={"STATE_DIRECTORY": str(tmp_path)})
    assert step(activity, 0.0).self_test.network == HERE
    monkeypatch.setattr("device.runtime.opening.noted_address", lambda: "10.0.0.9")
    _, activity = opened(environment={"STATE_DIRECTORY": str(tmp_path)}, address="")
    assert step(activity, 0.0).self_test.network == "10.0.0.9", "the service has no network of its own"


@pytest.mark.parametrize(
    ("lan", "port", "address", "shown"),
    [
        (True, 8420, "192.168.1.7", "http://192.168.1.7:8420"),
        (True, 8420, "", ""),
        (False, 8420, "192.168.1.7", ""),
        (True, 0, "192.168.1.7", ""),
    ],
)
def test_the_address_of_a_page_that_is_open(tmp_path, lan, port, address, shown):
    settings = with_values(BUILT_IN, "web", lan=lan)
    _, activity = opened(settings, {"STATE_DIRECTORY": str(tmp_path)}, port, address)
    assert step(activity, 0.0).self_test.address == shown
