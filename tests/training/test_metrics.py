"""Figures of an evaluation, against arithmetic by hand and against scikit-learn's own layout."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import metrics

LABELS = ("A", "B", "C")


def test_a_small_table_by_hand():
    truth, read = list("AAAABBC"), list("AAABBCC")
    figures = metrics.table(truth, read, LABELS)
    assert figures["accuracy"] == pytest.approx(5 / 7)
    assert figures["classes"]["A"] == pytest.approx({"precision": 1, "recall": 3 / 4, "f1-score": 6 / 7, "support": 4})
    assert figures["classes"]["B"] == pytest.approx(
        {"precision": 1 / 2, "recall": 1 / 2, "f1-score": 1 / 2, "support": 2}
    )
    assert figures["macro avg"]["recall"] == pytest.approx((3 / 4 + 1 / 2 + 1) / 3)
    assert figures["weighted avg"]["recall"] == pytest.approx(5 / 7)


def test_a_letter_never_read_has_precision_nought_and_an_unknown_one_counts_as_wrong():
    figures = metrics.table(list("AAB"), ["A", "nothing", "A"], LABELS)
    assert figures["accuracy"] == pytest.approx(1 / 3)
    assert figures["classes"]["B"]["precision"] == 0
    assert figures["classes"]["C"]["support"] == 0


@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=60))
def test_the_text_is_scikit_learns_layout(pairs):
    from sklearn.metrics import classification_report

    truth, read = zip(*pairs, strict=True)
    text = metrics.text(metrics.table(truth, read, LABELS))
    theirs = classification_report(truth, read, labels=LABELS, digits=4, zero_division=0)
    # Where nothing is right scikit-learn prints supports as 3.0.
    assert text == re.sub(r"  (\d+)\.0\n", r"    \1\n", theirs)


def test_a_signers_share_is_the_mean_over_their_letters_when_letters_are_given():
    right, signers = [True, True, False, True], ["one", "one", "one", "two"]
    assert metrics.by_signer(right, signers) == pytest.approx({"one": 2 / 3, "two": 1})
    assert metrics.by_signer(right, signers, list("AABA")) == pytest.approx({"one": 0.5, "two": 1})
    assert metrics.macro_by_signer(right, signers, list("AABA")) == pytest.approx(0.75)


def test_the_macro_mean_over_signers_does_not_weigh_by_rows():
    truth = np.array(list("AAAAB"))
    read = np.array(list("AAAAA"))
    signers = np.array(["one"] * 4 + ["two"])
    assert metrics.per_signer(truth, read, signers) == {"one": 1.0, "two": 0.0, "macro mean": 0.5}
