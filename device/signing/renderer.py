"""Draw the posed hand in a few milliseconds, with NumPy and OpenCV only: for the station's displays and test images.

The surface is lit by a sky and a key light at its vertices. Folds are found in the depth image: what lies deeper than
its surroundings is darker (as in screen-space ambient occlusion, Mittring 2007), and steps of depth get a line. So
fingers stay apart at the size of a small display.
"""

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from device.signing.hand_model import HandModel, hand_model
from device.signing.skin_paint import SkinPaint
from device.signing.spans import paint_quads
from device.signing.timeline import Moment
from device.signing.viewpoint import DISTANCE, PIVOT, Viewpoint
from device.types import Handedness

Floats = NDArray[np.float32]
Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]
KEY = np.array([0.46, 0.63, 0.63], np.float32)
"""Direction to the key light, upper right."""
KEY_LIGHT, SKY_LIGHT, GROUND_LIGHT = 0.62, 0.52, 0.26
FOLD_WIDTH = 0.16
"""Size of the surroundings in which folds are found, hand units."""
FOLD_DEPTH = 0.30
"""Depth below the surroundings, hand units, at which a fold is darkest."""
FOLD_SHADE, EDGE_SHADE = 0.75, 0.55
EDGE_STEP = 0.16
"""Step of depth between two pixels' neighbours, hand units, that gets a full line."""
FINE_FROM = 110.0
"""Pixels per hand unit from which a moving hand is drawn with the subdivided mesh; pictures always are."""


@dataclass(frozen=True)
class HandImage:
    """A rendered hand.

    Attributes:
        rgba: uint8 (height, width, 4), RGB with coverage; not multiplied.
        landmarks: float32 (21, 2) pixels, where a hand tracker marks the joints.
        shade: float32 (height, width), brightness of the skin without its colour, 0–1.
        depth: float32 (height, width), hand units from the camera; far where nothing is.
    """

    rgba: Pixels
    landmarks: Floats
    shade: Floats
    depth: Floats


@dataclass(frozen=True)
class HandRenderer:
    """Renders one person's hand.

    Attributes:
        skin: "light", "medium" or "dark", or a tone from 0 (lightest) to 1 (darkest).
        hand: a left hand is the mirror image.
        model: the mesh.
    """

    skin: str | float = "medium"
    hand: Handedness = "right"
    model: HandModel = field(default_factory=hand_model)

    def render(self, moment: Moment, view: Viewpoint, *, mirror: bool = False, smooth: bool = False) -> HandImage:
        """Render the hand at one moment.

        Args:
            moment: pose, rotation and position, of a right hand.
            view: from where.
            mirror: as in a mirror: left and right are exchanged.
            smooth: average over 2 × 2 points of each pixel, for pictures that stand; takes about three times as long.
        """
        flip = mirror != (self.hand == "left")
        if flip:
            view = replace(view, yaw=-view.yaw, centre=(1 - view.centre[0], view.centre[1]))
        factor = 2 if smooth else 1
        drawn = replace(view, width=view.width * factor, height=view.height * factor, unit=view.scale * factor)
        whole = drawn.rotation() @ moment.rotation
        shift = drawn.rotation() @ moment.position - whole @ PIVOT
        marks = view.project(self.model.skeleton.landmarks(moment.pose) @ whole.T + shift)[:, :2]
        rgba = np.zeros((view.height, view.width, 4), np.uint8)
        shade = np.zeros((view.height, view.width), np.float32)
        depth = np.full((view.height, view.width), 2 * DISTANCE, np.float32)
        model = self.model if smooth or view.scale > FINE_FROM else self.model.coarse
        part = _draw(model, moment.pose, whole, shift, drawn)
        if part is not None:
            x, y, planes = part
            if smooth:
                planes = np.stack([_halved(plane) for plane in planes])
                planes[:3] /= np.maximum(planes[3], 1e-3)
                x, y = x // 2, y // 2
            where = np.s_[y : y + planes.shape[1], x : x + planes.shape[2]]
            rgba[where] = self._paint.coloured(planes)
            shade[where] = planes[0] * planes[3]
            depth[where] = np.where(planes[3] > 0, planes[1], np.float32(2 * DISTANCE))
        if flip:
            rgba, shade, depth = (np.ascontiguousarray(m[:, ::-1]) for m in (rgba, shade, depth))
            marks[:, 0] = view.width - marks[:, 0]
        return HandImage(rgba, marks, shade, depth)

    @cached_property
    def _paint(self) -> SkinPaint:
        return SkinPaint(self.skin)


def _draw(model: HandModel, pose: Array, whole: Array, shift: Array, view: Viewpoint) -> tuple[int, int, Floats] | None:
    """Return x, y and planes (4, h, w) of the part of the image where the hand is; None if it is nowhere.

    The planes are shade, depth, paint (0–1 palm, below 0 nail), and 1 where the hand is. x, y, h and w are even.
    """
    at, normals = model.posed(pose, whole)
    points = np.ascontiguousarray(view.project(at + shift.astype(np.float32)).T)
    (left, right), (top, bottom) = ((p.min(), p.max()) for p in points[:2])
    x, y = (max(0, int(low) - 2) // 2 * 2 for low in (left, top))
    width = (min(int(right) + 3, view.width) - x + 1) // 2 * 2
    height = (min(int(bottom) + 3, view.height) - y + 1) // 2 * 2
    if width <= 0 or height <= 0:
        return None
    light = np.maximum(normals @ (KEY * np.float32(0.85)) + np.float32(0.15), 0) * np.float32(KEY_LIGHT)
    light += normals[:, 1] * np.float32((SKY_LIGHT - GROUND_LIGHT) / 2) + np.float32((SKY_LIGHT + GROUND_LIGHT) / 2)
    light *= 1 - np.float32(0.35) * model.crease
    values = np.stack([light, points[2], model.paint])
    points[:2] -= np.array([[x], [y]], np.float32)
    planes = paint_quads(points, values, model.quads, width, height)
    covered = (planes[1] > 0).astype(np.float32)
    planes[0] *= _folds(planes[1], covered, view.scale)
    return x, y, np.concatenate([planes, covered[None]])[:, : view.height - y, : view.width - x]


def _halved(plane: Floats) -> Floats:
    return cv2.resize(plane, (plane.shape[1] // 2, plane.shape[0] // 2), interpolation=cv2.INTER_AREA).astype(
        np.float32
    )


def _folds(depth: Floats, alpha: Floats, scale: float) -> Floats:
    """Return a factor (h, w) that darkens folds and the edges of what lies in front, 0–1."""
    near = max(3, 2 * round(FOLD_WIDTH * scale) // 2 * 2 + 1)
    size = (near, near)
    cover = cv2.blur(alpha, size) + np.float32(1e-3)
    around = cv2.blur(depth, size) / cover
    deep = np.clip((depth - around) / FOLD_DEPTH, 0, 1)
    small = max(3, 2 * math.ceil(scale / 90) + 1)
    filled = depth + (1 - alpha) * around
    step = filled - cv2.erode(filled, np.ones((small, small), np.uint8))
    edge = np.clip((step - 0.4 * EDGE_STEP) / (0.6 * EDGE_STEP), 0, 1)
    out: Floats = (1 - FOLD_SHADE * np.sqrt(deep)) * (1 - EDGE_SHADE * edge)
    return out
