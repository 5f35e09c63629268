"""Facts about the machine, read from a tree of files like a Pi's."""

import subprocess

import pytest

from device.system import machine


@pytest.fixture
def pi(tmp_path):
    """/proc, /sys, /dev and /etc of a Raspberry Pi 4 as far as the code reads them."""
    files = {
        "proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.4\0",
        "proc/cpuinfo": "processor\t: 0\nmodel name\t: ARMv8\n",
        "sys/class/thermal/thermal_zone0/temp": "51608\n",
        "etc/os-release": 'NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
        "dev/video0": "",
        "dev/gpiochip0": "",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path


def test_a_pi_is_known_by_its_device_tree(pi):
    assert machine.is_pi(pi)
    assert machine.model_name(pi) == "Raspberry Pi 4 Model B Rev 1.4"
    assert machine.describe(pi)["os"] == "Debian GNU/Linux 12 (bookworm)"


def test_a_workstation_is_known_by_its_processor(tmp_path):
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/cpuinfo").write_text("vendor_id\t: X\nmodel name\t: AMD EPYC\nmodel name\t: AMD EPYC\n")
    assert not machine.is_pi(tmp_path)
    assert machine.model_name(tmp_path) == "AMD EPYC"


def test_an_unknown_machine_is_described(tmp_path):
    described = machine.describe(tmp_path)
    assert set(described) == {"machine", "arch", "cores", "os", "python"}
    assert described["machine"]


@pytest.mark.parametrize(("text", "degrees"), [("51608\n", 51.608), ("-3000", -3.0), ("", None), ("hot", None)])
def test_the_temperature_is_in_thousandths(pi, text, degrees):
    (pi / "sys/class/thermal/thermal_zone0/temp").write_text(text)
    assert machine.temperature(pi) == degrees


def test_without_a_sensor_there_is_no_temperature(tmp_path):
    assert machine.temperature(tmp_path) is None


@pytest.mark.parametrize(
    ("answer", "limits"),
    [
        ("throttled=0x0\n", []),
        ("throttled=0x1\n", ["undervoltage now"]),
        ("throttled=0x2", ["frequency capped now"]),
        ("throttled=0x4", ["throttled now"]),
        ("throttled=0x8", ["soft temperature limit now"]),
        ("throttled=0x10000", ["undervoltage since boot"]),
        ("throttled=0x20000", ["frequency capped since boot"]),
        ("throttled=0x40000", ["throttled since boot"]),
        ("throttled=0x80000", ["soft temperature limit since boot"]),
        ("throttled=0x50005", ["undervoltage now", "throttled now"]),  # a present limit is listed once
        ("throttled=0x50001", ["undervoltage now", "throttled since boot"]),
        ("VCHI initialization failed\n", None),
        ("", None),
    ],
)
def test_each_bit_of_get_throttled_has_its_meaning(answer, limits):
    assert machine.throttled(lambda command: answer) == limits


@pytest.mark.parametrize(
    "error",
    [FileNotFoundError(), subprocess.CalledProcessError(1, "x"), subprocess.TimeoutExpired("x", 5), PermissionError()],
)
def test_without_vcgencmd_there_is_no_power_information(error):
    def fail(command):
        raise error

    assert machine.throttled(fail) is None


def test_the_answer_comes_from_vcgencmd_on_the_path(tmp_path, monkeypatch):
    tool = tmp_path / "vcgencmd"
    tool.write_text('#!/bin/sh\n[ "$1" = get_throttled ] && echo throttled=0x50000\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert machine.throttled() == ["undervoltage since boot", "throttled since boot"]


def test_free_space_is_that_of_the_nearest_existing_folder(tmp_path):
    assert machine.free_megabytes(tmp_path / "not" / "yet") == pytest.approx(machine.free_megabytes(tmp_path), rel=0.1)


def test_the_peak_memory_is_plausible():
    assert 10 < machine.peak_rss_megabytes() < 10_000
