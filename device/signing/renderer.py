"""Draw the posed hand in a few milliseconds, with NumPy and OpenCV only: for the station's displays and test images.

The surface is lit by a sky and a key light at its vertices. Folds are found in the depth image: what lies deeper than
its surroundings is darker (as in screen-space ambient occlusion, Mittring 2007), and steps of depth get a line. So
fingers stay apart at the size of a small display.
"""

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from device.signing.hand_model import HandModel, hand_model
from device.signing.rotation import view_rotation
from device.signing.spans import paint_quads
from device.signing.timeline import Moment
from device.types import Handedness

Floats = NDArray[np.float32]
Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]
PIVOT = np.array([0.0, 0.9, 0.0])
"""The point of the hand (near the middle knuckle) that stays in place when the hand turns, hand units."""
DISTANCE = 9.0
"""Camera to hand, hand units."""
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
LEVELS, TONES = 256, 16
MAX_SHADE, GAMMA = 1.25, 0.75
"""Brightest shade, and the exponent from shade to sRGB."""
SKINS = {
    "light": ((0.97, 0.81, 0.69), (0.98, 0.84, 0.74)),
    "medium": ((0.76, 0.54, 0.37), (0.83, 0.63, 0.48)),
    "dark": ((0.40, 0.26, 0.18), (0.60, 0.43, 0.34)),
}
"""Skin → sRGB of its back and of its palm, 0–1."""
NAIL = np.array([0.90, 0.72, 0.68])


@dataclass(frozen=True)
class Viewpoint:
    """From where the hand is seen, and how large.

    Attributes:
        width, height: of the picture, pixels.
        unit: pixels per hand unit; 0 = three hand units fit into the shorter side.
        yaw, pitch: degrees by which the camera moves around the hand to its right and up; yaw 180 is the signer's view.
        centre: where the middle of the signing space appears, fractions of width and height.
    """

    width: int = 320
    height: int = 320
    unit: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    centre: tuple[float, float] = (0.5, 0.5)

    @property
    def scale(self) -> float:
        """Pixels per hand unit."""
        return self.unit or min(self.width, self.height) / 3.0

    def rotation(self) -> Array:
        """Return the rotation (3, 3) from the axes of the viewer opposite to those of this camera."""
        return view_rotation(-self.yaw, self.pitch, 0.0)

    def project(self, points: NDArray[Any]) -> Floats:
        """Project points (n, 3) of the camera's axes to x, y in pixels and depth in hand units, float32 (n, 3)."""
        depth = DISTANCE - points[:, 2]
        scale = self.scale * DISTANCE / depth
        x = self.centre[0] * self.width + points[:, 0] * scale
        y = self.centre[1] * self.height - points[:, 1] * scale
        return np.asarray(np.stack([x, y, depth], 1), np.float32)


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
            rgba[where] = self._coloured(planes)
            shade[where] = planes[0] * planes[3]
            depth[where] = np.where(planes[3] > 0, planes[1], np.float32(2 * DISTANCE))
        if flip:
            rgba, shade, depth = (np.ascontiguousarray(m[:, ::-1]) for m in (rgba, shade, depth))
            marks[:, 0] = view.width - marks[:, 0]
        return HandImage(rgba, marks, shade, depth)

    def _coloured(self, planes: Floats) -> Pixels:
        """Return the colours (h, w, 4) of planes of shade, depth, paint and coverage."""
        rgba = np.zeros((*planes.shape[1:], 4), np.uint8)
        inside = np.flatnonzero(planes[3] > 0)
        shade, _, paint, alpha = planes.reshape(4, -1)[:, inside]
        level = np.minimum(shade * ((LEVELS - 1) / MAX_SHADE), LEVELS - 1).astype(np.intp)
        tone = (np.maximum(paint, 0) * (TONES - 1) + 0.5).astype(np.intp)
        colour = self._table[tone * LEVELS + level]
        colour[:, 3] = alpha * 255
        polished = np.flatnonzero(paint < -0.2)
        cover = -0.6 * paint[polished, None]
        bright = np.clip(self._nail * shade[polished, None] ** GAMMA, 0, 255)
        colour[polished, :3] = colour[polished, :3] * (1 - cover) + bright * cover
        rgba.reshape(-1, 4)[inside] = colour
        return rgba

    @cached_property
    def _table(self) -> Pixels:
        """Colour of each tone between back and palm at each shade, uint8 (TONES × LEVELS, 4)."""
        back, palm = skin_colours(self.skin)
        curve = np.linspace(0, MAX_SHADE, LEVELS)[:, None] ** GAMMA * 1.12
        out = np.full((TONES, LEVELS, 4), 255, np.uint8)
        for i in range(TONES):
            out[i, :, :3] = np.clip((back + (palm - back) * i / (TONES - 1)) * curve, 0, 1) * 255
        return out.reshape(-1, 4)

    @cached_property
    def _nail(self) -> Array:
        out: Array = NAIL * (0.35 + 0.65 * skin_colours(self.skin)[0]) * 1.1 * 255
        return out


def skin_colours(skin: str | float) -> tuple[Array, Array]:
    """Return the sRGB (3,) of back and palm, 0–1; tones between the three named skins are mixed."""
    if isinstance(skin, str):
        back, palm = np.array(SKINS[skin])
        return back, palm
    at = float(np.clip(skin, 0, 1)) * (len(SKINS) - 1)
    i = min(int(at), len(SKINS) - 2)
    light, dark = (np.array(SKINS[name]) for name in list(SKINS)[i : i + 2])
    back, palm = light + (dark - light) * (at - i)
    return back, palm


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
