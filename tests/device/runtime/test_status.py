"""The watchdog is fed by progress and by nothing else; status.json is whole and says what is."""

import json
import os
import socket
import stat
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.runtime.status import Health, WatchdogTimer, release_name, status_path, write_status
from device.system.files import part_path
from device.system.notify import Notifier
from device.system.status import HealthStatus
from device.view import View


class Manager:
    """systemd's end of the socket."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "notify"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.path))
        self._socket.setblocking(False)

    def heard(self) -> list[str]:
        messages = []
        while True:
            try:
                messages.append(self._socket.recv(4096).decode())
            except BlockingIOError:
                return messages


@pytest.fixture
def manager(tmp_path):
    return Manager(tmp_path)


def notifier(manager, watchdog_s=20.0, pid=None):
    environment = {"NOTIFY_SOCKET": str(manager.path), "WATCHDOG_USEC": str(int(watchdog_s * 1e6))}
    if pid is not None:
        environment["WATCHDOG_PID"] = str(pid)
    return Notifier(environment)


class Clock:
    def __init__(self):
        self.t = 100.0

    def __call__(self):
        return self.t


def test_away_from_systemd_nothing_is_sent_and_nothing_fails():
    quiet = Notifier({})
    quiet.ready()
    quiet.alive()
    assert quiet.interval_s is None


def test_ready_and_signs_of_life_reach_the_manager(manager):
    health = Health(notifier(manager), None, HealthStatus())
    health.ready()
    health.processed(View("searching"))
    health.close()
    assert manager.heard() == ["READY=1", "WATCHDOG=1", "STATUS=reading", "STOPPING=1"]


def test_an_abstract_socket_is_understood(tmp_path):
    name = f"handshape-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name}")
        Notifier({"NOTIFY_SOCKET": f"@{name}"}).ready()
        assert manager.recv(100) == b"READY=1"


def test_a_manager_that_went_away_does_not_stop_the_station(manager):
    speaker = notifier(manager)
    manager.path.unlink()
    speaker.alive()


def test_a_watchdog_meant_for_another_process_is_not_ours(manager):
    assert notifier(manager, pid=os.getpid() + 1).interval_s is None
    assert notifier(manager, pid=os.getpid()).interval_s == pytest.approx(5.0)


def test_frames_feed_the_watchdog_four_times_in_its_time_and_not_thirty_times_a_second(manager):
    clock = Clock()
    health = Health(notifier(manager, watchdog_s=20), None, HealthStatus(), now=clock)
    for _ in range(20 * 30):
        health.processed(View("searching"))
        clock.t += 1 / 30
    assert manager.heard().count("WATCHDOG=1") == 4
    health.close()


def test_a_loop_that_stops_turning_sends_nothing(manager):
    health = Health(notifier(manager), None, HealthStatus())
    health.processed(View("searching"))
    manager.heard()
    time.sleep(0.05)
    assert manager.heard() == []
    health.close()


def test_without_a_camera_each_attempt_to_open_it_is_a_sign_of_life(manager):
    clock = Clock()
    health = Health(notifier(manager), None, HealthStatus(), now=clock)
    pings = 0
    for attempts in range(1, 9):
        for _ in range(50):  # five seconds between attempts, the loop turns ten times a second
            clock.t += 0.1
            health.waiting(attempts)
        pings += manager.heard().count("WATCHDOG=1")
    assert pings == 8
    health.close()


def test_a_driver_that_hangs_starves_the_watchdog_although_the_loop_turns(manager):
    clock = Clock()
    health = Health(notifier(manager, watchdog_s=20), None, HealthStatus(), now=clock)
    health.waiting(3)
    manager.heard()
    for _ in range(300):
        clock.t += 0.1
        health.waiting(3)  # the camera thread never came back
    assert "WATCHDOG=1" not in manager.heard()
    health.close()


@given(st.lists(st.tuples(st.floats(0, 10), st.sampled_from(["frame", "same", "next"])), max_size=200))
def test_between_two_signs_of_life_there_was_always_progress(steps):
    pulse, now, attempts, used = WatchdogTimer(5.0), 0.0, 0, -1
    for wait, what in steps:
        now += wait
        attempts += what == "next"
        if what == "frame":
            pulse.frame(now)  # a frame is progress itself
        elif pulse.waiting(now, attempts):
            assert attempts != used  # the camera thread came back since it last counted
            used = attempts


def test_the_status_file_tells_what_the_view_tells(tmp_path):
    path = tmp_path / "status.json"
    health = Health(Notifier({}), path, HealthStatus(release="1-a", model="m 123"))
    health.processed(View("holding", "B", 0.9, text="AB", frame_age_ms=12.34), restarts=2)
    health.close()
    status = json.loads(path.read_text())
    assert (status["state"], status["text"], status["frames"]) == ("ended", "AB", 1)
    assert (status["release"], status["camera_restarts"], status["pid"]) == ("1-a", 2, os.getpid())
    assert status["frame_age_ms"] == 12.3
    assert status["rss_mb"] > 10


def test_a_camera_that_never_came_and_one_that_went_are_told_apart(manager):
    health = Health(notifier(manager), None, HealthStatus())
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


def test_a_folder_that_is_gone_does_not_stop_the_station(tmp_path):
    write_status(HealthStatus(), tmp_path / "gone" / "status.json")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_does_not_stop_the_station(tmp_path):
    part = part_path(tmp_path / "status.json")
    part.symlink_to("/dev/full")
    write_status(HealthStatus(), tmp_path / "status.json")
    assert not (tmp_path / "status.json").exists()
    assert not part.is_symlink()


def test_a_listener_that_fails_does_not_end_the_others(tmp_path):
    heard = []

    def broken(status):
        raise RuntimeError("broker on fire")

    health = Health(Notifier({}), None, HealthStatus(), listeners=(broken, heard.append))
    health.processed(View("searching"))
    health.close()
    assert [status.frames for status in heard] == [1]


def test_the_file_lies_where_systemd_says():
    assert status_path({}) is None
    assert status_path({"RUNTIME_DIRECTORY": "/run/handshape"}) == Path("/run/handshape/status.json")


def test_a_release_knows_its_name_and_a_checkout_has_none(tmp_path):
    (tmp_path / "device").mkdir()
    assert release_name(tmp_path / "device") == ""
    (tmp_path / "RELEASE").write_text("0.1.0-abc\n")
    assert release_name(tmp_path / "device") == "0.1.0-abc"


def test_the_file_is_not_for_everyone(tmp_path):
    before = os.umask(0o077)  # as in handshape.service
    try:
        write_status(HealthStatus(text="PRIVATE"), tmp_path / "status.json")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "status.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_jumps_by_ten_years_changes_nothing_but_the_date(manager, monkeypatch, years):
    clock = Clock()
    health = Health(notifier(manager, watchdog_s=20), None, HealthStatus(), now=clock)
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
