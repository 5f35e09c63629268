"""Presence of the hand: debounced absence, and every time limit that depends on it.

Absence is measured in two ways. Observed absence adds up the time of frames without a hand; a stall of the camera
hardly counts. Elapsed absence is the time since a hand was last seen; a stall counts fully.
"""

MAX_GAP_S = 0.25  # a frame stands for no more than this: after a stall, the last pose must not count for seconds

GAP_S = 0.4  # observed; the hand is absent after this. Shorter gaps are frames in which it was not detected
STROKE_GAP_S = 0.75  # elapsed; a stroke of J or Z that was interrupted for longer does not go on. Fast hands are lost
SHOW_HAND_S = 1.5  # elapsed; then the learner is asked to show a hand. A hand that is lowered to think returns sooner
SPACE_S = 1.5  # elapsed; then read mode adds a space: longer than a pause between two letters of a word
IDLE_S = 10.0  # elapsed; without a hand for this long at the end of a prompt, the learner has left
SESSION_END_S = 120.0  # elapsed; then the session ends and the text is cleared for the next learner

ENTER_SHARE, EXIT_SHARE = 0.4, 0.2  # of the smoothing window: a hand is reported quickly and dropped slowly

EPS_S = 1e-9  # rounding of sums of times


class Presence:
    """Absence of one hand. Pure: time comes with the frames.

    Attributes:
        absent_s: observed absence up to the newest frame, seconds; 0 while the hand is visible.
        seen_t: time of the newest frame with a hand, seconds; −inf before the first.
    """

    def __init__(self) -> None:
        """Start without a hand and without observed absence."""
        self.absent_s = 0.0
        self.seen_t = float("-inf")

    def update(self, t: float, gap: float, visible: bool) -> None:
        """Take the next frame.

        Args:
            t: seconds, not decreasing.
            gap: seconds that this frame stands for, at most MAX_GAP_S.
            visible: the frame shows a hand.
        """
        if visible:
            self.absent_s, self.seen_t = 0.0, t
        else:
            self.absent_s += gap

    @property
    def absent(self) -> bool:
        """The hand has been absent for GAP_S (observed)."""
        return self.absent_s >= GAP_S - EPS_S

    def elapsed_s(self, t: float) -> float:
        """Return the seconds since a hand was last seen, at time t; infinite before the first hand."""
        return t - self.seen_t


def in_view(share: float, before: bool) -> bool:
    """Return whether a hand is in view, with hysteresis.

    Args:
        share: fraction of the smoothing window in which a hand was visible, 0–1.
        before: the result up to the frame before.
    """
    return share >= (EXIT_SHARE if before else ENTER_SHARE)
