"""Pictures of signs for the page, drawn when they are asked for: mirrored or not, with marks, J and Z moving."""

import io
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, cast
from urllib.parse import urlencode

from device.settings import SIDES, SKINS
from device.signing.hand_marks import draw_marks
from device.signing.own_pictures import own_picture_hand
from device.signing.pictures import MOVING_FPS, movement_s, moving_picture, sign_landmarks, sign_picture
from device.signing.pose_table import pose_table
from device.types import Handedness
from device.view import FINGER_NAMES, Finger, PictureSide, Task

SIDE_PX = 240
MARK = (255, 120, 0)
MARK_PX = 5
QUALITY = 80
KEEP_S = 3600


def picture_address(task: Task) -> str:
    """Return the path and query of a task's picture; "" without one."""
    if task.picture is None:
        return ""
    if task.own_picture is not None:  # the number makes browsers ask again for one that was replaced
        asked = {"sign": task.picture, "hand": own_picture_hand(task), "of": f"{id(task.own_picture):x}"}
        return f"/api/own_picture?{urlencode(asked)}"
    look = {"seen_from": task.picture_side, "skin": task.picture_skin, "hand": task.picture_hand}
    if task.off:
        look["off"] = " ".join(task.off)
    return f"/picture/{task.picture}?{urlencode(look)}"


def asked_picture(name: str, query: Mapping[str, str]) -> bytes:
    """Return the picture of a sign as WebP, animated for a movement, as a query asks for it.

    Args:
        name: of the sign.
        query: "seen_from", "skin", "hand", "off" (fingers that are marked) and "still" (no movement), all optional.

    Raises:
        KeyError: no such sign, or a value that is none of those.
    """
    seen_from, skin = query.get("seen_from", SIDES[0]), query.get("skin", "medium")
    hand, off = query.get("hand", "right"), tuple(query.get("off", "").split())
    known = name in pose_table().signs and seen_from in SIDES and skin in SKINS and hand in ("left", "right")
    if not known or not set(off) <= set(FINGER_NAMES) or len(off) > len(FINGER_NAMES):
        raise KeyError(name)
    marked = cast(tuple[Finger, ...], tuple(finger for finger in FINGER_NAMES if finger in off))
    moves = "still" not in query and movement_s(name) > 0 and not marked
    return _picture(name, cast(PictureSide, seen_from), skin, cast(Handedness, hand), marked, moves)


@lru_cache(maxsize=128)
def _picture(
    name: str,
    seen_from: Literal["mirror", "front", "own"],
    skin: str,
    hand: Handedness,
    off: tuple[Finger, ...],
    moves: bool,
) -> bytes:
    out = io.BytesIO()
    if moves:
        times = [step / MOVING_FPS for step in range(int(movement_s(name) * MOVING_FPS))]
        first, *rest = [moving_picture(name, SIDE_PX, t, seen_from, skin, hand) for t in times]
        step_ms = round(1000 / MOVING_FPS)
        first.save(out, "WEBP", save_all=True, append_images=rest, duration=step_ms, loop=0, quality=QUALITY)
        return out.getvalue()
    picture = sign_picture(name, SIDE_PX, seen_from, skin, hand).copy()
    draw_marks(picture, sign_landmarks(name, seen_from, hand) * SIDE_PX, off, MARK_PX, MARK)
    picture.save(out, "WEBP", quality=QUALITY)
    return out.getvalue()
