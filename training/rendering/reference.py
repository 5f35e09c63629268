"""The 26 pictures a learner is shown, from both sides and in three skin tones, for device/assets/handshapes."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tqdm import tqdm

from device.alphabet import ALPHABET
from device.assets.handshapes import MONO_SIDE, SKINS, VIEWS
from training.rendering.contacts import Contact
from training.rendering.letters import HANDSHAPES, View, view_rotation
from training.rendering.lighting import Lamps
from training.rendering.person import Arm
from training.rendering.render import Subject, fit_camera, render
from training.rendering.skeleton import axis_rotation
from training.rendering.skin import Skin, Sleeve
from training.rendering.surface import surfaces

Array = NDArray[np.float32]
SIDE = 480
"""Pixels of the stored pictures; the loader scales them down. The largest display uses about this."""
TONE = {"light": 0.14, "medium": 0.52, "dark": 0.86}
DISTANCE = 9.0
"""Camera to hand, hand units: far enough that nothing looks foreshortened."""
HINT_VIEWS: dict[str, View] = {"M": (25, -4, 0), "N": (25, 0, 0), "T": (-8, 0, 0), "S": (0, -6, 0), "A": (0, -6, 0)}
"""Turned a little against the pose table's view where that shows the thumb better."""
_THUMB_OUT = Contact(4, ((13, 0.5), (17, 0.5)), (-0.07, 0.08, 0.46), 1.6)
HINT_SHAPES = {
    "M": replace(
        HANDSHAPES["M"],
        little=(80, 104, 60, -8),
        contacts=(_THUMB_OUT, *HANDSHAPES["M"].contacts[1:]),
    )
}
"""M with the thumb's tip pushed out between ring and little finger, where a learner can see it."""
STROKES = {
    "J": (20, ((0.0, 0.0), (0.0, -0.62), (0.05, -0.80), (0.18, -0.90), (0.32, -0.84), (0.40, -0.66)), (-0.52, 0.0)),
    "Z": (8, ((0.80, 0.0), (0.0, 0.0), (0.80, -0.72), (0.0, -0.72)), (0.22, 0.0)),
}
"""Fingertip that writes, its path (hand units, y up, as the person opposite sees it), and where it is drawn."""
ASIDE = {"J": 0.08, "Z": -0.16}
"""How far the hand makes room for its path, as a share of the picture, seen from the front."""
ARROW = (255, 120, 0)


def reference_subject(letter: str, view: str, arm: Arm, albedo: Array) -> Subject:
    """The reference handshape from one side: "front" as the person opposite sees it, "own" as you do."""
    shape = HINT_SHAPES.get(letter, HANDSHAPES[letter])
    rotation = view_rotation(HINT_VIEWS.get(letter, shape.view))
    if view == "own":
        # Your eyes are behind the hand and a little above it.
        rotation = axis_rotation(0, 12) @ axis_rotation(1, 180) @ rotation
    pose = shape.pose(arm.skeleton)
    fine = surfaces()[1]
    return Subject(arm, pose, rotation, albedo, fine, sleeve=Sleeve(start=0.85), gloss=0.7)


def reference_image(letter: str, view: str, tone: float, side: int = SIDE, *, bold: bool = False) -> NDArray[np.uint8]:
    """uint8 (side, side, 4) RGBA, transparent around the hand; J and Z with the path of the fingertip.

    bold: the path thick and white, for 1-bit displays.
    """
    arm = Arm()
    subject = reference_subject(letter, view, arm, Skin(tone).albedo(surfaces()[1]))
    share = 0.60 if letter in STROKES else 0.74
    flip = 1 if view == "front" else -1
    middle = 0.5 + flip * ASIDE.get(letter, 0.0)
    camera = fit_camera(subject, side, side, DISTANCE, share * side, (side * middle, side * 0.46))
    layer = render(subject, camera, Lamps.studio(28), supersample=3)
    alpha = layer.alpha[..., None]
    colour = layer.colour / np.maximum(alpha, 1e-3)
    # Dark skin is exposed a little longer and light skin shorter, as a camera set on the hand would do.
    colour = colour * (0.86 + 0.3 * tone)
    colour = colour / (1 + 0.18 * colour) * 1.12
    rgb = np.clip(colour, 0, 1) ** (1 / 2.2)
    image = (np.concatenate([rgb, alpha], 2) * 255 + 0.5).astype(np.uint8)
    if letter in STROKES:
        image = _with_stroke(image, letter, view, layer.landmarks, camera.focal / camera.distance, bold)
    return image


def _with_stroke(
    image: NDArray[np.uint8], letter: str, view: str, landmarks: Array, unit: float, bold: bool
) -> NDArray[np.uint8]:
    finger, path, aside = STROKES[letter]
    flip = 1 if view == "front" else -1
    tip = landmarks[finger, :2]
    points = [(tip[0] + flip * (x + aside[0]) * unit, tip[1] - (y + aside[1]) * unit) for x, y in path]
    scale = 8  # OpenCV draws at fixed-point positions: eighths of a pixel
    line = (np.array(points) * scale).round().astype(np.int32).reshape(-1, 1, 2)
    width = max(2, round(len(image) / (24 if bold else 55)))
    ink = (255, 255, 255) if bold else ARROW
    rim = (0, 0, 0, 255) if bold else (255, 255, 255, 255)
    over = np.zeros_like(image)
    head = _arrow_head(np.array(points[-2]), np.array(points[-1]), 3.2 * width)
    for extra, colour in ((width, rim), (0, (*ink, 255))):
        cv2.polylines(over, [line], False, colour, width + extra, cv2.LINE_AA, 3)
        cv2.fillPoly(over, [(head * scale).round().astype(np.int32)], colour, cv2.LINE_AA, 3)
        if extra:
            cv2.polylines(over, [(head * scale).round().astype(np.int32)], True, colour, extra, cv2.LINE_AA, 3)
    cover = over[..., 3:].astype(np.float32) / 255
    mixed = np.empty_like(image)
    mixed[..., :3] = (over[..., :3] * cover + image[..., :3] * (1 - cover)).astype(np.uint8)
    mixed[..., 3] = np.maximum(over[..., 3], image[..., 3])
    return mixed


def _arrow_head(before: NDArray, end: NDArray, length: float) -> NDArray:
    along = (end - before) / np.linalg.norm(end - before)
    across = np.array([-along[1], along[0]]) * length * 0.55
    back = end - along * length * 0.3
    return np.array([end + along * length * 0.7, back + across, back - across])


def to_one_bit(image: NDArray[np.uint8], side: int = MONO_SIDE) -> Image.Image:
    """A 1-bit picture for small white-on-black displays: a light hand, its folds as dark lines."""
    grey = cv2.cvtColor(image[..., :3], cv2.COLOR_RGB2GRAY).astype(np.float32)
    alpha = image[..., 3].astype(np.float32) / 255
    blur = len(image) / 40
    near = cv2.GaussianBlur(grey * alpha, (0, 0), blur) / np.maximum(cv2.GaussianBlur(alpha, (0, 0), blur), 1e-3)
    light = alpha * np.clip((grey / np.maximum(near, 1) - 0.80) / 0.10, 0, 1)
    small = cv2.resize(light, (side, side), interpolation=cv2.INTER_AREA)
    return Image.fromarray(((small > 0.55) * 255).astype(np.uint8)).convert("1")


def write_reference_images(out: Path) -> int:
    """Every picture into `out`; returns the bytes written."""
    out.mkdir(parents=True, exist_ok=True)
    total = 0
    for letter in tqdm(ALPHABET, unit="letter"):
        for view in VIEWS:
            for skin in SKINS:
                image = reference_image(letter, view, TONE[skin])
                path = out / f"{letter}_{view}_{skin}.webp"
                Image.fromarray(image, "RGBA").save(path, quality=80, method=6, alpha_quality=90)
                total += path.stat().st_size
            path = out / f"{letter}_{view}_mono.png"
            to_one_bit(reference_image(letter, view, TONE["light"], 256, bold=True)).save(path, optimize=True)
            total += path.stat().st_size
    return total
