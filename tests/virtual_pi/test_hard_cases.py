"""Inputs that once got a wrong answer, on the Pi itself: 32 bits under a 64-bit kernel, a camera that is in use."""

import pytest

PYTHON = "cd /tmp && sudo env PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/tmp/fake:{path} {python}"
STATION = {"path": "/opt/handshape/current", "python": "/opt/handshape/current/.venv/bin/python"}
NARROW = """
import platform, struct, sys
size = struct.calcsize
struct.calcsize = lambda form: 4 if form == "P" else size(form)
platform.machine = lambda: "aarch64"
"""
BUSY = """
class Picamera2:
    def __init__(self):
        raise RuntimeError("Failed to acquire camera: Device or resource busy")
"""


@pytest.fixture(scope="module")
def fakes(deployed, stations):
    """The first station with a camera library that is busy, and a Python that says it is 32-bit when it starts."""
    pi = stations[0]
    pi.ssh("mkdir -p /tmp/fake /tmp/narrow")
    pi.write("/tmp/fake/picamera2.py", BUSY)
    pi.write("/tmp/narrow/sitecustomize.py", NARROW)
    return pi


def test_a_32_bit_system_is_refused_under_a_64_bit_kernel(fakes):
    command = "cd /tmp && sudo env PYTHONPATH=/tmp/narrow python3 /opt/handshape/agent.pyz probe"
    assert "This Raspberry Pi OS is 32-bit (with a 64-bit kernel)" in fakes.ssh(command).stdout


@pytest.mark.parametrize("camera", ["auto", "picamera:"])
def test_a_camera_in_use_is_not_called_missing(fakes, camera):
    done = fakes.ssh(f"{PYTHON.format(**STATION)} -m device run --camera {camera} --display log", check=False)
    assert done.returncode == 4
    assert "in use, probably by the station's service" in done.stderr
    assert "sudo systemctl stop handshape" in done.stderr
    assert "ribbon" not in done.stderr
