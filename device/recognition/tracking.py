"""Locate the hand in each frame: follow it by its own landmarks, and run the detector when there is no track."""

from device.recognition.detector import HandDetector
from device.recognition.geometry import iou
from device.recognition.hand_square import HandSquare, square_of_box
from device.recognition.landmarks import HandEstimate, LandmarkModel
from device.system.timing import NoTimer, StageTimer
from device.types import Frame, Pixels

# The next square is cropped by the landmarks of the last frame. A finger that is extended from a fist lies outside of
# that square, is not seen, and the square stays too small. A wider square is therefore tested at intervals, and the
# better estimate is kept. On J and Z of the training signers, landmarks that are off by more than a quarter of the
# hand (against MediaPipe's) fall from 24 % to 21 % of the frames. Intervals of 0.01–0.2 s and factors of 1.4–1.8
# differ little.
WIDE_EVERY_S, WIDE_FACTOR = 0.2, 1.6
SAME_BOX_IOU = 0.8  # boxes that overlap by this much are the same
PEAK_GAIN = 1.05  # factor by which the heatmap peaks of the wider square must be higher
EPS_S = 1e-6  # rounding of times


class HandTracker:
    """Follows one hand from frame to frame."""

    def __init__(self, detector: HandDetector, model: LandmarkModel, timer: StageTimer | None = None) -> None:
        """Start without a track; `timer` records the stage "find"."""
        self._detector, self._model = detector, model
        self._timer = timer or NoTimer()
        self._track: HandSquare | None = None
        self._wide_t = 0.0

    def locate(self, frame: Frame) -> HandEstimate | None:
        """Return the hand's estimate in the next frame, None if there is no hand."""
        estimate = None if self._track is None else self._model.estimate(frame.image, self._track)
        if estimate is None:
            estimate = self._detect(frame.image)
            self._wide_t = frame.t + WIDE_EVERY_S
        elif frame.t >= self._wide_t - EPS_S:
            estimate = self._widened(frame.image, estimate)
            self._wide_t = frame.t + WIDE_EVERY_S
        self._track = estimate.square(frame.image) if estimate is not None else None
        return estimate

    def follow(self, square: HandSquare) -> None:
        """Continue the track from this square, if a later step has improved the estimate."""
        self._track = square

    def reset(self) -> None:
        """Run the detector on the next frame."""
        self._track = None

    def _detect(self, image: Pixels) -> HandEstimate | None:
        """Run the landmark model on each candidate box, and again on the square of the best one's landmarks.

        The detector's boxes are rough. On the validation signers, choosing by presence among several candidates
        reads 1 of 100 letters more than taking the detector's first box.
        """
        with self._timer("find"):
            found = self._detector.detect(image)
        height, width = image.shape[:2]
        squares = [square_of_box(each.box, width, height, each.angle) for each in found]
        estimates = [estimate for estimate in (self._model.estimate(image, square) for square in squares) if estimate]
        if not estimates:
            return None
        return self._model.estimate(image, max(estimates, key=lambda estimate: estimate.presence).square(image))

    def _widened(self, image: Pixels, estimate: HandEstimate) -> HandEstimate:
        """Return the estimate of a wider square if it finds another box with higher peaks, else `estimate`."""
        wide = self._model.estimate(image, estimate.square(image).scaled(WIDE_FACTOR))
        if wide is None or iou(wide.box, estimate.box) >= SAME_BOX_IOU:
            return estimate
        wide = self._model.estimate(image, wide.square(image)) or wide
        other = iou(wide.box, estimate.box) < SAME_BOX_IOU and wide.peak >= PEAK_GAIN * estimate.peak
        return wide if other else estimate
