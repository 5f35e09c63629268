"""Fit where a hand tracker marks the joints of rendered hands: the source of skeleton.TRACKER_OFFSETS."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.signing.skeleton import LANDMARK_BONE
from training.datasets.pictures import write_picture
from training.mediapipe.client import PYTHON, check_installed, track_files
from training.rendering.lighting import Lamps
from training.rendering.person import Arm, Build
from training.rendering.poses import pose_variant, random_letter
from training.rendering.render import Camera, Subject, fit_camera, render
from training.rendering.skin import Skin, Sleeve
from training.rendering.surface import surfaces
from training.rendering.variants import OTHERS
from training.run_folder import make_output_folder

Array = NDArray[np.float64]
SIDE = 300
"""Side of the images, pixels."""
PEOPLE = 40
OPEN = ("open_hand", "open_hand", "digit3", "digit4", "ILY", "horns", "relaxed")
VISIBLE = "BLVWYFIKURDCAOGH"
"""Letters whose joints are mostly in view: on hidden joints a tracker guesses."""
MAX_MEAN_MISS = 0.25
"""A track that misses the joints by more, mean over the hand, found something else, hand units."""
RIDGE = 20.0
"""Weight of a zero offset against the evidence of one image (ridge regression)."""
MIN_DISTANCE = 0.03
"""Distance below which an observation has full weight, hand units."""


def calibrate(folder: Path, count: int = 900, seed: int = 11, python: Path = PYTHON) -> tuple[Array, Array, int]:
    """Render hands, track them with MediaPipe and fit the offsets.

    Args:
        folder: for the images.
        count: number of images.
        seed: of people, poses and light.
        python: interpreter that has MediaPipe.

    Returns:
        Offsets (21, 3) from the rig's joints in rest axes, hand units; median residuals (21,); number of hands used.

    Raises:
        RunError: MediaPipe's environment is missing, the tracker failed, or the folder cannot be written.
    """
    check_installed(python)  # before minutes of rendering
    make_output_folder(folder)
    rng = np.random.default_rng(seed)
    arms = [Arm(Build.random(rng)) for _ in range(PEOPLE)]
    files, shots = [], []
    for i in tqdm(range(count), desc="rendering", unit="image"):
        subject, camera, bones = _shot(rng, arms[rng.integers(len(arms))], i)
        layer = render(subject, camera, Lamps.studio(12))
        wall = np.array([0.25, 0.27, 0.3]) * (1 - layer.alpha[..., None])
        image = np.clip(layer.colour * 1.4 + wall, 0, 1) ** (1 / 2.2) * 255
        files.append(folder / f"{i:04d}.png")
        write_picture(files[-1], image.astype(np.uint8)[..., ::-1])
        shots.append((subject, camera, bones))
    directions: list[list[Array]] = [[] for _ in range(21)]
    misses: list[list[Array]] = [[] for _ in range(21)]
    used = 0
    for (subject, camera, bones), track in zip(shots, track_files(files, python), strict=True):
        if track.landmarks is None:
            continue
        joints = camera.project(subject.to_viewer(subject.arm.skeleton.joints(subject.pose)))
        miss = (track.landmarks[:, :2] * SIDE - joints[:, :2]) * camera.distance / camera.focal
        if np.linalg.norm(miss, axis=1).mean() > MAX_MEAN_MISS:
            continue
        used += 1
        for j in range(21):
            axes = subject.rotation @ bones[LANDMARK_BONE[j]] * camera.distance / joints[j, 2]
            directions[j].append(np.stack([axes[0], -axes[1]]))
            misses[j].append(miss[j])
    fitted = [_fit(np.concatenate(a), np.concatenate(b)) for a, b in zip(directions, misses, strict=True)]
    return np.array([f[0] for f in fitted]), np.array([f[1] for f in fitted]), used


def _shot(rng: np.random.Generator, arm: Arm, number: int) -> tuple[Subject, Camera, Array]:
    """Return a subject, its camera and the rotations of its bones."""
    names = [*VISIBLE, *OPEN]
    name = names[rng.integers(len(names))]
    skeleton = arm.skeleton
    hand = random_letter(rng, skeleton, name) if len(name) == 1 else pose_variant(rng, skeleton, OTHERS[name])
    coarse = surfaces()[0]
    sleeve = Sleeve() if number % 2 else None
    skin = Skin(rng.uniform(0.1, 0.7))
    subject = Subject(arm, hand.pose, hand.rotation, skin.albedo(coarse), coarse, sleeve=sleeve, gloss=0.6)
    camera = fit_camera(subject, SIDE, SIDE, rng.uniform(5, 9), SIDE / 2, (SIDE / 2, SIDE / 2))
    return subject, camera, skeleton.bones(hand.pose)[0]


def _fit(a: Array, b: Array) -> tuple[Array, float]:
    """Minimise the distances |b - a @ x| by iteratively reweighted least squares; return x (3,) and their median."""
    x = np.zeros(3)
    for _ in range(30):
        distance = np.linalg.norm((b - a @ x).reshape(-1, 2), axis=1)
        weight = np.repeat(1 / np.maximum(MIN_DISTANCE, distance), 2)
        x = np.linalg.solve(a.T @ (a * weight[:, None]) + RIDGE * np.eye(3), a.T @ (b * weight))
    return x, float(np.median(np.linalg.norm((b - a @ x).reshape(-1, 2), axis=1)))
