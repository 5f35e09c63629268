"""The health of the program: what systemd is notified of, and what status.json contains."""

import json
import os
import stat
import time
from pathlib import Path

import pytest

from device.runtime.health import Health, release_name, status_path, write_status
from device.system.notify import Notifier
from device.system.status import HealthStatus
from device.system.unfinished_files import part_path
from device.view import View
from tests.fakes.systemd import Manager, notifier_to


class Clock:
    def __init__(self):
        self.t = 100.0

    def __call__(self):
        return self.t


@pytest.fixture
def manager(tmp_path):
    return Manager(tmp_path)


def test_readiness_and_progress_reach_systemd(manager):
    health = Health(notifier_to(manager), None, HealthStatus())
    health.ready()
    health.processed(View("searching"))
    health.close()
    assert manager.heard() == ["READY=1", "WATCHDOG=1", "STATUS=reading", "STOPPING=1"]


def test_frames_feed_the_watchdog(manager):
    clock = Clock()
    health = Health(notifier_to(manager, watchdog_s=20), None, HealthStatus(), now=clock)
    for _ in range(20 * 30):
        health.processed(View("searching"))
        clock.t += 1 / 30
    assert manager.heard().count("WATCHDOG=1") == 4
    health.close()


def test_without_progress_the_watchdog_is_not_fed(manager):
    clock = Clock()
    health = Health(notifier_to(manager), None, HealthStatus(), now=clock)
    health.processed(View("searching"))
    manager.heard()
    clock.t += 1000
    health.status()
    assert manager.heard() == []
    health.close()


def test_without_a_camera_each_attempt_to_open_it_feeds_the_watchdog(manager):
    clock = Clock()
    health = Health(notifier_to(manager), None, HealthStatus(), now=clock)
    pings = 0
    for attempts in range(1, 9):
        for _ in range(50):  # five seconds between attempts, the loop turns ten times a second
            clock.t += 0.1
            health.waiting(attempts)
        pings += manager.heard().count("WATCHDOG=1")
    assert pings == 8
    health.close()


def test_a_driver_that_blocks_does_not_feed_the_watchdog(manager):
    clock = Clock()
    health = Health(notifier_to(manager, watchdog_s=20), None, HealthStatus(), now=clock)
    health.waiting(3)
    manager.heard()
    for _ in range(300):
        clock.t += 0.1
        health.waiting(3)  # the camera thread never came back
    assert "WATCHDOG=1" not in manager.heard()
    health.close()


def test_the_status_file_has_the_state_of_the_view(tmp_path):
    path = tmp_path / "status.json"
    health = Health(Notifier({}), path, HealthStatus(release="1-a", model="m 123"))
    health.processed(View("holding", "B", 0.9, text="AB", frame_age_ms=12.34), restarts=2)
    health.close()
    status = json.loads(path.read_text())
    assert (status["state"], status["text"], status["frames"]) == ("ended", "AB", 1)
    assert (status["release"], status["camera_restarts"], status["pid"]) == ("1-a", 2, os.getpid())
    assert status["frame_age_ms"] == 12.3
    assert status["rss_mb"] > 10


def test_a_missing_camera_and_a_lost_one_are_different_states(manager):
    health = Health(notifier_to(manager), None, HealthStatus())
    health.lost("No camera was found.")
    assert health.status().state == "no camera"
    health.processed(View("searching"))
    health.lost("The camera stopped.")
    assert health.status().state == "camera lost"
    assert health.status().last_error == "The camera stopped."
    assert "STATUS=camera lost: The camera stopped." in manager.heard()
    health.close()


def test_the_frame_rate_is_that_of_the_last_seconds():
    clock = Clock()
    health = Health(Notifier({}), None, HealthStatus(), now=clock)
    for _ in range(200):
        clock.t += 0.1
        health.processed(View("searching"))
    assert health.status().fps == pytest.approx(10, abs=0.3)


def test_the_file_is_replaced_never_rewritten(tmp_path):
    path = tmp_path / "status.json"
    write_status(HealthStatus(frames=1), path)
    first = path.stat().st_ino
    with path.open() as reader:  # someone reads while the next one is written
        write_status(HealthStatus(frames=2), path)
        assert json.load(reader)["frames"] == 1
    assert json.loads(path.read_text())["frames"] == 2
    assert path.stat().st_ino != first
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_ignored(tmp_path):
    write_status(HealthStatus(), tmp_path / "gone" / "status.json")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_ignored(tmp_path):
    part = part_path(tmp_path / "status.json")
    part.symlink_to("/dev/full")
    write_status(HealthStatus(), tmp_path / "status.json")
    assert not (tmp_path / "status.json").exists()
    assert not part.is_symlink()


def test_a_listener_that_fails_does_not_stop_the_others(tmp_path):
    heard = []

    def broken(status):
        raise RuntimeError("broker on fire")

    health = Health(Notifier({}), None, HealthStatus(), listeners=(broken, heard.append))
    health.processed(View("searching"))
    health.close()
    assert [status.frames for status in heard] == [1]


def test_the_file_is_in_the_runtime_directory():
    assert status_path({}) is None
    assert status_path({"RUNTIME_DIRECTORY": "/run/handshape"}) == Path("/run/handshape/status.json")


def test_a_release_knows_its_name_and_a_checkout_has_none(tmp_path):
    (tmp_path / "device").mkdir()
    assert release_name(tmp_path / "device") == ""
    (tmp_path / "RELEASE").write_text("0.1.0-abc\n")
    assert release_name(tmp_path / "device") == "0.1.0-abc"


def test_the_file_keeps_the_umask_of_the_service(tmp_path):
    before = os.umask(0o077)  # as in handshape.service
    try:
        write_status(HealthStatus(text="PRIVATE"), tmp_path / "status.json")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "status.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_jumps_by_ten_years_changes_nothing_but_the_date(manager, monkeypatch, years):
    clock = Clock()
    health = Health(notifier_to(manager, watchdog_s=20), None, HealthStatus(), now=clock)
    real, heard = time.time, []
    for second in range(60):
        if second == 30:
            monkeypatch.setattr(time, "time", lambda: real() + years * 365.25 * 86400)
        health.processed(View("searching"))
        clock.t += 1
        heard += manager.heard()  # the kernel keeps ten messages, systemd reads them as they come
    assert heard.count("WATCHDOG=1") == 12
    assert health.status().up_s == 60
    assert health.status().fps == pytest.approx(1.0, abs=0.1)
    health.close()
