"""The part of the camera's picture that a screen shows: the hand large, followed without trembling."""

from device.types import HandBox, Pixels
from device.view import View

FILLED = 0.8
"""Longer side of the hand in the part that is shown."""
LOOSE, TIGHT = 0.6, 0.95
"""Between these sizes, and inside the part, the hand may move before the picture follows."""
MIN_PART = 0.25
"""Smallest part of the picture's height: a hand far away is not blown up to single pixels."""
EDGE = 0.03
"""Distance from the hand to the edge of the part, fraction of it, at which the picture follows."""
KEEP_S = 1.0
"""Time without a hand after which the whole picture is shown again, seconds."""
Part = tuple[float, float, float, float]  # left, top, right, bottom in pixels of the frame


class HandZoom:
    """Remembers the part that was shown last, so that it moves only when the hand leaves it or changes its size."""

    def __init__(self) -> None:
        """Begin without a hand."""
        self._box: HandBox | None = None
        self._shape: tuple[int, ...] = ()
        self._t = 0.0  # when the hand was seen last

    def steady(self, view: View) -> HandBox | None:
        """Return the box to zoom to for this view, None for the whole picture."""
        if view.frame is None or view.box is None:
            if view.frame is None or not 0 <= view.frame.t - self._t <= KEEP_S:
                self._box = None
            return self._box
        shape, now = view.frame.image.shape[:2], view.box
        self._t = view.frame.t
        if self._box is None or shape != self._shape or _moved(self._box, now):
            self._box, self._shape = now, shape
        return self._box


def _moved(shown: HandBox, now: HandBox) -> bool:
    """Return whether the hand has left the part that was shown for another box, or fills it differently."""
    middle = ((shown.x0 + shown.x1) / 2, (shown.y0 + shown.y1) / 2)
    reach = [side / FILLED * (0.5 - EDGE) for side in (shown.x1 - shown.x0, shown.y1 - shown.y0)]
    outside = max(
        abs(edge - middle[axis]) - reach[axis] for axis, edge in ((0, now.x0), (0, now.x1), (1, now.y0), (1, now.y1))
    )
    size = max((now.x1 - now.x0) / max(shown.x1 - shown.x0, 1e-6), (now.y1 - now.y0) / max(shown.y1 - shown.y0, 1e-6))
    return outside > 0 or not LOOSE / FILLED < size < TIGHT / FILLED


def shown_part(image: Pixels, box: HandBox | None, ratio: float) -> Part:
    """Return the part of an image to show in a panel.

    Args:
        image: of the camera.
        box: the hand that is shown large, None for as much of the picture as fits.
        ratio: width of the panel by its height.
    """
    height, width = image.shape[:2]
    full = min(height, width / ratio)
    if box is None:
        high, x, y = full, width / 2, height / 2
    else:
        wide_hand, high_hand = (box.x1 - box.x0) * width, (box.y1 - box.y0) * height
        high = max(high_hand, wide_hand / ratio) / FILLED
        high = min(max(high, MIN_PART * height), full)
        x, y = (box.x0 + box.x1) / 2 * width, (box.y0 + box.y1) / 2 * height
    wide = high * ratio
    left, top = min(max(x - wide / 2, 0), width - wide), min(max(y - high / 2, 0), height - high)
    return left, top, left + wide, top + high
