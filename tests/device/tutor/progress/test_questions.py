"""Questions about progress, answered from files of all kinds."""

import contextlib
import shutil
from pathlib import Path

import pytest

from device.tutor.events import PromptSpec, Review
from device.tutor.progress import ProgressError, ProgressStore
from device.tutor.progress.questions import QUESTIONS, answer


def test_without_a_file_the_answers_are_empty(tmp_path):
    progress = answer(tmp_path / "none.db", "progress", {"learner": "red-fox"})
    assert progress == {
        "learner": "red-fox",
        "learners": [],
        "sessions": [],
        "letters": [],
        "confusions": [],
        "read": [],
        "kept": False,
    }
    with pytest.raises(ProgressError, match="No progress is kept yet"):
        answer(tmp_path / "none.db", "progress.csv", {})
    assert list(tmp_path.iterdir()) == [], "a question writes nothing"


def test_a_damaged_file_gives_the_answers_of_a_missing_one(tmp_path):
    path = tmp_path / "rubbish.db"
    path.write_bytes(b"no database" * 1000)
    assert answer(path, "progress", {"learner": "red-fox"})["kept"] is False
    with pytest.raises(ProgressError):
        answer(path, "progress.csv", {})


@pytest.mark.parametrize("learner", ["unknown", "red-fox' OR 1=1 --", "../x", ""])
def test_a_learner_that_does_not_exist_is_refused(tmp_path, learner):
    with pytest.raises(ProgressError, match="no such learner"):
        answer(tmp_path / "none.db", "progress", {"learner": learner})


def test_an_unknown_question_is_refused(tmp_path):
    with pytest.raises(KeyError):
        answer(tmp_path / "none.db", "weather", {})


def test_the_questions_say_what_they_need():
    assert [(each.name, each.arguments, each.media_type) for each in QUESTIONS] == [
        ("progress", ("learner",), "application/json"),
        ("progress.csv", (), "text/csv"),
    ]


def test_right_means_at_the_first_try_and_unseen_is_apart(tmp_path):
    """A file of version 0.1, and a session of today in it: nothing is migrated, the reasons say it all."""
    path = tmp_path / "progress.db"
    shutil.copyfile(Path(__file__).parent / "files" / "progress-0.1.db", path)
    with contextlib.closing(ProgressStore.open(path, print)) as store:
        session = store.plan_session("blue-whale", "letters", None)
        spec = PromptSpec("H")
        reviews = [
            Review(spec, "right", "right", 3, 1),
            Review(spec, "right", "right", 2, 2, ("G",)),
            Review(spec, "right", "vouched", 3, 3, ("U", "U")),
            Review(spec, "wrong", "given_up", 1, 3, ("G", "U", "G")),
            Review(spec, "ungraded", "unseen", None),
            Review(spec, "ungraded", "unclear", None),
            Review(spec, "ungraded", "skipped", None),
        ]
        for number, review in enumerate(reviews, start=1):
            store.add(session, number, 1.0 * number, review, "sign", None)
    progress = answer(path, "progress", {"learner": "blue-whale"})
    (letter,) = [each for each in progress["letters"] if each["letter"] == "H"]
    counts = {name: letter[name] for name in ("asked", "right", "first", "later", "unseen")}
    assert counts == {"asked": 4, "right": 2, "first": 2, "later": 1, "unseen": 2}
    (newest,) = progress["sessions"]
    assert (newest["right"], newest["later"], newest["wrong"], newest["ungraded"], newest["unseen"]) == (2, 1, 1, 3, 2)
    assert {session["unseen"] for session in answer(path, "progress", {"learner": "red-fox"})["sessions"]} == {0}
    assert ["H", "U", 1] in progress["confusions"], "what the learner vouched for is no confusion"
