"""Calibration rows: balanced, seeded, from the rows given, and reaching from black to white."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert.quantise import representative
from training.errors import DataError


def grey_rows(count, low=1, high=255):
    pixels = np.random.default_rng(0).integers(low, high, (count, 6, 6), dtype=np.uint8)
    return pixels, np.array(list("AABBBCCCCC"))[np.arange(count) % 10]


@given(st.integers(0, 10_000), st.integers(1, 12))
@settings(max_examples=30, deadline=None)
def test_as_many_of_each_letter_black_and_white_among_them(seed, per_letter):
    pixels, letters = grey_rows(50)
    pixels[7, 0, 0], pixels[31, 2, 2] = 0, 255
    chosen = representative(pixels, letters, per_letter, seed)
    assert chosen.min() == 0
    assert chosen.max() == 255
    wanted = sum(min(per_letter, int((letters == letter).sum())) for letter in "ABC")
    assert wanted <= len(chosen) <= wanted + 2
    known = {row.tobytes() for row in pixels}
    assert all(row.tobytes() in known for row in chosen)
    assert (chosen == representative(pixels, letters, per_letter, seed)).all()


@pytest.mark.parametrize(("low", "high", "missing"), [(1, 256, 0), (0, 255, 255)])
def test_rows_without_black_or_white_are_refused(low, high, missing):
    pixels, letters = grey_rows(50, low, high)
    with pytest.raises(DataError, match=f"pixel of {missing}:"):
        representative(pixels, letters, 5, 1)
