"""The commands that the pages of the first hour tell people to type on the Pi do what the pages say."""

import re

import pytest

from tests.virtual_pi.checkout import ROOT
from tests.virtual_pi.test_deploy import current, reads

ROLLBACK = "handshape rollback"
PAGES = ("first-hour-pi", "first-hour-card", "tutorial-teach")
COMMANDS = sorted(
    {
        command
        for page in PAGES
        for command in re.findall(r"`(handshape [^`\n]+)`", (ROOT / f"docs/{page}.md").read_text(encoding="utf-8"))
    }
)


@pytest.fixture(scope="module")
def station(deployed, stations):
    yield stations[0]
    stations[0].sudo("rm -f /boot/handshape.toml; systemctl restart handshape-mode handshape")
    stations[0].until(reads, 30, "letters with nothing chosen")


def test_the_pages_have_commands():
    assert len(COMMANDS) >= 6


def test_rollback_returns_to_the_release_before_and_back(station):
    name, other = current(station), "0.0.1-0123456789ab"
    folder = "/opt/handshape/releases"
    station.sudo(f"cp -a {folder}/{name} {folder}/{other} && sed -i s/{name}/{other}/ {folder}/{other}/RELEASE*")
    station.sudo(f"printf %s\\\\n {other} {name} > /opt/handshape/history")
    for goal in (other, name):
        done = station.ssh(ROLLBACK, timeout=150)
        assert done.stdout.startswith(f"{goal} runs: "), done.stdout
        assert current(station) == goal


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != ROLLBACK])
def test_a_command_of_the_pages_works(station, command):
    stops = "--tune" in command  # as the page says
    if stops:
        station.sudo("systemctl stop handshape")
    done = station.ssh(command, check=False, timeout=300)
    if stops:
        station.sudo("systemctl start handshape")
    # The doctor of a container names what a Pi has and this has not.
    assert done.returncode in ((0, 1) if "doctor" in command else (0,)), done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    station.until(lambda pi: pi.status().get("frames", 0) > 5, 60, f"frames after `{command}`")
