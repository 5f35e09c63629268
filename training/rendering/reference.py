"""Render the reference pictures of device/assets/handshapes: 26 letters, two views, three skin tones."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tqdm import tqdm

from device.alphabet import ALPHABET
from device.assets.handshapes import MONO_SIDE, SKINS, VIEWS
from device.names import shown
from device.system.files import atomic_path
from training.errors import RunError
from training.rendering.contacts import Contact
from training.rendering.letters import HANDSHAPES, View
from training.rendering.lighting import Lamps
from training.rendering.person import Arm
from training.rendering.render import Subject, fit_camera, render
from training.rendering.rotation import axis_rotation, view_rotation
from training.rendering.skin import Skin, Sleeve
from training.rendering.strokes import OUTLINES, Outline
from training.rendering.surface import surfaces
from training.run_folder import make_output_folder

Array = NDArray[np.float32]
Points = NDArray[np.float64]
Pixels = NDArray[np.uint8]
SIDE = 480
"""Side of the stored pictures, pixels: about what the largest display shows."""
TONE = {"light": 0.14, "medium": 0.52, "dark": 0.86}
"""Name in the file → skin tone, 0 lightest … 1 darkest."""
DISTANCE = 9.0
"""Camera to hand, hand units: far enough to avoid foreshortening."""
HAND_SIZE, HAND_SIZE_WITH_STROKE = 0.74, 0.60
"""Longer side of the landmark box, as a fraction of the picture."""
HINT_VIEWS: dict[str, View] = {"M": (25, -4, 0), "N": (25, 0, 0), "T": (-8, 0, 0), "S": (0, -6, 0), "A": (0, -6, 0)}
"""Views (yaw, pitch, roll; degrees) that show the thumb better than those of the pose table."""
_THUMB_OUT = Contact(4, ((13, 0.5), (17, 0.5)), (-0.07, 0.08, 0.46), 1.6)
HINT_SHAPES = {
    "M": replace(
        HANDSHAPES["M"],
        little=(80, 104, 60, -8),
        contacts=(_THUMB_OUT, *HANDSHAPES["M"].contacts[1:]),
    )
}
"""M with the tip of the thumb between ring and little finger, where a learner can see it."""
ARROW = (255, 120, 0)
"""Colour of the stroke, sRGB."""
SUBPIXEL_BITS = 3
"""OpenCV draws at fixed-point positions with this many fractional bits."""


def reference_subject(letter: str, view: str, arm: Arm, albedo: Array) -> Subject:
    """Pose the reference handshape.

    Args:
        letter: A–Z.
        view: "front" as the viewer opposite sees it, "own" as the signer does.
        arm: its shape.
        albedo: (n, 3) of the fine surface, linear RGB.
    """
    shape = HINT_SHAPES.get(letter, HANDSHAPES[letter])
    rotation = view_rotation(HINT_VIEWS.get(letter, shape.view))
    if view == "own":
        # The signer's eyes are behind the hand and a little above it.
        rotation = axis_rotation(0, 12) @ axis_rotation(1, 180) @ rotation
    pose = shape.pose(arm.skeleton)
    fine = surfaces()[1]
    return Subject(arm, pose, rotation, albedo, fine, sleeve=Sleeve(start=0.85), gloss=0.7)


def reference_image(letter: str, view: str, tone: float, side: int = SIDE, *, bold: bool = False) -> Pixels:
    """Render a reference picture, uint8 (side, side, 4) RGBA, transparent around the hand.

    J and Z show the path of the fingertip.

    Args:
        letter: A–Z.
        view: "front" or "own".
        tone: of the skin, 0 lightest … 1 darkest.
        side: pixels.
        bold: draw the path thick and white, for 1-bit displays.
    """
    arm = Arm()
    subject = reference_subject(letter, view, arm, Skin(tone).albedo(surfaces()[1]))
    outline = OUTLINES.get(letter)
    size = HAND_SIZE if outline is None else HAND_SIZE_WITH_STROKE
    flip = 1 if view == "front" else -1
    middle = 0.5 + flip * (0.0 if outline is None else outline.hand_shift)
    camera = fit_camera(subject, side, side, DISTANCE, size * side, (side * middle, side * 0.46))
    layer = render(subject, camera, Lamps.studio(28), supersample=3)
    alpha = layer.alpha[..., None]
    colour = layer.colour / np.maximum(alpha, 1e-3)
    # Exposed for the hand, as a camera would: dark skin a little longer, light skin shorter.
    colour = colour * (0.86 + 0.3 * tone)
    colour = colour / (1 + 0.18 * colour) * 1.12
    rgb = np.clip(colour, 0, 1) ** (1 / 2.2)
    image: Pixels = (np.concatenate([rgb, alpha], 2) * 255 + 0.5).astype(np.uint8)
    if outline is not None:
        image = _with_stroke(image, outline, flip, layer.landmarks, camera.focal / camera.distance, bold)
    return image


def _with_stroke(image: Pixels, outline: Outline, flip: int, landmarks: Array, unit: float, bold: bool) -> Pixels:
    """Draw the path of the fingertip with an arrow head over a picture; `unit`: pixels per hand unit."""
    tip = landmarks[outline.fingertip, :2]
    dx, dy = outline.offset
    points = [(tip[0] + flip * (x + dx) * unit, tip[1] - (y + dy) * unit) for x, y in outline.path]
    scale = 2**SUBPIXEL_BITS
    line = (np.array(points) * scale).round().astype(np.int32).reshape(-1, 1, 2)
    width = max(2, round(len(image) / (24 if bold else 55)))
    ink = (255, 255, 255) if bold else ARROW
    rim = (0, 0, 0, 255) if bold else (255, 255, 255, 255)
    over = np.zeros_like(image)
    corners = _arrow_head(np.array(points[-2]), np.array(points[-1]), 3.2 * width)
    head = (corners * scale).round().astype(np.int32)
    for extra, colour in ((width, rim), (0, (*ink, 255))):
        cv2.polylines(over, [line], False, colour, width + extra, cv2.LINE_AA, SUBPIXEL_BITS)
        cv2.fillPoly(over, [head], colour, cv2.LINE_AA, SUBPIXEL_BITS)
        if extra:
            cv2.polylines(over, [head], True, colour, extra, cv2.LINE_AA, SUBPIXEL_BITS)
    cover = over[..., 3:].astype(np.float32) / 255
    mixed = np.empty_like(image)
    mixed[..., :3] = (over[..., :3] * cover + image[..., :3] * (1 - cover)).astype(np.uint8)
    mixed[..., 3] = np.maximum(over[..., 3], image[..., 3])
    return mixed


def _arrow_head(before: Points, end: Points, length: float) -> Points:
    """Return the three corners (3, 2) of an arrow head at `end` that points away from `before`, pixels."""
    along = (end - before) / np.linalg.norm(end - before)
    across = np.array([-along[1], along[0]]) * length * 0.55
    back = end - along * length * 0.3
    return np.array([end + along * length * 0.7, back + across, back - across])


def to_one_bit(image: Pixels, side: int = MONO_SIDE) -> Image.Image:
    """Convert an RGBA picture to 1 bit for small white-on-black displays: a light hand with dark folds.

    A pixel is lit unless it is darker than its surroundings (adaptive threshold).
    """
    grey = cv2.cvtColor(image[..., :3], cv2.COLOR_RGB2GRAY).astype(np.float32)
    alpha = image[..., 3].astype(np.float32) / 255
    blur = len(image) / 40
    near = cv2.GaussianBlur(grey * alpha, (0, 0), blur) / np.maximum(cv2.GaussianBlur(alpha, (0, 0), blur), 1e-3)
    light = alpha * np.clip((grey / np.maximum(near, 1) - 0.80) / 0.10, 0, 1)
    small = cv2.resize(light, (side, side), interpolation=cv2.INTER_AREA)
    return Image.fromarray(((small > 0.55) * 255).astype(np.uint8)).convert("1")


def write_reference_images(out: Path, letters: str = ALPHABET) -> int:
    """Write every picture of these letters to the folder `out`; return the number of bytes.

    Raises:
        RunError: the folder cannot be written, or a letter is none of A–Z.
    """
    if not letters or set(letters) - set(ALPHABET):
        raise RunError("--letters takes letters from A to Z, such as ABC.")
    make_output_folder(out)
    try:
        return sum(_write_letter(out, letter) for letter in tqdm(letters, unit="letter"))
    except OSError as error:
        raise RunError(f"{shown(out)} cannot be written: {error.strerror or error}.") from None


def _write_letter(out: Path, letter: str) -> int:
    total = 0
    for view in VIEWS:
        for skin in SKINS:
            image = reference_image(letter, view, TONE[skin])
            path = out / f"{letter}_{view}_{skin}.webp"
            with atomic_path(path, keep_name=True) as part:
                Image.fromarray(image, "RGBA").save(part, quality=80, method=6, alpha_quality=90)
            total += path.stat().st_size
        path = out / f"{letter}_{view}_mono.png"
        with atomic_path(path, keep_name=True) as part:
            to_one_bit(reference_image(letter, view, TONE["light"], 256, bold=True)).save(part, optimize=True)
        total += path.stat().st_size
    return total
