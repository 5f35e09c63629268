"""The two vocabularies: which classes of a network count as which letter or number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.alphabet import STATIC_LETTERS
from device.recognition.vocabulary import labels_of, sum_classes

CLASSES = (*STATIC_LETTERS, "1", "3", "4", "5", "7", "8", "palm", "horns", "nothing")


def test_letters_leave_other_handshapes_to_nothing() -> None:
    p = np.zeros(len(CLASSES), np.float32)
    p[CLASSES.index("3")], p[CLASSES.index("V")] = 0.7, 0.3
    labels = labels_of("letters", CLASSES)
    assert labels == (*STATIC_LETTERS, "nothing")
    assert dict(zip(labels, sum_classes(p, CLASSES), strict=True))["nothing"] == pytest.approx(0.7)


def test_numbers_share_the_handshapes_of_letters_and_leave_other_letters_to_nothing() -> None:
    p = np.zeros(len(CLASSES), np.float32)
    p[CLASSES.index("O")], p[CLASSES.index("palm")], p[CLASSES.index("Y")] = 0.5, 0.3, 0.2
    labels = labels_of("numbers", CLASSES)
    assert labels == (*"0123456789", "nothing")
    summed = dict(zip(labels, sum_classes(p, CLASSES, "numbers"), strict=True))
    assert (summed["0"], summed["5"], summed["nothing"]) == pytest.approx((0.5, 0.3, 0.2))


def test_a_two_seen_from_behind_may_look_like_k() -> None:
    p = np.zeros(len(CLASSES), np.float32)
    p[CLASSES.index("V")], p[CLASSES.index("K")] = 0.4, 0.6
    labels = labels_of("numbers", CLASSES)
    assert dict(zip(labels, sum_classes(p, CLASSES, "numbers"), strict=True))["2"] == pytest.approx(1)


def test_a_network_without_classes_of_numbers_knows_only_those_that_letters_resemble() -> None:
    assert labels_of("numbers", (*STATIC_LETTERS, "nothing")) == (*"012469", "nothing")


@given(st.lists(st.floats(0, 1), min_size=len(CLASSES), max_size=len(CLASSES)), st.sampled_from(["letters", "numbers"]))
def test_no_probability_is_lost(values: list[float], vocabulary: str) -> None:
    p = np.array(values, np.float32)
    assert sum_classes(p, CLASSES, vocabulary).sum() == pytest.approx(p.sum(), abs=1e-4)
