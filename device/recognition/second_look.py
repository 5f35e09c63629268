"""The second look at a hand of which the first is unsure: at the mirrored square, or with a larger network."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from device.errors import ModelError
from device.names import shown
from device.recognition.fusion import fuse
from device.recognition.landmarks import HandEstimate, LandmarkModel, average
from device.types import Pixels


class SecondLook(Protocol):
    """Improves an estimate.

    Attributes:
        below: probability of the likeliest class below which a second look follows at a hand just found.
        below_tracked: the same at a hand that is followed, of which many frames are seen.
        sure: probability of the likeliest class from which no further estimate is asked for.
        classifier_share: weight of the landmark classifier in the fusion afterwards, 0–1; None for its usual one.
    """

    below: float
    below_tracked: float
    sure: float
    classifier_share: float | None

    def improve(self, image: Pixels, estimate: HandEstimate) -> Iterator[HandEstimate]:
        """Yield estimates with what the second look adds, each computed when it is asked for; there may be none.

        Args:
            image: uint8 (h, w) or (h, w, 3) BGR, unmirrored.
            estimate: of the first look.
        """
        ...

    def use_vocabulary(self, vocabulary: str) -> None:
        """Name the labels of this vocabulary, one of settings.VOCABULARIES, from now on."""
        ...


class MirroredLook:
    """The landmark model itself, on the mirrored square: its errors there are only partly the same. See SecondLook."""

    below = below_tracked = 0.85
    """With the networks of version 2, that was one frame in ten of the training signers' bursts."""
    sure = 1.0
    classifier_share: float | None = None

    def __init__(self, model: LandmarkModel) -> None:
        """Use the model of the first look, whose vocabulary is set by its owner."""
        self._model = model

    def improve(self, image: Pixels, estimate: HandEstimate) -> Iterator[HandEstimate]:
        """Look once more; see SecondLook."""
        second = self._model.estimate(image, estimate.square(image), mirrored=True)
        if second is not None:
            yield average(estimate, second)

    def use_vocabulary(self, vocabulary: str) -> None:
        """Do nothing: the landmark model's vocabulary is set already."""


class SecondOpinion:
    """A larger network, which knows more people; see SecondLook. It also confirms that a square shows a hand.

    It runs five times as long as the landmark model (ai-edge-litert on x86), so it is asked only where that is unsure.
    Of a hand just found it runs up to three times.

    Attributes:
        min_peak, confirm_peak: evidence of a hand (acquisition.HandSearch) from which the network is asked whether
            there is one, and from which there is no need to ask.
        sure_peak, exact_peak: thresholds of the search that replace those of the landmark model.
    """

    def __init__(self, model: LandmarkModel) -> None:
        """Use a network with these thresholds in its metadata (how they were chosen: convert/thresholds.py).

        - "below", "below_tracked", "sure": attributes of SecondLook.
        - "share": weight of its letters, 0–1, in the logarithmic pool with those of the landmark model.
        - "classifier_share": attribute of SecondLook.
        - "min_peak", "confirm_peak", "sure_peak", "exact_peak": attributes.
        - "hand": presence from which it confirms a hand.

        Raises:
            ModelError: a threshold is missing or out of range.
        """
        self._model = model
        threshold = model.model.metadata.threshold
        self.below, self.below_tracked = threshold("below"), threshold("below_tracked")
        self.sure = threshold("sure")
        self.classifier_share: float | None = threshold("classifier_share")
        self.min_peak, self.confirm_peak = threshold("min_peak"), threshold("confirm_peak")
        self.sure_peak, self.exact_peak = threshold("sure_peak"), threshold("exact_peak")
        self._share = threshold("share")
        shares = (self._share, self.classifier_share)
        if not (all(0 <= share <= 1 for share in shares) and self.min_peak <= self.confirm_peak):
            raise ModelError(
                f"The metadata of {shown(model.model.path)} has a share outside of 0–1 or a min_peak above "
                "confirm_peak; reinstall the station or run `python -m convert`."
            )

    def confirmed(self, image: Pixels, estimate: HandEstimate) -> HandEstimate | None:
        """Return the estimate with the network's opinion, None if the network sees no hand.

        It looks where the estimate places the hand and, if it sees none there, starts anew at the detector's box: of
        hanging hands, which hide their fingers, the landmark model often places little. Arguments as of `improve`.
        """
        own = self._model.estimate(image, estimate.square(image)) or self._anew(image, estimate)
        return None if own is None else replace(estimate, opinion=own)

    def improve(self, image: Pixels, estimate: HandEstimate) -> Iterator[HandEstimate]:
        """Ask the network, which places landmarks better than the landmark model; see SecondLook.

        The first answer is the opinion that confirmed the hand, or one about the square of the estimate's landmarks.
        Before clutter these may lie on things behind the hand, and so may then the answer. Of a hand just found, the
        second answer therefore starts anew at the detector's box. An answer in whose square the network sees no hand
        counts only where there is no other: a hand that is followed may be blurred.
        """
        first = estimate.opinion or self._model.estimate(image, estimate.square(image), min_presence=0.0)
        seen = first is not None and first.presence >= self._model.min_presence
        if first is not None and seen:
            yield self._with_letters(first, estimate)
            if first.candidate is not None:  # it started at the box already
                return
        second = self._anew(image, estimate) or (None if seen else first)
        if second is not None:
            yield self._with_letters(second, estimate)

    def _anew(self, image: Pixels, estimate: HandEstimate) -> HandEstimate | None:
        """Place the hand from the detector's box, without the landmark model; None if no hand is there, or no box."""
        if estimate.candidate is None:
            return None
        rough = self._model.estimate(image, estimate.candidate, min_presence=0.0)
        placed = self._model.estimate(image, rough.square(image)) if rough else None
        return replace(placed, candidate=estimate.candidate) if placed else None

    def _with_letters(self, own: HandEstimate, estimate: HandEstimate) -> HandEstimate:
        """Return the network's estimate with the letters of both networks and the evidence of the landmark model."""
        return replace(own, p=fuse(estimate.p, own.p, self._share, 1.0), peak=estimate.peak)

    def use_vocabulary(self, vocabulary: str) -> None:
        """Name the labels of this vocabulary, see SecondLook."""
        self._model.use_vocabulary(vocabulary)
