"""Lessons of numbers: the same networks read another vocabulary, and progress keeps numbers apart from letters."""

import numpy as np
import pytest

from device.errors import SettingsError
from device.runtime.practice import open_practice
from device.settings import PracticeSettings
from device.tutor.activity import SUMMARY_S
from device.tutor.progress import ProgressStore
from device.tutor.rules import ACCEPT_S
from device.types import Frame
from tests.fakes.scripted import Scripted, ScriptedNumbers, perception_of

FPS = 15
GREY = np.full((48, 64), 120, np.uint8)
NEW = "Numbers are on trial: of new people, the station misreads about 1 in 10"


@pytest.fixture
def station(tmp_path):
    """A function that starts practice before a hand, and one that holds a handshape there and returns the view."""
    stores = []

    def start(recognizer, **practice):
        settings = PracticeSettings(**{"trials": 2, **practice})
        warnings: list[str] = []
        store = ProgressStore.open(tmp_path / "progress.db", pytest.fail)
        perception = perception_of(None, recognizer=recognizer)
        recognizer._say = lambda t: start.pose
        activity = open_practice(perception, settings, settings, store, store.path, ("ABC",), warnings.append)
        stores.append((activity, store))

        def show(pose, seconds: float):
            start.pose = pose
            for _ in range(round(seconds * FPS)):
                start.t += 1 / FPS
                view, _ = activity.step(Frame(GREY, start.t), *perception.see(Frame(GREY, start.t)))
            return view

        return activity, show, store, warnings

    start.t, start.pose = 0.0, None
    yield start
    for activity, store in stores:
        activity.close()
        store.close()


def answered(show) -> str:
    """Sign what is asked for, and return it."""
    asked = show("nothing", 0.2).task.prompt
    show(asked, 2.0)
    show("nothing", 1.6)
    return asked


def finished(show) -> tuple[str, object]:
    """Sign what is asked for until the session is over, as a new learner's placement needs; return all of it."""
    asked = ""
    while show("nothing", 0.2).task.result is None:
        asked += answered(show)
    return asked, show("nothing", 0.2)


def test_a_lesson_of_numbers_follows_one_of_letters_and_another_of_letters_follows_it(station):
    activity, show, store, _ = station(ScriptedNumbers(None, 0.97), letters="A")
    show("nothing", 1.0)
    assert answered(show) == "A"
    activity.change({"mode": "numbers"})
    show("nothing", 0.5)
    asked, view = finished(show)
    assert set(asked) <= set("0123456789")
    assert view.message == f"Done: {len(asked)} of {len(asked)} numbers"
    assert "".join(each.letter for each in view.task.result.board) == "0123456789"
    assert {each.letter for each in view.task.result.board if each.standing != "unmet"} == {*asked}
    assert set(store.cards("red-fox", "sign")) == {*asked}  # A was new: it has no card yet
    activity.change({"mode": "letters"})
    show("nothing", 0.5)
    assert answered(show) == "A"


def test_numbers_to_be_repeated_are_asked_for_as_numbers(station):
    activity, show, _, _ = station(ScriptedNumbers(None, 0.97), mode="numbers")
    show("nothing", 1.0)
    asked, _ = finished(show)
    activity.press("repeat")
    show("nothing", 0.2)
    assert answered(show) in asked
    assert activity.current.lesson.session.mode == "numbers"


def test_rows_are_asked_for_digit_by_digit_when_they_are_chosen(station):
    activity, show, _, _ = station(ScriptedNumbers(None, 0.97), mode="numbers", numbers="rows")
    row = show("nothing", 1.0).task.word
    assert len(row) in (3, 4, 5, 7)
    for position, digit in enumerate(row[:2]):
        task = show("nothing", 1.0).task
        assert (task.prompt, task.position) == (digit, position)
        show(digit, 2.0)
    activity.change({"numbers": "single"})
    assert show("nothing", 1.0).task.word == ""


def test_chosen_numbers_are_asked_for_in_lessons_of_numbers_and_chosen_letters_in_those_of_letters(station):
    activity, show, _, _ = station(ScriptedNumbers(None, 0.97), mode="numbers", letters="A37")
    show("nothing", 1.0)
    assert {answered(show), answered(show)} == {"3", "7"}
    activity.change({"letters": "73", "mode": "letters"})
    show("nothing", 1.0)
    assert answered(show) in "ABC", "letters are all asked for where only numbers are chosen"
    signs = {sign["name"]: sign["lesson"] for sign in activity.ask("alphabet", {"language": "en"})["signs"]}
    assert [signs[name] for name in "A0Z9"] == [True, True, False, True]


def test_any_held_hand_counts_as_a_number_that_is_marked(station):
    _, show, _, _ = station(ScriptedNumbers(None, 0.97), mode="numbers", letters="3", accept="3")
    assert show("nothing", 1.0).task.prompt == "3"
    assert show("7", ACCEPT_S + 1.0).task.right == 1


def test_a_number_that_was_watched_is_signed_back(station):
    activity, show, _, _ = station(ScriptedNumbers(None, 0.97), mode="watch", watch="numbers", watch_speed="6")
    show("nothing", 0.5)
    number = activity.current.watch.scene.showing.text
    show(None, 4.0)
    for digit in number:
        show(digit, 1.0)
        show(None, 0.6)
    assert activity.current.watch.scene.outcome == "right"
    assert show(None, 0.1).task.right == 1


@pytest.mark.parametrize(("share", "announced"), [(0.9, True), (None, True), (0.95, False)])
def test_numbers_that_are_read_too_badly_are_on_trial_and_the_lessons_say_so(station, share, announced):
    activity, show, _, _ = station(ScriptedNumbers(None, share), mode="numbers")
    waiting = show(None, 1.0)
    assert ("on trial" in waiting.message) is announced
    assert share != 0.9 or waiting.message == f"Show your hand. {NEW}"
    show("nothing", 1.0)
    assert any("on trial" in line for line in finished(show)[1].task.result.lines) is announced
    about = next(choice.about for choice in activity.choices if choice.name == "numbers")
    assert ("on trial" in about) is announced
    assert "on trial" not in show(None, SUMMARY_S).message or announced


def test_networks_that_read_no_numbers_offer_none(station):
    activity, show, _, warnings = station(Scripted(None), mode="numbers", letters="A")
    assert warnings == ["These models do not read numbers; letters are asked for."]
    assert show("nothing", 1.0).task.prompt == "A"
    choices = {choice.name: choice for choice in activity.choices}
    assert "numbers" not in dict(choices["mode"].options)
    assert "numbers" not in choices
    with pytest.raises(SettingsError, match="do not read numbers"):
        activity.change({"mode": "numbers"})
    modes = []
    for _ in range(6):
        activity.press("mode")
        task = show("nothing", 0.5).task
        modes.append(task.mode if task else "read")
    assert modes == ["words", "receptive", "round", "watch", "read", "letters"]
