"""A teacher's own photographs or clips of signs, shown in place of the built-in pictures, with the teacher's name.

The folder holds one file for each sign, named by it: `A.jpg`, `b.png`, `7.webp`, `J.mp4`. A clip is played again and
again. Pictures show the right hand; a learner who signs with the left hand sees them mirrored.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from device.camera.listing import pictures_of
from device.camera.media import is_video
from device.camera.pictures import decode_picture, read_picture
from device.camera.video_file import VideoFile
from device.errors import CameraError
from device.names import shown
from device.signing.pose_table import pose_table
from device.types import Handedness, Pixels
from device.view import OwnPicture, Task

MIN_SIDE, MAX_SIDE = 48, 1080
"""Smallest side of a picture, and the side that larger ones are reduced to, pixels."""
MAX_FRAMES = 1800
"""Frames of a clip that are read at most."""
MAX_KEPT = 48
"""Frames of a clip that are kept; of a longer clip every second one, every fourth, and so on."""
CLIP_SIDE, CLIP_QUALITY = 480, 85
"""Larger side of a clip's frames, pixels, and their quality as JPEG: a clip needs about a megabyte."""
USUAL_FPS = 30.0
"""Of a clip that does not name its own."""


def load_own_pictures(folder: Path, by: str, warn: Callable[[str], None]) -> Mapping[str, OwnPicture]:
    """Return the teacher's picture of each sign that has a usable one.

    Args:
        folder: with the files.
        by: the teacher's name; "" for none.
        warn: called with one sentence for each fault; the built-in picture is then used.
    """
    names = pose_table().signs
    out: dict[str, OwnPicture] = {}
    odd: list[str] = []
    try:
        files = pictures_of(folder, videos=True)
    except CameraError as error:
        warn(f"{error} The built-in pictures are used.")
        return out
    for path in files:
        name = path.stem.upper()
        if name not in names or name in out:
            odd.append(shown(path.name))
            continue
        try:
            out[name] = _clip(path, by) if is_video(path) else OwnPicture(usable_picture(read_picture(path), path), by)
        except CameraError as error:
            warn(f"{error} The built-in picture of {name} is used.")
    if odd:
        more = f" and {len(odd) - 3} more" if len(odd) > 3 else ""
        warn(f"{', '.join(odd[:3])}{more} in {shown(folder)}: not used; name one file for each sign, such as A.jpg.")
    return out


def own_picture_image(own: OwnPicture, side: int, hand: Handedness = "right", t: float | None = None) -> Image.Image:
    """Return the picture on a transparent square.

    Args:
        own: the picture.
        side: of the square, pixels.
        hand: "left" for a mirrored picture.
        t: time in a clip, which repeats for ever, seconds; None for the frame in the middle.

    Returns:
        RGBA.
    """
    frame = own.image if t is None or not own.frames else _frame(own, int(t / own.step_s) % len(own.frames))
    image = frame if frame.ndim == 3 else cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR)
    if hand == "left":
        image = image[:, ::-1]
    height, width = image.shape[:2]
    scale = side / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = Image.fromarray(np.ascontiguousarray(image[..., ::-1])).resize(size, Image.Resampling.LANCZOS)
    out = Image.new("RGBA", (side, side))
    out.paste(small, ((side - size[0]) // 2, (side - size[1]) // 2))
    return out


def own_picture_hand(task: Task) -> Handedness:
    """Return the hand that a teacher's own picture must show: in a mirror a right hand looks like a left one."""
    return "left" if (task.picture_side == "mirror") != (task.picture_hand == "left") else "right"


def clip_of(frames: Sequence[bytes], step_s: float, by: str) -> OwnPicture:
    """Return a clip of JPEG frames, at least one, each of which stays for `step_s` seconds.

    Raises:
        CameraError: the frame in the middle cannot be read.
    """
    return OwnPicture(decode_picture(frames[len(frames) // 2], "The clip"), by, tuple(frames), step_s)


def clip_frame(image: Pixels, name: str | Path) -> bytes:
    """Return a frame of a clip as a JPEG, reduced to CLIP_SIDE.

    Args:
        image: uint8, BGR.
        name: of the clip, for the error message.

    Raises:
        CameraError: it is smaller than MIN_SIDE.
    """
    small = usable_picture(image, name, CLIP_SIDE)
    return cv2.imencode(".jpg", small, (cv2.IMWRITE_JPEG_QUALITY, CLIP_QUALITY))[1].tobytes()


def usable_picture(image: Pixels, name: str | Path, max_side: int = MAX_SIDE) -> Pixels:
    """Return a picture, reduced to `max_side` pixels.

    Args:
        image: uint8, grey or BGR.
        name: of the picture, for the error message.
        max_side: of the result.

    Raises:
        CameraError: it is smaller than MIN_SIDE.
    """
    height, width = image.shape[:2]
    if min(height, width) < MIN_SIDE:
        raise CameraError(f"{shown(name)} is too small: {width}×{height} pixels, at least {MIN_SIDE} are needed.")
    scale = max_side / max(height, width)
    if scale >= 1:
        return image
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


@lru_cache(maxsize=MAX_KEPT)
def _frame(own: OwnPicture, number: int) -> Pixels:
    return decode_picture(own.frames[number], "The clip")


def _clip(path: Path, by: str) -> OwnPicture:
    """Read a clip.

    Raises:
        CameraError: it cannot be read, has no frame, or is too small.
    """
    frames: list[bytes] = []
    step = 1
    capture = VideoFile(path).capture
    try:
        fps = float(capture.get(cv2.CAP_PROP_FPS))
        for index in range(MAX_FRAMES):
            ok, frame = capture.read()
            if not ok:
                break
            if index % step == 0:
                frames.append(clip_frame(np.asarray(frame, np.uint8), path))
            if len(frames) > MAX_KEPT:  # a long clip must not fill the memory
                frames, step = frames[::2], step * 2
    finally:
        capture.release()
    if not frames:
        raise CameraError(f"{shown(path)} has no frame that can be read.")
    return clip_of(frames, step / (fps if 1 <= fps <= 240 else USUAL_FPS), by)
