"""The end of a session: the board, what changed on it, and what comes next."""

from datetime import UTC, date, datetime, timedelta

import pytest

from device.assets.strings import load_strings
from device.tutor.events import PromptSpec, Review
from device.tutor.memory import after_answer
from device.tutor.message_text import Texts
from device.tutor.progress import ProgressStore
from device.tutor.result import History, result_of

START = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def answered(letter, outcome="right", reason=None, rivals="", hinted=False, new=False, took_s=2.0):
    reason = reason or ("right" if outcome == "right" else "given_up")
    attempts = len(rivals) + (outcome == "right")
    return Review(PromptSpec(letter, new=new), outcome, reason, 3, attempts, tuple(rivals), hinted, took_s)


def end(*reviews, history=None, started=START, score=None, cards=None, weak=""):
    return result_of(history or History(), reviews, cards or {}, "ABCDEFG", 3, started, score, weak)


def test_the_board_shows_where_each_letter_stands_and_only_gains_as_changes():
    before = History({"A": "learning", "B": "known", "C": "known", "D": "unseen"})
    result = end(
        answered("A"),
        answered("B"),
        answered("C", rivals="O"),
        answered("D", "ungraded", "unseen"),
        answered("E", new=True),
        answered("F", "ungraded", "timeout"),
        history=before,
    )
    board = {each.letter: (each.standing, each.changed) for each in result.board}
    assert "".join(board) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert [board[letter] for letter in "ABCDEF"] == [
        ("known", True),
        ("known", False),
        ("learning", False),  # known before: no mark for a loss
        ("unseen", False),
        ("learning", True),
        ("unmet", False),
    ]
    assert (result.known, result.met, result.first, result.graded) == ("A", "E", 3, 4)


def test_the_hardest_letters_are_offered_but_not_those_the_station_is_at_fault_for():
    reviews = [
        answered("A"),
        answered("B", rivals="EV"),
        answered("C", hinted=True),
        answered("D", took_s=8.0),
        answered("E", "ungraded", "unseen"),
        answered("F", rivals="DD"),
        answered("G", rivals="Q", reason="vouched"),
    ]
    assert end(*reviews).repeat == "BFC"
    assert end(*reviews, weak="F").repeat == "BCD"
    assert end(answered("E", "ungraded", "unseen")).repeat == ""


@pytest.mark.parametrize(("ago", "days"), [((), 1), ((1, 2, 4), 3), ((2, 3), 1)])
def test_days_in_a_row_end_with_today(ago, days):
    practised = frozenset(date(2026, 3, 4) - timedelta(days=each) for each in ago)
    assert end(answered("A"), history=History(days=practised)).days == days


def test_what_is_due_is_counted_for_tomorrow_or_without_a_date_for_the_next_session():
    again, easy = after_answer(None, "A", 1, 3, START), after_answer(None, "B", 4, 3, START)
    assert end(answered("A"), cards={"A": again, "B": easy}).due == 1
    undated = {letter: after_answer(None, letter, rating, 3, None) for letter, rating in (("A", 1), ("B", 4))}
    result = end(answered("A"), cards=undated, started=None)
    assert (result.due, result.dated, result.days) == (1, False, 0)


def test_the_sentences_name_the_gains_and_blame_for_nothing():
    history = History(best=14, days=frozenset({date(2026, 3, 3)}))
    result = end(answered("A"), answered("E", new=True), history=history, score=15)
    assert Texts(load_strings("en")).result(result).lines == (
        "Right at the first try: 2 of 2",
        "Now known: A",
        "New today: E",
        "Your best round: 15 letters",
        "2 days in a row",
        "Nothing is due tomorrow",
    )
    assert "Best round: 14 letters" in Texts(load_strings("en")).result(end(answered("A"), history=history)).lines


def test_the_history_comes_from_the_progress_file():
    store = ProgressStore.in_memory()
    for day, mode in ((0, "letters"), (1, "receptive"), (2, "round")):
        session = store.plan_session("red-fox", mode, START + timedelta(days=day))
        store.add(session, 1, 1.0, answered("A", hinted=day == 0), "receptive" if day == 1 else "sign", None)
        store.add(session, 2, 2.0, answered("B", "ungraded", "unseen"), "receptive" if day == 1 else "sign", None)
        store.finish(session, "done", 9 if mode == "round" else None)
    history = store.history("red-fox", "sign", UTC)
    assert history == History({"A": "known", "B": "unseen"}, 9, frozenset(date(2026, 3, 4 + day) for day in range(3)))
    assert store.history("red-fox", "receptive", UTC).standings["A"] == "known"
    assert store.history("blue-whale", "sign", UTC) == History()
    store.close()
