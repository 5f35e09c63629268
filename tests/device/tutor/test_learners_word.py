"""The learner's word: the question whether a letter was signed, and what the answer counts for."""

from datetime import timedelta

import pytest

from device.tutor import rules
from device.tutor.events import Feedback, Prompt, PromptSpec, Question, Record, Review
from device.tutor.lesson import Lesson
from device.tutor.plan import make_plan
from device.tutor.progress import ProgressStore
from tests.device.tutor.lessons import NOW, RIGHT_TIME, lenient
from tests.tools.actor import LABELS, Actor, tutor


def asked_whether(letter: str = "I", rival: str = "E", more: tuple[str, ...] = ("B",)) -> Actor:
    actor = tutor(letter, *more)
    actor.sign(rival, RIGHT_TIME)
    actor.show(6.0)
    assert actor.of(Question) == []
    actor.sign(rival, RIGHT_TIME)
    return actor


def test_the_same_rival_twice_leads_to_a_question():
    actor = asked_whether()
    (question,) = actor.of(Question)
    assert (question.letter, question.rival) == ("I", "E")
    scene = actor.engine.scene
    assert (scene.question, scene.message.key, scene.outcome) == (True, "did_you", None)


def test_a_hand_that_stays_as_it_was_after_a_miss_leads_to_the_question_and_is_no_further_answer():
    actor = tutor("I", "B")
    actor.sign("E", RIGHT_TIME + rules.MISS_S + rules.SAY_S - 1.0)
    assert actor.of(Question) == []
    actor.sign("E", 2.0)
    assert [(each.letter, each.rival) for each in actor.of(Question)] == [("I", "E")]
    actor.press("no")
    actor.sign("E", 2 * rules.SAY_S)
    assert len(actor.of(Question)) == 1
    assert [answer.outcome for answer in actor.of(Feedback)] == ["wrong"]
    assert actor.of(Prompt)[-1].attempt == 2


def test_yes_counts_as_right_and_the_letter_is_not_asked_again():
    actor = asked_whether(more=("I", "B"))
    actor.press("yes")
    *_, answer = actor.of(Feedback)
    assert (answer.outcome, answer.reason) == ("right", "vouched")
    assert actor.of(Record)[0].review.rating == 3
    actor.show(2.0)
    assert actor.of(Prompt)[-1].ask.letter == "B"


def test_no_and_silence_go_on_as_after_any_wrong_answer():
    for act in (lambda actor: actor.press("no"), lambda actor: actor.show(rules.QUESTION_S + 0.5)):
        actor = asked_whether()
        act(actor)
        assert not actor.engine.scene.question
        assert actor.engine.scene.message.key == "looks_like"
        assert actor.of(Feedback)[-1].outcome == "wrong"
        actor.show(6.0)
        assert actor.of(Prompt)[-1].attempt == 3


def test_the_question_ends_when_the_letter_is_recognized():
    actor = asked_whether()
    actor.show(0.5)
    actor.sign("I", RIGHT_TIME)
    assert actor.of(Feedback)[-1].reason == "right"
    actor.show(rules.QUESTION_S + 3.0)
    assert [answer.outcome for answer in actor.of(Feedback)].count("right") == 1


@pytest.mark.parametrize(("button", "outcome"), [("next", "right"), ("skip", "wrong")])
def test_the_buttons_of_the_station_answer_too(button, outcome):
    actor = asked_whether()
    actor.press(button)
    assert not actor.engine.scene.question
    assert actor.of(Feedback)[-1].outcome == outcome


def test_yes_without_a_question_does_nothing():
    actor = tutor("A")
    actor.press("yes")
    assert actor.of(Feedback) == []


def test_a_pair_the_learner_has_vouched_for_counts_for_the_rest_of_the_day():
    actor = lenient("I", vouched=[("I", "E")])
    actor.sign("E", RIGHT_TIME)
    assert actor.of(Feedback)[0].reason == "vouched"


def test_the_learners_word_is_stored_for_the_day_and_is_no_confusion():
    store = ProgressStore.in_memory()
    session = store.plan_session("red-fox", "letters", NOW)
    lesson = Lesson(store, session, make_plan(store, session, LABELS, (), "I", (), 2, {}))
    actor = Actor(lesson)
    actor.show(1.0)
    for _ in range(2):
        actor.sign("E", RIGHT_TIME)
        actor.show(0.0 if lesson.engine.scene.question else 6.0)
    actor.press("yes")
    assert store.vouched("red-fox", NOW + timedelta(hours=3)) == (("I", "E"),)
    assert store.vouched("red-fox", NOW + timedelta(days=1)) == ()
    assert store.vouched("red-fox", None) == (("I", "E"),)
    assert store.confusions("red-fox") == []


def test_a_misreading_that_the_learner_has_denied_before_leads_to_the_question_at_once():
    store = ProgressStore.in_memory()
    session = store.plan_session("red-fox", "letters", NOW)
    store.add(session, 1, 1.0, Review(PromptSpec("I"), "right", "vouched", 3, 2, ("E", "E")), "sign", None)
    later = store.plan_session("red-fox", "letters", NOW + timedelta(days=3))
    plan = make_plan(store, later, LABELS, (), "AEI", (), 9, {})
    assert (plan.vouched, plan.doubted) == ((), (("I", "E"),))
    actor = lenient("I", doubted={("I", "E")})
    actor.sign("E", RIGHT_TIME)
    assert actor.engine.scene.question
    assert actor.of(Feedback) == []
