"""What the page may choose and ask of practice."""

import pytest

from device.errors import SettingsError
from device.tutor.progress import ProgressError


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
