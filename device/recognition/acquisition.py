"""Find a hand in one frame, without knowledge of earlier frames: detector, then landmark model.

The detector's boxes are rough: before clutter, a box reaches up to it as if the fingers were extended. The landmark
model sees more, so the square of its landmarks is better than that of the box, and its peaks tell whether it is sure.
"""

from device.recognition.detector import HandDetector
from device.recognition.hand_square import HandSquare, square_of_box
from device.recognition.landmarks import HandEstimate, LandmarkModel
from device.system.timing import NoTimer, StageTimer
from device.types import Pixels

OTHER_SIZES = (0.6, 0.75, 0.9)
"""Sides of further squares around an unsure candidate, in sides of the square around the detector's box. On dev a
larger square as well (1.4) reads 0.3 letters of 100 more, for a quarter more runs of the landmark model."""


class HandSearch:
    """Runs the landmark model on the detector's candidates."""

    def __init__(self, detector: HandDetector, model: LandmarkModel, timer: StageTimer | None = None) -> None:
        """Search with these networks; `timer` records the stage "find".

        Thresholds of the landmark model's metadata: an estimate whose peaks reach "sure_peak" needs no second look;
        one below "min_peak" is no hand. Peaks of models without them are not judged.
        """
        self._detector, self._model = detector, model
        thresholds = model.model.metadata.thresholds
        self._sure_peak = thresholds.get("sure_peak", float("-inf"))
        self._min_peak = thresholds.get("min_peak", float("-inf"))
        self._timer = timer or NoTimer()

    def find(self, image: Pixels) -> HandEstimate | None:
        """Return the hand's estimate, None if no candidate shows a hand.

        Args:
            image: uint8 (h, w) or (h, w, 3) BGR, unmirrored.
        """
        with self._timer("find"):
            found = self._detector.detect(image)
        height, width = image.shape[:2]
        squares = [square_of_box(each.box, width, height, each.angle) for each in found]
        best = self._of_best(image, squares)
        if best is not None and best.peak >= self._sure_peak:
            return best
        estimates = [best, *self._of_other_sizes(image, squares)]
        best = max((each for each in estimates if each), key=lambda estimate: estimate.peak, default=None)
        return best if best is not None and best.peak >= self._min_peak else None

    def _of_best(self, image: Pixels, squares: list[HandSquare]) -> HandEstimate | None:
        """Run the landmark model on each square, and again on the square of the best one's landmarks.

        On the validation signers, choosing by presence among several candidates reads 1 of 100 letters more than
        taking the detector's first box. Where box and landmarks give almost the same square, the second pass is left
        out: that is one search in four. It changes 1 of 130 letters on dev, and accuracy stays the same.
        """
        passes = [(estimate, square) for square in squares if (estimate := self._model.estimate(image, square))]
        if not passes:
            return None
        best, rough = max(passes, key=lambda each: each[0].presence)
        square = best.square(image)
        return best if square.near(rough) else self._model.estimate(image, square)

    def _of_other_sizes(self, image: Pixels, squares: list[HandSquare]) -> list[HandEstimate]:
        """Run the landmark model on squares of other sizes, and again on the squares of their landmarks."""
        found = []
        for square in squares:
            for factor in OTHER_SIZES:
                first = self._model.estimate(image, square.scaled(factor))
                second = first and self._model.estimate(image, first.square(image))
                if second is not None:
                    found.append(second)
        return found
