"""The units as systemd's own tools see them, and what they promise."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

SYSTEMD = Path(__file__).parents[2] / "systemd"
UNITS = sorted(SYSTEMD.glob("*.service"))
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed here")
MOST_EXPOSED = 3.0


def keys(name):
    """Section → key → all its values."""
    sections, section = {}, None
    for line in (SYSTEMD / name).read_text().splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            section.setdefault(key, []).append(value)
    return sections


@pytest.fixture
def station_root(tmp_path):
    """A root file system in which everything the units start exists."""
    units = tmp_path / "etc/systemd/system"
    units.mkdir(parents=True)
    for path in UNITS:
        shutil.copy(path, units)
    programs = ["/opt/handshape/current/.venv/bin/python", "/usr/bin/python3", "/bin/cat", "/bin/sh"]
    for program in programs:
        file = tmp_path / program[1:]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("#!/bin/sh\n")
        file.chmod(0o755)
    for target in ("multi-user", "sysinit", "local-fs", "basic", "shutdown", "network", "getty-pre"):
        (units / f"{target}.target").write_text("[Unit]\nDescription=there\n")
    (units / "systemd-udevd.service").write_text("[Service]\nExecStart=/bin/cat\n")
    (units / "getty@.service").write_text("[Service]\nExecStart=/bin/cat\n")
    return tmp_path


def verify(root):
    command = [ANALYZE, "verify", "--man=no", "--recursive-errors=no", f"--root={root}", *(unit.name for unit in UNITS)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@needs_systemd
def test_systemd_has_nothing_to_say_about_the_units(station_root):
    done = verify(station_root)  # returns 0 even for unknown keys: only silence counts
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("name", ["network", "console", "screen", "web"])
def test_nor_about_the_drop_ins(station_root, name):
    folder = station_root / "etc/systemd/system/handshape.service.d"
    folder.mkdir()
    shutil.copy(SYSTEMD / f"handshape-{name}.conf", folder)
    done = verify(station_root)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_the_test_above_can_fail(station_root):
    unit = station_root / "etc/systemd/system/handshape.service"
    unit.write_text(unit.read_text().replace("WatchdogSec=", "WatchdogSeconds="))
    assert "WatchdogSeconds" in verify(station_root).stderr


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_exposure(unit):
    done = subprocess.run(
        [ANALYZE, "security", "--offline=true", "--no-pager", str(unit)], capture_output=True, text=True, check=False
    )
    score = float(re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)[1])
    assert score <= MOST_EXPOSED


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_what_stays_open_has_a_reason(unit):
    assert "# What stays open, with the reason. " in unit.read_text()


def test_the_backoff_drop_in_is_kept_apart_because_systemd_252_does_not_know_it():
    assert set(keys("handshape-backoff.conf")["Service"]) == {"RestartSteps", "RestartMaxDelaySec"}
    assert not {"RestartSteps", "RestartMaxDelaySec"} & set(keys("handshape.service")["Service"])


def test_a_driver_that_gives_up_is_not_a_hang():
    from device.runtime.camera_thread import LAST_RETRY_S

    service = keys("handshape.service")["Service"]
    watchdog = float(service["WatchdogSec"][0])
    # A sign of life is due each quarter of the time; between two attempts lie the longest wait and the driver's own.
    assert LAST_RETRY_S + 10 + watchdog / 4 <= watchdog


def test_it_stops_in_three_seconds_and_never_as_root():
    service = keys("handshape.service")["Service"]
    assert float(service["TimeoutStopSec"][0]) <= 3
    assert service["User"] == ["handshape"]
    assert service["CapabilityBoundingSet"] == [""]


def test_it_waits_for_no_network_and_no_clock():
    unit = keys("handshape.service")["Unit"]
    named = " ".join(value for key in ("After", "Wants", "Requires") for value in unit.get(key, []))
    assert "network" not in named
    assert "time-sync" not in named


def test_the_default_settings_are_right_and_wait_for_the_camera():
    from device.settings import load_settings

    settings = load_settings(SYSTEMD / "station.toml")
    assert settings.camera.wait
    assert settings.display.use == ("auto",)
    assert "HANDSHAPE_MODE=practice" in keys("handshape.service")["Service"]["Environment"][0]
    assert settings.health.metrics_port == 0
    assert settings.health.mqtt == ""


def test_the_log_is_bounded():
    journal = configparser.ConfigParser()
    journal.optionxform = str
    journal.read(SYSTEMD / "handshape.journald")
    assert journal["Journal"]["SystemMaxUse"] == "32M"
    assert "LogRateLimitBurst" in keys("handshape.service")["Service"]


@pytest.mark.skipif(shutil.which("systemd-sysusers") is None, reason="systemd-sysusers is not installed here")
def test_the_user_can_be_made(tmp_path):
    (tmp_path / "etc").mkdir()
    done = subprocess.run(
        ["systemd-sysusers", f"--root={tmp_path}", str(SYSTEMD / "handshape.sysusers")],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and "permitted" in done.stderr:
        pytest.skip("needs root to make users in a folder")
    assert done.returncode == 0, done.stderr
    passwd = (tmp_path / "etc/passwd").read_text()
    assert "handshape:x:" in passwd
    assert "/usr/sbin/nologin" in passwd
    groups = (tmp_path / "etc/group").read_text()
    for group in keys("handshape.service")["Service"]["SupplementaryGroups"][0].split():
        assert f"{group}:x:" in groups


@pytest.mark.skipif(shutil.which("systemd-tmpfiles") is None, reason="systemd-tmpfiles is not installed here")
def test_the_folders_can_be_made(tmp_path):
    subprocess.run(
        ["systemd-tmpfiles", "--create", f"--root={tmp_path}", str(SYSTEMD / "handshape.tmpfiles")],
        capture_output=True,
        check=False,
    )
    assert (tmp_path / "opt/handshape/releases").is_dir()
