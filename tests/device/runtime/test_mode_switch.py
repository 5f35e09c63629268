"""The practice activity: modes and learners one after the other, and what the page may choose."""

from types import SimpleNamespace

import numpy as np
import pytest

from device.errors import SettingsError
from device.personal.hand_file import LearnerHand, save_hand
from device.recognition.perception import Perception
from device.recognition.personal import sample_of
from device.recognition.smoothing import Smoother, Thresholds
from device.runtime.practice import open_practice
from device.settings import PracticeSettings
from device.tutor.activity import SUMMARY_S, TutorActivity
from device.tutor.progress import ProgressError, ProgressStore
from device.types import Frame
from tests.fakes.scripted import perception_of
from tests.fakes.signed_hands import LABELS, scores_of

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


@pytest.fixture
def act(tmp_path):
    opened = []

    def make(**practice) -> Act:
        opened.append(Act(tmp_path, **practice))
        return opened[-1]

    yield make
    for each in opened:
        each.activity.close()
        each.store.close()


def test_read_mode_has_a_text_and_no_task(act):
    one = act(mode="read")
    one.show("nothing", 0.5)
    one.show("A", 1.5)
    assert (one.view.text, one.view.task, one.view.letter) == ("A", None, "A")
    one.activity.press("clear")
    assert one.show("A", 0.1).text == ""


def test_after_the_result_a_hand_begins_the_next_session(act):
    one = act(trials=1)
    one.show("nothing", 1.0)
    one.show("A", 2.0)
    one.show(None, 4.0)
    assert one.view.message == "Done: 1 of 1 letters"
    assert one.show(None, SUMMARY_S).message == "Done: 1 of 1 letters"
    assert one.show("nothing", 1.0).task.prompt == "A"
    one.show("A", 2.0)
    assert [number for _, number, _, _ in one.sessions()] == [1, 2]


def test_the_offered_letters_are_repeated_with_one_press_and_the_choices_stay(act):
    one = act(trials=2, letters="AB", mode="round", rotate_modes=True)
    one.activity.change({"mode": "letters"})
    one.show("nothing", 1.0)
    for letter in "AB":
        one.show(letter, 2.0)
        one.show("nothing", 1.6)
    result = one.view.task.result
    assert sorted(result.repeat) == ["A", "B"]
    names = [action.name for action in one.activity.actions]
    assert names[:2] == ["repeat", "next"]
    one.activity.press("skip")  # the button of a station without a page
    one.show("nothing", 0.2)
    assert one.activity.current.lesson.engine.scene.ask.letter in "AB"
    assert one.view.task.result is None
    assert (one.activity.settings.trials, one.activity.settings.mode) == (2, "letters")
    assert [mode for _, _, mode, _ in one.sessions()] == ["letters"]


def test_with_rotate_every_tutored_mode_follows_without_a_button(act):
    one = act(trials=1, letters="ABC", rotate_modes=True)
    modes = []
    for _ in range(6):
        one.show("nothing", 1.0)
        modes.append(one.view.task.mode)
        for _ in range(200):  # answer what is asked, until the session is over
            current = one.activity.current
            if isinstance(current, TutorActivity) and current.lesson.engine.over:
                break
            task = one.view.task
            one.show(task.prompt or task.picture or "nothing", 1.6)
            one.show("nothing", 0.6)
        one.show(None, SUMMARY_S + 1)
    assert modes == ["letters", "words", "receptive", "round", "letters", "words"]


def test_the_mode_button_goes_to_the_next_mode(act):
    one = act()
    one.show("nothing", 1.0)
    modes = []
    for _ in range(6):
        one.activity.press("mode")
        task = one.show("nothing", 1.0).task
        modes.append(task.mode if task else "read")
    assert modes == ["words", "receptive", "round", "watch", "read", "letters"]
    assert one.reasons() == ["mode"] * 6


def test_the_learner_button_goes_to_the_next_slot(act):
    one = act()
    one.show("nothing", 1.0)
    one.show("A", 2.0)
    one.activity.press("learner")
    assert one.show("nothing", 1.0).task.learner == "Blue whale"
    assert one.reasons() == ["learner"]
    one.show("A", 2.0)
    assert [(learner, ended) for learner, _, _, ended in one.sessions()] == [
        ("red-fox", "learner"),
        ("blue-whale", None),
    ]


def test_other_buttons_reach_the_current_activity(act):
    one = act(trials=3)
    one.show("nothing", 1.0)
    one.activity.press("skip")
    one.show("nothing", 0.1)
    assert [dict(event.more)["reason"] for event in one.events if event.event == "answer"] == ["skipped"]


def test_presses_while_the_camera_is_lost_are_ignored(act):
    one = act()
    one.show("nothing", 0.5)
    one.activity.interrupted(one.t)
    one.activity.press("mode")
    assert one.show("nothing", 0.5).task.mode == "letters"


# ── choices of the page ──────────────────────────────────────────────────────────────────────────


def values(activity) -> dict:
    return {choice.name: choice.value for choice in activity.choices}


def test_choices_have_labels_options_and_values(act):
    choices = {choice.name: choice for choice in act().activity.choices}
    watching = ["watch", "watch_speed", "watch_side", "skin"]
    first = ["mode", "learner", "letters", "trials", "hand", "seen_from", "language", "own_words", "accept"]
    assert [*choices] == [*first, *watching]
    assert choices["mode"].options[0] == ("letters", "Letters")
    assert choices["learner"].options[1] == ("blue-whale", "Blue whale")
    assert [value for value, _ in choices["letters"].options] == ["A", "B", "C"]
    assert choices["trials"].options == (("1", "1"), ("500", "500"))
    assert dict(choices["language"].options)["vi"] == "Tiếng Việt"
    assert all(choice.title for choice in choices.values())


def test_a_change_begins_another_session_in_its_language(act):
    one = act()
    one.show("nothing", 1.0)
    one.activity.change({"mode": "words", "learner": "blue-whale", "language": "vi"})
    view = one.show("nothing", 1.0)
    assert (view.task.mode, view.task.learner) == ("words", "Cá voi xanh")
    assert one.reasons() == ["learner"]


def test_a_change_without_a_difference_begins_another_session_too(act):
    one = act()
    one.show("nothing", 1.0)
    one.activity.change({"mode": "letters"})
    one.show("nothing", 0.5)
    assert one.reasons() == ["mode"]


def test_changes_without_a_frame_add_up(act):
    one = act()
    one.activity.change({"mode": "words"})
    one.activity.change({"language": "vi"})
    assert (values(one.activity)["mode"], one.activity.language) == ("words", "vi")
    view = one.show("nothing", 0.2)
    assert (view.task.mode, view.language) == ("words", "vi")


@pytest.mark.parametrize(
    "wishes",
    [{"mode": "chess"}, {"trials": 0}, {"letters": "Z"}, {"words": "/etc/passwd"}, {"own_words": 500 * "A"}, {}]
    + [{name: value} for name in ("mode", "trials", "accept") for value in ({}, [], None, 1.5, True)],
)
def test_what_cannot_be_chosen_changes_nothing(act, wishes):
    one = act()
    before = values(one.activity)
    with pytest.raises(SettingsError):
        one.activity.change(wishes)
    assert values(one.activity) == before


def test_choices_are_kept_beside_the_progress(act, tmp_path):
    act().activity.change({"trials": 7})
    assert '"trials": 7' in (tmp_path / "page.json").read_text()


def test_a_choice_that_cannot_be_kept_applies_and_says_so(act, tmp_path):
    one = act()
    (tmp_path / "page.json").mkdir()
    with pytest.raises(SettingsError, match="until the station"):
        one.activity.change({"trials": 7})
    assert values(one.activity)["trials"] == 7


# ── questions about progress ─────────────────────────────────────────────────────────────────────


def test_progress_is_answered_for_the_current_learner_or_another_one(act):
    one = act(trials=1)
    one.show("nothing", 1.0)
    one.show("A", 2.0)
    one.show(None, 1.0)
    progress = one.activity.ask("progress", {})
    assert (progress["learner"], progress["kept"], progress["sessions"][0]["right"]) == ("red-fox", True, 1)
    assert one.activity.ask("progress", {"learner": "blue-whale"})["sessions"] == []
    assert one.activity.ask("progress.csv", {}).count("\n") == 2


def test_a_learner_that_does_not_exist_and_a_question_without_an_answer(act):
    one = act()
    with pytest.raises(ProgressError, match="no such learner"):
        one.activity.ask("progress", {"learner": "../x"})
    with pytest.raises(KeyError):
        one.activity.ask("weather", {})


class Signed:
    """The perception's recognizer in these tests, with landmarks; it reads N as M."""

    labels, excluded, thresholds = LABELS, ("nothing",), Thresholds()
    vocabularies = ("letters",)
    metadata = SimpleNamespace(
        name="signed", sha256="1" * 64, thresholds={}, letter_recall=dict, numbers_read=lambda: None, outputs=()
    )
    letter = None

    def recognize(self, frame):
        return scores_of(frame.t, self.letter, np.random.default_rng(0))

    def reset(self):
        pass


@pytest.fixture
def learning(tmp_path):
    """An activity that can learn hands, and a function that gives it frames with a letter."""
    recognizer, warnings = Signed(), []
    samples = [sample_of(scores_of(0, x, np.random.default_rng(i)), 64, 48, x, i) for x in "NMB" for i in range(3)]
    save_hand(tmp_path / "progress.db", LearnerHand("red-fox", "1" * 12, "", tuple(samples)))
    save_hand(tmp_path / "progress.db", LearnerHand("blue-whale", "2" * 12, "", tuple(samples)))
    perception = Perception(recognizer, Smoother(LABELS, recognizer.thresholds, 0.5, 0.3, ("nothing",)))
    settings = PracticeSettings(letters="B", trials=2)
    store = ProgressStore.open(tmp_path / "progress.db", pytest.fail)
    activity = open_practice(perception, settings, settings, store, store.path, (), warnings.append)

    def show(letter):
        recognizer.letter = letter
        frame = Frame(GREY, show.t)
        show.t += 1 / FPS
        view, _ = activity.step(frame, *perception.see(frame))
        return view, LABELS[int(view.scores.p.argmax())]

    show.t = 0.0
    yield activity, show, warnings
    activity.close()
    store.close()


def test_each_learner_is_read_with_the_hand_that_was_learned_with_these_networks(learning):
    activity, show, warnings = learning
    assert show("N")[1] == "N"
    activity.change({"learner": "blue-whale"})
    show("N")
    assert show("N")[1] == "M"
    assert len(warnings) == 1
    assert "were made with other networks and are not used" in warnings[0]
    assert activity.ask("hand", {"learner": "blue-whale"}) == {"letters": "BMN", "made": "", "usable": False}
    activity.change({"learner": "red-fox"})
    show("N")
    assert show("N")[1] == "N"
    activity.press("forget_hand")
    show("N")
    assert show("N")[1] == "M"
    assert activity.ask("hand", {}) == {"letters": "", "made": "", "usable": False}


def test_a_press_begins_to_learn_the_hand_without_the_one_learned_before(learning):
    activity, show, _ = learning
    assert {action.name for action in activity.actions if not action.quick} == {"personal", "forget_hand"}
    activity.press("personal")
    show("N")
    view, read = show("N")
    assert (view.task.mode, view.task.prompt, view.task.asked, read) == ("personal", "B", 72, "M")
    activity.change({"mode": "read"})
    assert show("N")[0].task is None


def test_a_model_without_landmarks_cannot_learn_a_hand(act):
    opened = act()
    assert not [action for action in opened.activity.actions if not action.quick]
    with pytest.raises(SettingsError, match="gives no landmarks"):
        open_practice(
            opened.perception, opened.settings, opened.settings, opened.store, opened.path, (), print, personal=True
        )


def test_watching_goes_on_without_a_camera_and_keeps_what_was_read(act):
    one = act(mode="letters")
    assert one.activity.interrupted(0.0)[0].status == "camera lost"
    assert one.activity.idle(0.1) is None
    one.activity.change({"mode": "watch", "watch_speed": "6"})
    one.activity.idle(0.2)
    t = 0.2

    def idle(seconds: float = 0.1):
        nonlocal t
        for _ in range(round(seconds * 10)):
            t += 0.1
            view, events = one.activity.idle(t)
            one.events += events
        return view

    assert [action.name for action in one.activity.actions] == ["next", "mode", "learner"]
    idle()
    one.activity.press("next")
    view = idle(0.2)
    assert (view.task.signing.text, view.task.word, view.task.writes) == ("ABC", "", True)
    one.activity.answer("abd")
    assert idle().task.outcome == "wrong"
    idle(3)
    one.activity.answer("Abc")
    assert idle().task.outcome == "right"
    idle(3)
    assert one.reasons() == ["done"]
    progress = one.activity.ask("progress", {"learner": "red-fox"})
    assert [(row["letter"], row["right"]) for row in progress["read"]] == [("A", 1), ("B", 1), ("C", 1)]
    assert (progress["letters"], progress["sessions"][-1]["speed"]) == ([], 6.0)
    one.activity.press("next")
    assert idle(0.3).task.signing is None, "the next session waits"


def test_the_look_of_pictures_changes_without_another_session(act):
    one = act()
    one.show("nothing", 1.0)
    before = one.activity.current
    one.activity.change({"seen_from": "front", "skin": "dark"})
    task = one.show("nothing", 0.2).task
    assert one.activity.current is before
    assert (task.picture_side, task.picture_skin) == ("front", "dark")
    one.activity.change({"seen_from": "front"})  # the same again: the button “Start”
    one.show("nothing", 0.2)
    assert one.activity.current is not before
