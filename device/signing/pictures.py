"""Pictures of a letter or number at any size, drawn when they are asked for: from each side, for each skin and hand."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from device.signing.one_bit import one_bit
from device.signing.pose_table import pose_table
from device.signing.renderer import HandImage
from device.signing.sign_scene import SIDES, Side, sign_scene
from device.signing.stroke_line import draw_line
from device.types import Handedness

Array = NDArray[np.float64]
FILLED, ONE_BIT_FILLED = 0.76, 0.84
"""Longer side of the hand with its path, as a fraction of the picture; on a small 1-bit display each pixel counts."""
__all__ = ["SIDES", "Side", "mono_sign_picture", "moving_picture", "sign_landmarks", "sign_picture"]
ARROW, ARROW_RIM = (255, 120, 0, 255), (255, 255, 255, 255)
MAX_SIDE = 2160
MOVING_FPS = 15
"""Pictures a second of a movement."""
PAUSE_S = 0.8
"""Time for which the hand stands before and after a movement, seconds."""
ONE_BIT_SCALE = 4
"""Size of the rendering that a 1-bit picture is made from."""


@lru_cache(maxsize=64)
def sign_picture(
    name: str, side: int, seen_from: Side = "front", skin: str = "medium", hand: Handedness = "right"
) -> Image.Image:
    """Draw a sign on a transparent background, RGBA, `side` × `side` pixels; J and Z with the fingertip's path.

    Raises:
        KeyError: no such sign, side to see it from, or skin.
    """
    scene = sign_scene(name, min(side, MAX_SIDE), seen_from, hand, FILLED)
    return _with_path(scene.drawn(scene.moment, skin, smooth=True), scene.path)


def movement_s(name: str) -> float:
    """Return the duration of a sign's movement with a pause before and after it, seconds; 0 for a sign that is held.

    Raises:
        KeyError: no such sign.
    """
    movement = pose_table().signs[name].movement
    return 0.0 if movement is None else movement.seconds + 2 * PAUSE_S


def moving_picture(
    name: str,
    side: int,
    t: float,
    seen_from: Side = "front",
    skin: str = "medium",
    hand: Handedness = "right",
) -> Image.Image:
    """Draw a sign as `sign_picture` does, its movement at a time: it repeats for ever.

    Args:
        name: of the sign.
        side: pixels.
        t: seconds.
        seen_from, skin, hand: see sign_picture.

    Raises:
        KeyError: no such sign, side to see it from, or skin.
    """
    length = movement_s(name)
    if not length:
        return sign_picture(name, side, seen_from, skin, hand)
    return _moving_picture(name, side, int(t % length * MOVING_FPS), seen_from, skin, hand)


@lru_cache(maxsize=160)
def _moving_picture(name: str, side: int, step: int, seen_from: Side, skin: str, hand: Handedness) -> Image.Image:
    scene = sign_scene(name, min(side, MAX_SIDE), seen_from, hand, FILLED)
    return _with_path(scene.drawn(scene.at(step / MOVING_FPS - PAUSE_S), skin, smooth=False), scene.path)


def sign_landmarks(
    name: str, seen_from: Side = "front", hand: Handedness = "right", filled: float = FILLED
) -> NDArray[np.float32]:
    """Return the landmarks (21, 2) in the picture of a sign, fractions of its side.

    Args:
        name: of the sign.
        seen_from, hand: of the picture.
        filled: FILLED, or ONE_BIT_FILLED for a 1-bit picture.

    Raises:
        KeyError: no such sign or side to see it from.
    """
    return sign_scene(name, 1, seen_from, hand, filled).landmarks()


@lru_cache(maxsize=64)
def mono_sign_picture(name: str, side: int, seen_from: Side = "front", hand: Handedness = "right") -> Image.Image:
    """Draw a sign for a 1-bit display: mode "1", `side` pixels square, light on dark.

    Raises:
        KeyError: no such sign or side to see it from.
    """
    large = min(MAX_SIDE, side * ONE_BIT_SCALE)
    scene = sign_scene(name, large, seen_from, hand, ONE_BIT_FILLED)
    bits = one_bit(scene.drawn(scene.moment, "light", smooth=True), side).astype(np.uint8) * 255
    if scene.path is not None:
        over = np.zeros((large, large, 2), np.uint8)
        draw_line(over, scene.path, max(ONE_BIT_SCALE * 2, large // 32), (255, 255), (0, 255))
        small = cv2.resize(over, (side, side), interpolation=cv2.INTER_AREA)
        bits = np.where(small[..., 1] > 127, np.where(small[..., 0] > 127, 255, 0), bits).astype(np.uint8)
    return Image.fromarray(bits).convert("1")


def _with_path(image: HandImage, path: Array | None) -> Image.Image:
    """Return the picture with the fingertip's path over it."""
    rgba = image.rgba
    if path is not None:
        over = np.zeros_like(rgba)
        draw_line(over, path, max(2, round(len(rgba) / 55)), ARROW, ARROW_RIM)
        cover = over[..., 3:].astype(np.float32) / 255
        mixed = over[..., :3] * cover + rgba[..., :3] * (1 - cover)
        alpha = np.maximum(over[..., 3:], rgba[..., 3:])
        rgba = np.concatenate([mixed.astype(np.uint8), alpha], 2)
    return Image.fromarray(np.ascontiguousarray(rgba), "RGBA")
