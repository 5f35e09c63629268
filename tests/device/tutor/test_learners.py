"""Simulated learners complete sessions; what is kept of them is true."""

from datetime import UTC, datetime

import pytest

from device.tutor.events import End, Feedback, Prompt, Record
from device.tutor.lesson import Lesson
from device.tutor.memory import skill_of
from device.tutor.plan import make_plan
from device.tutor.progress import ProgressStore
from tests.fakes.learners import LABELS, LETTERS, Habits, SimulatedLearner, practise

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FAST = Habits(think_s=0.6, knows_all=True)


@pytest.fixture
def store():
    store = ProgressStore.in_memory()
    yield store
    store.close()


def lesson(store, mode="letters", letters=LETTERS, words=("CAB", "HELLO"), trials=8, slot="red-fox") -> Lesson:
    session = store.plan_session(slot, mode, NOW)
    return Lesson(store, session, make_plan(store, session, LABELS, ("nothing",), letters, words, trials, {}))


def session(store, habits: Habits, seed="", **plan) -> list:
    one = lesson(store, **plan)
    return practise(one.step, one.engine, SimulatedLearner(habits, seed))


def end_of(effects: list) -> End:
    (end,) = [effect for effect in effects if isinstance(effect, End)]
    return end


@pytest.mark.parametrize("mode", ["letters", "words", "receptive"])
@pytest.mark.parametrize(
    "habits",
    [FAST, Habits(think_s=3.0), Habits(clumsy=0.3), Habits(hand="left")],
    ids=["fast", "slow", "clumsy", "left"],
)
def test_a_session_is_completed(store, mode, habits):
    end = end_of(session(store, habits, mode=mode))
    assert end.reason == "done"
    assert end.summary.asked >= 8
    assert end.summary.right + end.summary.wrong + end.summary.ungraded == end.summary.asked
    assert end.summary.right > end.summary.asked / 2


def test_a_round_is_completed_with_a_score(store):
    end = end_of(session(store, FAST, mode="round"))
    assert end.reason == "time"
    assert end.summary.score >= 20


def test_a_learner_who_knows_the_alphabet_gets_it_right(store):
    end = end_of(session(store, Habits(think_s=0.6, knows_all=True, clumsy=0.0), trials=20))
    assert (end.summary.right, end.summary.wrong, end.summary.ungraded) == (20, 0, 0)


def test_m_and_n_confused_are_drilled_until_both_are_right(store):
    habits = Habits(think_s=0.6, knows_all=True, confuses="MN", clumsy=0.0)
    learner = SimulatedLearner(habits, "mn")
    effects = []
    for _ in range(3):
        one = lesson(store, letters="AMNBLY", trials=20)
        effects += practise(one.step, one.engine, learner)
        learner.rest()
    drilled = {effect.ask.letter for effect in effects if isinstance(effect, Prompt) and effect.ask.drill}
    assert drilled == {"M", "N"}
    rivals = {(asked, signed) for asked, signed, _ in store.confusions("red-fox")}
    assert rivals <= {("M", "N"), ("N", "M")}
    assert rivals
    last = [effect.review for effect in effects if isinstance(effect, Record)][-6:]
    assert all(review.outcome == "right" for review in last)


def test_a_left_hand_is_remembered(store):
    assert lesson(store).hand("auto") == "right"
    session(store, Habits(hand="left", knows_all=True, think_s=0.6))
    assert store.learner("red-fox").hand == "left"
    assert lesson(store).hand("auto") == "left"
    assert lesson(store).hand("right") == "right"


def test_a_learner_who_leaves_loses_only_the_session(store):
    effects = session(store, Habits(think_s=0.6, knows_all=True, clumsy=0.0, leaves_s=20.0), trials=30)
    assert end_of(effects).reason == "away"
    reviews = [effect.review for effect in effects if isinstance(effect, Record)]
    assert {review.outcome for review in reviews if review.reason != "right"} == {"ungraded"}


def test_a_learner_who_returns_continues(store):
    effects = session(store, Habits(think_s=0.6, knows_all=True, leaves_s=20.0, returns_s=60.0), trials=10)
    assert end_of(effects).reason == "done"


def test_a_session_does_not_change_another_slot(store):
    session(store, FAST, trials=4)
    assert store.learner("blue-whale").sessions == 0
    assert store.cards("blue-whale", "sign") == {}


def test_known_letters_are_due_later_than_unknown_ones(store):
    session(store, FAST, letters="ABLY", trials=16)
    cards = store.cards("red-fox", skill_of("letters"))
    assert set(cards) == set("ABLY")
    assert all(card.due_session > 1 and card.fsrs for card in cards.values())


def test_only_the_first_answer_of_a_session_updates_a_card(store):
    session(store, FAST, letters="ABLY", trials=20)
    counted = store.db.execute("SELECT letter, COUNT(*) FROM reviews WHERE counted GROUP BY letter").fetchall()
    assert sorted(counted) == [(letter, 1) for letter in "ABLY"]


def test_a_round_updates_no_card(store):
    session(store, FAST, mode="round")
    assert store.cards("red-fox", "sign") == {}
    assert store.learner("red-fox").sessions == 1


def test_recognizing_and_signing_have_separate_cards(store):
    session(store, FAST, mode="receptive", letters="AB", trials=4)
    assert set(store.cards("red-fox", "receptive")) == {"A", "B"}
    assert store.cards("red-fox", "sign") == {}


def test_a_prompt_has_at_most_one_final_answer(store):
    effects = session(store, Habits(clumsy=0.4, knows_all=True), trials=15)
    finals = [effect for effect in effects if isinstance(effect, Feedback) and effect.final]
    assert len(finals) == 15
