"""The gates of the hand networks: which figures pass, and which refuse a model."""

import pytest

from convert import dynamic, hand_detector, landmark_classifier
from convert.landmark import LandmarkParity
from training.errors import ParityError


@pytest.mark.parametrize(("by_float", "by_int8"), [(0.95, 0.95), (0.95, 0.9401), (0.5, 0.9)])
def test_a_detector_that_finds_as_many_hands_passes(by_float, by_int8):
    hand_detector.check(by_float, by_int8)


def test_a_detector_that_finds_fewer_hands_is_refused():
    with pytest.raises(ParityError, match=r"finds 0.9300 of the hands, the float one 0.9500"):
        hand_detector.check(0.95, 0.93)


def test_a_landmark_model_at_the_limits_passes():
    LandmarkParity(0.900, 0.896, agreement=0.97, shift=0.01).check()


@pytest.mark.parametrize(
    "parity",
    [
        LandmarkParity(0.900, 0.890, agreement=0.99, shift=0.001),
        LandmarkParity(0.900, 0.900, agreement=0.96, shift=0.001),
        LandmarkParity(0.900, 0.900, agreement=0.99, shift=0.02),
    ],
    ids=["accuracy", "agreement", "landmarks"],
)
def test_a_landmark_model_that_differs_in_one_figure_is_refused(parity):
    with pytest.raises(ParityError, match="not installed"):
        parity.check()


def test_a_classifier_may_lose_half_a_point():
    landmark_classifier.check(0.900, 0.8955)
    with pytest.raises(ParityError, match=r"loses 0.0100 of accuracy"):
        landmark_classifier.check(0.900, 0.890)


@pytest.mark.parametrize(("agreement", "shift", "passes"), [(0.97, 0.05, True), (0.96, 0.0, False), (1.0, 0.06, False)])
def test_a_dynamic_model_must_agree_in_class_and_probability(agreement, shift, passes):
    if passes:
        dynamic.check(agreement, shift)
    else:
        with pytest.raises(ParityError, match="not installed"):
            dynamic.check(agreement, shift)
