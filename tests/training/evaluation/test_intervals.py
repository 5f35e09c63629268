"""Bootstrap intervals hold the figure that they are about."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.evaluation.bootstrap import interval


@given(st.lists(st.booleans(), min_size=2, max_size=60), st.integers(1, 10))
def test_an_interval_holds_the_accuracy_it_is_about(right, size):
    right = np.array(right)
    low, high = interval(right, [str(i // size) for i in range(len(right))])
    assert 0 <= low <= right.mean() + 1e-9
    assert right.mean() - 1e-9 <= high <= 1
