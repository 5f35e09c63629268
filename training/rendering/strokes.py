"""How a hand draws J and Z in the air, in three dimensions, as the person opposite sees it.

Axes: x to the viewer's right, y up, z towards the viewer; lengths in hand sizes (wrist to middle knuckle); a right
hand. A stroke is a row of keys: how the hand is turned (3, 3) and where its wrist is, at growing times.

People differ most in how much of the path the wrist's turning draws and how much the arm's moving: the keys span
what training signers do, from a J that only turns the forearm to one that is drawn with the whole arm.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter1d
from scipy.spatial.transform import Rotation, Slerp

Array = NDArray[np.float64]
REACH = 1.75  # wrist to an outstretched index or little fingertip
KEYS = 24  # of a stroke: a brisk J of 0.3 s keeps its shape


@dataclass(frozen=True)
class Stroke:
    """Attributes: turns (k, 3, 3), places (k, 3), times (k,) from 0 to the stroke's seconds."""

    turns: Array
    places: Array
    times: Array

    @property
    def seconds(self) -> float:
        """From the first key to the last."""
        return float(self.times[-1])

    def reversed(self) -> "Stroke":
        """The way back."""
        return Stroke(self.turns[::-1], self.places[::-1], self.times[-1] - self.times[::-1])

    def part(self, share: float) -> "Stroke":
        """Only the first share of the keys."""
        n = max(3, round(share * len(self.times)))
        return Stroke(self.turns[:n], self.places[:n], self.times[:n])


def facing(fingers: tuple[float, float, float], palm: tuple[float, float, float]) -> Array:
    """(3, 3) the turn that points the fingers one way and the palm as nearly as possible the other."""
    y = np.asarray(fingers, float) / np.linalg.norm(fingers)
    z = np.asarray(palm, float)
    z = z - y * (z @ y)
    z /= np.linalg.norm(z)
    return np.stack([np.cross(y, z), y, z], 1)


def draw_j(rng: np.random.Generator, start: Array) -> Stroke:
    """A J from the turn `start` (3, 3) and wrist (0, 0, 0): the little finger sinks, hooks and rises."""
    turning = float(np.clip(rng.beta(2.2, 1.0), 0.12, 1.0))
    lean = np.radians(rng.uniform(10, 100))
    ahead = rng.uniform(0.0, 0.9)
    up = np.radians(rng.uniform(-30, 80))
    keys = np.stack(
        [
            facing((-np.sin(lean), np.cos(lean), ahead), (0.3, -0.2 - ahead, 1.0)),
            facing((rng.uniform(-0.4, 0.3), -rng.uniform(0.1, 1.2), 1.0), (1.0, -rng.uniform(0.2, 1.0), 0.0)),
            facing((np.cos(up), np.sin(up), rng.uniform(-0.3, 0.5)), (rng.uniform(0.0, 0.8), -0.2, -1.0)),
        ]
    )
    plain = np.stack([start, facing((0.0, 1.0, 0.5), (0.7, 0.0, 0.7)), facing((0.25, 0.9, 0.3), (0.9, 0.0, -0.2))])
    mixed = [interpolate_rotation(a, b, turning) for a, b in zip(plain, keys, strict=True)]
    at = np.array([0.0, rng.uniform(0.25, 0.42), rng.uniform(0.55, 0.72), 1.0])
    u = np.linspace(0, 1, KEYS)
    turns = Slerp(at, Rotation.from_matrix(np.stack([start, *mixed])))(u).as_matrix()
    turns = smoothed_turns(turns)
    # The arm draws what the forearm does not: all of the J, or only its weight.
    depth, radius = rng.uniform(0.7, 1.8), rng.uniform(0.25, 0.65)
    arm = 1 - turning
    x = [0.0, rng.uniform(-0.15, 0.05), radius * 1.0, radius * 2.0]
    y = [0.0, -depth, -depth - 0.6 * radius, -depth + rng.uniform(0.2, 1.0) * radius]
    weight = (rng.uniform(-0.3, 0.6), -rng.uniform(0.0, 0.9), rng.uniform(-0.3, 0.5))
    x_all = arm * np.array(x) + turning * np.array([0, weight[0] * 0.3, weight[0] * 0.7, weight[0]])
    y_all = arm * np.array(y) + turning * np.array([0, weight[1] * 0.6, weight[1], weight[1] * rng.uniform(0, 0.9)])
    places = np.stack([PchipInterpolator(at, x_all)(u), PchipInterpolator(at, y_all)(u), weight[2] * u], 1)
    seconds = float(np.exp(rng.uniform(np.log(0.35), np.log(1.8))))
    return Stroke(turns, places, warped(rng, u, seconds))


def draw_z(rng: np.random.Generator, start: Array) -> Stroke:
    """A Z from the turn `start` and wrist (0, 0, 0): across, slanting down, across; the signer's left to right."""
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
        path += list(a + (b - a) * eased(s)[:, None])
        times += list(now + s * length)
        now = times[-1] + pause
    fine = np.linspace(0, times[-1], 3 * KEYS)
    xy = np.stack([np.interp(fine, times, np.array(path)[:, i]) for i in (0, 1)], 1)
    # Held at both ends, so that rounding the corners does not shorten the Z.
    xy = gaussian_filter1d(xy, rng.uniform(0.5, 3.5), axis=0, mode="nearest")
    # Fingers that point up go far sideways when the hand turns, but hardly down: the arm does that.
    across = rng.uniform(0, 0.85)
    share = np.array([across, across * rng.uniform(0, 0.6)])
    x, y = (share * xy / REACH).T
    tilt = Rotation.from_euler("xz", np.stack([-y * rng.uniform(0.8, 1.2), -x * rng.uniform(0.8, 1.2)], 1))
    sway = Rotation.from_euler("y", (x * rng.uniform(-0.9, 0.9))[:, None])
    turns = (tilt * sway).as_matrix() @ start
    places = np.concatenate([(1 - share) * xy, np.zeros((len(xy), 1))], 1)
    seconds = float(np.exp(rng.uniform(np.log(0.6), np.log(2.6))))
    return Stroke(turns, places, warped(rng, fine / fine[-1], seconds))


def warped(rng: np.random.Generator, u: Array, seconds: float) -> Array:
    """Times of keys at shares u of the path: quicker here and slower there, sometimes with a hesitation."""
    pace = np.exp(np.interp(u, np.linspace(0, 1, 5), rng.normal(0, 0.25, 5)))
    # Hands set off and stop gently.
    pace /= 0.35 + np.minimum(1.0, 5 * np.minimum(u, 1 - u) + 0.1)
    if rng.random() < 0.2:
        pace += rng.uniform(2, 8) * np.exp(-(((u - rng.uniform(0.25, 0.75)) / 0.04) ** 2))
    times = np.concatenate([[0.0], np.cumsum((pace[1:] + pace[:-1]) / 2 * np.diff(u))])
    return times / times[-1] * seconds * (1.15 if pace.max() > 4 else 1.0)


def eased(s: Array) -> Array:
    """0 … 1 with the speed of a reaching hand: least jerk."""
    return s**3 * (10 - 15 * s + 6 * s * s)


def interpolate_rotation(a: Array, b: Array, share: float) -> Array:
    """The turn a share of the way from a to b."""
    return Slerp([0, 1], Rotation.from_matrix(np.stack([a, b])))(share).as_matrix()


def smoothed_turns(turns: Array) -> Array:
    """The same turns without corners at their keys."""
    soft = gaussian_filter1d(turns, 1.5, axis=0, mode="nearest")
    soft[0], soft[-1] = turns[0], turns[-1]
    u, _, v = np.linalg.svd(soft)
    return u @ v
