"""The perception of an activity that needs the frames only."""

import numpy as np

from device.types import Frame, Reading, Scores


class NoPerception:
    """Recognizes nothing: every frame has no hand and no letter."""

    def see(self, frame: Frame) -> tuple[Scores, Reading]:
        """Return empty scores and an empty reading with the frame's time."""
        empty = np.zeros(0, np.float32)
        return Scores(frame.t, (), empty, None), Reading(frame.t, None, 0.0, confirmed=False, hold=0.0, hand=False)

    def reset(self) -> None:
        """Do nothing: there is no state."""
