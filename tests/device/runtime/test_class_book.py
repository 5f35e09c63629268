"""The teacher's class: figures of all learners, names that stay here, this week's words, forgetting, tables."""

import pytest

from device.errors import SettingsError
from device.runtime.class_book import ClassBook
from device.tutor.events import PromptSpec, Review
from device.tutor.progress import ProgressError, ProgressStore
from device.tutor.progress.transfer import export_csv
from device.tutor.word_list import WordsError


@pytest.fixture
def book(tmp_path):
    """A class in which the red fox knows A, and takes N for M."""
    path, forgotten = tmp_path / "progress.db", []
    store = ProgressStore.open(path, pytest.fail)
    session = store.plan_session("red-fox", "letters", None)
    reviews = [Review(PromptSpec("A"), "right", "right", 3, 1)] * 4
    reviews.append(Review(PromptSpec("N"), "right", "right", 2, 2, ("M",)))
    for number, review in enumerate(reviews, start=1):
        store.add(session, number, 1.0 * number, review, "sign", None)
    store.close()
    made = ClassBook(path, forgotten.append, pytest.fail)
    made.forgotten = forgotten
    return made


def test_the_class_is_described_with_first_tries_confusions_and_names(book):
    book.manage("name", {"learner": "red-fox", "name": "  Anna   Lê "})
    book.manage("name", {"learner": "pink-pig", "name": "Binh"})
    fox, pig = book.describe()["learners"]
    assert (fox["slot"], fox["name"], fox["sessions"]) == ("red-fox", "Anna Lê", 1)
    assert fox["letters"] == {"A": [4, 4], "N": [1, 0]}
    assert fox["confusions"] == [["N", "M", 1]]
    assert (pig["name"], pig["letters"]) == ("Binh", {})
    with pytest.raises(SettingsError, match="no such learner"):
        book.manage("name", {"learner": "../red-fox", "name": "X"})


def test_a_learner_is_forgotten_and_comes_back_from_a_table_without_the_name(book, tmp_path):
    store = ProgressStore.open(tmp_path / "progress.db", pytest.fail)
    export_csv(store, tmp_path / "table.csv")
    store.close()
    table = (tmp_path / "table.csv").read_text(encoding="utf-8")
    assert "Anna" not in table
    book.manage("name", {"learner": "red-fox", "name": "Anna"})
    book.manage("forget", {"learner": "red-fox"})
    assert (book.describe()["learners"], book.forgotten) == ([], ["red-fox"])
    assert book.manage("import", {"table": table}) == {"added": 5}
    (fox,) = book.describe()["learners"]
    assert (fox["name"], fox["letters"]["A"]) == ("", [4, 4])


def test_words_of_the_week_are_checked_and_taken_away_again(book):
    assert book.manage("week", {"text": "Anna\nĐặng"}) == {"words": 2}
    assert book.words() == ("ANNA", "DANG")
    with pytest.raises(WordsError, match=r"^The list of words.*cannot be fingerspelled"):
        book.manage("week", {"text": "漢字"})
    with pytest.raises(ProgressError, match=r"^The table"):
        book.manage("import", {"table": "session\n1"})
    assert book.words() == ("ANNA", "DANG")
    book.manage("week", {"text": " "})
    assert book.words() == ()
