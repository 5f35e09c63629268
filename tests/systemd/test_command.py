"""The command `handshape` of a station: what it runs, and with which settings."""

import subprocess
from pathlib import Path

import pytest

COMMAND = Path(__file__).parents[2] / "systemd/handshape-command"


@pytest.fixture
def run(tmp_path):
    """Run it on a station in a folder, with a sudo that only prints; return the words after `-m device`."""
    script = tmp_path / "handshape"
    script.write_text(COMMAND.read_text().replace(" /etc/", f" {tmp_path}/etc/").replace(" /run/", f" {tmp_path}/run/"))
    (tmp_path / "sudo").write_text('#!/bin/sh\necho "$@"\n')
    (tmp_path / "sudo").chmod(0o755)

    def words(*arguments):
        environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "station": "/not/this"}
        done = subprocess.run(["sh", script, *arguments], capture_output=True, text=True, check=True, env=environment)
        return done.stdout.partition(" -m device ")[2].split() if " -m device " in done.stdout else done.stdout

    return words


def test_the_doctor_checks_the_settings_that_the_station_runs_with(run, tmp_path):
    assert run("doctor", "--json") == ["doctor", "--json"]
    for place in ("etc", "run"):  # stopped, then running
        settings = tmp_path / place / "handshape/station.toml"
        settings.parent.mkdir(parents=True)
        settings.touch()
        assert run("doctor", "--tune") == ["doctor", "--config", str(settings), "--tune"]


def test_what_needs_root_runs_as_root(run):
    assert run("status").endswith("agent.pyz status --text\n")
    assert run("logs") == "journalctl -u handshape -n 50 -o short-iso --no-pager\n"
    assert "-n 200 " in run("logs", "200")
    rollback = run("rollback")
    assert rollback.startswith("systemd-run ")
    assert rollback.endswith("agent.pyz rollback --text\n")


def test_help_names_the_stations_own_commands_before_those_of_the_program(run):
    assert run() == run("--help") == ["--help"]


def test_other_commands_are_passed_on(run):
    assert run("practice", "--export", "a.csv") == ["practice", "--export", "a.csv"]
