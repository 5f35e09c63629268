"""Locate the hand in each frame: follow it by its own landmarks, and run the detector when there is no track."""

from device.recognition.acquisition import HandSearch
from device.recognition.geometry import iou
from device.recognition.hand_square import HandSquare
from device.recognition.landmarks import HandEstimate, LandmarkModel
from device.recognition.picture_change import PictureChange
from device.types import Frame, Pixels

# The next square is cropped by the landmarks of the last frame. A finger that is extended from a fist lies outside of
# that square, is not seen, and the square stays too small. A wider square is tested when something is suspicious, and
# the better estimate is kept. On 3,319 tracked frames (training signers; bursts, with test signers; clips) the wider
# square was better in 112; 102 of them were suspicious, as were 29 % of all frames (15 % of those of the bursts).
WIDE_EVERY_S, WIDE_FACTOR = 0.2, 1.6
CALM_EVERY_S = 1.0  # interval of wider squares while nothing is suspicious
MAX_REACH = 0.42  # a hand that reaches farther from the middle of its square may be cut off
MIN_PEAK = 0.8  # of the mean of earlier peaks in this track
MIN_SURE = 0.5  # probability of the most likely letter
PEAK_SHARE = 0.2  # by which a frame changes the mean of the peaks
SAME_BOX_IOU = 0.8  # boxes that overlap by this much are the same
PEAK_GAIN = 1.05  # factor by which the heatmap peaks of the wider square must be higher

# A hand that was just lost, such as one that moves fast, is searched in every frame. Later the search only has to see
# a hand within a quarter of a second of its coming into view.
# A picture that has not changed since is searched once a second only.
SEARCH_ALL_S, SEARCH_EVERY_S, SEARCH_STILL_S = 1.0, 0.2, 1.0
EPS_S = 1e-6  # rounding of times


class HandTracker:
    """Follows one hand from frame to frame."""

    def __init__(self, search: HandSearch, model: LandmarkModel) -> None:
        """Start without a track.

        Args:
            search: finds the hand while there is no track.
            model: follows it.
        """
        self._hand_search, self._model = search, model
        self._picture = PictureChange()
        self._track: HandSquare | None = None
        self._seen_t: float | None = None  # time of the newest hand, or of the first frame
        self._peak = 0.0  # mean of the track's peaks
        self.reset()

    def locate(self, frame: Frame) -> HandEstimate | None:
        """Return the hand's estimate in the next frame, None if there is no hand or this frame is not searched."""
        estimate = None if self._track is None else self._model.estimate(frame.image, self._track)
        if estimate is None:
            estimate = self._search(frame)
        elif self._wide_due(frame.t, estimate):
            estimate = self._widened(frame.image, estimate)
            self._wide_t = frame.t
        if estimate is None:
            self._track = None
            return None
        self._seen_t = frame.t
        self._peak = estimate.peak if self._track is None else self._peak + PEAK_SHARE * (estimate.peak - self._peak)
        self._track = estimate.square(frame.image)
        return estimate

    def follow(self, square: HandSquare) -> None:
        """Continue the track from this square, if a later step has improved the estimate."""
        self._track = square

    def reset(self) -> None:
        """Run the detector on the next frame."""
        self._track = self._seen_t = None
        self._peak = 0.0
        self._searched_t = self._compared_t = self._wide_t = float("-inf")
        self._picture.forget()

    def _search(self, frame: Frame) -> HandEstimate | None:
        """Run the detector, unless no hand was seen for a while and `_rests` says that it need not run yet."""
        self._seen_t = frame.t if self._seen_t is None else self._seen_t
        if self._track is None and frame.t - self._seen_t > SEARCH_ALL_S:
            if self._rests(frame):
                return None
            self._picture.keep(frame.image)
        else:
            self._picture.forget()
        self._track = None
        self._searched_t = self._wide_t = frame.t
        return self._hand_search.find(frame.image)

    def _rests(self, frame: Frame) -> bool:
        """Return whether an empty place is left alone in this frame: it was searched just now, or stays the same."""
        if 0 <= frame.t - max(self._compared_t, self._searched_t) < SEARCH_EVERY_S - EPS_S:
            return True
        self._compared_t = frame.t
        return 0 <= frame.t - self._searched_t < SEARCH_STILL_S - EPS_S and not self._picture.changed(frame.image)

    def _wide_due(self, t: float, estimate: HandEstimate) -> bool:
        """Return whether a wider square is tested in this frame."""
        suspicious = (
            estimate.reach > MAX_REACH or estimate.peak < MIN_PEAK * self._peak or float(estimate.p.max()) < MIN_SURE
        )
        return t - self._wide_t >= (WIDE_EVERY_S if suspicious else CALM_EVERY_S) - EPS_S

    def _widened(self, image: Pixels, estimate: HandEstimate) -> HandEstimate:
        """Return the estimate of a wider square if it finds another box with higher peaks, else `estimate`."""
        wide = self._model.estimate(image, estimate.square(image).scaled(WIDE_FACTOR))
        if wide is None or iou(wide.box, estimate.box) >= SAME_BOX_IOU:
            return estimate
        wide = self._model.estimate(image, wide.square(image)) or wide
        other = iou(wide.box, estimate.box) < SAME_BOX_IOU and wide.peak >= PEAK_GAIN * estimate.peak
        return wide if other else estimate
