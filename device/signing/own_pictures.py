"""A teacher's own photographs or clips of signs, shown in place of the built-in pictures, with the teacher's name.

The folder holds one file for each sign, named by it: `A.jpg`, `b.png`, `7.webp`, `J.mp4`. Of a clip the frame in the
middle is shown. Pictures show the right hand; a learner who signs with the left hand sees them mirrored.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from device.camera.listing import pictures_of
from device.camera.media import is_video
from device.camera.pictures import read_picture
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
MAX_KEPT = 16
"""Frames of a clip that are kept to choose the middle one from."""


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
            out[name] = OwnPicture(
                usable_picture(_middle_frame(path) if is_video(path) else read_picture(path), path), by
            )
        except CameraError as error:
            warn(f"{error} The built-in picture of {name} is used.")
    if odd:
        more = f" and {len(odd) - 3} more" if len(odd) > 3 else ""
        warn(f"{', '.join(odd[:3])}{more} in {shown(folder)}: not used; name one file for each sign, such as A.jpg.")
    return out


def own_picture_image(own: OwnPicture, side: int, hand: Handedness = "right") -> Image.Image:
    """Return the picture on a transparent square, RGBA, `side` × `side` pixels; mirrored for the left hand."""
    image = own.image if own.image.ndim == 3 else cv2.cvtColor(own.image, cv2.COLOR_GRAY2BGR)
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


def usable_picture(image: Pixels, name: str | Path) -> Pixels:
    """Return a picture, reduced to MAX_SIDE.

    Args:
        image: uint8, grey or BGR.
        name: of the picture, for the error message.

    Raises:
        CameraError: it is smaller than MIN_SIDE.
    """
    height, width = image.shape[:2]
    if min(height, width) < MIN_SIDE:
        raise CameraError(f"{shown(name)} is too small: {width}×{height} pixels, at least {MIN_SIDE} are needed.")
    scale = MAX_SIDE / max(height, width)
    if scale >= 1:
        return image
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _middle_frame(path: Path) -> Pixels:
    """Return the middle frame of a clip.

    Raises:
        CameraError: it cannot be read or has no frame.
    """
    frames: list[Pixels] = []
    step = 1
    capture = VideoFile(path).capture
    try:
        for index in range(MAX_FRAMES):
            ok, frame = capture.read()
            if not ok:
                break
            if index % step == 0:
                frames.append(usable_picture(np.asarray(frame, np.uint8), path))
            if len(frames) > MAX_KEPT:  # a long clip must not fill the memory
                frames, step = frames[::2], step * 2
    finally:
        capture.release()
    if not frames:
        raise CameraError(f"{shown(path)} has no frame that can be read.")
    return frames[len(frames) // 2]
