"""Where a hand tracker marks the joints of our hands: the fit behind skeleton.TRACKED."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from training.mediapipe.client import PYTHON, track_files
from training.rendering.lighting import Lamps
from training.rendering.person import Arm, Build
from training.rendering.render import Camera, Subject, fit_camera, render
from training.rendering.skeleton import LANDMARK_BONE
from training.rendering.skin import Skin, Sleeve
from training.rendering.surface import surfaces
from training.rendering.variants import OTHERS, pose_variant, random_letter

SIDE = 300
OPEN = ("open_hand", "open_hand", "digit3", "digit4", "ILY", "horns", "relaxed")
VISIBLE = "BLVWYFIKURDCAOGH"
"""Handshapes whose joints are mostly in view: where a tracker guesses, it says nothing about convention."""
WRONG = 0.25
"""A track this far off on average, hand units, found something else."""
PULL = 20.0
"""Weight of no offset against one picture's evidence."""


def calibrate(folder: Path, count: int = 900, seed: int = 11, python: Path = PYTHON) -> tuple[NDArray, NDArray, int]:
    """Render, track and fit.

    Returns:
        (21, 3) offsets from the rig's joints in rest axes and hand units; (21,) median residuals; hands used.
    """
    rng = np.random.default_rng(seed)
    arms = [Arm(Build.random(rng)) for _ in range(40)]
    folder.mkdir(parents=True, exist_ok=True)
    files, shots = [], []
    for i in tqdm(range(count), desc="rendering", unit="picture"):
        subject, camera, bones = _shot(rng, arms[rng.integers(len(arms))], i)
        layer = render(subject, camera, Lamps.studio(12))
        wall = np.array([0.25, 0.27, 0.3]) * (1 - layer.alpha[..., None])
        image = np.clip(layer.colour * 1.4 + wall, 0, 1) ** (1 / 2.2) * 255
        files.append(folder / f"{i:04d}.png")
        cv2.imwrite(str(files[-1]), image.astype(np.uint8)[..., ::-1])
        shots.append((subject, camera, bones))
    tracked = [track.landmarks for track in track_files(files, python)]
    rows: list[list[NDArray]] = [[] for _ in range(21)]
    sides: list[list[NDArray]] = [[] for _ in range(21)]
    used = 0
    for (subject, camera, bones), seen in zip(shots, tracked, strict=True):
        if seen is None:
            continue
        joints = camera.project(subject.place(subject.arm.skeleton.joints(subject.pose)))
        miss = (seen[:, :2] * SIDE - joints[:, :2]) * camera.distance / camera.focal
        if np.linalg.norm(miss, axis=1).mean() > WRONG:
            continue
        used += 1
        for j in range(21):
            axes = subject.rotation @ bones[LANDMARK_BONE[j]] * camera.distance / joints[j, 2]
            rows[j].append(np.stack([axes[0], -axes[1]]))
            sides[j].append(miss[j])
    fitted = [_robust(np.concatenate(a), np.concatenate(b)) for a, b in zip(rows, sides, strict=True)]
    return np.array([f[0] for f in fitted]), np.array([f[1] for f in fitted]), used


def _shot(rng: np.random.Generator, arm: Arm, number: int) -> tuple[Subject, Camera, NDArray]:
    names = [*VISIBLE, *OPEN]
    name = names[rng.integers(len(names))]
    skeleton = arm.skeleton
    made = random_letter(rng, skeleton, name) if len(name) == 1 else pose_variant(rng, skeleton, OTHERS[name])
    coarse = surfaces()[0]
    sleeve = Sleeve() if number % 2 else None
    skin = Skin(rng.uniform(0.1, 0.7))
    subject = Subject(arm, made.pose, made.rotation, skin.albedo(coarse), coarse, sleeve=sleeve, gloss=0.6)
    camera = fit_camera(subject, SIDE, SIDE, rng.uniform(5, 9), SIDE / 2, (SIDE / 2, SIDE / 2))
    return subject, camera, skeleton.bones(made.pose)[0]


def _robust(a: NDArray, b: NDArray) -> tuple[NDArray, float]:
    """Least absolute distances by reweighting: (3,) offset and the median residual."""
    x = np.zeros(3)
    for _ in range(30):
        distance = np.linalg.norm((b - a @ x).reshape(-1, 2), axis=1)
        weight = np.repeat(1 / np.maximum(0.03, distance), 2)
        x = np.linalg.solve(a.T @ (a * weight[:, None]) + PULL * np.eye(3), a.T @ (b * weight))
    return x, float(np.median(np.linalg.norm((b - a @ x).reshape(-1, 2), axis=1)))
