"""How a hand draws J and Z in the air: as it is taught, and as one of many people might.

All lengths are hand units (wrist to middle knuckle), axes those of the viewer opposite (x right, y up, z towards
the viewer), for a right hand.

People differ most in how much of the path comes from turning the wrist and how much from moving the arm. `draw_j` and
`draw_z` cover what training signers do, from a J that only turns the forearm to one drawn with the whole arm.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter1d
from scipy.spatial.transform import Rotation

from training.rendering.rotation import (
    facing,
    interpolate_rotation,
    interpolate_rotations,
    smooth_rotations,
)

Array = NDArray[np.float64]
REACH = 1.75
"""Wrist to the tip of an outstretched index or little finger."""
STROKES_FILE = Path(__file__).parent / "asset" / "strokes.json"
KEYS = 24
"""Keys of a stroke: enough for the shape of a J that takes 0.3 s."""


@dataclass(frozen=True)
class Stroke:
    """A movement of the hand as rotations and wrist positions at given times.

    Attributes:
        rotations: (k, 3, 3).
        positions: (k, 3) of the wrist, hand units.
        times: (k,) seconds, from 0.
    """

    rotations: Array
    positions: Array
    times: Array

    @property
    def seconds(self) -> float:
        """Duration."""
        return float(self.times[-1])

    def reversed(self) -> "Stroke":
        """Return the way back."""
        return Stroke(self.rotations[::-1], self.positions[::-1], self.times[-1] - self.times[::-1])

    def part(self, fraction: float) -> "Stroke":
        """Return the first fraction (0–1) of the keys, at least three."""
        n = max(3, round(fraction * len(self.times)))
        return Stroke(self.rotations[:n], self.positions[:n], self.times[:n])


def draw_j(rng: np.random.Generator, start: Array) -> Stroke:
    """Draw a J as one of many people would: the little finger sinks, hooks and rises.

    Args:
        start: (3, 3) rotation of the hand before the stroke; its wrist is at the origin.
    """
    turning = float(np.clip(rng.beta(2.2, 1.0), 0.12, 1.0))  # share of the path that the forearm's turning draws
    lean = np.radians(rng.uniform(10, 100))
    ahead = rng.uniform(0.0, 0.9)
    up = np.radians(rng.uniform(-30, 80))
    turned = np.stack(
        [
            facing((-np.sin(lean), np.cos(lean), ahead), (0.3, -0.2 - ahead, 1.0)),
            facing((rng.uniform(-0.4, 0.3), -rng.uniform(0.1, 1.2), 1.0), (1.0, -rng.uniform(0.2, 1.0), 0.0)),
            facing((np.cos(up), np.sin(up), rng.uniform(-0.3, 0.5)), (rng.uniform(0.0, 0.8), -0.2, -1.0)),
        ]
    )
    upright = np.stack([start, facing((0.0, 1.0, 0.5), (0.7, 0.0, 0.7)), facing((0.25, 0.9, 0.3), (0.9, 0.0, -0.2))])
    mixed = [interpolate_rotation(a, b, turning) for a, b in zip(upright, turned, strict=True)]
    at = np.array([0.0, rng.uniform(0.25, 0.42), rng.uniform(0.55, 0.72), 1.0])
    u = np.linspace(0, 1, KEYS)
    rotations = smooth_rotations(interpolate_rotations(at, np.stack([start, *mixed]), u))
    # The arm draws what the forearm does not draw, and follows its weight.
    depth, radius = rng.uniform(0.7, 1.8), rng.uniform(0.25, 0.65)
    arm = 1 - turning
    x = [0.0, rng.uniform(-0.15, 0.05), radius * 1.0, radius * 2.0]
    y = [0.0, -depth, -depth - 0.6 * radius, -depth + rng.uniform(0.2, 1.0) * radius]
    weight = (rng.uniform(-0.3, 0.6), -rng.uniform(0.0, 0.9), rng.uniform(-0.3, 0.5))
    x_all = arm * np.array(x) + turning * np.array([0, weight[0] * 0.3, weight[0] * 0.7, weight[0]])
    y_all = arm * np.array(y) + turning * np.array([0, weight[1] * 0.6, weight[1], weight[1] * rng.uniform(0, 0.9)])
    positions = np.stack([PchipInterpolator(at, x_all)(u), PchipInterpolator(at, y_all)(u), weight[2] * u], 1)
    seconds = float(np.exp(rng.uniform(np.log(0.35), np.log(1.8))))
    return Stroke(rotations, positions, uneven_times(rng, u, seconds))


def draw_z(rng: np.random.Generator, start: Array) -> Stroke:
    """Draw a Z as one of many people would: across, slanting down, across, from the signer's left to right.

    Args:
        start: (3, 3) rotation of the hand before the stroke; its wrist is at the origin.
    """
    width, height = np.exp(rng.uniform(np.log(0.55), np.log(2.4))), np.exp(rng.uniform(np.log(0.35), np.log(2.0)))
    slope, lower = rng.normal(0, 0.12, 2) * width
    second = width * rng.uniform(0.8, 1.2)
    third = width * rng.uniform(0.8, 1.25)
    corners = np.array([(0, 0), (-width, slope), (second - width, -height), (second - width - third, -height + lower)])
    lengths = np.linalg.norm(np.diff(corners, axis=0), axis=1) ** 0.6 * rng.uniform(0.8, 1.25, 3)
    pause = rng.uniform(0, 0.25) * lengths.mean()
    path, times, now = [corners[0]], [0.0], 0.0
    for a, b, length in zip(corners[:-1], corners[1:], lengths, strict=True):
        s = np.linspace(0, 1, 10)[1:]
        path += list(a + (b - a) * minimum_jerk(s)[:, None])
        times += list(now + s * length)
        now = times[-1] + pause
    fine = np.linspace(0, times[-1], 3 * KEYS)
    xy = np.stack([np.interp(fine, times, np.array(path)[:, i]) for i in (0, 1)], 1)
    # "nearest" keeps both ends in place, so that rounding the corners does not shorten the Z.
    xy = gaussian_filter1d(xy, rng.uniform(0.5, 3.5), axis=0, mode="nearest")
    # Turning the hand moves upright fingers far sideways but hardly down; the arm draws the rest.
    across = rng.uniform(0, 0.85)
    turned = np.array([across, across * rng.uniform(0, 0.6)])
    x, y = (turned * xy / REACH).T
    tilt = Rotation.from_euler("xz", np.stack([-y * rng.uniform(0.8, 1.2), -x * rng.uniform(0.8, 1.2)], 1))
    sway = Rotation.from_euler("y", (x * rng.uniform(-0.9, 0.9))[:, None])
    rotations = (tilt * sway).as_matrix() @ start
    positions = np.concatenate([(1 - turned) * xy, np.zeros((len(xy), 1))], 1)
    seconds = float(np.exp(rng.uniform(np.log(0.6), np.log(2.6))))
    return Stroke(rotations, positions, uneven_times(rng, fine / fine[-1], seconds))


def uneven_times(rng: np.random.Generator, u: Array, seconds: float) -> Array:
    """Return the times (k,) at which the path fractions u (k,) are reached, at a pace that varies along the path.

    One stroke in five hesitates once; it then takes 15 % longer than `seconds`.
    """
    pace = np.exp(np.interp(u, np.linspace(0, 1, 5), rng.normal(0, 0.25, 5)))
    pace /= 0.35 + np.minimum(1.0, 5 * np.minimum(u, 1 - u) + 0.1)  # slow at both ends
    if rng.random() < 0.2:
        pace += rng.uniform(2, 8) * np.exp(-(((u - rng.uniform(0.25, 0.75)) / 0.04) ** 2))
    times = np.concatenate([[0.0], np.cumsum((pace[1:] + pace[:-1]) / 2 * np.diff(u))])
    out: Array = times / times[-1] * seconds * (1.15 if pace.max() > 4 else 1.0)
    return out


def minimum_jerk(s: Array) -> Array:
    """Return path fractions (n,) of a reaching hand at time fractions s (n,), 0–1 (Flash and Hogan 1985)."""
    return s**3 * (10 - 15 * s + 6 * s * s)


@cache
def taught_stroke(letter: str) -> Stroke:
    """Return J or Z as it is taught: the mean of training signers (see taught_strokes.py); the wrist starts at 0."""
    entry = json.loads(STROKES_FILE.read_text(encoding="utf-8"))[letter]
    wrists = np.array(entry["wrists"])
    positions = np.concatenate([wrists, np.zeros((len(wrists), 1))], 1)
    rotations = Rotation.from_quat(entry["quaternions"]).as_matrix()
    return Stroke(rotations, positions, np.array(entry["times"]))
