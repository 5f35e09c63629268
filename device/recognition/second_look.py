"""The second look at a hand of which the first is unsure: at the mirrored square, or with a larger network."""

from dataclasses import replace
from typing import Protocol

from device.recognition.landmarks import HandEstimate, LandmarkModel
from device.types import Pixels


class SecondLook(Protocol):
    """Improves an estimate.

    Attributes:
        below: probability of the likeliest class below which a second look follows.
    """

    below: float

    def improve(self, image: Pixels, estimate: HandEstimate) -> HandEstimate | None:
        """Return the mean of the estimate and of the second look; None if that shows no hand.

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

    below = 0.85
    """With the networks of version 2, that was one frame in ten of the training signers' bursts."""

    def __init__(self, model: LandmarkModel) -> None:
        """Use the model of the first look, whose vocabulary is set by its owner."""
        self._model = model

    def improve(self, image: Pixels, estimate: HandEstimate) -> HandEstimate | None:
        """Look once more; see SecondLook."""
        second = self._model.estimate(image, estimate.square(image), mirrored=True)
        return None if second is None else mean_of(estimate, second, 0.5)

    def use_vocabulary(self, vocabulary: str) -> None:
        """Do nothing: the landmark model's vocabulary is set already."""


class SecondOpinion:
    """A larger network, which knows more people; see SecondLook.

    It runs five times as long as the landmark model (ai-edge-litert on x86), so it is asked only where that is unsure.
    """

    def __init__(self, model: LandmarkModel) -> None:
        """Use a network with the thresholds "below" and "share" (its weight in the mean, 0–1) in its metadata.

        Raises:
            ModelError: a threshold is missing.
        """
        self._model = model
        self.below = model.model.metadata.threshold("below")
        self._share = model.model.metadata.threshold("share")

    def improve(self, image: Pixels, estimate: HandEstimate) -> HandEstimate | None:
        """Ask the network; see SecondLook."""
        second = self._model.estimate(image, estimate.square(image))
        return None if second is None else replace(mean_of(estimate, second, self._share), peak=estimate.peak)

    def use_vocabulary(self, vocabulary: str) -> None:
        """Name the labels of this vocabulary, see SecondLook."""
        self._model.use_vocabulary(vocabulary)


def mean_of(a: HandEstimate, b: HandEstimate, share: float) -> HandEstimate:
    """Return the mean of two estimates of the same hand; `share` is the weight of the second, 0–1."""

    keep = 1 - share
    return HandEstimate(
        keep * a.p + share * b.p,
        keep * a.landmarks + share * b.landmarks,
        keep * a.presence + share * b.presence,
        keep * a.right_probability + share * b.right_probability,
        keep * a.peak + share * b.peak,
        max(a.reach, b.reach),
    )
