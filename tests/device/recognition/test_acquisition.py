"""Finding a hand in one frame: which squares around the detector's box are looked at, and which estimate is kept."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from device.recognition.acquisition import CLOSER, OTHER_SIZES, HandSearch
from device.recognition.detector import Detection
from device.recognition.hand_square import HandSquare, square_of_box
from device.recognition.landmarks import HandEstimate
from device.types import HandBox, Pixels

FRAME = np.zeros((100, 100), np.uint8)
BOX = HandBox(0.2, 0.2, 0.8, 0.8)
WHOLE = square_of_box(BOX, 100, 100).side


class OneHand:
    """A detector that sees one box in the whole frame, and another in all closer views, whose regions it keeps."""

    def __init__(self, score: float = 1.0, closer: HandBox = BOX) -> None:
        """Take the score of the first box, and the second."""
        self.regions: list[HandBox] = []
        self._box, self._closer = replace(BOX, score=score), closer

    def detect(self, _: Pixels, region: HandBox | None = None) -> list[Detection]:
        """Return the box."""
        self.regions += [region] if region else []
        return [Detection(self._closer if region else self._box, 0.0)]


class Landmarks:
    """A landmark model that finds a hand in every square, with peaks that depend on the square's side."""

    def __init__(self, peak_of: dict[float, float], **thresholds: float) -> None:
        """Take the peaks by the side as a fraction of the square around the box; other squares keep the last one."""
        self.model = SimpleNamespace(metadata=SimpleNamespace(thresholds=thresholds))
        self.min_presence = 0.5
        self.sides: list[float] = []
        self._peak_of, self._peak = peak_of, 0.0

    def estimate(self, _: Pixels, square: HandSquare, min_presence: float = 0.0) -> HandEstimate:
        """Return landmarks that fill the square's middle half."""
        self.sides.append(round(square.side / WHOLE, 3))
        self._peak = self._peak_of.get(self.sides[-1], self._peak)
        around = np.array([[square.x, square.y]]) + square.side / 4 * np.array([[-1, -1], [1, 1], [0, -1]])
        landmarks = np.resize(around, (21, 2)).astype(np.float32) / 100
        return HandEstimate(np.ones(25, np.float32) / 25, landmarks, 0.95, 0.9, self._peak)


def search(model: Landmarks, detector: OneHand | None = None) -> HandEstimate | None:
    return HandSearch(detector or OneHand(), model).find(FRAME)  # type: ignore[arg-type]  # stand-ins


@pytest.mark.parametrize(
    ("peaks", "thresholds", "looks"),
    [
        ({1.0: 9.0}, {"sure_peak": 6.0}, 2),  # a second look at its own landmarks
        ({1.0: 3.0, 0.6: 9.0}, {"sure_peak": 6.0}, 4),  # in another size
        ({1.0: 3.0, 0.6: 9.0}, {"sure_peak": 6.0, "closer_peak": 1.0}, 6),  # from closer
    ],
)
def test_every_look_says_in_which_box_the_detector_saw_the_hand(peaks, thresholds, looks) -> None:
    model = Landmarks(peaks, **thresholds)
    found = search(model)
    assert found is not None
    assert len(model.sides) == looks
    assert found.candidate == square_of_box(BOX, 100, 100)


@pytest.mark.parametrize(("sure_peak", "exact_peak", "looks"), [(6.0, 8.0, 1), (6.0, 99.0, 2), (99.0, 99.0, 10)])
def test_a_second_opinion_has_limits_of_its_own_for_further_looks(sure_peak, exact_peak, looks) -> None:
    model = Landmarks({1.0: 9.0}, sure_peak=50.0, exact_peak=50.0)
    limits = {"min_peak": 0.0, "confirm_peak": 0.0, "sure_peak": sure_peak, "exact_peak": exact_peak}
    HandSearch(OneHand(), model, opinion=SimpleNamespace(**limits)).find(FRAME)  # type: ignore[arg-type]  # stand-ins
    assert len(model.sides) == looks


def test_a_sure_hand_is_looked_at_in_one_size_only() -> None:
    model = Landmarks({1.0: 9.0}, sure_peak=6.0)
    assert search(model) is not None
    assert len(model.sides) == 2


@pytest.mark.parametrize(("peak", "kept", "sizes"), [(8.0, 8.0, OTHER_SIZES[:1]), (3.0, 4.0, OTHER_SIZES)])
def test_an_unsure_hand_is_looked_at_in_other_sizes_until_it_is_sure(
    peak: float, kept: float, sizes: tuple[float, ...]
) -> None:
    model = Landmarks({1.0: 4.0, OTHER_SIZES[0]: peak}, sure_peak=6.0)
    found = search(model)
    assert found is not None
    assert found.peak == kept
    assert set(OTHER_SIZES) & set(model.sides) == set(sizes)


def test_a_candidate_that_looks_like_no_hand_at_all_is_not_looked_at_in_other_sizes() -> None:
    model = Landmarks({1.0: 2.0}, min_peak=4.0, retry_peak=3.0, sure_peak=6.0)
    assert search(model) is None
    assert not set(OTHER_SIZES) & set(model.sides)


@pytest.mark.parametrize(("peak", "views"), [(2.0, 0), (4.0, 1), (7.0, 0)])
def test_the_detector_looks_from_closer_where_a_hand_is_likely_but_not_sure(peak: float, views: int) -> None:
    detector = OneHand()
    search(Landmarks({1.0: peak}, sure_peak=6.0, closer_peak=3.0, exact_peak=1.0), detector)
    assert len(detector.regions) == views
    for region in detector.regions:  # around the box
        assert (region.x0, region.y1) == pytest.approx((0.5 - CLOSER * 0.3, 0.5 + CLOSER * 0.3))


def test_a_hand_that_is_sure_from_closer_is_not_looked_at_in_other_sizes() -> None:
    smaller = HandBox(0.3, 0.3, 0.7, 0.7)
    model = Landmarks({1.0: 4.0, round(2 / 3, 3): 7.0}, sure_peak=6.0, closer_peak=3.0, exact_peak=1.0)
    found = search(model, OneHand(closer=smaller))
    assert found is not None
    assert model.sides == [1.0, round(2 / 3, 3)]


def test_a_look_that_is_hardly_clearer_does_not_replace_one_of_which_the_detector_is_surer() -> None:
    closer = HandBox(0.3, 0.3, 0.7, 0.7, score=0.3)
    peaks = {1.0: 5.0, round(2 / 3, 3): 5.1, **{round(2 / 3 * size, 3): 1.0 for size in OTHER_SIZES}}
    thresholds = {"sure_peak": 7.0, "closer_peak": 3.0, "exact_peak": 1.0, "min_peak": 8.0, "score_weight": 4.0}
    found = search(Landmarks(peaks, **thresholds), OneHand(0.9, closer))
    assert found is not None
    assert found.peak == 5.0


def test_a_hand_with_high_peaks_is_looked_at_once() -> None:
    model = Landmarks({1.0: 9.0}, sure_peak=6.0, exact_peak=8.0)
    assert search(model) is not None
    assert len(model.sides) == 1


@pytest.mark.parametrize(("score", "accepted"), [(0.2, False), (0.6, True)])
def test_low_peaks_are_a_hand_if_the_detector_is_sure(score: float, accepted: bool) -> None:
    model = Landmarks({1.0: 4.0}, sure_peak=6.5, min_peak=6.0, score_weight=4.0)
    assert (search(model, OneHand(score)) is not None) == accepted


def test_models_without_the_threshold_are_always_sure() -> None:
    model = Landmarks({1.0: -5.0})
    assert search(model) is not None
    assert len(model.sides) == 2
