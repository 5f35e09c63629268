"""Finding a hand in one frame: which squares around the detector's box are looked at, and which estimate is kept."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from device.recognition.acquisition import OTHER_SIZES, HandSearch
from device.recognition.detector import Detection
from device.recognition.hand_square import HandSquare, square_of_box
from device.recognition.landmarks import HandEstimate
from device.types import HandBox, Pixels

FRAME = np.zeros((100, 100), np.uint8)
BOX = HandBox(0.2, 0.2, 0.8, 0.8)
WHOLE = square_of_box(BOX, 100, 100).side


class OneHand:
    """A detector that always sees the same box."""

    def __init__(self, score: float = 1.0) -> None:
        """Take the score of the box."""
        self._box = replace(BOX, score=score)

    def detect(self, _: Pixels) -> list[Detection]:
        """Return the box."""
        return [Detection(self._box, 0.0)]


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


def search(model: Landmarks, score: float = 1.0) -> HandEstimate | None:
    return HandSearch(OneHand(score), model).find(FRAME)  # type: ignore[arg-type]  # stand-ins


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


def test_a_hand_with_high_peaks_is_looked_at_once() -> None:
    model = Landmarks({1.0: 9.0}, sure_peak=6.0, exact_peak=8.0)
    assert search(model) is not None
    assert len(model.sides) == 1


@pytest.mark.parametrize(("score", "accepted"), [(0.2, False), (0.6, True)])
def test_low_peaks_are_a_hand_if_the_detector_is_sure(score: float, accepted: bool) -> None:
    model = Landmarks({1.0: 4.0}, sure_peak=6.5, min_peak=6.0, score_weight=4.0)
    assert (search(model, score) is not None) == accepted


def test_models_without_the_threshold_are_always_sure() -> None:
    model = Landmarks({1.0: -5.0})
    assert search(model) is not None
    assert len(model.sides) == 2
