"""How a lesson shows its pictures: which hand, from where, and with which skin."""

from dataclasses import dataclass
from typing import cast

from device.settings import PracticeSettings
from device.types import Handedness
from device.view import PictureSide

MEMORY_FRAMES = 20
"""Number of frames with a hand over which its side is averaged."""
SURE = 0.8
"""Part of the frames on one side from which pictures change to that hand."""


@dataclass(frozen=True)
class PictureChoice:
    """What was chosen for the pictures.

    Attributes:
        hand: "left", "right", or "auto" for the hand that is seen.
        seen_from: see view.Task.picture_side.
        skin: "light", "medium" or "dark".
    """

    hand: str = "auto"
    seen_from: PictureSide = "mirror"
    skin: str = "medium"


def picture_choice(settings: PracticeSettings) -> PictureChoice:
    """Return what the settings say of pictures."""
    return PictureChoice(settings.hand, cast(PictureSide, settings.seen_from), settings.skin)


class SeenHand:
    """The hand that signs in this lesson, as soon as it is sure.

    Attributes:
        hand: "left" or "right"; None until then.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self.hand: Handedness | None = None
        self._left = 0.5  # part of the last frames in which the hand was a left one
        self._frames = 0

    def see(self, hand: Handedness | None) -> None:
        """Take the hand of the next frame, None for no hand or an unknown side."""
        if hand is None:
            return
        self._frames += 1
        self._left += ((hand == "left") - self._left) / min(self._frames, MEMORY_FRAMES)
        if self._frames >= MEMORY_FRAMES and max(self._left, 1 - self._left) >= SURE:
            self.hand = "left" if self._left > 0.5 else "right"
