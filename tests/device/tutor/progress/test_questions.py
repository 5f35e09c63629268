"""Questions about progress, answered from files of all kinds."""

import pytest

from device.tutor.progress import ProgressError
from device.tutor.progress.questions import QUESTIONS, answer


def test_without_a_file_the_answers_are_empty(tmp_path):
    progress = answer(tmp_path / "none.db", "progress", {"learner": "red-fox"})
    assert progress == {
        "learner": "red-fox",
        "learners": [],
        "sessions": [],
        "letters": [],
        "confusions": [],
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
