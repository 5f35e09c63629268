"""`run` as a service: waits for its camera, goes on when the camera is lost, ends on SIGTERM."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CLIP = ROOT / "device/assets/demo/hello_jz.mp4"


class Service:
    """The station as systemd would start it, with our end of the notify socket."""

    def __init__(self, folder: Path, camera: str) -> None:
        self.folder = folder
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(folder / "notify"))
        self.socket.settimeout(0.1)
        self.heard: list[str] = []
        settings = folder / "station.toml"
        settings.write_text(f'[camera]\nuri = "{camera}"\nwait = true\nstall_s = 0.5\n[display]\nuse = ["log"]\n')
        environment = {
            **os.environ,
            "NOTIFY_SOCKET": str(folder / "notify"),
            "WATCHDOG_USEC": "2000000",
            "RUNTIME_DIRECTORY": str(folder),
            "PYTHONPATH": str(ROOT),
        }
        environment.pop("WATCHDOG_PID", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "device", "run", "--config", str(settings)],
            env=environment,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def status(self) -> dict:
        try:
            return json.loads((self.folder / "status.json").read_text())
        except FileNotFoundError:
            return {}

    def until(self, wanted, seconds=20.0):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.listen()
            if wanted(self):
                return
            assert self.process.poll() is None, self.process.stdout.read()
        raise AssertionError((self.status(), self.heard))

    def listen(self) -> None:
        try:
            while True:
                self.heard.append(self.socket.recv(1000).decode())
        except TimeoutError:
            return

    def stop(self) -> float:
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)
        return time.monotonic() - started


@pytest.fixture
def start(tmp_path):
    services = []

    def make(camera):
        services.append(Service(tmp_path, camera))
        return services[-1]

    yield make
    for service in services:
        service.process.kill()
        service.process.communicate()
        service.socket.close()


def test_an_absent_camera_is_waited_for_and_then_read(start, tmp_path):
    clip = tmp_path / "later.mp4"
    service = start(f"clip:{clip}?loop=1")
    service.until(lambda s: "READY=1" in s.heard)
    service.until(lambda s: s.status().get("state") == "no camera")
    before = service.heard.count("WATCHDOG=1")
    service.until(lambda s: s.heard.count("WATCHDOG=1") >= before + 2)  # alive without a picture
    shutil.copyfile(CLIP, clip)
    service.until(lambda s: s.status().get("frames", 0) > 20)
    assert service.status()["state"] != "no camera"
    assert "later.mp4" in service.status()["last_error"]


def test_a_lost_camera_is_shown_in_time_and_returns_in_the_same_process(start, tmp_path):
    clip, away = tmp_path / "clip.mp4", tmp_path / "away.mp4"
    shutil.copyfile(CLIP, clip)
    service = start(f"clip:{clip}?loop=1")
    service.until(lambda s: s.status().get("frames", 0) > 5)
    pid = service.status()["pid"]
    clip.rename(away)
    gone = time.monotonic()
    service.until(lambda s: s.status().get("state") == "camera lost")
    assert time.monotonic() - gone < 3.0  # 0.5 s stall here, and a second until the file is written
    away.rename(clip)
    frames = service.status()["frames"]
    service.until(lambda s: s.status()["frames"] > frames + 5)
    assert service.status()["pid"] == pid
    assert service.status()["camera_restarts"] >= 1


def test_it_ends_cleanly_in_less_than_three_seconds(start, tmp_path):
    service = start(f"clip:{CLIP}?loop=1")
    service.until(lambda s: s.status().get("frames", 0) > 5)
    assert service.stop() < 3.0
    service.listen()
    assert "STOPPING=1" in service.heard
    assert service.process.returncode == 0
    assert service.status()["state"] == "ended"


def test_its_log_has_the_state_of_the_station_and_no_letters(start, tmp_path):
    service = start(f"clip:{CLIP}?loop=1")
    service.until(lambda s: s.status().get("text"))
    service.stop()
    lines = service.process.stdout.read().splitlines()
    assert lines == ["The station is starting.", "The station receives frames.", "The station has stopped."]
