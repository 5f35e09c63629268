"""Verification: is a held pose the letter that was prompted?"""

from dataclasses import fields
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.alphabet import ALPHABET
from device.tutor.confusables import CONFUSABLE_GROUPS, TEACHING_ORDER, are_confusable, confusable_with
from device.tutor.verification import METADATA_KEYS, Judgement, Verifier, VerifyThresholds
from tests.tools.actor import LABELS, LETTERS, p_of

VERIFIER = Verifier(LABELS)


def test_a_strong_target_is_right():
    assert VERIFIER.judge("A", p_of(A=0.9)) == Judgement("right")


def test_a_target_that_exceeds_its_confusable_letters_is_right_without_a_majority():
    assert VERIFIER.judge("T", p_of(T=0.4, N=0.25, S=0.2)) == Judgement("right")


def test_a_stronger_confusable_letter_is_named():
    assert VERIFIER.judge("T", p_of(N=0.6, T=0.3)) == Judgement("wrong", "N")


def test_a_draw_with_a_confusable_letter_is_unclear():
    assert VERIFIER.judge("T", p_of(T=0.46, N=0.44)).decision == "unclear"


def test_another_letter_that_is_slightly_stronger_does_not_count_against_the_target():
    assert VERIFIER.judge("A", p_of(A=0.42, B=0.46)) == Judgement("right")


def test_another_letter_that_is_much_stronger_is_named():
    assert VERIFIER.judge("A", p_of(B=0.8, A=0.1)) == Judgement("wrong", "B")


def test_evidence_spread_over_all_letters_is_unclear():
    assert VERIFIER.judge("A", p_of()).decision == "unclear"


def test_no_letter_is_never_named():
    assert VERIFIER.judge("A", p_of(nothing=0.9)) == Judgement("unclear")


def test_an_excluded_letter_is_never_named_and_counts_against_the_target():
    verifier = Verifier(LABELS, excluded=("T", "nothing"))
    assert verifier.judge("N", p_of(T=0.8)) == Judgement("unclear")
    assert verifier.judge("B", p_of(B=0.35, T=0.6)).decision != "right"


def test_the_first_handshape_of_a_dynamic_letter_is_unclear_not_wrong():
    assert VERIFIER.judge("J", p_of(I=0.9)) == Judgement("unclear")
    assert VERIFIER.judge("Z", p_of(D=0.9)) == Judgement("unclear")


def test_an_unrelated_handshape_for_a_dynamic_letter_is_wrong():
    assert VERIFIER.judge("J", p_of(B=0.9)) == Judgement("wrong", "B")


def test_a_dynamic_letter_among_the_labels_can_be_right():
    labels = ("I", "J", "nothing")
    assert Verifier(labels).judge("J", [0.05, 0.9, 0.05]) == Judgement("right")


def test_a_models_metadata_replaces_the_default_thresholds():
    strict = VerifyThresholds.of({"enter": 0.7, "verify_accept": 0.8})
    assert strict == VerifyThresholds(min_evidence=0.8)
    assert Verifier(LABELS, thresholds=strict).judge("A", p_of(A=0.7)).decision == "unclear"


def test_every_threshold_has_its_key_in_the_metadata():
    assert set(METADATA_KEYS) == {field.name for field in fields(VerifyThresholds)}
    tuned = VerifyThresholds(0.1, 3.74, 1.5, 0.6)
    assert tuned.as_metadata() == {
        "verify_accept": 0.1,
        "verify_clear": 3.74,
        "verify_stranger": 1.5,
        "verify_name": 0.6,
        "verify_patient": 0.25,
    }
    assert VerifyThresholds.of(tuned.as_metadata()) == tuned


@given(st.sampled_from(LETTERS), st.lists(st.floats(0, 1), min_size=len(LABELS), max_size=len(LABELS)))
def test_the_letter_named_is_the_strongest_and_never_the_target(target, weights):
    pose = [weight / max(sum(weights), 1e-9) for weight in weights]
    judgement = VERIFIER.judge(target, pose)
    if judgement.decision == "wrong":
        assert judgement.rival != target
        assert pose[LABELS.index(judgement.rival)] == max(pose)
    else:
        assert judgement.rival is None
    if judgement.decision == "right":
        assert all(
            pose[LABELS.index(target)] > pose[LABELS.index(rival)] for rival in confusable_with(target) & set(LETTERS)
        )


def test_the_confusable_groups_are_those_of_the_specification():
    assert {"".join(sorted(group)) for group in CONFUSABLE_GROUPS} == {
        "AEMNST",
        "KRUVW",
        "IJY",
        "DLXZ",
        "GH",
        "PQ",
        "CO",
        "DF",
    }


@pytest.mark.parametrize("letter", ALPHABET)
def test_being_confusable_is_mutual(letter):
    assert letter not in confusable_with(letter)
    assert all(letter in confusable_with(other) for other in confusable_with(letter))


def test_the_teaching_order_has_every_letter_and_no_two_confusable_ones_in_a_row():
    assert sorted(TEACHING_ORDER) == sorted(ALPHABET)
    assert not any(are_confusable(a, b) for a, b in pairwise(TEACHING_ORDER))
