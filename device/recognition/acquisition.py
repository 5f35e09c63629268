"""Find a hand in one frame, without knowledge of earlier frames: detector, then landmark model.

The detector's boxes are rough: before clutter, a box reaches up to it as if the fingers were extended. The landmark
model sees more, so the square of its landmarks is better than that of the box, and its peaks tell whether it is sure.
"""

from dataclasses import dataclass

from device.recognition.detector import HandDetector
from device.recognition.hand_square import HandSquare, square_of_box
from device.recognition.landmarks import HandEstimate, LandmarkModel
from device.system.timing import NoTimer, StageTimer
from device.types import Pixels

OTHER_SIZES = (0.6, 0.75, 0.9)
"""Sides of further squares around an unsure candidate, in sides of the square around the detector's box. On dev a
larger square as well (1.4) reads 0.3 letters of 100 more, for a quarter more runs of the landmark model."""


@dataclass(frozen=True)
class _Candidate:
    """A place that the detector proposes: a square around it, and the detector's score, 0–1."""

    square: HandSquare
    score: float


class HandSearch:
    """Runs the landmark model on the detector's candidates."""

    def __init__(self, detector: HandDetector, model: LandmarkModel, timer: StageTimer | None = None) -> None:
        """Search with these networks; `timer` records the stage "find".

        Thresholds of the landmark model's metadata: an estimate whose peaks reach "sure_peak" needs no second look; one
        whose peaks and "score_weight" × the detector's score add up to less than "min_peak" is no hand. Without them,
        the peaks are not judged, and the score does not count.
        """
        self._detector, self._model = detector, model
        thresholds = model.model.metadata.thresholds
        self._sure_peak = thresholds.get("sure_peak", float("-inf"))
        self._min_peak = thresholds.get("min_peak", float("-inf"))
        self._score_weight = thresholds.get("score_weight", 0.0)
        self._timer = timer or NoTimer()

    def find(self, image: Pixels) -> HandEstimate | None:
        """Return the hand's estimate, None if no candidate shows a hand.

        Args:
            image: uint8 (h, w) or (h, w, 3) BGR, unmirrored.
        """
        with self._timer("find"):
            found = self._detector.detect(image)
        height, width = image.shape[:2]
        candidates = [_Candidate(square_of_box(each.box, width, height, each.angle), each.box.score) for each in found]
        best = self._of_best(image, candidates)
        if best is not None and best[0].peak >= self._sure_peak:
            return best[0]
        estimates = [*([best] if best else []), *self._of_other_sizes(image, candidates)]
        if not estimates:
            return None
        estimate, score = max(estimates, key=lambda each: each[0].peak)
        return estimate if estimate.peak + self._score_weight * score >= self._min_peak else None

    def _of_best(self, image: Pixels, candidates: list[_Candidate]) -> tuple[HandEstimate, float] | None:
        """Run the landmark model on each square, and again on the square of the best one's landmarks.

        On the validation signers, choosing by presence among several candidates reads 1 of 100 letters more than
        taking the detector's first box. Where box and landmarks give almost the same square, the second pass is left
        out: that is one search in four. It changes 1 of 130 letters on dev, and accuracy stays the same.

        Returns:
            The estimate and the detector's score of its candidate; None if no square shows a hand.
        """
        passes = [(estimate, each) for each in candidates if (estimate := self._model.estimate(image, each.square))]
        if not passes:
            return None
        best, candidate = max(passes, key=lambda each: each[0].presence)
        square = best.square(image)
        second = best if square.near(candidate.square) else self._model.estimate(image, square)
        return (second, candidate.score) if second else None

    def _of_other_sizes(self, image: Pixels, candidates: list[_Candidate]) -> list[tuple[HandEstimate, float]]:
        """Run the landmark model on squares of other sizes, and again on the squares of their landmarks.

        Returns:
            The estimates, and the detector's scores of their candidates.
        """
        found = []
        for candidate in candidates:
            for factor in OTHER_SIZES:
                first = self._model.estimate(image, candidate.square.scaled(factor))
                second = first and self._model.estimate(image, first.square(image))
                if second is not None:
                    found.append((second, candidate.score))
        return found
