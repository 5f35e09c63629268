"""Pictures of a letter or number at any size, drawn when they are asked for: from each side, for each skin and hand."""

from functools import lru_cache
from typing import Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from device.signing.hand_model import hand_model
from device.signing.one_bit import one_bit
from device.signing.pose_table import pose_table
from device.signing.renderer import PIVOT, HandImage, HandRenderer, Viewpoint
from device.signing.stroke_line import FINGERTIP, draw_line, fingertip_path
from device.signing.timeline import Moment
from device.types import Handedness

Array = NDArray[np.float64]
Side = Literal["front", "mirror", "own"]
SIDES: tuple[Side, ...] = get_args(Side)
"""front: as the person opposite sees it; mirror: as the signer does in a mirror; own: with the signer's own eyes."""
OWN_VIEW = (180.0, 12.0)
"""Yaw and pitch of the signer's eyes: behind the hand and a little above it."""
FILLED = 0.76
"""Longer side of the hand with its path, as a fraction of the picture."""
ARROW, ARROW_RIM = (255, 120, 0, 255), (255, 255, 255, 255)
MAX_SIDE = 2160
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
    image, path = _rendered(name, min(side, MAX_SIDE), seen_from, skin, hand)
    rgba = image.rgba
    if path is not None:
        over = np.zeros_like(rgba)
        draw_line(over, path, max(2, round(len(rgba) / 55)), ARROW, ARROW_RIM)
        cover = over[..., 3:].astype(np.float32) / 255
        mixed = over[..., :3] * cover + rgba[..., :3] * (1 - cover)
        alpha = np.maximum(over[..., 3:], rgba[..., 3:])
        rgba = np.concatenate([mixed.astype(np.uint8), alpha], 2)
    return Image.fromarray(np.ascontiguousarray(rgba), "RGBA")


@lru_cache(maxsize=64)
def mono_sign_picture(name: str, side: int, seen_from: Side = "front", hand: Handedness = "right") -> Image.Image:
    """Draw a sign for a 1-bit display: mode "1", `side` pixels square, light on dark.

    Raises:
        KeyError: no such sign or side to see it from.
    """
    large = min(MAX_SIDE, side * ONE_BIT_SCALE)
    image, path = _rendered(name, large, seen_from, "light", hand)
    bits = one_bit(image, side).astype(np.uint8) * 255
    if path is not None:
        over = np.zeros((large, large, 2), np.uint8)
        draw_line(over, path, max(ONE_BIT_SCALE * 2, large // 32), (255, 255), (0, 255))
        small = cv2.resize(over, (side, side), interpolation=cv2.INTER_AREA)
        bits = np.where(small[..., 1] > 127, np.where(small[..., 0] > 127, 255, 0), bits).astype(np.uint8)
    return Image.fromarray(bits).convert("1")


def _rendered(name: str, side: int, seen_from: Side, skin: str, hand: Handedness) -> tuple[HandImage, Array | None]:
    """Return the hand, fitted into a square, and the path (n, 2) of its fingertip in pixels, None without one."""
    if seen_from not in SIDES:
        raise KeyError(seen_from)
    sign = pose_table().signs[name]
    yaw, pitch = OWN_VIEW if seen_from == "own" else (0.0, 0.0)
    plain = Viewpoint(side, side, yaw=yaw, pitch=pitch)
    turn = plain.rotation()
    skeleton = hand_model().skeleton
    points = (skeleton.landmarks(sign.pose) - PIVOT) @ (turn @ sign.rotation).T
    path = None
    if sign.movement is not None:
        path = points[FINGERTIP[name]] + fingertip_path(name, sign, skeleton) @ turn.T
    everything = points if path is None else np.concatenate([points, path])
    low, high = everything[:, :2].min(0), everything[:, :2].max(0)
    unit = FILLED * side / float((high - low).max())
    middle = (low + high) / 2 * unit / side
    view = Viewpoint(side, side, unit, yaw, pitch, (0.5 - middle[0], 0.5 + middle[1]))
    moment = Moment(sign.pose, sign.rotation, np.zeros(3), name, "hold")
    flip = (seen_from == "mirror") != (hand == "left")
    # The renderer mirrors about the middle of the signing space; here the picture itself is mirrored.
    image = HandRenderer(skin).render(moment, view, smooth=True)
    line = None if path is None else view.project(path)[:, :2].astype(np.float64)
    if flip:
        landmarks = image.landmarks * np.array([-1, 1], np.float32) + np.array([side, 0], np.float32)
        image = HandImage(image.rgba[:, ::-1], landmarks, image.shade[:, ::-1], image.depth[:, ::-1])
        line = None if line is None else line * [-1, 1] + [side, 0]
    return image, line
