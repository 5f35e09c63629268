"""The parity gate's arithmetic and its limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert.parity import MAX_ACCURACY_CHANGE, MAX_RECALL_LOSS, MIN_AGREEMENT, check, compare
from training.errors import ParityError

LETTERS = np.array(list("ABCDEFGHIKLMNOPQRSTUVWXY"))


def rows(per_letter=1000):
    return np.repeat(LETTERS, per_letter)


def changed(letters, places, to):
    copy = letters.copy()
    copy[places] = to
    return copy


def test_the_limits_are_the_agreed_ones():
    assert (MAX_ACCURACY_CHANGE, MIN_AGREEMENT, MAX_RECALL_LOSS) == (0.005, 0.99, 0.03)


def test_equal_models_pass_however_bad_they_are():
    truth = rows(10)
    for read in (truth, np.roll(truth, 10), np.full(len(truth), "A")):
        parity = compare(truth, read, read)
        check(parity)
        assert parity.agreement == 1
        assert parity.worst[1] == 0


def test_figures_by_hand():
    parity = compare(list("AAAABB"), list("AAABBB"), list("AABBBA"))
    assert parity.rows == 6
    assert parity.float_accuracy == pytest.approx(5 / 6)
    assert parity.int8_accuracy == pytest.approx(3 / 6)
    assert parity.agreement == pytest.approx(4 / 6)
    assert parity.recall_loss == pytest.approx({"A": 1 / 4, "B": 1 / 2})
    assert parity.worst == ("B", pytest.approx(0.5))


def test_a_lost_half_point_passes_and_more_does_not():
    truth = rows()  # 24,000: half a point is 120 rows, five of each letter
    places = np.arange(len(truth)).reshape(24, 1000)
    check(compare(truth, truth, changed(truth, places[:, :5].reshape(-1), "-")))
    with pytest.raises(ParityError, match=r"accuracy changes by -0\.60 points"):
        check(compare(truth, truth, changed(truth, places[:, :6].reshape(-1), "-")))
    with pytest.raises(ParityError, match=r"accuracy changes by \+0\.60 points"):
        check(compare(truth, changed(truth, places[:, :6].reshape(-1), "-"), truth))


def test_disagreement_fails_even_where_accuracy_stays():
    truth = rows()
    places = np.arange(len(truth)).reshape(24, 1000)
    first = changed(truth, places[:, :6].reshape(-1), "-")
    second = changed(truth, places[:, 6:12].reshape(-1), "-")
    with pytest.raises(ParityError, match=r"agrees on 98\.80%") as caught:
        check(compare(truth, first, second))
    assert "accuracy changes" not in str(caught.value)
    assert "lose recall" not in str(caught.value)


def test_one_letter_may_lose_three_points_and_not_four():
    truth = rows(100)
    k = np.flatnonzero(truth == "K")
    check(compare(truth, truth, changed(truth, k[:3], "P")))
    with pytest.raises(ParityError, match=r"K 4\.0"):
        check(compare(truth, truth, changed(truth, k[:4], "P")))


@given(st.integers(1, 23))
@settings(max_examples=23, deadline=None)
def test_labels_shifted_anywhere_fail(start):
    """The report's fault: from one letter on, every label is the next one's."""
    truth = rows(20)
    index = np.repeat(np.arange(24), 20)
    shifted = LETTERS[np.where(index >= start, (index + 1) % 24, index)]
    with pytest.raises(ParityError):
        check(compare(truth, truth, shifted))
