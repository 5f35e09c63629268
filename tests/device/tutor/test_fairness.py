"""What the tutor does about letters that the models do not read: it speaks, moves on, parks, asks, and takes a word."""

from datetime import timedelta

import numpy as np
import pytest

from device.tutor import rules
from device.tutor.events import End, Feedback, Prompt, PromptSpec, Record, Review
from device.tutor.fairness import Fairness, Leniency
from device.tutor.lesson import Lesson
from device.tutor.memory import after_answer, skill_of
from device.tutor.plan import make_plan
from device.tutor.progress import ProgressStore
from device.tutor.prompt_state import PromptState
from device.types import HandBox
from tests.device.tutor.lessons import NOW, RIGHT_TIME, lenient
from tests.fakes.learners import LABELS as LEARNER_LABELS
from tests.tools.actor import LABELS, LETTERS, Actor, p_of, tutor

FLICKER = 0.3  # s; a pose that changes this fast never settles


def flicker(actor: Actor, *letters: str, seconds: float) -> None:
    """Show a still hand that the models read as one letter after the other."""
    until = actor.t + seconds
    while actor.t < until - 1e-6:
        for letter in letters:
            actor.sign(letter, FLICKER, 0.8)


def shown(actor: Actor) -> list[str]:
    return [scene.message.key for _, scene, _ in actor.scenes]


# -- silence ends -----------------------------------------------------------------------------------------------


def test_a_letter_whose_hold_restarts_again_and_again_counts_after_the_longer_time():
    actor = tutor("H")
    flicker(actor, "H", "H", "L", seconds=rules.STEADY_S + 1.5)
    (answer,) = actor.of(Feedback)
    assert (answer.outcome, answer.reason) == ("right", "right")


def test_after_five_seconds_the_tutor_says_what_it_sees_and_what_to_try():
    actor = tutor("H")
    flicker(actor, "C", "L", "W", seconds=rules.SAY_S + 2.0)
    assert (actor.message, actor.engine.scene.hint) == ("unsure", "H")
    actor = tutor("H")
    flicker(actor, "G", "G", "L", seconds=rules.SAY_S + 2.0)
    assert dict(actor.engine.scene.message.values).get("rival") == "G"


@pytest.mark.parametrize(("mode", "seconds"), [("letters", rules.MOVE_ON_S), ("round", rules.ROUND_MOVE_ON_S)])
def test_then_it_moves_on_and_says_whose_fault_it_is(mode, seconds):
    actor = tutor("H", "B", mode=mode)
    flicker(actor, "C", "L", "W", seconds=seconds - 1.0)
    assert actor.of(Feedback) == []
    flicker(actor, "C", "L", "W", seconds=2.5)
    (answer,) = actor.of(Feedback)
    assert (answer.outcome, answer.reason) == ("ungraded", "unseen")
    assert "unseen" in shown(actor)


def test_a_learner_who_thinks_with_an_open_hand_is_not_hurried():
    actor = tutor("H")
    actor.show(rules.MOVE_ON_S + 5.0)
    assert actor.of(Feedback) == []


def test_a_dark_room_is_named_as_the_reason():
    actor = tutor("H")
    for letter in "CLW" * 14:
        actor.sign(letter, FLICKER, 0.8, light=10.0)
    assert actor.of(Feedback)[0].reason == "dark"


def test_a_wide_hand_is_not_called_small():
    """G, H, P and Q point sideways: the hand is wide and low."""
    actor = tutor("H")
    actor.sign("G", RIGHT_TIME, box=HandBox(0.3, 0.5, 0.6, 0.6))
    assert actor.of(Feedback)[0].outcome == "wrong"


def test_an_object_that_flickers_ends_the_session():
    actor = tutor(*"ABCDEFGHIK")
    flicker(actor, *"XYW", seconds=5 * (rules.MOVE_ON_S + 3.0))
    assert actor.engine.scene.phase == "waiting"


# -- parked letters ---------------------------------------------------------------------------------------------


def unseen_twice() -> Actor:
    actor = tutor("H", "H", "H", "B")
    for _ in range(2):
        flicker(actor, "C", "L", "W", seconds=rules.MOVE_ON_S + 1.0)
        actor.show(1.5)
    return actor


def test_after_two_failures_the_letter_is_parked_and_counts_as_practised():
    actor = unseen_twice()
    assert [record.review.rating for record in actor.of(Record)] == [None, 3]
    assert "parked" in shown(actor)
    assert actor.of(Prompt)[-1].ask.letter == "B"


def test_one_failure_is_enough_for_a_letter_that_could_not_be_seen_before():
    actor = lenient("H", "H", "B", unseen="H")
    flicker(actor, "C", "L", "W", seconds=rules.MOVE_ON_S + 1.0)
    actor.show(1.5)
    assert actor.of(Prompt)[-1].ask.letter == "B"


def test_a_letter_that_was_read_in_between_is_not_parked():
    fairness = Fairness(Leniency(unseen=frozenset("H")))
    fairness.seen("H")
    assert not fairness.unseen("H")
    assert fairness.unseen("H")


@pytest.mark.parametrize("mode", ["letters", "words", "round"])
def test_a_parked_letter_does_not_return_in_its_session(mode):
    store = ProgressStore.in_memory()
    session = store.plan_session("red-fox", mode, NOW)
    lesson = Lesson(store, session, make_plan(store, session, LABELS, (), "HLY", ("LYH", "HHL", "HY"), 12, {}))
    actor = Actor(lesson)
    actor.show(1.0)
    while not actor.engine.over and actor.t < 110:
        ask = actor.engine.scene.ask
        if ask is None or actor.engine.scene.phase != "asking":
            actor.show(0.5)
        elif ask.letter == "H":
            flicker(actor, "C", "L", "W", seconds=0.9)
        else:
            actor.sign(ask.letter, RIGHT_TIME)
    prompts = [prompt.ask.letter for prompt in actor.of(Prompt)]
    assert prompts.count("H") == rules.PARK_AT
    assert len(prompts) > 5


def test_a_parked_letter_is_stored_and_not_due_first_the_next_day():
    store = ProgressStore.in_memory()
    session = store.plan_session("red-fox", "letters", NOW)
    for number, t in enumerate((10.0, 30.0)):
        state = PromptState(PromptSpec("H", new=True), 0.0, helped=False)
        review = state.closed("ungraded", "unseen", t, True, None, parked=number == 1)
        card = after_answer(None, "H", 3, 1, NOW, new=True) if number else None
        store.add(session, number + 1, t, review, "sign", card)
    assert store.unseen("red-fox") == {"H"}
    card = store.cards("red-fox", skill_of("letters"))["H"]
    assert card.due_session > 2
    plan = make_plan(
        store, store.plan_session("red-fox", "letters", NOW + timedelta(days=30)), LABELS, (), "HA", (), 9, {}
    )
    assert plan.unseen == "H"
    assert plan.agenda[-1][0] == "H"


# -- letters that are accepted, and letters that are read badly ----------------------------------------------------


def test_any_held_hand_counts_as_a_letter_that_is_marked():
    actor = lenient("H", accepted="H")
    actor.sign("G", RIGHT_TIME)
    assert actor.of(Feedback)[0].reason == "accepted"
    actor = lenient("H", accepted="H")
    flicker(actor, "C", "L", "W", seconds=rules.ACCEPT_S + 1.0)
    assert actor.of(Feedback)[0].reason == "accepted"


@pytest.mark.parametrize(("second", "outcome"), [("U", "wrong"), ("G", "question")])
def test_a_letter_that_is_read_badly_is_called_wrong_only_the_second_time(second, outcome):
    """The same misreading twice leads to the question at once."""
    actor = lenient("H", weak="H")
    actor.sign("G", RIGHT_TIME)
    assert actor.of(Feedback) == []
    actor.show(1.0)
    actor.sign(second, RIGHT_TIME)
    assert [answer.outcome for answer in actor.of(Feedback)] == (["wrong"] if outcome == "wrong" else [])
    assert actor.engine.scene.question == (outcome == "question")


def test_a_letter_that_is_read_badly_is_parked_after_one_failure():
    actor = lenient("H", "B", weak="H")
    flicker(actor, "C", "L", "W", seconds=rules.MOVE_ON_S + 1.0)
    assert "parked" in shown(actor)


@pytest.mark.parametrize(
    ("shares", "right"),
    [
        ({"D": 0.42, "nothing": 0.55}, True),
        ({"D": 0.15, "nothing": 0.8}, False),
        ({"D": 0.3, "L": 0.28, "nothing": 0.4}, False),
    ],
)
def test_a_letter_that_is_shown_for_long_is_compared_with_letters_only(shares, right):
    actor = tutor("D")
    actor.show(rules.STEADY_S + 1.5, p_of(**shares))
    assert [answer.outcome for answer in actor.of(Feedback)] == (["right"] if right else [])


def test_a_letter_without_any_answer_twice_is_parked_as_not_seen():
    actor = tutor("H", "A", "H", "B")
    for letter in "AB":
        actor.show(rules.PROMPT_S + 2.0)
        actor.show(1.0)
        actor.sign(letter, RIGHT_TIME)
    reviews = [record.review for record in actor.of(Record)]
    assert [(review.ask.letter, review.reason, review.rating is None) for review in reviews[:3:2]] == [
        ("H", "timeout", True),
        ("H", "unseen", False),
    ]


def test_a_letter_that_could_not_be_seen_waits_until_it_is_due():
    store = ProgressStore.in_memory()
    session = store.plan_session("red-fox", "letters", NOW)
    parked = Review(PromptSpec("H"), "ungraded", "unseen", 3)
    store.add(session, 1, 1.0, parked, "sign", after_answer(None, "H", 3, 1, NOW))
    for days, asked in ((1, False), (9, True)):
        session = store.plan_session("red-fox", "letters", NOW + timedelta(days=days))
        plan = make_plan(store, session, LABELS, (), LETTERS, (), 9, {})
        assert ("H" in dict(plan.agenda)) == asked
    few = make_plan(store, store.plan_session("red-fox", "letters", NOW), LABELS, (), "HAI", (), 9, {})
    assert "H" in dict(few.agenda)


def test_the_models_figures_say_which_letters_are_read_badly():
    store = ProgressStore.in_memory()
    session = store.plan_session("red-fox", "letters", NOW)
    plan = make_plan(store, session, LABELS, (), LETTERS, (), 9, {}, {"H": 0.6, "A": 0.99}, "Q")
    assert (plan.weak, plan.accepted) == ("H", "Q")
    assert make_plan(store, session, LABELS, (), LETTERS, (), 9, {}).weak == ""


# -- the first letter, and doubled letters --------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["letters", "words", "receptive", "round"])
def test_a_lesson_does_not_begin_with_the_hand_that_people_show_anyway(mode):
    for number in range(8):
        store = ProgressStore.in_memory()
        session = store.plan_session("red-fox", mode, NOW)
        letters = "".join(np.random.default_rng(number).permutation(list("BCAL")))
        plan = make_plan(store, session, LEARNER_LABELS, (), letters, ("BAL", "CAB", "LAB"), 9, {})
        actor = Actor(Lesson(store, session, plan))
        actor.show(1.0)
        assert actor.of(Prompt)[0].ask.letter not in "BC"


def test_the_instruction_for_a_doubled_letter_stays_until_it_is_done():
    word = [PromptSpec(c, word="LL", position=i, last=i == 1, double=i == 1) for i, c in enumerate("LL")]
    actor = tutor(*word, mode="words")
    actor.sign("L", 12.0)
    assert actor.message == "sign_double"
    actor.show(0.4, p_of(L=0.3, nothing=0.6))
    assert actor.message == "sign_double"
    assert actor.of(End) == []
