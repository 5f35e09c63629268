"""`make install` and `make uninstall` on the Pi itself, with a system that is replaced."""

import argparse
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.bundle import Bundle
from deploy.errors import DeployError
from deploy.on_pi import environment, system
from deploy.on_pi import install as module
from deploy.on_pi.environment import build_environment, environment_key
from deploy.on_pi.install import install, only_one, options_of
from deploy.on_pi.uninstall import uninstall

ROOT = Path(__file__).parents[2]
FOUND = {
    "complaints": [],
    "missing_packages": [],
    "python": "3.11",
    "machine": "aarch64",
    "systemd": 252,
    "hardware_watchdog": False,
    "console": True,
    "desktop": False,
    "release": "",
    "active": "inactive",
    "trial": "",
    "options": [],
}
ARGS = argparse.Namespace(
    console=False, screen=True, network=False, web=False, hardware_watchdog=True, need_frames="auto"
)


class System:
    """The Pi: records the agent's commands and answers them."""

    def __init__(self, **found):
        self.found, self.calls, self.outcome = {**FOUND, **found}, [], {"running": "r1", "why": "30 frames", "code": 0}

    def agent(self, command, *arguments, wait_unit=""):
        self.calls.append(" ".join((command, *arguments)) if command == "packages" else command)
        if command == "probe":
            return self.found
        if command == "activate":
            assert wait_unit, "the probation must survive the end of the terminal"
            return self.outcome
        return {"told": "4 known pictures read", "changed": ["I²C"] if command == "buses" else True}


@pytest.fixture
def pi(monkeypatch, layout):
    """A Pi with a clock and a package index that work."""
    made = System()
    monkeypatch.setattr(system, "agent", made.agent)
    monkeypatch.setattr(module, "build_environment", lambda *_: made.calls.append("environment"))
    monkeypatch.setattr(module, "build", lambda *_: Bundle("r1", layout.home / "r1.tar.gz", "0" * 64))
    return made


def test_it_takes_the_steps_of_a_deployment(pi, layout, capsys):
    pi.found["missing_packages"] = ["python3-picamera2"]
    assert install(ARGS, layout, ROOT) == 0
    assert pi.calls == [
        "probe", "packages python3-picamera2", "buses", "environment", "unpack", "venv", "smoke", "activate"
    ]  # fmt: skip
    said = capsys.readouterr().out
    assert "r1 runs: 30 frames" in said
    assert "I²C switched on" in said
    assert "desktop" not in said


def test_a_desktop_that_hides_the_picture_is_said(pi, layout, capsys):
    pi.found["desktop"] = True
    assert install(ARGS, layout, ROOT) == 0
    assert "sudo systemctl set-default multi-user.target" in capsys.readouterr().out


def test_the_second_time_nothing_changes(pi, layout, capsys):
    pi.found |= {"release": "r1", "active": "active", "options": ["screen"]}
    assert install(ARGS, layout, ROOT) == 0
    assert pi.calls == ["probe", "buses", "environment"]
    assert capsys.readouterr().out.endswith("ok, nothing changed: r1 runs\n")


def test_a_release_that_is_rolled_back_is_an_error_with_the_reason(pi, layout):
    pi.outcome = {"running": "r0", "why": "the station ended 3 s after it was ready", "code": 3}
    with pytest.raises(DeployError, match=r"r1 was rolled back, r0 runs: the station ended"):
        install(ARGS, layout, ROOT)


def test_a_machine_that_cannot_be_a_station_is_left_alone(pi, layout):
    pi.found["complaints"] = ["This Raspberry Pi OS is 32-bit (with a 64-bit kernel): flash the 64-bit one."]
    with pytest.raises(DeployError, match="32-bit"):
        install(ARGS, layout, ROOT)
    assert pi.calls == ["probe"]


def test_little_space_is_no_reason_where_the_environment_is_there_already(pi, layout):
    pi.found["complaints"] = ["Only 300 MB are free and 700 are needed: delete something first."]
    with pytest.raises(DeployError, match="300 MB"):
        install(ARGS, layout, ROOT)
    folder = layout.venvs / environment_key(ROOT, "3.11", "aarch64")
    folder.mkdir()
    (folder / ".complete").touch()
    assert install(ARGS, layout, ROOT) == 0


def test_a_second_installation_at_once_is_refused(pi, layout):
    with only_one(layout), pytest.raises(DeployError, match="Another installation is running"):
        install(ARGS, layout, ROOT)
    assert install(ARGS, layout, ROOT) == 0


@pytest.mark.parametrize(
    ("found", "args", "options"),
    [
        ({}, {}, ["screen"]),
        ({"systemd": 257, "hardware_watchdog": True}, {}, ["backoff", "watchdog", "screen"]),
        ({"console": False}, {"console": True}, []),
        ({}, {"screen": False, "web": True}, ["web"]),
    ],
)
def test_options_are_those_of_a_deployment(found, args, options):
    assert options_of({**FOUND, **found}, argparse.Namespace(**{**vars(ARGS), **args})) == options
    playbook = (ROOT / "deploy/ansible/deploy.yml").read_text()
    assert all(f"['{option}']" in playbook for option in options)


# ── the clock ────────────────────────────────────────────────────────────────────────────────────


def clock(*years):
    dates = [datetime(year, 5, 1, tzinfo=UTC) for year in years]
    return lambda: dates.pop(0) if len(dates) > 1 else dates[0]


def test_a_wrong_date_is_waited_for():
    slept = []
    system.await_clock(clock(1970, 1970, 2026), slept.append)
    assert slept


def test_a_date_that_stays_wrong_is_said():
    with pytest.raises(DeployError, match=r"The clock says 1970-05-01.*sudo date -s"):
        system.await_clock(clock(1970), lambda seconds: None)


# ── the environment ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def pip(monkeypatch):
    """Let `python -m venv` and pip end in this way: (exit code, what they print)."""

    def answer(code, text=""):
        def run(command, **_):
            if "venv" in command[2]:
                Path(command[-1]).mkdir(parents=True)
                return subprocess.CompletedProcess(command, 0, "", "")
            return subprocess.CompletedProcess(command, code, "", text)

        monkeypatch.setattr(environment.subprocess, "run", run)

    return answer


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("WARNING: Retrying … NameResolutionError(…)\nERROR: No matching distribution", "network is not there"),
        (
            "WARNING: 'SSLError(… [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed …'\n"
            "ERROR: Could not find a version that satisfies the requirement numpy",
            "a filter or a login page of this network",
        ),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: No matching distribution found for numpy==1", "No matching distribution found for numpy==1"),
    ],
)
def test_a_build_that_fails_leaves_no_environment_and_one_sentence(layout, pip, text, says):
    pip(1, text)
    with pytest.raises(DeployError, match=says):
        build_environment(layout, ROOT, "k")
    assert list(layout.venvs.iterdir()) == []


def test_an_environment_is_built_once_and_half_of_one_again(layout, pip):
    pip(0)
    (layout.venvs / "k/rubbish").mkdir(parents=True)
    assert build_environment(layout, ROOT, "k")
    assert not (layout.venvs / "k/rubbish").exists()
    assert not build_environment(layout, ROOT, "k")
    assert not list((layout.home / "inbox").iterdir()), "the downloads are not needed any longer"


def test_the_key_depends_on_packages_python_and_processor(tmp_path):
    for name in (*environment.REQUIREMENTS, environment.CONSTRAINTS):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x==1\n")
    first = environment_key(tmp_path, "3.11", "aarch64")
    assert environment_key(tmp_path, "3.13", "aarch64") != first != environment_key(tmp_path, "3.11", "x86_64")
    (tmp_path / environment.REQUIREMENTS[0]).write_text("x==2\n")
    assert environment_key(tmp_path, "3.11", "aarch64") != first


def test_it_starts_with_the_standard_library_alone():
    command = [sys.executable, "-S", "-c", "import deploy.on_pi.__main__"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)})
    assert (done.returncode, done.stderr) == (0, "")


# ── uninstall ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def station(layout):
    for path in (
        "etc/handshape/station.toml",
        "var/lib/handshape/progress.db",
        "etc/systemd/system/handshape.service",
        "etc/systemd/system/handshape.service.d/screen.conf",
        "usr/local/bin/handshape",
        "etc/systemd/system/other.service",
    ):
        (layout.root / path).parent.mkdir(parents=True, exist_ok=True)
        (layout.root / path).touch()
    return layout


@pytest.mark.parametrize(
    ("keep", "answers", "kept"),
    [
        ("all", [], ["etc/handshape", "var/lib/handshape"]),
        ("nothing", [], []),
        ("progress", [], ["var/lib/handshape"]),
        ("ask", ["", "n"], ["var/lib/handshape"]),
        ("ask", ["no", "y"], ["etc/handshape"]),
        ("ask", None, ["etc/handshape", "var/lib/handshape"]),
    ],
)
def test_it_asks_what_to_keep_and_removes_the_rest(station, keep, answers, kept):
    commands = []
    ask = None if answers is None else lambda question: answers.pop(0)
    assert uninstall(station, keep, ask, commands.append) == 0
    assert [path for path in ("etc/handshape", "var/lib/handshape") if (station.root / path).exists()] == kept
    assert not station.home.exists()
    left = [path.name for path in (station.root / "etc/systemd/system").iterdir()]
    assert left == ["other.service"]
    assert not (station.root / "usr/local/bin/handshape").exists()
    assert commands[0][:3] == ["systemctl", "disable", "--now"]
    assert (["userdel", "handshape"] in commands) == ("var/lib/handshape" not in kept)
