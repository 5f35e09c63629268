"""The mode "words": words that fit what is known, a rhythm without a freeze, and the speed."""

from random import Random

import pytest

from device.tutor import rules
from device.tutor.engine import Engine
from device.tutor.events import Feedback, PromptSpec, Review
from device.tutor.verification import Verifier
from device.tutor.word_list import own_words
from device.tutor.word_prompts import WordPrompts, spell
from device.tutor.word_speed import WordSpeed
from tests.tools.actor import LABELS, LETTERS, Actor, Listed

BUNDLED = ("BIRD", "TRANG", "AN", "BEN", "ANNA", "NAM", "CAT")


def spelled_words(prompts: WordPrompts, count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count and (ask := prompts.next()) is not None:
        if ask.position == 0:
            found.append(ask.word)
        prompts.done(Review(ask, "right", "right", 3))
    return found


def prompts_for(new: str, wanted: str = "", own: tuple[str, ...] = ()) -> WordPrompts:
    return WordPrompts((*own, *BUNDLED), LETTERS, wanted, new, 100, Random(3), "BC", own)


def test_a_beginner_starts_with_few_letters_and_each_word_brings_few_new_ones():
    words = spelled_words(prompts_for(new=LETTERS), 4)
    assert words[3] in ("BEN", "CAT")
    assert words == ["AN", "ANNA", "NAM", words[3]]


def test_words_of_known_letters_come_first_and_those_with_due_letters_before_others():
    known = "BENCAT"
    new = "".join(letter for letter in LETTERS if letter not in known)
    assert spelled_words(prompts_for(new, wanted="T"), 1) == ["AN"], "no first word begins with B or C"
    assert set(spelled_words(prompts_for(new), 4)) == {"AN", "ANNA", "BEN", "CAT"}
    assert spelled_words(prompts_for(new, wanted="T"), 2)[1] == "CAT"


def test_the_learners_own_words_come_first_but_not_with_many_unknown_letters():
    assert spelled_words(prompts_for("IN", own=("MINH",)), 1) == ["MINH"]
    assert spelled_words(prompts_for("MINH", own=("MINH",)), 1) != ["MINH"]
    assert own_words("Anna, Đặng; Minh-Anh\nanna, 123,,") == ("ANNA", "DANG", "MINHANH")
    assert own_words("") == ()


def spelling(word: str, mode: str = "words") -> Actor:
    actor = Actor(Engine(LABELS, Listed(*spell(word, LETTERS)), rules.RULES[mode], Verifier(LABELS)), fps=30)
    actor.show(0.5)
    return actor


def test_a_word_does_not_begin_with_the_letter_that_ends_the_one_before_if_another_is_as_good():
    words = [WordPrompts(("LAB", "BAD", "ABE"), LETTERS, "", "", 100, Random(seed)) for seed in range(6)]
    for first, second, *_ in (spelled_words(prompts, 3) for prompts in words):
        assert first[-1] != second[0]


def test_the_expected_letter_of_a_word_does_not_wait_for_a_full_hold():
    actor = spelling("CUP")
    for letter in "CUP":
        actor.sign(letter, 0.95)
    assert [answer.outcome for answer in actor.of(Feedback)] == ["right"] * 3
    assert actor.engine.words_a_minute == pytest.approx(60 / 3.0, rel=0.25)


def test_other_letters_and_doubtful_ones_need_the_full_hold():
    actor = spelling("CAT")
    actor.sign("V", 0.95)
    assert actor.of(Feedback) == []
    unsure = spelling("CAT")
    unsure.sign("C", 0.95, share=0.5)
    assert unsure.of(Feedback) == []
    one_by_one = spelling("CAT", mode="letters")
    one_by_one.sign("C", 0.95, share=0.8)
    assert one_by_one.of(Feedback) == []


def test_a_held_hand_does_not_spell_a_double_letter():
    actor = spelling("ANNA")
    actor.sign("A", 0.95)
    actor.sign("N", 4.0)
    assert [answer.letter for answer in actor.of(Feedback)] == ["A", "N"]


def test_the_speed_counts_whole_words_without_the_pauses_between():
    speed = WordSpeed()
    assert speed.words_a_minute is None
    for start, misses in ((0.0, False), (20.0, True), (40.0, False)):
        for ask in (PromptSpec("A", word="AN"), PromptSpec("N", word="AN", position=1, last=True)):
            speed.prompted(ask, start + 2 * ask.position)
            speed.closed(ask, start + 2 * ask.position + 1, right=not (misses and ask.last))
    assert speed.words_a_minute == pytest.approx(20.0)
    speed.prompted(PromptSpec("B"), 60.0)
    speed.closed(PromptSpec("B"), 61.0, right=True)
    assert speed.words_a_minute == pytest.approx(20.0)
