"""Lessons of numbers: rows of digits, what they are on trial for, and which numbers look alike."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.alphabet import ALPHABET, DIGITS
from device.tutor.confusables import NUMBER_ORDER, are_confusable, confusable_with
from device.tutor.number_lessons import MIN_SHARE, ROW_LENGTHS, ROWS, NumbersOffer, number_rows, numbers_to_ask
from device.tutor.plan import make_plan, open_engine, spells
from device.tutor.progress import ProgressStore
from device.tutor.rules import WORD_HOLD_S
from device.tutor.verification import Verifier

LABELS = (*DIGITS, "nothing")


def pose(**parts: float) -> np.ndarray:
    """Probabilities of the numbers named n0 … n9; the rest is "nothing"."""
    p = np.zeros(len(LABELS))
    for name, share in parts.items():
        p[int(name[1:])] = share
    p[-1] = 1 - p.sum()
    return p


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_rows_are_different_house_postcode_and_phone_numbers(seed):
    rows = number_rows(Random(seed))
    assert len(set(rows)) == ROWS
    assert {len(row) for row in rows} == set(ROW_LENGTHS)
    assert all(row.isdecimal() and row[0] != "0" for row in rows)


@settings(max_examples=30)
@given(st.floats(0, 0.99))
def test_numbers_are_on_trial_below_the_share_and_lessons_say_one_in_how_many_is_misread(share):
    offer = NumbersOffer(share)
    assert offer.on_trial is (share < MIN_SHARE)
    assert offer.misread_one_in >= 1
    assert abs(1 / offer.misread_one_in - (1 - share)) <= (1 - share) / 2


@settings(max_examples=20)
@given(st.text(ALPHABET + DIGITS, max_size=9))
def test_letters_that_are_wanted_are_no_numbers(letters):
    asked = numbers_to_ask(letters)
    assert set(asked) <= set(DIGITS)
    assert asked == DIGITS or asked == "".join(sign for sign in letters if sign in DIGITS)


def test_numbers_are_confusable_with_numbers_only_and_are_not_taught_one_after_the_other():
    assert sorted(NUMBER_ORDER) == sorted(DIGITS)
    assert not any(are_confusable(a, b) for a, b in pairwise(NUMBER_ORDER))
    for number in DIGITS:
        rivals = confusable_with(number)
        assert rivals <= set(DIGITS) - {number}
        assert all(number in confusable_with(rival) for rival in rivals)
    assert confusable_with("7") >= {"6", "8", "9"}
    assert "O" not in confusable_with("0")


def test_a_number_is_right_only_if_it_exceeds_those_it_is_confused_with():
    verifier = Verifier(LABELS, ("nothing",))
    assert verifier.judge("6", pose(n6=0.6, n7=0.3)).decision == "right"
    assert verifier.judge("6", pose(n6=0.5, n7=0.45)).decision == "unclear"
    wrong = verifier.judge("6", pose(n6=0.2, n7=0.7))
    assert (wrong.decision, wrong.rival) == ("wrong", "7")


@pytest.fixture
def plan():
    store = ProgressStore.in_memory()

    def make(words=(), mode="numbers"):
        session = store.plan_session("red-fox", mode, None)
        return make_plan(store, session, LABELS, ("nothing",), DIGITS, words, 30, {}, {"7": 0.8, "1": 0.99})

    yield make
    store.close()


def test_a_first_lesson_of_numbers_finds_out_what_the_learner_knows_and_is_patient_with_badly_read_ones(plan):
    assert plan().placement
    assert plan().agenda[0] == (NUMBER_ORDER[0], True)
    assert plan().weak == "7"
    assert not spells(plan())


def test_rows_are_spelled_with_the_rhythm_of_words_and_without_a_placement(plan):
    rows = number_rows(Random(1))
    lesson = plan(rows)
    assert spells(lesson)
    assert not lesson.placement
    engine = open_engine(lesson)
    assert engine.scene.phase == "waiting"
    assert engine._pace.rules.expected_s == WORD_HOLD_S
