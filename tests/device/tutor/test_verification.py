"""Is a pose the letter that was asked for? Judged against its rivals."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.tutor.confusables import CONFUSABLE_GROUPS, TEACHING_ORDER, are_confusable, confusable_with
from device.tutor.verification import Judgement, Verifier, VerifyThresholds
from tests.tools.actor import LABELS, LETTERS, p_of

VERIFIER = Verifier(LABELS)


def test_a_clear_letter_is_right():
    assert VERIFIER.judge("A", p_of(A=0.9)) == Judgement("right")


def test_a_letter_that_stands_clear_of_its_family_is_right_without_a_majority():
    assert VERIFIER.judge("T", p_of(T=0.4, N=0.25, S=0.2)) == Judgement("right")


def test_a_rival_that_is_stronger_is_named():
    assert VERIFIER.judge("T", p_of(N=0.6, T=0.3)) == Judgement("wrong", "N")


def test_a_draw_with_a_rival_is_no_answer():
    assert VERIFIER.judge("T", p_of(T=0.46, N=0.44)).decision == "unclear"


def test_a_stranger_a_little_stronger_is_the_readers_mistake():
    assert VERIFIER.judge("A", p_of(A=0.42, B=0.46)) == Judgement("right")


def test_a_stranger_much_stronger_is_named():
    assert VERIFIER.judge("A", p_of(B=0.8, A=0.1)) == Judgement("wrong", "B")


def test_evidence_spread_over_everything_is_no_answer():
    assert VERIFIER.judge("A", p_of()).decision == "unclear"


def test_nothing_is_never_named():
    assert VERIFIER.judge("A", p_of(nothing=0.9)) == Judgement("unclear")


def test_an_excluded_letter_is_never_named_and_counts_against():
    verifier = Verifier(LABELS, excluded=("T", "nothing"))
    assert verifier.judge("N", p_of(T=0.8)) == Judgement("unclear")
    assert verifier.judge("B", p_of(B=0.35, T=0.6)).decision != "right"


def test_the_start_of_a_moving_letter_is_no_wrong_answer():
    assert VERIFIER.judge("J", p_of(I=0.9)) == Judgement("unclear")
    assert VERIFIER.judge("Z", p_of(D=0.9)) == Judgement("unclear")


def test_another_family_for_a_moving_letter_is_wrong():
    assert VERIFIER.judge("J", p_of(B=0.9)) == Judgement("wrong", "B")


def test_a_moving_letter_the_reader_gives_is_right():
    labels = ("I", "J", "nothing")
    assert Verifier(labels).judge("J", [0.05, 0.9, 0.05]) == Judgement("right")


def test_a_model_brings_its_own_thresholds():
    strict = VerifyThresholds.of({"enter": 0.7, "verify_accept": 0.8})
    assert strict == VerifyThresholds(accept=0.8)
    assert Verifier(LABELS, thresholds=strict).judge("A", p_of(A=0.7)).decision == "unclear"


@given(st.sampled_from(LETTERS), st.lists(st.floats(0, 1), min_size=len(LABELS), max_size=len(LABELS)))
def test_the_rival_named_is_the_strongest_and_never_the_letter_itself(target, weights):
    pose = [weight / max(sum(weights), 1e-9) for weight in weights]
    verdict = VERIFIER.judge(target, pose)
    if verdict.decision == "wrong":
        assert verdict.rival != target
        assert pose[LABELS.index(verdict.rival)] == max(pose)
    else:
        assert verdict.rival is None
    if verdict.decision == "right":
        assert all(
            pose[LABELS.index(target)] > pose[LABELS.index(rival)] for rival in confusable_with(target) & set(LETTERS)
        )


def test_families_are_those_of_the_specification():
    assert {"".join(sorted(family)) for family in CONFUSABLE_GROUPS} == {
        "AEMNST",
        "KRUVW",
        "IJY",
        "DLXZ",
        "GH",
        "PQ",
        "CO",
        "DF",
    }


@pytest.mark.parametrize("letter", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
def test_rivalry_is_mutual(letter):
    assert letter not in confusable_with(letter)
    assert all(letter in confusable_with(other) for other in confusable_with(letter))


def test_the_teaching_order_has_every_letter_and_no_two_rivals_in_a_row():
    assert sorted(TEACHING_ORDER) == sorted("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert not any(are_confusable(a, b) for a, b in pairwise(TEACHING_ORDER))
