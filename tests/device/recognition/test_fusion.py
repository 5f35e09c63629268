"""Fusion of two classifiers: a logarithmic pool, and the minimum of "no letter"."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.recognition.fusion import cap_by_no_letter, fuse


def _p(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_a_weight_of_0_or_1_uses_one_classifier_alone_and_agreement_raises_the_probability() -> None:
    a, b = _p(0.6, 0.3, 0.1), _p(0.5, 0.1, 0.4)
    np.testing.assert_allclose(fuse(a, b, 0.0, 1.0), a, atol=1e-6)
    np.testing.assert_allclose(fuse(a, b, 1.0, 1.0), b, atol=1e-6)
    assert fuse(a, b, 0.5, 0.5)[0] > 0.6


def test_a_zero_of_an_int8_output_can_be_outweighed() -> None:
    assert fuse(_p(0.0, 1.0), _p(1.0, 0.0), 0.9, 1.0).argmax() == 0


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4), st.floats(0, 1), st.floats(0.3, 2))
def test_the_result_is_always_a_probability_distribution(
    values: list[float], weight: float, temperature: float
) -> None:
    p = fuse(_p(*values), _p(*values[::-1]), weight, temperature)
    assert p.sum() == pytest.approx(1, abs=1e-5)
    assert (p >= 0).all()


@given(st.lists(st.floats(0.01, 1), min_size=4, max_size=4), st.floats(0, 1))
def test_the_minimum_of_no_letter_scales_all_letters_alike(values: list[float], minimum: float) -> None:
    p = _p(*values) / np.float32(sum(values))
    capped = cap_by_no_letter(p, minimum, 3)
    assert capped.sum() == pytest.approx(1, abs=1e-4)
    assert capped[3] == pytest.approx(max(minimum, p[3]), abs=1e-6)
    np.testing.assert_allclose(capped[:3] * p[0], p[:3] * capped[0], atol=1e-5)
