"""The practice station: frames in, views out, one session after the other."""

from dataclasses import replace

import numpy as np
import pytest

from device.reading.activity import ReadingActivity
from device.recognition.smoothing import Smoother, Thresholds
from device.settings import PracticeSettings
from device.tutor import rules
from device.tutor.activity import SUMMARY_S, TutorActivity, brightness
from device.tutor.lesson import Lesson, make_plan
from device.tutor.progress import ProgressStore
from device.types import Frame, HandBox
from tests.fakes.scripted import LABELS, Scripted

FPS = 15
GREY = np.full((48, 64), 120, np.uint8)


class Act:
    """A station and the hand before it."""

    def __init__(self, mode="letters", trials=2, letters="A", store=None, hand="auto", rotate=False) -> None:
        self.store = store or ProgressStore.in_memory()
        self.pose, self.t, self.warned = None, 0.0, []
        self.events, self.view = [], None
        smoother = Smoother(LABELS, Thresholds(), 0.5, 0.3, excluded=("nothing",))
        eyes = ReadingActivity(Scripted(lambda t: self.pose), smoother)

        def start(chosen):
            session = self.store.plan_session(chosen.learner, chosen.mode, None)
            plan = make_plan(self.store, session, LABELS, ("nothing",), letters, ("ABC",), trials, {})
            return Lesson(self.store, session, plan, self.warned.append)

        self.station = TutorActivity(eyes, start, PracticeSettings(mode=mode, hand=hand, rotate_modes=rotate))

    def show(self, pose, seconds: float, image=GREY):
        self.pose = pose
        for _ in range(round(seconds * FPS)):
            self.t += 1 / FPS
            self.view, events = self.station.process(Frame(image, self.t))
            self.events += events
        return self.view

    def answered(self) -> list:
        return [dict(event.more)["outcome"] for event in self.events if event.event == "answer"]


def test_the_view_says_what_to_do_and_how_it_goes():
    act = Act()
    view = act.show(None, 0.5)
    assert (view.status, view.message, view.task.prompt) == ("searching", "Show your hand", "")
    view = act.show("nothing", 1.0)
    assert (view.status, view.message) == ("hand", "Sign A")
    assert (view.task.prompt, view.task.picture, view.task.learner) == ("A", "A", "Red fox")
    assert "other person" in view.task.caption
    view = act.show("A", 1.0)
    assert view.status == "holding"
    assert 0 < view.hold < 1
    view = act.show("A", 0.8)
    assert (view.status, view.message, view.task.outcome) == ("confirmed", "Right", "right")
    assert (view.task.right, view.task.asked) == (1, 1)


def test_a_miss_shows_the_picture_and_the_rival():
    act = Act()
    act.show("nothing", 1.0)
    task = act.show("B", 2.0).task
    assert (task.outcome, task.rival, task.picture, task.attempt) == ("wrong", "B", "A", 2)
    assert "Looks like B" in act.view.message


def test_pictures_to_copy_have_no_name():
    act = Act(mode="receptive")
    task = act.show("nothing", 1.0).task
    assert (task.picture, task.prompt) == ("A", "")


def test_a_word_fills_up():
    act = Act(mode="words", letters="ABC", trials=3)
    act.show("nothing", 0.5)
    for letter, so_far in zip("ABC", ("A", "AB", "ABC"), strict=True):
        act.show(letter, 2.4)
        assert act.view.text in (so_far, so_far[:-1])
    assert act.answered() == ["right"] * 3
    assert act.view.task.word == "ABC"


def test_a_round_shows_its_clock_and_score():
    act = Act(mode="round", letters="AB")
    task = act.show("nothing", 1.0).task
    assert task.score == 0
    assert rules.ROUND_S - 2 < task.left_s <= rules.ROUND_S


def test_read_mode_has_a_text_and_no_task():
    act = Act(mode="read")
    act.show("nothing", 0.5)
    act.show("A", 1.5)
    assert (act.view.text, act.view.task, act.view.letter) == ("A", None, "A")
    act.station.press("clear")
    assert act.show("A", 0.1).text == ""


def test_after_the_result_whoever_shows_a_hand_has_the_next_session():
    act = Act(trials=1)
    act.show("nothing", 1.0)
    act.show("A", 2.0)
    act.show(None, 4.0)
    assert act.view.message == "Done: 1 of 1 letters"
    assert act.show(None, SUMMARY_S).message == "Done: 1 of 1 letters"
    assert act.show("nothing", 1.0).task.prompt == "A"
    assert act.station.lesson.session.number == 2


def test_without_any_button_all_modes_are_met_one_after_the_other():
    act = Act(trials=1, letters="ABC", rotate=True)
    modes = []
    for _ in range(6):
        act.show("nothing", 1.0)
        modes.append(act.view.task.mode)
        for _ in range(200):  # answer what is asked, until the session is over
            if act.station.lesson.engine.over:
                break
            task = act.view.task
            act.show(task.prompt or task.picture or "nothing", 1.6)
            act.show("nothing", 0.6)
        act.show(None, SUMMARY_S + 1)
    assert modes == ["letters", "words", "receptive", "round", "letters", "words"]


def test_without_any_button_a_session_nobody_finishes_ends_by_itself():
    act = Act(trials=5)
    act.show("nothing", 1.0)
    act.show(None, 2 * rules.TRIAL_S + rules.AWAY_END_S + 10)
    assert act.station.lesson.engine.over
    act.show("nothing", 1.0)
    assert act.view.task.prompt == "A"
    assert act.station.lesson.session.number == 2


def test_the_mode_button_goes_on_to_the_next_mode():
    act = Act()
    act.show("nothing", 1.0)
    seen = []
    for _ in range(5):
        act.station.press("mode")
        task = act.show("nothing", 1.0).task
        seen.append(task.mode if task else "read")
    assert seen == ["words", "receptive", "round", "read", "letters"]


def test_the_learner_button_goes_on_to_the_next_slot():
    act = Act()
    act.show("nothing", 1.0)
    act.station.press("learner")
    assert act.show("nothing", 1.0).task.learner == "Blue whale"
    assert act.station.lesson.session.learner == "blue-whale"


def test_a_lost_camera_keeps_the_task_on_the_displays():
    act = Act()
    act.show("nothing", 1.0)
    act.station.interrupted(act.t)
    view = act.station.lost_view()
    assert (view.status, view.task.prompt) == ("camera lost", "A")
    act.show("nothing", 0.5)
    act.show("A", 2.0)
    assert act.answered() == ["right"]


def test_darkness_is_noticed():
    act = Act()
    act.show("nothing", 1.0)
    assert act.show("nothing", 3.0, image=np.full((48, 64), 9, np.uint8)).message == "More light, please"


def test_a_full_card_is_one_warning_and_practice_goes_on():
    act = Act(trials=5)
    act.store.db.execute("PRAGMA query_only = ON")
    for _ in range(2):
        act.show("nothing", 2.0)
        act.show("A", 2.0)
    assert act.answered() == ["right", "right"]
    assert len(act.warned) == 1
    assert "could not be written" in act.warned[0]


def test_the_picture_is_of_the_learners_hand():
    assert Act(hand="left").show("nothing", 1.0).task.picture_hand == "left"
    assert Act().show("nothing", 1.0).task.picture_hand == "right"


def test_closing_keeps_what_was_answered():
    act = Act(trials=5)
    act.show("nothing", 1.0)
    act.show("A", 2.0)
    act.station.close()
    assert act.store.db.execute("SELECT ended FROM sessions").fetchall() == [("stopped",)]


def test_events_are_those_of_the_lesson():
    act = Act(trials=1)
    act.show("nothing", 1.0)
    act.show("A", 2.0)
    act.show("nothing", 2.0)
    kinds = [event.event for event in act.events if event.event not in ("stats", "hand")]
    assert kinds == ["prompt", "answer", "session"]
    assert {event.letter for event in act.events if event.event == "prompt"} == {"A"}


@pytest.mark.parametrize(
    ("box", "light"),
    [
        (None, None),
        (HandBox(0.0, 0.0, 0.5, 1.0), 10.0),
        (HandBox(0.5, 0.0, 1.0, 1.0), 200.0),
        (HandBox(-1.0, -1.0, 0.5, 2.0), 10.0),
        (HandBox(2.0, 2.0, 3.0, 3.0), None),
    ],
)
def test_brightness_is_of_the_hands_surroundings(box, light):
    image = np.full((40, 40, 3), 10, np.uint8)
    image[:, 20:] = 200
    assert brightness(Frame(image, 0.0), box) == (None if light is None else pytest.approx(light, abs=1))


def test_other_settings_begin_another_session_in_their_language():
    act = Act()
    act.show("nothing", 1.0)
    act.station.change(PracticeSettings(mode="words", learner="blue-whale", language="vi"))
    view = act.show("nothing", 1.0)
    assert (view.task.mode, view.task.learner) == ("words", "Cá voi xanh")
    assert act.station.lesson.session.learner == "blue-whale"
    ended = [dict(event.more)["reason"] for event in act.events if dict(event.more).get("state") == "over"]
    assert ended == ["learner"]


def test_presses_while_the_camera_is_lost_do_not_wait_for_its_return():
    act = Act(trials=6, letters="ABC")
    act.show(None, 0.5)
    act.station.interrupted(act.t)
    for _ in range(5):
        act.station.press("skip")
    before = len(act.events)
    act.show(None, 0.2)
    assert not [event for event in act.events[before:] if event.event == "answer"]


def test_settings_asked_for_without_a_frame_add_up():
    act = Act()
    act.station.change(replace(act.station.wanted, mode="words"))
    act.station.change(replace(act.station.wanted, language="vi"))
    assert (act.station.wanted.mode, act.station.wanted.language) == ("words", "vi")
    act.show(None, 0.2)
    assert (act.station.settings.mode, act.station.settings.language) == ("words", "vi")


def test_a_hand_in_view_that_says_nothing_is_not_asked_to_be_shown():
    act = Act(trials=6, letters="ABC")
    view = act.show("nothing", 2 * rules.TRIAL_S + 10)
    assert "Relax" in view.message
    view = act.show(None, 2 * rules.TRIAL_S)
    assert view.message == "Show your hand"
