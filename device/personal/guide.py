"""Which letter the learner is to show, when a hold counts, and which frames of it are kept. Pure: time is an argument.

Each of the 24 letters is held three times for a second, in three rounds over all letters, so that the hand is formed
anew each time. Neighbours in ORDER do not look alike: the hand must be seen to change before the next hold counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from device.recognition.personal.adapter import SURE
from device.recognition.personal.samples import MODEL_LETTERS, HandSample, distance
from device.recognition.presence import GAP_S

ORDER = "BEVAWSLMYNCTFRXGDPIUQHOK"
"""No two neighbours are confusable, the last and the first included."""
ROUNDS = 3
HOLD_S = 1.0
SETTLE_S = 0.3
"""Time for which the hand must be still before a hold begins: its last movement is not the letter."""
SAMPLES = 5
"""Frames that are kept of a hold; 15 a letter in all."""
MAX_STILL = 0.25
"""Distance from the hold's first frame beyond which the hand moves, see samples.distance."""
MIN_CHANGED = 0.3
"""Distance from the last hold beyond which the hand shows something else."""
MAX_WAIT_S = 4.0
"""Time after which a hold counts although no change was seen: the hand may have changed between two frames."""
REPEATS = 2
"""Times that a hold is asked for again because it is surely read as another letter; then the learner is asked."""
ANSWER_S = 8.0
"""Time for which the question waits; without an answer the hold is left out."""

MAX_LETTER_S = 20.0
"""Time after which a hand that is in view without a steady hold goes on to the next letter."""

Phase = Literal["form", "hold", "question", "done"]


@dataclass(frozen=True)
class Step:
    """What to show.

    Attributes:
        phase: "form" the letter; "hold" it; "question", whether it was this letter; "done".
        letter: asked for; "" when done.
        progress: part of the hold that has passed, 0–1.
        rival: letter that the last hold was surely read as, None for none.
    """

    phase: Phase
    letter: str = ""
    progress: float = 0.0
    rival: str | None = None


class HandGuide:
    """Goes through all letters, frame by frame.

    Attributes:
        samples: kept so far.
    """

    def __init__(self, letters: Sequence[str] = ORDER, rounds: int = ROUNDS) -> None:
        """Start with the first letter of `letters`, each of which is to be held `rounds` times."""
        self._todo = [(letter, pose) for pose in range(rounds) for letter in letters]
        self._planned, self._rounds = len(self._todo), rounds
        self._last: NDArray[np.float32] | None = None  # shape of the last hold
        self._rival: str | None = None
        self._doubtful: list[HandSample] = []
        self._asked_t: float | None = None  # of the question
        self._began_t: float | None = None  # of the letter's first frame
        self._hold: list[tuple[float, HandSample]] = []
        self.samples: list[HandSample] = []
        self._next()

    @property
    def held(self) -> int:
        """Number of holds that are over, those that were left out included."""
        return self._planned - len(self._todo)

    @property
    def planned(self) -> int:
        """Number of holds in all."""
        return self._planned

    @property
    def asks(self) -> bool:
        """The learner is asked whether the letter was signed; `answer` answers."""
        return bool(self._todo) and self._asked_t is not None

    @property
    def complete_rounds(self) -> int:
        """Number of rounds that are over."""
        return self._todo[0][1] if self._todo else self._rounds

    def step(self, t: float, sample: HandSample | None) -> Step:
        """Take the next frame.

        Args:
            t: its time, seconds, not decreasing.
            sample: of the frame, with any letter and pose; None without a hand.
        """
        if self._todo and self._began_t is None:
            self._began_t = t
        if self.asks:
            if self._asked_t is not None and t - self._asked_t >= ANSWER_S:
                self.answer(False)
        elif self._todo:
            self._observe(t, sample)
            if self._held_s(t) >= HOLD_S:
                self._end_hold(t)
            elif sample is not None and self._held_s(t) < 0 and t - self._since(t) >= MAX_LETTER_S:
                self._go_on()
        return self._shown(t)

    def answer(self, yes: bool) -> None:
        """Answer the question whether the letter was signed: keep the hold, or leave it out."""
        if self._asked_t is None:
            return
        if yes:
            self.samples += self._doubtful
        self._go_on()

    def skip(self) -> None:
        """Leave the letter out, in all rounds."""
        if self._todo:
            self._todo = [(letter, pose) for letter, pose in self._todo if letter != self._letter]
            self._next()

    def interrupted(self) -> None:
        """Begin the hold again: the camera was lost, and the hand has moved meanwhile."""
        self._hold = []
        self._began_t = None

    @property
    def _letter(self) -> str:
        return self._todo[0][0] if self._todo else ""

    def _shown(self, t: float) -> Step:
        if not self._todo:
            return Step("done")
        if self.asks:
            return Step("question", self._letter, 0.0, self._rival)
        held_s = self._held_s(t)
        return Step("hold" if held_s >= 0 else "form", self._letter, max(0.0, held_s) / HOLD_S, self._rival)

    def _held_s(self, t: float) -> float:
        """Seconds of the hold so far; negative while the hand settles or moves."""
        return t - self._hold[0][0] - SETTLE_S if self._hold else -SETTLE_S

    def _since(self, t: float) -> float:
        """Time at which the letter was asked for."""
        return t if self._began_t is None else self._began_t

    def _go_on(self) -> None:
        self._todo.pop(0)
        self._next()

    def _next(self) -> None:
        self._repeats = 0
        self._rival, self._doubtful = None, []
        self._ask()

    def _ask(self) -> None:
        """Wait for a hold of the same letter."""
        self._asked_t = self._began_t = None
        self._seen_t = float("-inf")
        self._changed = self._last is None
        self._hold = []

    def _observe(self, t: float, sample: HandSample | None) -> None:
        if sample is None:
            if t - max(self._since(t), self._seen_t) >= GAP_S:
                self._changed, self._hold = True, []
            return
        self._seen_t = t
        if self._last is not None and distance(self._last, sample.landmarks) >= MIN_CHANGED:
            self._changed = True
        if not self._changed and t - self._since(t) < MAX_WAIT_S:
            return
        if self._hold and distance(self._hold[0][1].landmarks, sample.landmarks) > MAX_STILL:
            self._hold = []
        self._hold.append((t, sample))

    def _end_hold(self, t: float) -> None:
        """Keep the hold, ask for it again, or ask the learner what it was."""
        letter, pose = self._todo[0]
        frames = [sample for time, sample in self._hold if time - self._hold[0][0] >= SETTLE_S]
        self._last = frames[-1].landmarks
        chosen = np.unique(np.linspace(0, len(frames) - 1, SAMPLES).round().astype(int))
        kept = [HandSample(letter, pose, frames[i].landmarks, frames[i].p) for i in chosen]
        mean = np.mean([sample.p for sample in frames], axis=0)
        read = MODEL_LETTERS[int(mean.argmax())]
        if read == letter or mean.max() < SURE:
            self.samples += kept
            self._go_on()
        elif self._repeats < REPEATS:
            self._repeats += 1
            self._rival = read
            self._ask()
        else:
            self._rival, self._doubtful, self._asked_t, self._hold = read, kept, t, []
