"""Bootstrap intervals: they hold the figure, and groups of near-duplicates widen them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.evaluation.bootstrap import interval, macro_interval


@given(st.lists(st.booleans(), min_size=2, max_size=60), st.integers(1, 10))
def test_an_interval_holds_the_accuracy_it_is_about(right, size):
    right = np.array(right)
    low, high = interval(right, [str(i // size) for i in range(len(right))])
    assert 0 <= low <= right.mean() + 1e-9
    assert right.mean() - 1e-9 <= high <= 1


def test_near_duplicates_widen_the_interval():
    right = np.repeat(np.random.default_rng(0).random(40) < 0.8, 20)
    single = interval(right, [str(i) for i in range(len(right))])
    grouped = interval(right, [str(i // 20) for i in range(len(right))])
    assert grouped[1] - grouped[0] > 3 * (single[1] - single[0])


def test_the_macro_interval_is_about_the_macro_mean():
    right = np.array([True] * 8 + [False] * 8)
    people, letters = ["a"] * 8 + ["b"] * 8, list("ABCDEFGH") * 2
    assert macro_interval(right, people, letters) == (0.5, 0.5)
