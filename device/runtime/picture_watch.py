"""Notices a camera that delivers frames on which nothing can be seen: black, one colour, frozen, too dark, too bright.

Pure: time comes with the frame. The cost is a few thousand pixels, four times a second.

The limits leave a wide margin to real rooms. In 21,906 frames of webcams and telephones, 99 % of the pixels are darker
than 105 in the darkest frame, and the range of grey values is 59 in the flattest. In the brightest, 89 % are white.
"""

from typing import Literal

import numpy as np

from device.recognition.preprocess import grey
from device.types import Pixels

PictureFault = Literal["black", "constant", "frozen", "dark", "bright"]

CHECK_EVERY_S = 0.25
FAULT_S = 2.0  # a camera that has just started needs a second to set its exposure
FROZEN_S = 5.0  # the noise of a sensor changes some of these pixels in every frame
GOOD_S = 0.5  # of good frames, after which a fault is over
HAND_S = 3.0  # after a hand was seen the room is not too dark or too bright
SAMPLES = 64  # rows that are looked at, and about as many columns
BLACK = 32  # grey value, 0–255: 99 % of the pixels are darker; video levels begin at 16, and sensors have noise
DARK = 60  # grey value: 99 % of the pixels are darker
WHITE, WHITE_SHARE = 250, 0.95  # grey value, and the share of pixels that are brighter
FLAT = 8  # difference of grey values between the darkest and the brightest 1 % of the pixels

UNUSABLE: tuple[PictureFault, ...] = ("black", "constant")  # no hand can be seen, whatever a model estimates

SENTENCES: dict[PictureFault, str] = {
    "black": "The camera sends black pictures; open its lid, turn on a lamp, check its plug, or use another driver.",
    "constant": "The camera sends pictures of one colour; check its lid and its plug, or use another driver.",
    "frozen": "The camera sends the same picture again and again; unplug it and plug it in again.",
    "dark": "The camera's picture is far too dark; turn on a lamp, or open the camera's lid.",
    "bright": "The camera's picture is far too bright; turn the camera away from the light.",
}
"""For the people who run the station. Learners read the texts `message.picture_…`."""


def sample(image: Pixels) -> Pixels:
    """Return about SAMPLES × SAMPLES grey pixels of an image, spread evenly.

    Args:
        image: uint8, (height, width) grey or (height, width, 3) BGR.
    """
    height, width = image.shape[:2]
    return grey(np.ascontiguousarray(image[:: max(1, height // SAMPLES), :: max(1, width // SAMPLES)]))


def fault_of(pixels: Pixels) -> PictureFault | None:
    """Return what is wrong with one picture, None if something can be seen. A frozen picture needs more than one.

    Args:
        pixels: grey, see `sample`.
    """
    if pixels.size == 0:
        return "black"
    low, high = (float(value) for value in np.percentile(pixels, (1, 99)))
    if high <= BLACK:
        return "black"
    if float(np.mean(pixels >= WHITE)) >= WHITE_SHARE:
        return "bright"
    if high - low <= FLAT:
        return "constant"
    return "dark" if high <= DARK else None


class PictureWatch:
    """Looks at frames and remembers since when something is wrong. The loop's thread owns it."""

    def __init__(self) -> None:
        """Start without frames."""
        self.reset()

    def reset(self) -> None:
        """Forget earlier frames: the next one is of another camera, or comes after a pause."""
        self._fault: PictureFault | None = None
        self._candidate: PictureFault | None = None
        self._candidate_since = 0.0
        self._bad_since: float | None = None  # start of the run of bad pictures, None while they are good
        self._good_since: float | None = None
        self._checked = self._hand_t = self._changed_t = float("-inf")
        self._pixels: Pixels | None = None

    def see(self, image: Pixels, t: float, hand: bool, live: bool) -> PictureFault | None:
        """Look at the next frame; return what is wrong with the picture now, None for nothing.

        Args:
            image: uint8, (height, width) grey or (height, width, 3) BGR.
            t: time of the frame, s.
            hand: a hand is seen in it.
            live: it comes from a sensor, whose frames always differ. A clip may hold still.
        """
        if hand:
            self._hand_t = t
        if 0 <= t - self._checked < CHECK_EVERY_S:
            return self._fault
        self._checked = t
        candidate = self._candidate_of(sample(image), t, live)
        if candidate is None:
            self._good_since = t if self._good_since is None else self._good_since
            if t - self._good_since >= GOOD_S:
                self._fault = self._candidate = self._bad_since = None
            return self._fault
        self._good_since = None
        self._bad_since = t if self._bad_since is None else self._bad_since
        if candidate != self._candidate:
            self._candidate, self._candidate_since = candidate, t
        since = self._bad_since if self._fault is None else self._candidate_since
        if candidate == "frozen" or t - since >= FAULT_S:
            self._fault = candidate
        return self._fault

    def _candidate_of(self, pixels: Pixels, t: float, live: bool) -> PictureFault | None:
        same = self._pixels is not None and np.array_equal(pixels, self._pixels)
        self._pixels = pixels
        if not same:
            self._changed_t = t
        fault = fault_of(pixels)
        if fault is not None and (fault in UNUSABLE or t - self._hand_t > HAND_S):
            return fault
        return "frozen" if live and t - self._changed_t >= FROZEN_S else None
