"""The note of the Pi's address, for a station that has no network of its own."""

import subprocess
from pathlib import Path

import pytest

from device.system.network import noted_address

SCRIPT = Path(__file__).parents[2] / "systemd/handshape-dispatcher"
ROUTE = "192.0.2.1 via 192.168.1.1 dev wlan0 src 192.168.1.23 uid 0"
ADDRESS = "2: eth0    inet 10.77.1.2/24 brd 10.77.1.255 scope global eth0"


@pytest.fixture
def note(tmp_path):
    """Let the network be so, call the script as NetworkManager does, and return what the station reads."""
    script = tmp_path / "script"
    script.write_text(SCRIPT.read_text().replace("/run/handshape-mode", f"{tmp_path}/run"))

    def call(event, route="", address=""):
        tool = f'#!/bin/sh\ncase "$*" in *route*) echo "{route}" ;; *) echo "{address}" ;; esac\n'
        (tmp_path / "ip").write_text(tool)
        (tmp_path / "ip").chmod(0o755)
        command = ["sh", script, "wlan0", event]
        subprocess.run(command, check=True, env={"PATH": f"{tmp_path}:/usr/bin:/bin"})
        return noted_address(tmp_path / "run/address")

    return call


def test_the_address_of_the_way_out_is_noted_and_goes_with_the_network(note):
    assert note("up", ROUTE, ADDRESS) == "192.168.1.23"
    assert note("dhcp4-change", "", ADDRESS) == "10.77.1.2", "a network without a way out"
    assert note("", "", "") == "10.77.1.2", "a helper that has no network changes nothing"
    assert note("down", "", "") == ""


def test_no_note_and_any_other_text_are_no_address(tmp_path):
    assert noted_address(tmp_path / "none") == ""
    (tmp_path / "note").write_text("<b>192.168.1.1</b>")
    assert noted_address(tmp_path / "note") == ""
