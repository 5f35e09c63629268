"""When the date may be trusted."""

from datetime import UTC, datetime, timedelta

import pytest

from device.system.clock import BATTERY, BATTERY_VOLTAGE, SYNCHRONISED, synchronised, trusted

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("wall", "last_seen", "flag", "ok"),
    [
        (NOW, None, True, True),
        (NOW, None, False, False),
        (NOW, NOW - HOUR, True, True),
        (NOW, NOW - 1000 * 24 * HOUR, True, True),
        (NOW, NOW + HOUR, True, False),
        (NOW, NOW + timedelta(seconds=30), True, True),
        (datetime(1970, 1, 1, tzinfo=UTC), None, True, False),
        (datetime(2024, 12, 31, tzinfo=UTC), None, True, False),
    ],
    ids=[
        "first start",
        "no time server",
        "an hour later",
        "years in a cupboard",
        "gone back",
        "corrected",
        "1970",
        "before this program",
    ],
)
def test_a_date_is_trusted_or_not(wall, last_seen, flag, ok):
    assert trusted(wall, last_seen, flag) is ok


def test_a_clock_set_by_a_time_server_is_synchronised(tmp_path):
    assert not synchronised(tmp_path)
    flag = tmp_path / SYNCHRONISED
    flag.parent.mkdir(parents=True)
    flag.touch()
    assert synchronised(tmp_path)


@pytest.mark.parametrize(("content", "ok"), [("1\n", True), ("0\n", False), ("\xff", False)])
def test_a_clock_with_a_battery_is_synchronised_if_it_set_the_date(tmp_path, content, ok):
    file = tmp_path / BATTERY
    file.parent.mkdir(parents=True)
    file.write_text(content, encoding="latin-1")
    assert synchronised(tmp_path) is ok


@pytest.mark.parametrize(
    ("model", "voltage", "ok"),
    [
        ("Raspberry Pi 5 Model B Rev 1.0\0", None, False),
        ("Raspberry Pi 5 Model B Rev 1.0\0", "1234\n", False),
        ("Raspberry Pi 5 Model B Rev 1.0\0", "2985000\n", True),
        ("Raspberry Pi 500 Rev 1.0\0", "", False),
        ("Raspberry Pi 4 Model B Rev 1.4\0", None, True),
    ],
)
def test_the_clock_of_a_pi_5_needs_a_battery(tmp_path, model, voltage, ok):
    files = {"proc/device-tree/model": model, str(BATTERY): "1\n", str(BATTERY_VOLTAGE): voltage}
    for name, content in files.items():
        if content is not None:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content)
    assert synchronised(tmp_path) is ok
