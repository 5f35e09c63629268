"""Where the hand is: find it once, then follow it by its own points."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from device.errors import ModelError
from device.recognition.interpreter import Model
from device.recognition.preprocess import crop_grey
from device.types import HandBox, Pixels

# Side of the square that is read, in sides of the one around the points: 1.4 in training, 1.5 % for the points' bias.
CROP = 1.42

MAX_BOXES = 3  # places of a frame at which the reader looks for the hand
PEAK_RADIUS = 2  # cells to each side of a map's peak that place its point: of 1, 2, 3 and all the least error


def letterbox(width: int, height: int) -> HandBox:
    """The square around a whole frame of this size: it reaches beyond the shorter side."""
    dx, dy = max(0.0, (height / width - 1) / 2), max(0.0, (width / height - 1) / 2)
    return HandBox(-dx, -dy, 1 + dx, 1 + dy)


class HandDetector:
    """Finds hands in a whole frame, without knowing the frames before."""

    def __init__(self, model: Model) -> None:
        """Use a model that gives, for a grid of cells, hand (1, g, g, 1) and reach (1, g, g, 4).

        Raises:
            ModelError: it does not.
        """
        shapes = [spec.shape for spec in model.metadata.outputs]
        cells = shapes[0][:-1]
        if not model.metadata.size or shapes != [(*cells, 1), (*cells, 4)]:
            raise ModelError(f"The model {model.path} does not find hands; reinstall the station.")
        self._model = model
        self._least = model.metadata.threshold("hand")

    def candidates(self, image: Pixels) -> list[HandBox]:
        """Where a hand may be, the likeliest place first; empty when no cell is sure enough."""
        height, width = image.shape[:2]
        square = letterbox(width, height)
        hand, reach = self._model.read_all(crop_grey(image, square, self._model.metadata.size))
        span_x, span_y = square.x1 - square.x0, square.y1 - square.y0
        return [
            HandBox(
                square.x0 + box.x0 * span_x,
                square.y0 + box.y0 * span_y,
                square.x0 + box.x1 * span_x,
                square.y0 + box.y1 * span_y,
                score=box.score,
            )
            for box in boxes_from_grid(hand.reshape(hand.shape[1:3]), reach.reshape(*hand.shape[1:3], 4), self._least)
        ]


def boxes_from_grid(hand: NDArray[np.float32], reach: NDArray[np.float32], least: float) -> list[HandBox]:
    """The boxes of at most CANDIDATES cells that say at least `least`, the surest first; arguments as box_from_grid.

    Cells inside a box already given are not asked again: they speak of the same hand.
    """
    middles = (np.arange(hand.shape[0]) + 0.5) / hand.shape[0]
    left = hand.copy()
    boxes: list[HandBox] = []
    for _ in range(MAX_BOXES):
        own = int(left.argmax())
        box = box_from_grid(left, reach)
        if box.score < least:
            break
        boxes.append(box)
        left.flat[own] = -1.0  # should its box not reach over it
        inside = (middles >= box.y0) & (middles <= box.y1), (middles >= box.x0) & (middles <= box.x1)
        left[np.ix_(*inside)] = -1.0
    return boxes


def box_from_grid(hand: NDArray[np.float32], reach: NDArray[np.float32]) -> HandBox:
    """The surest cell's box, as fractions of the square the grid covers.

    Args:
        hand: (g, g), how likely each cell lies on the middle of a hand.
        reach: (g, g, 4), from the cell's middle to the box's left, top, right and bottom edge.
    """
    row, column = np.unravel_index(int(hand.argmax()), hand.shape)
    x, y = (int(column) + 0.5) / hand.shape[1], (int(row) + 0.5) / hand.shape[0]
    left, top, right, bottom = (float(value) for value in reach[row, column])
    return HandBox(x - left, y - top, x + right, y + bottom, score=float(hand[row, column]))


def landmarks_from_heatmaps(maps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Where each point is: the mean place under a softmax over the cells around the likeliest one.

    A mean over all cells would be drawn to the middle by what little every cell holds; the box around such points is
    3 % too small, and a track that cuts by its own points would shrink frame by frame.

    Args:
        maps: float32 (g, g, 21), logits.

    Returns:
        float32 (21, 2), x and y as fractions of the square.
    """
    cells = maps.shape[0]
    numbers = np.arange(cells)
    row, column = np.divmod(maps.reshape(cells * cells, -1).argmax(0), cells)
    near = (np.abs(numbers[:, None] - row) <= PEAK_RADIUS)[:, None] & (
        np.abs(numbers[:, None] - column) <= PEAK_RADIUS
    )[None]
    weight = np.where(near, np.exp(maps - maps.max((0, 1))), 0.0)
    weight /= weight.sum((0, 1))
    middles = (numbers + 0.5) / cells
    return np.stack([middles @ weight.sum(0), middles @ weight.sum(1)], 1).astype(np.float32)


def iou(a: HandBox, b: HandBox) -> float:
    """What two boxes share, of what they cover together, 0–1."""
    width, height = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
    both = max(width, 0.0) * max(height, 0.0)
    each = sum(max(box.x1 - box.x0, 0.0) * max(box.y1 - box.y0, 0.0) for box in (a, b))
    return both / (each - both) if each > both else 0.0


def scaled(box: HandBox, times: float) -> HandBox:
    """The same middle, so many times as wide and high."""
    dx, dy = (box.x1 - box.x0) * (times - 1) / 2, (box.y1 - box.y0) * (times - 1) / 2
    return replace(box, x0=box.x0 - dx, y0=box.y0 - dy, x1=box.x1 + dx, y1=box.y1 + dy)


def square_around(box: HandBox, width: int, height: int) -> HandBox:
    """The square to read for a hand in `box`: CROP times its longer side in pixels, around its middle."""
    side = CROP * max((box.x1 - box.x0) * width, (box.y1 - box.y0) * height)
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    dx, dy = side / 2 / width, side / 2 / height
    return HandBox(x - dx, y - dy, x + dx, y + dy)


def to_frame(points: NDArray[np.floating], square: HandBox) -> NDArray[np.float32]:
    """Points (21, 2) given as fractions of a square, as fractions of the frame."""
    span = np.array([square.x1 - square.x0, square.y1 - square.y0])
    return (np.array([square.x0, square.y0]) + points * span).astype(np.float32)
