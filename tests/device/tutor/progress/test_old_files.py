"""A progress file and an export of version 0.1 keep working, with every row.

Both were written by version 0.1: two simulated learners, seven sessions, 90 reviews.
"""

import contextlib
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from device.tutor.events import PromptSpec, Review
from device.tutor.memory import after_answer
from device.tutor.progress import ProgressStore
from device.tutor.progress.transfer import export_csv, import_csv

FILES = Path(__file__).parent / "files"
EXPORT = FILES / "progress-0.1.csv"


def no_warning(message: str) -> None:
    raise AssertionError(message)


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "progress.db"
    shutil.copyfile(FILES / "progress-0.1.db", path)
    with contextlib.closing(ProgressStore.open(path, no_warning)) as store:
        yield store


def test_learners_and_their_sessions_are_read(store):
    learners = [(learner.slot, learner.hand, learner.sessions) for learner in store.learners()]
    assert learners == [("golden-fish", "right", 2), ("red-fox", "right", 5)]
    assert store.last_seen() == datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def test_every_review_is_exported_as_version_0_1_did(store, tmp_path):
    assert export_csv(store, tmp_path / "progress.csv") == 90
    assert (tmp_path / "progress.csv").read_bytes() == EXPORT.read_bytes()


def test_the_cards_and_confusions_that_the_schedule_needs_are_read(store):
    cards = store.cards("red-fox", "sign")
    assert "".join(sorted(cards)) == "ABCLVY"
    assert all(card.fsrs for card in cards.values())
    assert ("M", "N", 1) in store.confusions("golden-fish")


def test_numbers_are_kept_beside_the_letters_of_an_old_file(store, tmp_path):
    session = store.plan_session("red-fox", "numbers", None)
    review = Review(PromptSpec("0"), "right", "right", 3, 2, ("6",))
    store.add(session, 1, 1.0, review, "sign", after_answer(None, "0", 3, session.number, None))
    assert {*"ABCLVY", "0"} == {*store.cards("red-fox", "sign")}
    assert ("0", "6", session.number) in store.confusions("red-fox")
    assert export_csv(store, tmp_path / "all.csv") == 91
    with contextlib.closing(ProgressStore.open(tmp_path / "other.db", no_warning)) as other:
        assert import_csv(other, tmp_path / "all.csv") == 91
        assert "0" in other.cards("red-fox", "sign")


def test_the_next_session_follows_the_last_one(store):
    assert store.plan_session("red-fox", "letters", datetime(2026, 3, 6, tzinfo=UTC)).number == 6


def test_an_export_of_version_0_1_is_imported(tmp_path):
    with contextlib.closing(ProgressStore.open(tmp_path / "progress.db", no_warning)) as store:
        assert import_csv(store, EXPORT) == 90
        assert {learner.slot: learner.sessions for learner in store.learners()} == {"golden-fish": 2, "red-fox": 5}
