"""The practice activity before a hand whose poses are chosen."""

import numpy as np
import pytest

from device.runtime.practice import open_practice
from device.settings import PracticeSettings
from device.tutor.progress import ProgressStore
from device.types import Frame
from tests.fakes.scripted import perception_of

FPS = 15
GREY = np.full((48, 64), 120, np.uint8)


class Act:
    """The practice activity and the hand before the camera."""

    def __init__(self, folder, **practice) -> None:
        self.settings = PracticeSettings(**{"letters": "A", "trials": 2, **practice})
        self.path = folder / "progress.db"
        self.store = ProgressStore.open(self.path, pytest.fail)
        self.pose, self.t, self.warnings = None, 0.0, []
        self.events, self.view = [], None
        self.perception = perception_of(lambda t: self.pose)
        self.activity = self.open()

    def open(self):
        file, warn = self.settings, self.warnings.append
        return open_practice(self.perception, self.settings, file, self.store, self.path, ("ABC",), warn)

    def show(self, pose, seconds: float):
        self.pose = pose
        for _ in range(round(seconds * FPS)):
            self.t += 1 / FPS
            frame = Frame(GREY, self.t)
            self.view, events = self.activity.step(frame, *self.perception.see(frame))
            self.events += events
        return self.view

    def reasons(self) -> list:
        return [dict(event.more)["reason"] for event in self.events if dict(event.more).get("state") == "over"]

    def sessions(self) -> list:
        return self.store.db.execute(
            "SELECT learner, number, mode, ended FROM sessions ORDER BY learner DESC, number"
        ).fetchall()
