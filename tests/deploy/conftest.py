"""A station in a temporary folder, and a service that behaves as its release does."""

import json
import shutil
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from deploy.agent.gate import Sample
from deploy.agent.layout import Layout

SYSTEMD = Path(__file__).parents[2] / "systemd"
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")


class PowerCut(BaseException):
    """The machine is gone at this point; not even `finally` of ours would run, but Python's must not mind."""


@dataclass
class FakeService:
    """The station as its current release makes it: name → how it behaves."""

    layout: Layout
    behaviour: dict[str, str] = field(default_factory=dict)
    camera: bool = True
    t: float = 0.0
    started: float = 0.0
    running: str = ""
    restarts_asked: int = 0

    def restart(self):
        self.started, self.running = self.t, self.layout.current_name()
        self.restarts_asked += 1

    def stop(self):
        self.running = ""

    def now(self):
        return self.t

    def sleep(self, seconds):
        self.t += seconds

    def last_log_lines(self):
        return "the end" if self.behaviour.get(self.running, "good") != "good" else ""

    def sample(self, since):
        up = self.t - self.started
        how = self.behaviour.get(self.running, "good")
        pid, restarts, active = 100 + self.restarts_asked, 0, "active"
        if not self.running:
            return Sample(self.t - since, "inactive", 0, 0)
        if how == "dies" and up > 20:
            pid, restarts = pid + 1, 1
        if how == "never ready":
            active = "activating"
        if how == "fails":
            active, pid = "failed", 0
        alive = how != "silent"
        frames = int(up * 15) if self.camera and how not in ("blind", "silent") else 0
        return Sample(
            self.t - since,
            active,
            pid,
            restarts,
            self.running,
            pid,
            frames,
            int(up / 5) if alive else 0,
            frames > 0,
            "" if frames else "no camera",
        )


@pytest.fixture
def layout(tmp_path):
    layout = Layout(tmp_path)
    layout.releases.mkdir(parents=True)
    layout.venvs.mkdir()
    return layout


@pytest.fixture
def service(layout):
    return FakeService(layout)


@pytest.fixture(autouse=True)
def no_system(monkeypatch):
    """The agent must not speak to the systemd of the machine the tests run on."""
    from deploy.agent import trial

    monkeypatch.setattr(trial, "reload_system", lambda changed: None)


def put_release(layout, name, code=None, venv="v1", unit=""):
    """Put a complete release on the station; returns its name."""
    release = layout.releases / name
    shutil.copytree(SYSTEMD, release / "systemd")
    if unit:
        path = release / "systemd/handshape.service"
        path.write_text(path.read_text() + f"# {unit}\n")
    (layout.venvs / venv).mkdir(exist_ok=True)
    (layout.venvs / venv / ".complete").touch()
    (release / ".venv").symlink_to(Path("../../venvs") / venv)
    (release / "RELEASE.json").write_text(json.dumps({"name": name, "code": code or name, "venv": venv}))
    return name


@pytest.fixture
def add(layout):
    """put_release on this station."""
    return partial(put_release, layout)
