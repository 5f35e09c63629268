"""The tutoring activity: frames in, views and events out, one session."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from device.errors import SettingsError
from device.recognition.presence import SESSION_END_S
from device.recognition.visibility import brightness
from device.settings import PracticeSettings
from device.tutor import rules
from device.tutor.activity import SUMMARY_S, TutorActivity
from device.tutor.lesson import Lesson
from device.tutor.picture_choice import PictureChoice, SeenHand
from device.tutor.plan import make_plan
from device.tutor.progress import ProgressStore
from device.types import Frame, HandBox
from tests.device.recognition.test_thumb_up import FIST_UP
from tests.fakes.scripted import LABELS, perception_of

FPS = 15
GREY = np.full((48, 64), 120, np.uint8)


class Act:
    """A session and the hand before the camera."""

    def __init__(self, mode="letters", trials=2, letters="A", hand="auto") -> None:
        self.store = ProgressStore.in_memory()
        self.pose, self.t, self.warnings = None, 0.0, []
        self.events, self.view = [], None
        self.perception = perception_of(lambda t: self.pose)
        session = self.store.plan_session("red-fox", mode, None)
        plan = make_plan(self.store, session, LABELS, ("nothing",), letters, ("ABC",), trials, {})
        self.activity = TutorActivity(
            Lesson(self.store, session, plan, self.warnings.append), pictures=PictureChoice(hand)
        )

    def show(self, pose, seconds: float, image=GREY):
        self.pose = pose
        for _ in range(round(seconds * FPS)):
            self.t += 1 / FPS
            frame = Frame(image, self.t)
            self.view, events = self.activity.step(frame, *self.perception.see(frame))
            self.events += events
        return self.view

    def lose_camera(self):
        self.perception.reset()
        view, events = self.activity.interrupted(self.t)
        self.events += events
        return view

    def answered(self) -> list:
        return [dict(event.more)["outcome"] for event in self.events if event.event == "answer"]


def test_the_view_shows_the_prompt_and_the_totals():
    act = Act()
    view = act.show(None, 0.5)
    assert (view.status, view.message, view.task.prompt) == ("searching", "Show your hand", "")
    assert view.task.agenda == "0 due, 1 new"
    view = act.show("nothing", 1.0)
    assert (view.status, view.message) == ("hand", "Sign A")
    assert (view.task.prompt, view.task.picture, view.task.learner) == ("A", "A", "Red fox")
    assert "mirror" in view.task.caption
    view = act.show("A", 0.6)
    assert view.status == "holding"
    assert 0 < view.hold < 1
    view = act.show("A", 0.8)
    assert (view.status, view.message, view.task.outcome) == ("confirmed", "Right", "right")
    assert (view.task.right, view.task.asked) == (1, 1)


def test_a_wrong_answer_shows_the_picture_and_the_rival():
    act = Act()
    act.show("nothing", 1.0)
    task = act.show("B", 2.0).task
    assert (task.outcome, task.rival, task.picture, task.attempt) == ("wrong", "B", "A", 1)
    assert "Looks like B" in act.view.message


def test_a_raised_thumb_answers_the_question_whether_the_prompt_was_signed():
    act = Act(letters="AC")
    act.show("nothing", 1.0)
    act.show("B", 7.0)  # the pause after the miss
    act.show("nothing", 1.0)
    assert act.show("B", 2.0).task.question
    assert act.view.message == "Did you sign A? Thumb up: yes"
    see = act.perception.see

    def see_thumb(frame):
        scores, reading = see(frame)
        return replace(scores, landmarks=FIST_UP), reading

    act.perception = SimpleNamespace(see=see_thumb)
    act.show("nothing", 1.5)
    assert act.answered() == ["wrong", "right"]
    assert act.view.message == "Right: you signed A"


def test_receptive_prompts_hide_the_letter():
    act = Act(mode="receptive")
    task = act.show("nothing", 1.0).task
    assert (task.picture, task.prompt) == ("A", "")


def test_a_words_letters_appear_as_they_are_spelled():
    act = Act(mode="words", letters="ABC", trials=3)
    act.show("nothing", 0.5)
    for letter, so_far in zip("ABC", ("A", "AB", "ABC"), strict=True):
        act.show(letter, 1.6)
        assert act.view.text in (so_far, so_far[:-1])
    assert act.answered() == ["right"] * 3
    assert act.view.task.word == "ABC"


def test_a_round_shows_its_time_and_score():
    act = Act(mode="round", letters="AB")
    task = act.show("nothing", 1.0).task
    assert task.score == 0
    assert rules.ROUND_S - 2 < task.left_s <= rules.ROUND_S


def test_a_dark_frame_leads_to_advice():
    act = Act()
    act.show("nothing", 1.0)
    assert act.show("nothing", 3.0, image=np.full((48, 64), 9, np.uint8)).message == "More light, please"


def test_a_disk_that_cannot_be_written_is_one_warning():
    act = Act(trials=5)
    act.store.db.execute("PRAGMA query_only = ON")
    for _ in range(2):
        act.show("nothing", 2.0)
        act.show("A", 2.0)
    assert act.answered() == ["right", "right"]
    assert len(act.warnings) == 1
    assert "could not be written" in act.warnings[0]


def test_the_picture_is_of_the_learners_hand():
    assert Act(hand="left").show("nothing", 1.0).task.picture_hand == "left"
    assert Act().show("nothing", 1.0).task.picture_hand == "right"


def test_closing_stores_the_answers():
    act = Act(trials=5)
    act.show("nothing", 1.0)
    act.show("A", 2.0)
    act.activity.close()
    assert act.store.db.execute("SELECT ended FROM sessions").fetchall() == [("stopped",)]


def test_events_are_those_of_the_lesson():
    act = Act(trials=1)
    act.show("nothing", 1.0)
    act.show("A", 2.0)
    act.show("nothing", 2.0)
    kinds = [event.event for event in act.events if event.event != "hand"]
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
def test_brightness_is_measured_in_the_hands_box(box, light):
    image = np.full((40, 40, 3), 10, np.uint8)
    image[:, 20:] = 200
    assert brightness(Frame(image, 0.0), box) == (None if light is None else pytest.approx(light, abs=1))


def test_presses_while_the_camera_is_lost_are_ignored():
    act = Act(trials=6, letters="ABC")
    act.show(None, 0.5)
    act.lose_camera()
    for _ in range(5):
        act.activity.press("skip")
    before = len(act.events)
    act.show(None, 0.2)
    assert not [event for event in act.events[before:] if event.event == "answer"]


def test_with_an_idle_hand_in_view_the_message_is_to_relax():
    act = Act(trials=6, letters="ABC")
    view = act.show("nothing", 2 * rules.PROMPT_S + 10)
    assert "Relax" in view.message
    view = act.show(None, 2 * rules.PROMPT_S)
    assert view.message == "Show your hand"


def test_after_the_result_a_hand_starts_the_next_session():
    act = Act(trials=1)
    act.show("nothing", 1.0)
    act.show("A", 2.0)
    act.show(None, 4.0)
    assert act.view.message == "Done: 1 of 1 letters"
    act.show("nothing", 0.5)
    assert not act.activity.finished, "the result is shown for some seconds"
    act.show(None, SUMMARY_S)
    assert act.view.message == "Done: 1 of 1 letters"
    assert act.view.task.result.lines[0] == "Right at the first try: 1 of 1"
    assert not act.activity.finished
    act.show("nothing", 1.0)
    assert act.activity.finished


def test_the_hand_that_signed_last_does_not_end_the_result():
    act = Act(trials=1)
    act.show("nothing", 1.0)
    act.show("A", 3.5 + 2 * SUMMARY_S)
    assert act.view.task.result is not None
    assert not act.activity.finished


def test_after_the_session_the_next_button_starts_another_one():
    act = Act(trials=1)
    act.show("nothing", 1.0)
    act.show("A", 2.0)
    act.show(None, 2.0)
    act.activity.press("next")
    act.show(None, 0.1)
    assert act.activity.finished


def test_a_session_that_is_not_finished_ends_without_a_button():
    act = Act(trials=5)
    act.show("nothing", 1.0)
    act.show(None, 2 * rules.PROMPT_S + SESSION_END_S + 10)
    assert act.activity.lesson.engine.over
    act.show("nothing", 1.0)
    assert act.activity.finished


def test_a_lost_camera_keeps_the_task_on_the_displays():
    act = Act()
    act.show("nothing", 1.0)
    view = act.lose_camera()
    assert (view.status, view.task.prompt) == ("camera lost", "A")
    assert [event.event for event in act.events] == ["hand", "prompt", "lost"]
    act.show("nothing", 0.5)
    act.show("A", 2.0)
    assert act.answered() == ["right"]


def test_leaving_ends_the_session():
    act = Act()
    act.show("nothing", 1.0)
    act.show("A", 2.0)
    (over,) = act.activity.leave(act.t, "learner")
    assert (over.event, dict(over.more)["reason"], dict(over.more)["right"]) == ("session", "learner", 1)
    assert act.store.db.execute("SELECT ended FROM sessions").fetchall() == [("learner",)]


def test_the_last_view_shows_the_result():
    act = Act(trials=5)
    assert act.activity.end(None)[2] == ""
    act.show("nothing", 1.0)
    act.show("A", 2.0)
    view, events, summary = act.activity.end("A")
    assert (view.status, events) == ("ended", [])
    assert view.message == summary == "Done: 1 of 1 letters"


def test_the_activity_offers_one_action_that_goes_on_and_nothing_else():
    act = Act()
    activity = act.activity
    assert [(action.name, action.title, action.key) for action in activity.actions] == [("next", "Start", "ArrowRight")]
    act.show("nothing", 1.0)
    assert [(action.name, action.title, action.key) for action in activity.actions] == [("skip", "Skip", "ArrowRight")]
    assert (activity.choices, activity.questions, activity.language) == ((), (), "en")
    with pytest.raises(SettingsError):
        activity.change({"mode": "words"})
    with pytest.raises(KeyError):
        activity.ask("progress", {})


def test_a_left_hander_gets_left_pictures_in_the_same_lesson():
    act = Act()
    assert act.show("nothing", 1.0).task.picture_hand == "right"
    seen = SeenHand()
    for number in range(40):
        seen.see("right" if number % 10 == 0 else "left")
        assert number >= 19 or seen.hand is None
    assert seen.hand == "left"


def test_the_side_of_pictures_changes_without_a_new_lesson():
    act = Act()
    before = act.show("nothing", 1.0).task
    act.activity.show_pictures(PracticeSettings(seen_from="front", skin="dark", hand="left"))
    after = act.show("nothing", 0.2).task
    assert (after.prompt, after.asked) == (before.prompt, before.asked)
    assert (before.picture_side, before.picture_skin, before.picture_hand) == ("mirror", "medium", "right")
    assert (after.picture_side, after.picture_skin, after.picture_hand) == ("front", "dark", "left")
