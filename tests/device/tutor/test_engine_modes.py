"""The engine in the modes words, receptive and round, and with dynamic letters."""

import pytest

from device.tutor import rules
from device.tutor.events import End, Feedback, Prompt, PromptSpec, Record
from device.types import HandBox, Reading
from tests.device.tutor.lessons import RIGHT_TIME, only
from tests.tools.actor import BOX, p_of, tutor


def word(letters: str) -> list[PromptSpec]:
    end = len(letters) - 1
    return [
        PromptSpec(c, word=letters, position=i, last=i == end, double=i > 0 and letters[i - 1] == c)
        for i, c in enumerate(letters)
    ]


def test_a_word_has_short_pauses():
    actor = tutor(*word("CAB"), mode="words")
    for letter in "CAB":
        actor.sign(letter, RIGHT_TIME)
    assert [answer.outcome for answer in actor.of(Feedback)] == ["right"] * 3
    second = actor.of(Prompt)[1]
    assert second.t - actor.of(Feedback)[0].t == pytest.approx(rules.WORD_RIGHT_S)
    assert actor.engine.scene.text == "CAB"


def test_the_next_letter_of_a_word_may_be_held_before_its_prompt():
    actor = tutor(*word("CA"), mode="words")
    actor.sign("C", 1.6)
    actor.sign("A", 2.2)
    assert [answer.outcome for answer in actor.of(Feedback)] == ["right", "right"]


def test_a_doubled_letter_needs_the_hand_to_open():
    actor = tutor(*word("LL"), mode="words")
    actor.sign("L", 6.0)
    assert len(actor.of(Feedback)) == 1
    actor.show(0.5)
    actor.sign("L", RIGHT_TIME)
    assert [answer.outcome for answer in actor.of(Feedback)] == ["right", "right"]


def test_a_doubled_letter_may_slide():
    actor = tutor(*word("LL"), mode="words")
    actor.sign("L", 2.5)
    actor.sign("L", RIGHT_TIME, box=HandBox(BOX.x0 + 0.25, BOX.y0, BOX.x1 + 0.25, BOX.y1))
    assert [answer.outcome for answer in actor.of(Feedback)] == ["right", "right"]


def test_receptive_prompts_show_a_picture_without_the_letter():
    actor = tutor("A", "B", mode="receptive")
    scene = actor.engine.scene
    assert (scene.picture, scene.hidden, scene.message.key) == ("A", True, "copy")
    actor.sign("A", RIGHT_TIME)
    assert not actor.engine.scene.hidden


def test_a_wrong_copy_does_not_reveal_the_letter():
    actor = tutor("A", mode="receptive")
    actor.sign("S", RIGHT_TIME)
    scene = actor.engine.scene
    assert scene.hidden
    assert (scene.message.key, dict(scene.message.values)) == ("not_this", {"rival": "S"})


def test_a_round_lasts_two_minutes_and_counts():
    actor = tutor(*"ABCDEFGHI" * 10, mode="round")
    begun = actor.of(Prompt)[0].t
    while not actor.engine.over:
        actor.sign(actor.engine.scene.ask.letter, RIGHT_TIME)
        actor.show(1.5)
    end = only(actor.effects, End)
    assert end.reason == "time"
    assert end.t - begun == pytest.approx(rules.ROUND_S, abs=rules.GRACE_S + 0.1)
    assert end.summary.score == end.summary.right == len(actor.of(Feedback)) > 20


def test_a_round_shows_no_pictures_and_rates_nothing():
    actor = tutor("T", "A", mode="round")
    actor.sign("N", RIGHT_TIME)
    assert actor.engine.scene.picture is None
    actor.show(1.5)
    actor.sign("T", RIGHT_TIME)
    assert only(actor.effects, Record).review.rating is None


def test_a_hold_that_has_begun_when_time_is_up_may_be_finished():
    actor = tutor("A", "B", "C", mode="round")
    begun = actor.of(Prompt)[0].t
    for _ in range(2):  # let time pass with prompts that get no answer
        actor.show(40.0)
    actor.tick(begun + rules.ROUND_S - actor.t - 0.5)
    assert actor.engine.scene.phase in ("asking", "waiting")
    before = actor.engine.scene.right
    if actor.engine.scene.phase == "waiting":
        actor.press("next")
    actor.sign(actor.engine.scene.ask.letter, 1.6)
    assert actor.engine.over
    assert only(actor.effects, End).summary.right in (before, before + 1)


def test_the_time_of_a_round_starts_with_the_first_prompt():
    actor = tutor("A", mode="round", ready=False)
    assert actor.engine.left_s(50.0) == rules.ROUND_S
    actor.show(1.0)
    begun = actor.of(Prompt)[0].t
    assert actor.engine.left_s(begun + 30) == pytest.approx(rules.ROUND_S - 30)
    assert actor.engine.left_s(begun + 500) == 0


def test_the_session_ends_with_the_last_letter():
    actor = tutor("A")
    actor.sign("A", RIGHT_TIME)
    actor.show(2.0)
    end = only(actor.effects, End)
    assert (end.reason, end.summary.asked, end.summary.right) == ("done", 1, 1)
    assert actor.engine.over
    assert actor.sign("A") == []


def moved(letter: str) -> Reading:
    return Reading(0.0, letter, 0.9, confirmed=True, hold=1.0, hand=True)


def test_a_dynamic_letter_is_an_answer_at_once():
    actor = tutor("J")
    actor.show(0.2, p_of(I=0.9), reading=moved("J"))
    assert only(actor.effects, Feedback).outcome == "right"


def test_a_dynamic_letter_counts_once():
    actor = tutor("J", "A")
    actor.show(5.0, p_of(I=0.9), reading=moved("J"))
    assert len(actor.of(Feedback)) == 1


def test_holding_the_first_handshape_of_a_dynamic_letter_leads_to_advice():
    actor = tutor("J")
    actor.sign("I", 4.0)
    assert actor.of(Feedback) == []
    assert actor.message == "now_move"


def test_a_dynamic_letter_for_a_static_prompt_is_wrong_and_named():
    actor = tutor("I")
    actor.show(0.2, p_of(I=0.9), reading=moved("J"))
    assert only(actor.effects, Feedback).rival == "J"
