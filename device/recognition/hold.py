"""When a handshape has been held: settle, hold, and only then again after it has changed.

Stillness is judged on the handshape, so a hand may drift and tremble. A pose is what the reader says over
POSE_WINDOW_S, as shares of evidence; how far two poses differ is the share of evidence that has moved (total
variation, 0–1). A reader's doubts come and go while a hand is still, so a pose also counts as held while the letter
that is strongest in it stays the same. Pure: times come with the frames. Each frame speaks for the time since the one
before it, so what is held does not depend on the frame rate.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.recognition.presence import MAX_GAP_S
from device.recognition.repeat import SlideDetector, palm_position
from device.recognition.smoothing import Evidence
from device.tutor import rules
from device.tutor.confusables import are_confusable
from device.types import HandBox

Pose = NDArray[np.float64]
EPS = 1e-9  # rounding of sums of times


@dataclass(frozen=True)
class Held:
    """A handshape held to the end.

    Attributes:
        t: when the hold was complete, which may be between two frames.
        pose: mean evidence during the hold, (labels,).
        box: of the last frame.
    """

    t: float
    pose: Pose
    box: HandBox | None


class HoldTracker:
    """Follows one hand.

    Attributes:
        share: of the hold already done, 0–1, for the ring on the displays.
        armed: the next hold counts; False while the pose that was graded is still there.
        still: a pose is settled or being held; status text should not distract from it.
    """

    def __init__(self, labels: tuple[str, ...]) -> None:
        """Follow evidence over these labels."""
        self._labels = labels
        self._readable = np.array([len(label) == 1 for label in labels])  # “nothing” is no handshape
        self.reset()

    def reset(self) -> None:
        """Nothing was seen before."""
        self._evidence = Evidence(rules.POSE_WINDOW_S)
        self._slide = SlideDetector()
        self._last_t: float | None = None
        self._gone_s = rules.GONE_S
        self._graded: Pose | None = None
        self._graded_box: HandBox | None = None
        self._now: Pose | None = None
        self._box: HandBox | None = None
        self._changed_s = 0.0
        self.armed = True
        self.share = 0.0
        self._restart(None)

    def disarm(self, letter: str | None = None) -> None:
        """The pose now shown has been answered for, or is no answer: wait for another one, or for the hand to go.

        Args:
            letter: that is being read, where it is known before the pose has settled on it.
        """
        if self._now is None:
            return
        pose = self._now
        if letter in self._labels:
            pose = np.zeros(len(self._labels))
            pose[self._labels.index(letter)] = 1.0
        self._spend(pose)

    def update(
        self, t: float, p: NDArray[np.float32], box: HandBox | None, finish: bool = True, slide: bool = False
    ) -> Held | None:
        """Take the next frame.

        Args:
            t: seconds, not going back.
            p: probabilities (labels,).
            box: of the hand, None when the frame shows none.
            finish: False lets a hold grow but not end: nobody is waiting for an answer.
            slide: a hand that slides aside signs its letter again, for doubled letters.

        Returns:
            The hold that ended with this frame.
        """
        gap = 0.0 if self._last_t is None else min(max(t - self._last_t, 0.0), MAX_GAP_S)
        self._last_t = t
        quick = self._slide.update(t, palm_position(box, None))
        self._evidence.add(t - gap, t, p if box is not None else np.zeros_like(p), box is not None)
        if box is None:
            self._absent(gap)
            return None
        self._gone_s, self._box = 0.0, box
        total, presence = self._evidence.at(t)
        if presence <= EPS:  # the very first frame speaks for no time yet
            self._now = p.astype(np.float64)
            return None
        self._now = total / presence
        self._rearm(gap, slide, quick)
        if not self._is_handshape():
            self._restart(None)
        elif self._anchor is None or not self._same(self._anchor, self._now):
            self._restart(self._now)
        else:
            self._still_s += gap
            weight = min(gap, max(0.0, self._still_s - rules.SETTLE_S))
            self._held_s += weight
            self._sum += weight * p
        done = self._still_s - (rules.SETTLE_S + rules.HOLD_S)
        self.share = min(max(1 + done / rules.HOLD_S, 0.0), 1.0) if self.armed else 0.0
        if not (self.armed and finish and done >= -EPS and self._held_s > 0):
            return None
        held = Held(t - min(max(done, 0.0), gap), self._sum / self._held_s, box)
        self._spend(held.pose)
        return held

    @property
    def still(self) -> bool:
        """A handshape has settled."""
        return self.armed and self._still_s >= rules.SETTLE_S

    def _absent(self, gap: float) -> None:
        self._gone_s += gap
        if self._gone_s >= rules.GONE_S:
            self._graded, self.armed, self._now = None, True, None
            self.share = 0.0
            self._restart(None)

    def _restart(self, anchor: Pose | None) -> None:
        self._anchor = anchor
        self._still_s = self._held_s = 0.0
        self._sum: Pose = np.zeros(len(self._labels))

    def _spend(self, pose: Pose) -> None:
        """This pose counts no more."""
        self._graded, self._graded_box = pose, self._box
        self.armed, self.share, self._changed_s = False, 0.0, 0.0
        self._restart(self._now)

    def _rearm(self, gap: float, slide: bool, quick: bool) -> None:
        if self._graded is None or self._now is None:
            return
        if distance(self._now, self._graded) > rules.CHANGED:
            self._changed_s += gap
        else:
            self._changed_s = 0.0
        before, after = (self._labels[int(np.argmax(pose))] for pose in (self._graded, self._now))
        needed = rules.RELATED_CHANGED_S if are_confusable(before, after) else rules.CHANGED_S
        slid = slide and (quick or slid_aside(self._graded_box, self._box))
        if self._changed_s >= needed - EPS or slid:
            self._graded, self.armed = None, True
            if slid:
                self._restart(self._now)

    def _same(self, before: Pose, now: Pose) -> bool:
        """The handshape has not changed: little evidence has moved, or the strongest letter is the same."""
        if distance(before, now) <= rules.STILL:
            return True
        strongest = int(np.argmax(np.where(self._readable, now, -1.0)))
        return strongest == int(np.argmax(np.where(self._readable, before, -1.0)))

    def _is_handshape(self) -> bool:
        assert self._now is not None
        three = np.sort(self._now[self._readable])[-3:]
        return bool(three.sum() >= rules.READABLE)


def distance(a: Pose, b: Pose) -> float:
    """Share of the evidence, 0–1, that differs between two poses."""
    return float(np.abs(a - b).sum()) / 2


def slid_aside(before: HandBox | None, now: HandBox | None) -> bool:
    """The hand has moved sideways by SHIFT of its width."""
    if before is None or now is None:
        return False
    moved = (now.x0 + now.x1 - before.x0 - before.x1) / 2
    return abs(moved) >= rules.SHIFT * (now.x1 - now.x0)
