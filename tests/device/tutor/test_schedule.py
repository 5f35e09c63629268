"""Spacing inside a session: of edition 1, which logs of release 0.1 replay, and of today."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.tutor import rules
from device.tutor.confusables import TEACHING_ORDER, are_confusable
from device.tutor.events import Review
from device.tutor.schedule import Deck, faded

ALL = TEACHING_ORDER


def deal(deck: Deck, trials: int, answer=lambda ask, number: "clean") -> list:
    """Let a deck deal; `answer` says how each goes: clean, hinted, missed, ungraded, or a rival's letter."""
    asks = []
    for number in range(trials):
        ask = deck.next()
        asks.append(ask)
        how = answer(ask, number)
        outcome = {"missed": "wrong", "ungraded": "ungraded"}.get(how, "right")
        rivals = (how,) if len(how) == 1 else ()
        deck.done(Review(ask, outcome, "right", 3, 1, rivals, hinted=how == "hinted"))
    return asks


def new_deck(letters=ALL, new=True, seed=1, confusions=None, edition=1, weak="") -> Deck:
    return Deck([(letter, new) for letter in letters], confusions or {}, Random(seed), weak, edition)


def gaps_of(letters: list[str], letter: str) -> list[int]:
    places = [i for i, each in enumerate(letters) if each == letter]
    return [b - a - 1 for a, b in pairwise(places)]


def test_a_new_letter_returns_after_about_two_five_and_ten_others():
    dealt = [ask.letter for ask in deal(new_deck(), 40)]
    gaps = gaps_of(dealt, dealt[0])
    assert gaps[0] in range(2, 4)
    assert gaps[1] in range(5, 8)
    assert gaps[2] in range(10, 15)


def test_a_letter_answered_wrongly_returns_after_two_others():
    def answer(ask, number):
        return "missed" if ask.letter == ALL[0] and number > 2 else "clean"

    dealt = [ask.letter for ask in deal(new_deck(), 30, answer)]
    gaps = gaps_of(dealt, ALL[0])
    assert max(gaps) <= 4


@pytest.mark.parametrize("how", ["hinted", "S"])
def test_help_or_a_wrong_attempt_counts_as_not_known(how):
    deck = new_deck("ABCDFGH", new=False)
    dealt = [ask.letter for ask in deal(deck, 12, lambda ask, number: "clean" if number else how)]
    assert gaps_of(dealt, "A")[0] in (2, 3)


def test_an_ungraded_letter_returns_soon_but_not_twice_in_a_row():
    dealt = [ask.letter for ask in deal(new_deck("ABCDE"), 8, lambda ask, n: "ungraded" if n == 0 else "clean")]
    assert gaps_of(dealt, "A")[0] == 1


def test_a_letter_known_from_earlier_sessions_does_not_return_soon():
    dealt = [ask.letter for ask in deal(new_deck(ALL[:15], new=False), 16)]
    assert min(gaps_of(dealt, dealt[0]) or [99]) >= 10


def test_a_new_letter_is_new_until_it_was_answered():
    asks = deal(new_deck("AB"), 5, lambda ask, number: "ungraded" if number < 2 else "clean")
    assert [ask.new for ask in asks] == [True, True, True, True, False]


def test_confused_pairs_are_drilled():
    asks = deal(new_deck(new=False, confusions={("M", "N"): 1.5, ("N", "M"): 1.0}), 30)
    drilled = [ask.letter for ask in asks if ask.drill]
    assert drilled[:4] in (list("MNMN"), list("NMNM"))


def test_pairs_that_are_not_confusable_are_not_drilled():
    assert not any(ask.drill for ask in deal(new_deck(new=False, confusions={("A", "B"): 9.0}), 40))


def test_a_pair_the_learner_has_not_met_is_not_drilled():
    asks = deal(new_deck("MN" + "BLY", confusions={("M", "N"): 9.0}), 20)
    first = next(i for i, ask in enumerate(asks) if ask.drill)
    assert {"M", "N"} <= {ask.letter for ask in asks[:first]}


def test_new_confusions_are_drilled_in_the_same_session():
    def answer(ask, number):
        return {"U": "V", "V": "U"}.get(ask.letter, "clean") if number < 20 else "clean"

    asks = deal(new_deck("UVABCDLY", new=False), 60, answer)
    assert {ask.letter for ask in asks if ask.drill} == {"U", "V"}


def test_a_pair_is_not_drilled_again_after_right_answers():
    asks = deal(new_deck(new=False, confusions={("M", "N"): 2.2}), 80)
    assert sum(ask.drill for ask in asks) == 4


def test_old_confusions_fade():
    weights = faded([("M", "N", 1), ("M", "N", 10), ("U", "V", 10)], session=11)
    assert weights["M", "N"] == pytest.approx(rules.SESSION_FADE + rules.SESSION_FADE**10)
    assert weights["U", "V"] == pytest.approx(rules.SESSION_FADE)


HOWS = ["clean", "clean", "hinted", "missed", "ungraded", "rival"]


@given(st.integers(2, 12), st.integers(0, 2**12 - 1), st.integers(0, 10**6))
def test_a_fresh_letter_comes_at_least_every_six_prompts_and_none_twice_in_a_row(count, known, seed):
    rng = Random(seed)
    letters = rng.sample(ALL, count)

    def answer(ask, number):
        how = rng.choice(HOWS)
        return rng.choice([letter for letter in letters if letter != ask.letter]) if how == "rival" else how

    deck = Deck([(letter, bool(known >> i & 1)) for i, letter in enumerate(letters)], {}, Random(seed), edition=1)
    dealt = [ask.letter for ask in deal(deck, rules.NEW_EVERY * count, answer)]
    assert all(a != b for a, b in pairwise(dealt))
    fresh = [i for i, letter in enumerate(dealt) if letter not in dealt[:i]]
    assert len(fresh) == len(letters)
    assert all(b - a <= rules.NEW_EVERY for a, b in pairwise(fresh))


@given(st.integers(0, 10**6))
def test_the_same_seed_and_answers_give_the_same_prompts(seed):
    def once():
        rng = Random(seed)
        hows = [how for how in HOWS if how != "rival"]
        deck = new_deck(seed=seed, confusions={("M", "N"): 3.0})
        return deal(deck, 40, lambda ask, number: rng.choice(hows))

    assert once() == once()


def test_a_single_letter_is_prompted_every_time():
    assert [ask.letter for ask in deal(new_deck("A"), 4)] == ["A"] * 4


# -- today's edition ------------------------------------------------------------------------------------------------


def today(known: str, new: str, **more) -> Deck:
    agenda = [(letter, False) for letter in known] + [(letter, True) for letter in new]
    return Deck(agenda, more.pop("confusions", {}), Random(1), **more)


def test_known_letters_come_first_with_new_ones_in_between():
    dealt = [ask.letter for ask in deal(today("ABLY", "DOR"), 7)]
    assert sorted(dealt) == sorted("ABLYDOR"), "each once before any returns"
    assert dealt[0] in "DOR" or dealt[1] in "DOR"


def test_new_letters_of_a_session_are_limited():
    asks = deal(today("", ALL), 200)
    assert len({ask.letter for ask in asks}) == rules.NEW_LETTERS


@pytest.mark.parametrize("known", ["", "BCFLY"])
def test_confusable_new_letters_are_kept_apart(known):
    asks = deal(today(known, "AUSVTRNMOEDI"), 40)
    firsts = {}
    for number, ask in enumerate(asks):
        firsts.setdefault(ask.letter, number)
    new = [letter for letter in firsts if letter not in known]
    close = [
        (a, b)
        for a, b in pairwise(sorted(new, key=firsts.get))
        if are_confusable(a, b) and firsts[b] - firsts[a] < rules.APART
    ]
    assert close == []


def test_gaps_are_wide_and_short_after_a_mistake():
    dealt = [ask.letter for ask in deal(today(ALL, ""), 60)]
    assert min(gaps_of(dealt, dealt[0])) >= rules.LAST_GAP - 1

    def answer(ask, number):
        return "missed" if ask.letter == "A" and number < 30 else "clean"

    gaps = gaps_of([ask.letter for ask in deal(today("ABCDEFGHIKLM", ""), 30, answer)], "A")
    assert gaps[0] <= 13  # every known letter comes once before
    assert rules.MISS_GAP - 1 <= min(gaps) <= rules.MISS_GAP + 1


def test_a_letter_that_could_not_be_seen_does_not_return_soon_and_a_parked_one_never():
    def answer(ask, number):
        return "unseen" if ask.letter == "A" else "clean"

    def done(deck, ask, how):
        reason = "unseen" if how == "unseen" else "right"
        deck.done(Review(ask, "ungraded" if how == "unseen" else "right", reason, None if how == "unseen" else 3, 1))

    deck = today("ABCDE", "")
    dealt = []
    for number in range(30):
        ask = deck.next()
        dealt.append(ask.letter)
        done(deck, ask, answer(ask, number))
        if dealt.count("A") == 2:
            deck.park("A")
    assert gaps_of(dealt, "A")[0] >= 4
    assert dealt.count("A") == 2
    for letter in "BCDE":
        deck.park(letter)
    assert deck.empty


def test_letters_that_the_models_read_badly_are_not_drilled():
    confused = {("M", "N"): 9.0}
    assert any(ask.drill for ask in deal(today(ALL, "", confusions=confused), 60))
    assert not any(ask.drill for ask in deal(today(ALL, "", confusions=confused, weak="M"), 60))


@given(st.integers(1, 12), st.integers(0, 2**12 - 1), st.integers(0, 10**6))
def test_every_deck_deals_no_letter_twice_in_a_row_and_every_letter(count, known, seed):
    rng = Random(seed)
    letters = rng.sample(ALL, count)
    deck = Deck([(letter, bool(known >> i & 1)) for i, letter in enumerate(letters)], {}, Random(seed))
    hows = [how for how in HOWS if how != "rival"]
    dealt = [ask.letter for ask in deal(deck, 8 * count + 4, lambda ask, number: rng.choice(hows))]
    assert count == 1 or all(a != b for a, b in pairwise(dealt))
    assert set(dealt) == set(letters)
