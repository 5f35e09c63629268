"""When a letter is due, across sessions."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from fsrs import Card
from hypothesis import given
from hypothesis import strategies as st

from device.tutor.memory import MAX_SESSIONS, LetterCard, after_answer, overdue, prompt_order, skill_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def days_until_due(card: LetterCard, now=NOW) -> int:
    return (Card.from_json(card.fsrs).due - now).days


@pytest.mark.parametrize(("rating", "low", "high"), [(1, 1, 1), (2, 1, 1), (3, 2, 3), (4, 7, 9)])
def test_the_first_due_date_follows_from_the_rating(rating, low, high):
    assert low <= days_until_due(after_answer(None, "A", rating, 1, NOW)) <= high


def test_a_new_letter_is_rated_good_at_most():
    assert after_answer(None, "A", 4, 1, NOW, new=True) == after_answer(None, "A", 3, 1, NOW)


def test_intervals_grow_with_right_answers_and_shrink_with_a_wrong_one():
    card, now, waits = None, NOW, []
    for session in range(1, 6):
        card = after_answer(card, "A", 3, session, now)
        waits.append(days_until_due(card, now))
        now = Card.from_json(card.fsrs).due
    assert waits == sorted(waits)
    assert waits[-1] > 30
    assert days_until_due(after_answer(card, "A", 1, 9, now), now) < waits[-1] / 4


def test_without_a_date_only_sessions_count():
    card = after_answer(None, "A", 3, 5, None)
    assert (card.fsrs, card.gap, card.due_session) == (None, 2, 7)
    card = after_answer(card, "A", 3, 7, None)
    assert card.due_session == 11
    assert after_answer(card, "A", 2, 11, None).due_session == 15
    assert after_answer(card, "A", 4, 11, None).due_session == 23
    assert after_answer(card, "A", 1, 11, None).due_session == 12


def test_sessions_are_counted_with_a_date_too():
    assert after_answer(None, "A", 4, 1, NOW).due_session == after_answer(None, "A", 4, 1, None).due_session


def test_an_untrusted_clock_in_between_loses_nothing():
    dated = after_answer(None, "A", 3, 1, NOW)
    undated = after_answer(dated, "A", 3, 2, None)
    assert undated.fsrs == dated.fsrs
    assert undated.due_session > dated.due_session
    assert overdue(undated, 3, None) < 0
    assert overdue(undated, 3, NOW + 30 * DAY) > 0


def test_a_card_from_the_future_does_not_count_backwards():
    future = after_answer(None, "A", 3, 1, NOW + 400 * DAY)
    again = after_answer(future, "A", 3, 2, NOW)
    assert NOW <= Card.from_json(again.fsrs).due <= NOW + 60 * DAY


def test_due_letters_come_first_then_new_ones_then_the_rest():
    cards = {
        "A": after_answer(None, "A", 3, 1, NOW - 4 * DAY),
        "B": after_answer(None, "B", 1, 1, NOW - 4 * DAY),
        "C": after_answer(None, "C", 4, 1, NOW - DAY),
    }
    order = prompt_order(cards, "ABCDE", 2, NOW, Random(1))
    assert order == [("B", False), ("A", False), ("E", True), ("D", True), ("C", False)] or order == [
        ("B", False),
        ("A", False),
        ("D", True),
        ("E", True),
        ("C", False),
    ]


def test_letters_that_are_due_within_hours_count_as_due():
    card = after_answer(None, "A", 1, 1, NOW - DAY + timedelta(hours=1))
    assert overdue(card, 2, NOW) >= 0


def test_due_by_session_when_the_date_is_not_known():
    cards = {"A": LetterCard("A", None, 1, 3), "B": LetterCard("B", None, 2, 9), "C": LetterCard("C", None, 1, 2)}
    assert [letter for letter, _ in prompt_order(cards, "ABC", 4, None, Random(1))] == ["C", "A", "B"]


def test_receptive_mode_has_a_skill_of_its_own():
    assert skill_of("receptive") != skill_of("letters") == skill_of("words")


RATINGS = st.integers(1, 4)


@given(st.lists(st.tuples(RATINGS, st.booleans(), st.integers(0, 60)), max_size=25))
def test_any_history_gives_a_due_session_ahead_and_bounded(history):
    card, now = None, NOW
    for session, (rating, dated, days) in enumerate(history, start=1):
        now += days * DAY
        card = after_answer(card, "A", rating, session, now if dated else None)
        assert session < card.due_session <= session + MAX_SESSIONS
        if card.fsrs:
            assert Card.from_json(card.fsrs).stability > 0


@given(st.sets(st.sampled_from("ABCDEFGHIKLMNOPQRSTUVWXYJZ")), st.integers(1, 40))
def test_the_prompt_order_has_every_letter_once(met, session):
    cards = {letter: LetterCard(letter, None, 2, 10) for letter in met}
    order = prompt_order(cards, "ABCDEFGHIKLMNOPQRSTUVWXYJZ", session, None, Random(3))
    assert sorted(letter for letter, _ in order) == sorted("ABCDEFGHIKLMNOPQRSTUVWXYJZ")
    assert {letter for letter, new in order if new} == set("ABCDEFGHIKLMNOPQRSTUVWXYJZ") - met
