"""The hand detector: bounding boxes of hands in a whole frame, without knowledge of earlier frames.

The network outputs one score and four box offsets for each cell of a grid, as in FCOS (Tian et al. 2019, "FCOS: Fully
Convolutional One-Stage Object Detection"): the distances from the cell's centre to the left, top, right and bottom
edge of the hand's box. It also outputs the direction from the wrist to the knuckle of the middle finger, so that the
landmark model can look at the hand upright at once.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.errors import ModelError
from device.names import shown
from device.recognition.geometry import letterbox
from device.recognition.hand_square import angle_of
from device.recognition.interpreter import Model
from device.recognition.preprocess import crop_grey
from device.types import HandBox, Pixels

MAX_BOXES = 3  # candidate boxes in a frame; the landmark model decides between them


@dataclass(frozen=True)
class Detection:
    """A candidate hand.

    Attributes:
        box: fractions of the frame, with its score.
        angle: of the hand, radians; see HandSquare.
    """

    box: HandBox
    angle: float


class HandDetector:
    """Detects hands with a TFLite model."""

    def __init__(self, model: Model, min_score: float | None = None) -> None:
        """Use a model with outputs score (1, g, g, 1), box offsets (1, g, g, 4) and direction (1, g, g, 2).

        A model of version 0.2 lacks the direction: its hands are taken to point up.

        Args:
            model: a loaded network.
            min_score: of a candidate; None for the threshold "hand" of the metadata.

        Raises:
            ModelError: the outputs have other shapes, or the metadata lacks the threshold "hand".
        """
        shapes = [spec.shape for spec in model.metadata.outputs]
        cells = shapes[0][:-1]
        expected = [(*cells, channels) for channels in (1, 4, 2)]
        if not model.metadata.size or shapes not in (expected, expected[:2]):
            raise ModelError(f"The model {shown(model.path)} is not a hand detector; reinstall the station.")
        self._model = model
        self._min_score = model.metadata.threshold("hand") if min_score is None else min_score

    def detect(self, image: Pixels, region: HandBox | None = None) -> list[Detection]:
        """Return at most MAX_BOXES candidates, the highest score first; empty if no cell reaches the threshold.

        Args:
            image: uint8 (h, w) or (h, w, 3) BGR, unmirrored.
            region: the square to look at, fractions of the frame; None for all of it. Outside of it there is no hand.
        """
        height, width = image.shape[:2]
        square = region or letterbox(width, height)
        try:
            pixels = crop_grey(image, square, self._model.metadata.size)
        except ValueError:  # the region lies outside of the frame
            return []
        self._model.run_pixels(pixels)
        scores, offsets, *directions = (tensor.read()[0] for tensor in self._model.outputs)
        cells = cells_of_hands(scores[..., 0], offsets, self._min_score)
        span_x, span_y = square.x1 - square.x0, square.y1 - square.y0
        return [
            Detection(
                HandBox(
                    square.x0 + box.x0 * span_x,
                    square.y0 + box.y0 * span_y,
                    square.x0 + box.x1 * span_x,
                    square.y0 + box.y1 * span_y,
                    score=box.score,
                ),
                angle_of(directions[0].reshape(-1, 2)[cell]) if directions else 0.0,
            )
            for cell, box in cells
        ]


def cells_of_hands(
    scores: NDArray[np.float32], offsets: NDArray[np.float32], min_score: float
) -> list[tuple[int, HandBox]]:
    """Return at most MAX_BOXES cells and their boxes, the highest score first.

    Cells whose centre lies inside a box that was already chosen are suppressed: they belong to the same hand.

    Args:
        scores, offsets: see box_from_grid.
        min_score: cells below it give no box.

    Returns:
        Number of the cell, row by row, and the box as fractions of the square that the grid covers.
    """
    side = scores.shape[0]
    remaining = scores.copy()
    found: list[tuple[int, HandBox]] = []
    while len(found) < MAX_BOXES:
        cell = int(remaining.argmax())
        if remaining.flat[cell] < min_score:
            break
        box = _box_of_cell(cell, scores, offsets)
        found.append((cell, box))
        remaining.flat[cell] = -1.0  # its box may not contain its own centre
        # A cell's centre is half a cell from its edges.
        left, right = math.ceil(box.x0 * side - 0.5), math.floor(box.x1 * side - 0.5)
        top, bottom = math.ceil(box.y0 * side - 0.5), math.floor(box.y1 * side - 0.5)
        remaining[max(top, 0) : max(bottom + 1, 0), max(left, 0) : max(right + 1, 0)] = -1.0
    return found


def box_from_grid(scores: NDArray[np.float32], offsets: NDArray[np.float32]) -> HandBox:
    """Return the box of the cell with the highest score, as fractions of the square that the grid covers.

    Args:
        scores: (g, g), probability that the cell's centre lies on the middle of a hand.
        offsets: (g, g, 4), distance from the cell's centre to the box's left, top, right and bottom edge, in sides of
            the square.
    """
    return _box_of_cell(int(scores.argmax()), scores, offsets)


def _box_of_cell(cell: int, scores: NDArray[np.float32], offsets: NDArray[np.float32]) -> HandBox:
    rows, columns = scores.shape
    row, column = divmod(cell, columns)
    x, y = (column + 0.5) / columns, (row + 0.5) / rows
    left, top, right, bottom = offsets[row, column].tolist()
    return HandBox(x - left, y - top, x + right, y + bottom, score=float(scores[row, column]))
