"""Parts of a frame that hold no hand: what lies left of, right of or above the box around the landmarks."""

from device.types import HandBox

CLEARANCE = 0.06
"""Distance kept from the box, as a fraction of the frame: landmarks end before the skin does."""
MIN_SIDE = 0.25
"""Minimum width and height of a part, as a fraction of the frame: smaller parts show nothing."""

Strip = tuple[float, float, float, float]
"""x0, y0, x1, y1 in fractions of the frame."""


def strips_beside(box: HandBox) -> list[Strip]:
    """Return the parts left of, right of and above a hand that are large enough to show something.

    The part below the hand is left out, because the arm is there. The signer's face or other hand may be in a part.
    """
    strips = (
        (0.0, 0.0, box.x0 - CLEARANCE, 1.0),
        (box.x1 + CLEARANCE, 0.0, 1.0, 1.0),
        (0.0, 0.0, 1.0, box.y0 - CLEARANCE),
    )
    return [strip for strip in strips if strip[2] - strip[0] >= MIN_SIDE and strip[3] - strip[1] >= MIN_SIDE]
