"""The progress file: what is kept, how it is opened, copied and recovered."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest

from device.tutor.events import PromptSpec, Review
from device.tutor.lesson import trusted_now
from device.tutor.memory import LetterCard
from device.tutor.progress import ProgressError, ProgressStore
from tests.device.tutor.progress.stored import NOW, count, keep, opened


def test_stored_data_is_there_after_a_restart(path, warned):
    with opened(path, warned) as store:
        keep(store, "AB")
    with opened(path, warned) as store:
        assert count(store) == 2
        assert store.learner("red-fox").sessions == 1
        assert set(store.cards("red-fox", "sign")) == {"A", "B"}
    assert warned == []


def test_a_review_is_stored_without_closing(path, warned):
    with opened(path, warned) as store, opened(path, warned) as other:
        keep(store, "A", finish=False)
        assert count(other) == 1


def test_a_commit_waits_for_the_disk(path, warned):
    with opened(path, warned) as store:
        assert store.db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert store.db.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_session_without_a_prompt_is_not_stored(path, warned):
    with opened(path, warned) as store:
        store.plan_session("red-fox", "letters", NOW)
        assert store.learner("red-fox").sessions == 0


def test_a_review_and_its_card_are_one_transaction(path, warned):
    with opened(path, warned) as store:
        keep(store, "A")
        session = store.plan_session("red-fox", "letters", NOW)
        review = Review(PromptSpec("B"), "right", "right", 3, 1)
        with pytest.raises(ProgressError):
            store.add(session, 1, 0.0, review, "no such skill", LetterCard("B", None, 1, 3))
        assert count(store) == 1
        assert store.learner("red-fox").sessions == 1


def test_confusions_are_those_of_the_newest_sessions(path, warned):
    with opened(path, warned) as store:
        keep(store, "M", rivals=("N", "S"))
        for _ in range(12):
            keep(store, "A")
        keep(store, "U", rivals=("V",))
        assert store.confusions("red-fox", sessions=5) == [("U", "V", 14)]
        assert ("M", "S", 1) in store.confusions("red-fox", sessions=50)


def test_the_hand_is_known_after_five_answers_and_follows_the_majority(path, warned):
    with opened(path, warned) as store:
        keep(store, "ABCD", hand="left")
        assert store.learner("red-fox").hand is None
        keep(store, "A", hand="left")
        assert store.learner("red-fox").hand == "left"
        keep(store, "ABCDEF", hand="right")
        assert store.learner("red-fox").hand == "right"


def test_a_reset_deletes_one_learner_or_all(path, warned):
    with opened(path, warned) as store:
        keep(store, "AB")
        keep(store, "C", slot="blue-whale")
        store.reset("red-fox")
        assert [learner.slot for learner in store.learners()] == ["blue-whale"]
        assert count(store) == 1
        store.reset(None)
        assert (store.learners(), count(store)) == ([], 0)


def test_a_reset_survives_a_damaged_file(path, warned):
    with opened(path, warned) as store:
        keep(store, "AB")
        store.reset(None)
    path.write_bytes(b"rubbish" * 1000)
    with opened(path, warned) as store:
        assert count(store) == 0
        assert store.learners() == []


# -- places that cannot be written ------------------------------------------------------------------------------


def test_progress_in_memory_needs_no_disk():
    with contextlib.closing(ProgressStore.in_memory()) as store:
        keep(store, "A")
        assert count(store) == 1


# -- the date ---------------------------------------------------------------------------------------------------


def test_a_date_in_the_past_is_not_trusted_once(path, warned):
    with opened(path, warned) as store:
        assert trusted_now(store, NOW, True) == NOW
        assert trusted_now(store, NOW - timedelta(days=3), True) is None
        assert trusted_now(store, NOW - timedelta(days=2), True) == NOW - timedelta(days=2)


def test_a_date_that_is_not_synchronised_is_not_trusted_and_not_stored(path, warned):
    with opened(path, warned) as store:
        assert trusted_now(store, NOW + timedelta(days=999), False) is None
        assert trusted_now(store, NOW, True) == NOW


def test_sessions_without_a_date_are_stored_without_one(path, warned):
    with opened(path, warned) as store:
        session = store.plan_session("red-fox", "letters", None)
        store.add(session, 1, 0.0, Review(PromptSpec("A"), "right", "right", 3, 1), "sign", None)
        assert store.db.execute("SELECT started FROM sessions").fetchone() == (None,)


@pytest.mark.parametrize("value", ["5", "", "x", "2026-01-05T00:00:00+00:-1", "2026-01-05", b"\xff"])
def test_a_noted_date_that_is_none_counts_as_missing(tmp_path, value):
    """Another program, or a damaged page, can leave anything there; a lesson must begin all the same."""
    store = ProgressStore.open(tmp_path / "a.db", lambda sentence: None)
    store.note_date(datetime(2026, 1, 5, tzinfo=UTC))
    store.db.execute("UPDATE meta SET value = CAST(? AS TEXT) WHERE key = 'last_seen'", (value,))
    assert store.last_seen() is None
    store.close()
