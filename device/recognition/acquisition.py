"""Find a hand in one frame, without knowledge of earlier frames: detector, then landmark model.

The detector's boxes are rough: before clutter, a box reaches up to it as if the fingers were extended. The landmark
model sees more, so the square of its landmarks is better than that of the box, and its peaks tell whether it is sure.
Where it is not, the detector looks at the candidate from closer: of the hands of dev's full signers, the first box has
an IoU of 0.7 and more in 0.80, that of the closer view in 0.88 (detector of version 6).
Each run of the landmark model costs nearly as much as the detector, so every look must be able to change the answer.
"""

from dataclasses import dataclass, replace

from device.recognition.detector import Detection, HandDetector
from device.recognition.hand_square import MARGIN, HandSquare, square_of_box
from device.recognition.landmarks import HandEstimate, LandmarkModel
from device.recognition.second_look import SecondOpinion
from device.system.timing import NoTimer, StageTimer
from device.types import Pixels

OTHER_SIZES = (0.6, 0.75, 0.9, 1.25)
"""Sides of further squares around an unsure candidate, in sides of the square around the detector's box. On dev, 0.6
and 0.75 alone read 0.3 letters of 100 fewer of full signers; without 1.25, 1.8 fewer of the crowd."""

CLOSER = 2.0
"""Side of the closer view, in longer sides of the candidate's box. With version 6, 1.5 and 2.5 find fewer
hands of dev."""

INFINITE = float("inf")


@dataclass(frozen=True)
class _Look:
    """What the landmark model estimates in a square around a candidate.

    Attributes:
        estimate: of the hand.
        square: in which it was seen.
        score: of the candidate, by the detector, 0–1.
    """

    estimate: HandEstimate
    square: HandSquare
    score: float

    def with_estimate(self, estimate: HandEstimate, square: HandSquare) -> "_Look":
        """Return another look at the same candidate, with the square that the next look is compared with."""
        return _Look(replace(estimate, candidate=self.estimate.candidate), square, self.score)


class HandSearch:
    """Runs the landmark model on the detector's candidates."""

    def __init__(
        self,
        detector: HandDetector,
        model: LandmarkModel,
        timer: StageTimer | None = None,
        opinion: SecondOpinion | None = None,
    ) -> None:
        """Search with these networks; `timer` records the stage "find".

        With `opinion`, a hand of less evidence than its "confirm_peak" must be confirmed by it, and its "min_peak",
        "sure_peak" and "exact_peak" replace those of the landmark model: it corrects what fewer looks leave.

        Thresholds of the landmark model's metadata (how they were chosen: convert/thresholds.py):

        - "min_peak": an estimate is no hand if its peaks and "score_weight" × the detector's score add up to less.
        - "retry_peak": a candidate is looked at again, and in other sizes, if the same sum of a look reaches this.
        - "closer_peak": the detector looks at a candidate from closer if the same sum of its look reaches this.
        - "sure_peak": an estimate whose peaks reach it needs no look in another size.
        - "exact_peak": an estimate whose peaks reach it needs no second look.

        Without them, peaks are not judged, the score does not count, the detector runs once, and second looks are left
        out only where they would see the same square.
        """
        self._detector, self._model = detector, model
        thresholds = model.model.metadata.thresholds
        self._min_peak, self._retry_peak, self._sure_peak = (
            thresholds.get(name, -INFINITE) for name in ("min_peak", "retry_peak", "sure_peak")
        )
        self._exact_peak, self._closer_peak = (thresholds.get(name, INFINITE) for name in ("exact_peak", "closer_peak"))
        self._score_weight = thresholds.get("score_weight", 0.0)
        self._timer = timer or NoTimer()
        self._opinion, self._confirm_peak = opinion, INFINITE
        if opinion is not None:
            self._min_peak, self._confirm_peak = opinion.min_peak, opinion.confirm_peak
            self._sure_peak, self._exact_peak = opinion.sure_peak, opinion.exact_peak

    def find(self, image: Pixels) -> HandEstimate | None:
        """Return the hand's estimate, None if no candidate shows a hand.

        Args:
            image: uint8 (h, w) or (h, w, 3) BGR, unmirrored.
        """
        with self._timer("find"):
            found = self._detector.detect(image)
        looks = self._first_looks(image, found)
        best = self._of_best(image, looks)
        if not self._is_sure(best):
            closer = self._from_closer(image, looks)
            best = self._likelier(best, self._of_best(image, closer))
            if not self._is_sure(best):
                best = self._likelier(best, *self._of_other_sizes(image, closer or looks))
        return None if best is None else self._accepted(image, best)

    def _accepted(self, image: Pixels, look: _Look) -> HandEstimate | None:
        """Return the estimate of a look that shows a hand, by its evidence or by the second opinion, else None."""
        evidence = self._evidence(look)
        if evidence < self._min_peak:
            return None
        if self._opinion is None or evidence >= self._confirm_peak:
            return look.estimate
        return self._opinion.confirmed(image, look.estimate)

    def _is_sure(self, look: _Look | None) -> bool:
        return look is not None and look.estimate.peak >= self._sure_peak

    def _likelier(self, *looks: _Look | None) -> _Look | None:
        """Return the look with the most evidence of a hand, the first of several; None if there is none."""
        return max((look for look in looks if look), key=self._evidence, default=None)

    def _evidence(self, look: _Look) -> float:
        return look.estimate.peak + self._score_weight * look.score

    def _first_looks(self, image: Pixels, found: list[Detection]) -> list[_Look]:
        """Look at each candidate until a hand is sure, the detector's first choice first; some may show no hand."""
        height, width = image.shape[:2]
        looks = []
        for each in found:
            square = square_of_box(each.box, width, height, each.angle)
            estimate = self._model.estimate(image, square, min_presence=0.0)
            if estimate is None:
                continue
            estimate = replace(estimate, candidate=square)
            looks.append(_Look(estimate, square, each.box.score))
            if self._is_hand(estimate) and estimate.peak >= self._sure_peak > -INFINITE:
                break
        return looks

    def _is_hand(self, estimate: HandEstimate) -> bool:
        return estimate.presence >= self._model.min_presence

    def _of_best(self, image: Pixels, looks: list[_Look]) -> _Look | None:
        """Look again at the candidate with the highest presence; None if none shows a hand.

        With the networks of version 2, on the validation signers, choosing by presence among several candidates read
        1 of 100 letters more than taking the detector's first box.
        """
        hands = [look for look in looks if self._is_hand(look.estimate)]
        return self._again(image, max(hands, key=lambda look: look.estimate.presence)) if hands else None

    def _from_closer(self, image: Pixels, looks: list[_Look]) -> list[_Look]:
        """Look at what the detector finds in a closer view of the candidate that is most likely a hand."""
        unsure = max(looks, key=self._evidence, default=None)
        if unsure is None or self._evidence(unsure) < self._closer_peak:
            return []
        height, width = image.shape[:2]
        with self._timer("find"):
            found = self._detector.detect(image, unsure.square.scaled(CLOSER / MARGIN).upright(width, height))
        return self._first_looks(image, found[:1])

    def _of_other_sizes(self, image: Pixels, looks: list[_Look]) -> list[_Look]:
        """Look at the candidate that is most likely a hand in other sizes, until it is sure.

        The other candidates are left out: on dev they add as many wrong hands as right ones.
        """
        unsure = max(looks, key=self._evidence, default=None)
        if unsure is None or self._evidence(unsure) < self._retry_peak:
            return []
        found: list[_Look] = []
        for factor in OTHER_SIZES:
            square = unsure.square.scaled(factor)
            first = self._model.estimate(image, square)
            second = self._again(image, unsure.with_estimate(first, square)) if first else None
            if second is not None:
                found.append(second)
                if second.estimate.peak >= self._sure_peak:
                    break
        return found

    def _again(self, image: Pixels, look: _Look) -> _Look | None:
        """Look at the square of an estimate's own landmarks.

        That is left out where the peaks are high, where both squares are almost the same, and where the peaks are so
        low that another look hardly makes a hand of it. Of 2,109 pictures of dev the last of these changes two answers;
        places without a hand need 8 % fewer looks.
        """
        if look.estimate.peak >= self._exact_peak or self._evidence(look) < self._retry_peak:
            return look
        square = look.estimate.square(image)
        if square.near(look.square):
            return look
        estimate = self._model.estimate(image, square)
        return look.with_estimate(estimate, look.square) if estimate else None
