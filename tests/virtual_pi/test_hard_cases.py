"""Inputs that once got a wrong answer: 32 bits under a 64-bit kernel, a camera in use, Pis that are hard to reach."""

import pytest

from tests.virtual_pi.remote import Remote

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


def reached(pi, **changes):
    """The same Pi, reached in another way."""
    other = Remote()
    other.host, other.ssh_args, other.user = pi.host, pi.ssh_args, pi.user
    for name, value in changes.items():
        setattr(other, name, value)
    return other


def test_a_pi_is_reached_by_its_ipv6_address(fakes, checkout):
    address = fakes.ssh("ip -6 -o address show dev eth0 scope link").stdout.split()[3].partition("/")[0]
    assert address.startswith("fe80::")
    done = checkout.run("status", reached(fakes, host=f"{address}%{fakes.link}"))
    assert (done.code, "active" in done.said) == (0, True), done.said


def test_the_host_key_of_a_pi_that_was_flashed_again_is_explained(fakes, checkout, tmp_path):
    known = tmp_path / "known_hosts"
    before = fakes.key.with_suffix(".pub").read_text()  # another key of this kind
    known.write_text(f"{fakes.host} {before}")
    arguments = fakes.ssh_args.replace("StrictHostKeyChecking=no", "StrictHostKeyChecking=yes")
    arguments = arguments.replace("UserKnownHostsFile=/dev/null", f"UserKnownHostsFile={known}")
    done = checkout.run("status", reached(fakes, ssh_args=arguments))
    assert done.code == 4
    assert f"run `ssh-keygen -R {fakes.host}` and try again" in done.said


def test_the_words_of_a_pi_that_refuses_a_user_are_passed_on(fakes, checkout):
    public = fakes.key.with_suffix(".pub").read_text().strip()
    refusal = "Please login as the user pi rather than the user root."
    fakes.sudo("mkdir -p -m 700 /root/.ssh")
    fakes.write("/root/.ssh/authorized_keys", f'command="echo {refusal}; exit 142" {public}\n')
    try:
        done = checkout.run("status", reached(fakes, user="root"))
    finally:
        fakes.sudo("rm /root/.ssh/authorized_keys")
    assert done.code == 2
    assert f"the Pi answers: {refusal}" in done.said


def test_a_sudo_that_wants_a_password_is_asked_for_it(fakes, checkout):
    """As Raspberry Pi OS 13 does since April 2026."""
    home = "/home/teacher/.ssh"
    fakes.sudo("useradd -m -s /bin/bash -G sudo teacher && echo teacher:a-secret | chpasswd")
    fakes.sudo(f"mkdir -m 700 {home} && cp /home/pi/.ssh/authorized_keys {home} && chown -R teacher: {home}")
    teacher = reached(fakes, user="teacher")
    done = checkout.run("status", teacher)
    assert (done.code, "--ask-sudo" in done.said) == (2, True), done.said
    done = checkout.run("status", teacher, options=("--ask-sudo",), typed="wrong\n")
    assert (done.code, "not the password" in done.said) == (2, True), done.said
    done = checkout.run("status", teacher, options=("--ask-sudo",), typed="a-secret\n")
    assert (done.code, "active" in done.said) == (0, True), done.said
