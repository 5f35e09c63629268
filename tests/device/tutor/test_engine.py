"""The tutor's rules, one test each."""

from itertools import pairwise

import pytest

from device.recognition.presence import SESSION_END_S
from device.tutor import rules
from device.tutor.events import End, Feedback, Prompt, PromptSpec, Record
from device.types import HandBox
from tests.device.tutor.lessons import RIGHT_TIME, only
from tests.tools.actor import OPEN, p_of, tutor

# -- asking -----------------------------------------------------------------------------------------------------


def test_no_prompt_appears_before_a_hand():
    actor = tutor("A", ready=False)
    actor.away(5.0)
    assert actor.of(Prompt) == []
    assert actor.message == "show_hand"
    actor.show(0.2)
    assert only(actor.effects, Prompt).ask.letter == "A"


def test_a_known_letter_is_prompted_without_its_picture():
    actor = tutor(PromptSpec("A"))
    assert not only(actor.effects, Prompt).picture
    assert (actor.engine.scene.picture, actor.engine.scene.hint) == (None, None)


def test_a_new_letter_is_prompted_with_its_picture_and_not_rated():
    actor = tutor(PromptSpec("A", new=True), "B")
    assert only(actor.effects, Prompt).picture
    actor.sign("A")
    assert only(actor.effects, Record).review.rating is None


def test_a_pose_that_is_held_when_the_prompt_appears_is_no_answer():
    actor = tutor("A", ready=False)
    actor.sign("B", 5.0)
    assert actor.of(Feedback) == []
    assert actor.message == "relax"
    actor.show(0.5)
    actor.sign("A")
    assert only(actor.effects, Feedback).outcome == "right"


# -- answers ----------------------------------------------------------------------------------------------------


def test_a_held_letter_is_right_and_the_next_prompt_follows_after_the_pause():
    actor = tutor("A", "B")
    actor.sign("A", RIGHT_TIME)
    answer = only(actor.effects, Feedback)
    assert (answer.outcome, answer.letter, answer.rival) == ("right", "A", None)
    actor.show(2.0)
    _, second = actor.of(Prompt)
    assert second.ask.letter == "B"
    assert second.t == pytest.approx(answer.t + rules.RIGHT_S)


def test_a_wrong_letter_names_the_rival_shows_the_picture_and_is_retried_after_five_seconds():
    actor = tutor("T")
    actor.sign("N", RIGHT_TIME)
    answer = only(actor.effects, Feedback)
    assert (answer.outcome, answer.reason, answer.rival, answer.final) == ("wrong", "looks_like", "N", False)
    scene = actor.engine.scene
    assert (scene.picture, scene.rival, scene.message.key) == ("T", "N", "looks_like")
    actor.show(5.5)
    again = actor.of(Prompt)[1]
    assert (again.ask.letter, again.attempt) == ("T", 2)
    assert again.t == pytest.approx(answer.t + rules.MISS_S)
    scene = actor.engine.scene
    assert (scene.hint, scene.picture, scene.message.key) == ("T", "T", "looks_like"), "they stay until it is right"


def test_copying_the_picture_at_once_ends_the_pause():
    actor = tutor("T", "B")
    actor.sign("N", RIGHT_TIME)
    actor.show(0.5)
    actor.sign("T", RIGHT_TIME)
    wrong, right = actor.of(Feedback)
    assert right.outcome == "right"
    assert right.t < wrong.t + rules.MISS_S
    assert only(actor.effects, Record).review.rating == 2


@pytest.mark.parametrize("before_s", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_letter_that_is_corrected_as_the_pause_ends_counts_without_lowering_the_hand(before_s):
    actor = tutor("T")
    actor.sign("N", RIGHT_TIME)
    miss = only(actor.effects, Feedback)
    actor.sign("N", miss.t + rules.MISS_S - actor.t - before_s)
    actor.sign("T", 2.5)
    assert [each.outcome for each in actor.of(Feedback)] == ["wrong", "right"]
    assert actor.of(Feedback)[-1].t < miss.t + rules.MISS_S + RIGHT_TIME


def test_a_wrong_answer_during_the_pause_is_no_attempt():
    actor = tutor("T")
    actor.sign("N", RIGHT_TIME)
    actor.show(0.5)
    actor.sign("S", RIGHT_TIME)
    assert len(actor.of(Feedback)) == 1


def test_after_three_attempts_the_prompt_ends():
    actor = tutor("T", "B")
    for rival in "NSM":
        actor.sign(rival, RIGHT_TIME)
        actor.show(6.0)
    *_, last = actor.of(Feedback)
    assert (last.outcome, last.reason, last.final) == ("wrong", "given_up", True)
    review = only(actor.effects, Record).review
    assert (review.outcome, review.attempts, review.rivals, review.rating) == ("wrong", 3, ("N", "S", "M"), 1)
    assert actor.of(Prompt)[-1].ask.letter == "B"


def test_the_last_attempt_shows_the_picture():
    actor = tutor("T")
    for rival in "NS":
        actor.sign(rival, RIGHT_TIME)
        actor.show(6.0)
    assert actor.of(Prompt)[-1].picture
    assert actor.engine.scene.picture == "T"


def test_one_hold_is_one_answer_at_any_length():
    actor = tutor("T")
    actor.sign("N", 60.0)
    assert len([answer for answer in actor.of(Feedback) if answer.outcome == "wrong"]) == 1


@pytest.mark.parametrize(("think", "rating"), [(0.5, 4), (4.0, 3)], ids=["first try and fast", "first try"])
def test_the_rating_follows_from_the_thinking_time(think, rating):
    actor = tutor("A")
    actor.show(think)
    actor.sign("A")
    assert only(actor.effects, Record).review.rating == rating


def test_an_answer_after_help_is_rated_hard():
    actor = tutor("A")
    actor.show(rules.HINT_S + 0.5)
    assert actor.engine.scene.hint == "A"
    actor.sign("A")
    review = only(actor.effects, Record).review
    assert (review.rating, review.hinted) == (2, True)


# -- ungraded ---------------------------------------------------------------------------------------------------


def ungraded(actor, reason: str) -> None:
    review = only(actor.effects, Record).review
    assert (review.outcome, review.reason, review.rating) == ("ungraded", reason, None)


def test_no_answer_in_time_is_ungraded():
    actor = tutor("A", "B")
    actor.show(rules.PROMPT_S + 2.0)
    ungraded(actor, "timeout")
    assert actor.of(Prompt)[-1].ask.letter == "B"


def test_holds_that_cannot_be_judged_are_ungraded_after_three():
    actor = tutor("T")
    for _ in range(3):
        actor.show(2.0, p_of(T=0.46, N=0.44))
        assert actor.of(Feedback) == [] or actor.of(Feedback)[0].outcome == "ungraded"
        actor.show(0.8)
    ungraded(actor, "unseen")


def test_a_wrong_answer_in_the_dark_is_ungraded():
    actor = tutor("T")
    for _ in range(3):
        actor.sign("N", 2.0, light=10.0)
        actor.show(0.8, light=10.0)
    ungraded(actor, "dark")
    assert "more_light" in [scene.message.key for _, scene, _ in actor.scenes]


def test_a_wrong_answer_of_a_distant_hand_is_ungraded():
    far = HandBox(0.5, 0.5, 0.55, 0.58)
    actor = tutor("T")
    for _ in range(3):
        actor.sign("N", 2.0, box=far)
        actor.show(0.8, box=far)
    ungraded(actor, "small")
    assert "closer" in [scene.message.key for _, scene, _ in actor.scenes]


def test_a_right_answer_in_the_dark_is_right():
    actor = tutor("T")
    actor.sign("T", 2.0, light=10.0)
    assert only(actor.effects, Feedback).outcome == "right"


def test_a_learner_who_leaves_is_not_graded_and_the_station_waits():
    actor = tutor("A", "B")
    actor.away(rules.PROMPT_S + 5.0)
    ungraded(actor, "away")
    assert actor.engine.scene.phase == "waiting"
    actor.show(1.0)
    assert actor.of(Prompt)[-1].ask.letter == "B"


def test_a_session_ends_if_no_learner_returns():
    actor = tutor("A", "B")
    actor.away(rules.PROMPT_S + SESSION_END_S + 5.0)
    assert only(actor.effects, End).reason == "away"


def test_prompts_without_an_answer_end_the_session_even_if_a_hand_is_always_detected():
    actor = tutor("A", "B", "C", "D")
    actor.show(2 * rules.PROMPT_S + 10.0)  # a background, for ever
    assert [record.review.reason for record in actor.of(Record)] == ["timeout", "away"]
    assert actor.engine.scene.phase == "waiting"
    actor.sign("A", 2.0)
    assert actor.engine.scene.phase == "asking"


def test_a_lost_camera_does_not_count_against_the_learner():
    actor = tutor("A", "B")
    actor.sign("A", 0.6)
    actor.lose_camera()
    actor.tick(1.0)
    actor.sign("A", 0.6)  # the hold starts again after the gap
    assert actor.of(Feedback) == []
    actor.sign("A", 1.5)
    assert only(actor.effects, Feedback).outcome == "right"


def test_a_camera_lost_for_long_leaves_the_letter_ungraded():
    actor = tutor("A", "B")
    actor.lose_camera()
    actor.tick(60.0)
    ungraded(actor, "away")


# -- buttons and text -------------------------------------------------------------------------------------------


def test_a_skipped_prompt_is_ungraded():
    actor = tutor("A", "B")
    actor.press("skip")
    ungraded(actor, "skipped")
    assert actor.of(Prompt)[-1].ask.letter == "B"


def test_the_pause_can_be_cut_short():
    actor = tutor("A", "B")
    actor.sign("A", RIGHT_TIME)
    actor.press("next")
    assert actor.of(Prompt)[-1].ask.letter == "B"


@pytest.mark.parametrize("button", ["mode", "learner"])
def test_another_mode_or_learner_ends_the_session(button):
    actor = tutor("A")
    actor.press(button)
    assert only(actor.effects, End).reason == button
    assert actor.of(Record) == []


def test_no_button_is_needed():
    actor = tutor("A", "B", ready=False)
    for letter in "AB":
        actor.show(1.5)
        actor.sign(letter, RIGHT_TIME)
    actor.show(2.0)
    assert only(actor.effects, End).summary.right == 2


def test_advice_changes_no_faster_than_it_can_be_read():
    actor = tutor("A", "B")
    for _ in range(30):
        actor.show(0.2)
        actor.show(0.2, OPEN, light=10.0)
        actor.show(0.1, OPEN, box=HandBox(0.5, 0.5, 0.52, 0.52))
    texts = [(t, scene.message, with_effect) for t, scene, with_effect in actor.scenes]
    shown = [texts[0], *[b for a, b in pairwise(texts) if a[1] != b[1]]]
    gaps = [b[0] - a[0] for a, b in pairwise(shown) if not b[2]]
    assert len(gaps) > 3
    assert min(gaps) >= rules.STATUS_S - 1e-9


def test_no_advice_appears_during_a_hold():
    actor = tutor("A")
    actor.show(2.0, OPEN, light=10.0)
    assert actor.message == "more_light"
    actor.sign("A", 0.8, light=10.0, share=0.7)
    before = actor.message
    actor.sign("A", 0.5, share=0.7)  # the light comes back in the middle of it
    assert actor.message == before


def test_times_that_go_back_count_as_now():
    actor = tutor("A")
    actor.t = 0.0
    assert actor.tick(0.5) == []
    actor.t = 1.0
    actor.sign("A")
    assert only(actor.effects, Feedback).outcome == "right"
