"""The activity before the first lesson: what it shows, and when it steps aside."""

import numpy as np
import pytest

from device.assets.strings import load_strings
from device.selftest.activity import SelfTestActivity, Station
from device.selftest.checks import READ_S, Checks
from device.types import Frame, Reading, Scores
from device.view import View
from tests.fakes.activity import FakeActivity


class Lesson(FakeActivity):
    """A real activity that notes what reaches it."""

    finished = False

    def __init__(self, **values):
        super().__init__(**values)
        self.stepped, self.lost = 0, 0

    def step(self, frame, scores, reading):
        self.stepped += 1
        return View("searching", message="the lesson"), []

    def interrupted(self, t):
        self.lost += 1
        return View("camera lost", message="the lesson"), []

    def end(self, spelled):
        return View("ended"), [], ""

    def close(self):
        pass


@pytest.fixture
def lesson():
    return Lesson()


@pytest.fixture
def passed():
    return []


@pytest.fixture
def opening(lesson, passed):
    station = Station("handshape.local", lambda: "http://192.168.1.7:8420", lambda: "ribbon_5")
    return SelfTestActivity(lesson, Checks(whole=True), station, lambda: passed.append(1))


def step(activity, t, hand=False):
    scores = Scores(t, (), np.zeros(0, np.float32), None)
    reading = Reading(t, None, 0.0, confirmed=False, hold=0.0, hand=hand)
    return activity.step(Frame(np.zeros((4, 4), np.uint8), t), scores, reading)[0]


def test_first_the_self_test_then_the_lesson(opening, lesson, passed):
    view = step(opening, 0.0)
    assert (view.self_test.camera, view.self_test.name) == ("ok", "handshape.local")
    assert view.self_test.address == "http://192.168.1.7:8420"
    assert view.frame is not None
    assert step(opening, 3.0).message == "Show your hand"
    for tenths in range(31, 80):
        view = step(opening, tenths / 10, hand=True)
    assert (view.self_test.hand, view.message, passed, lesson.stepped) == ("ok", "Everything works", [1], 0)
    assert step(opening, READ_S + 0.1).message == "the lesson"
    opening.interrupted(9.0)
    assert (lesson.stepped, lesson.lost, passed) == (1, 1, [1])


@pytest.mark.parametrize("language", ["en", "vi"])
def test_without_a_camera_it_names_the_cable(opening, lesson, language):
    lesson.language = language
    view, _ = opening.interrupted(2.0)
    assert view.status == "camera lost"
    assert view.self_test.advice == view.message == load_strings(language)("self_test.cable_ribbon_5")
    assert (view.self_test.camera, lesson.lost) == ("failed", 0)


def test_a_press_ends_it_and_does_nothing_else(opening, lesson):
    step(opening, 0.0)
    opening.press("next")
    assert step(opening, 0.1).message == "the lesson"
    assert lesson.pressed == []
    opening.press("next")
    assert lesson.pressed == ["next"]


def test_a_press_without_a_camera_is_ignored(opening, lesson):
    opening.interrupted(1.0)
    opening.press("next")
    assert step(opening, 2.0).self_test is not None


def test_a_choice_on_the_page_ends_it(opening, lesson):
    opening.change({"mode": "letters"})
    assert step(opening, 0.0).message == "the lesson"
    assert lesson.changes == [{"mode": "letters"}]
