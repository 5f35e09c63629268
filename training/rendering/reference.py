"""Render the reference pictures of device/assets/handshapes: 26 letters, two views, three skin tones."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tqdm import tqdm

from device.alphabet import ALPHABET
from device.assets.handshapes import MONO_SIDE, SKINS, VIEWS
from device.names import shown
from device.signing.hand_model import hand_model
from device.signing.pictures import ARROW, ARROW_RIM, mono_sign_picture
from device.signing.stroke_line import FINGERTIP, draw_line, fingertip_path
from device.system.files import atomic_path
from training.errors import RunError
from training.rendering.lighting import Lamps
from training.rendering.person import Arm
from training.rendering.reference_signs import reference_signs
from training.rendering.render import Camera, Subject, render
from training.rendering.rotation import axis_rotation
from training.rendering.skin import Skin, Sleeve
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
HAND_SIZE = 0.74
"""Longer side of the box around landmarks and path, as a fraction of the picture."""
OWN_ROTATION = axis_rotation(0, 12) @ axis_rotation(1, 180)
"""From the axes of the viewer opposite to those of the signer, whose eyes are behind the hand and a little above it."""


def reference_subject(letter: str, view: str, arm: Arm, albedo: Array) -> Subject:
    """Pose the reference handshape.

    Args:
        letter: A–Z or 0–9.
        view: "front" as the viewer opposite sees it, "own" as the signer does.
        arm: its shape.
        albedo: (n, 3) of the fine surface, linear RGB.
    """
    sign = reference_signs(arm)[letter]
    rotation = sign.rotation
    if view == "own":
        rotation = OWN_ROTATION @ rotation
    fine = surfaces()[1]
    return Subject(arm, sign.pose, rotation, albedo, fine, sleeve=Sleeve(start=0.85), gloss=0.7)


def reference_image(letter: str, view: str, tone: float, side: int = SIDE) -> Pixels:
    """Render a reference picture, uint8 (side, side, 4) RGBA, transparent around the hand.

    J and Z show the path of the fingertip.

    Args:
        letter: A–Z or 0–9.
        view: "front" or "own".
        tone: of the skin, 0 lightest … 1 darkest.
        side: pixels.
    """
    arm = Arm()
    subject = reference_subject(letter, view, arm, Skin(tone).albedo(surfaces()[1]))
    path = _path(letter, view, subject)
    camera = _fitted(subject, path, side)
    layer = render(subject, camera, Lamps.studio(28), supersample=3)
    alpha = layer.alpha[..., None]
    colour = layer.colour / np.maximum(alpha, 1e-3)
    # Exposed for the hand, as a camera would: dark skin a little longer, light skin shorter.
    colour = colour * (0.86 + 0.3 * tone)
    colour = colour / (1 + 0.18 * colour) * 1.12
    rgb = np.clip(colour, 0, 1) ** (1 / 2.2)
    image: Pixels = (np.concatenate([rgb, alpha], 2) * 255 + 0.5).astype(np.uint8)
    return image if path is None else _with_stroke(image, camera.project(path)[:, :2])


def _path(letter: str, view: str, subject: Subject) -> Points | None:
    """Return the path (n, 3) of the fingertip in the viewer's axes; None for a handshape that is held."""
    if letter not in FINGERTIP:
        return None
    sign = reference_signs(subject.arm)[letter]
    path = fingertip_path(letter, sign, hand_model().skeleton)
    if view == "own":
        path = path @ OWN_ROTATION.T
    out: Points = subject.landmarks()[FINGERTIP[letter]] + path
    return out


def _fitted(subject: Subject, path: Points | None, side: int) -> Camera:
    """Return the camera that shows the hand and its path in the middle of the picture."""
    points = subject.landmarks() if path is None else np.concatenate([subject.landmarks(), path])
    flat = Camera(side, side, DISTANCE, 1.0, 0.0, 0.0).project(points)[:, :2]
    low, high = flat.min(0), flat.max(0)
    focal = HAND_SIZE * side / float((high - low).max())
    middle = (low + high) / 2 * focal
    return Camera(side, side, DISTANCE, focal, side * 0.5 - middle[0], side * 0.46 - middle[1])


def _with_stroke(image: Pixels, path: NDArray[Any]) -> Pixels:
    """Draw the path of the fingertip with an arrow head over a picture."""
    over = np.zeros_like(image)
    draw_line(over, path, max(2, round(len(image) / 55)), ARROW, ARROW_RIM)
    cover = over[..., 3:].astype(np.float32) / 255
    mixed = np.empty_like(image)
    mixed[..., :3] = (over[..., :3] * cover + image[..., :3] * (1 - cover)).astype(np.uint8)
    mixed[..., 3] = np.maximum(over[..., 3], image[..., 3])
    return mixed


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
            mono_sign_picture(letter, MONO_SIDE, view).save(part, optimize=True)
        total += path.stat().st_size
    return total
