"""What a synthetic hand does, key by key, and how a camera sees it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation, Slerp

from device.recognition.hand_topology import INDEX_TIP, LITTLE_TIP
from training.dynamic.track import LabelledTrack, Performance
from training.rendering.skeleton import Skeleton
from training.rendering.strokes import Stroke, minimum_jerk

Array = NDArray[np.float64]
RATE = 40.0
"""Frames a second of a synthetic track: enough to keep the shape of a quick stroke."""
MIDDLE = np.array([0.0, 0.9, 0.0])
"""Middle of an upright hand from its wrist, hand units."""
DISTANCE = (6.0, 16.0)
"""Range of the distance from camera to hand, hand units."""
CAMERA_TILT = (12.0, 10.0, 9.0)
"""Standard deviation of the camera's direction about x, y and z, degrees."""
AMBIGUOUS_AFTER_S = 0.5
"""Time after an unclear stroke that is ambiguous too."""


@dataclass
class MotionScript:
    """Keys in order of time, and what they mean. Positions are those of the wrist, hand units.

    Attributes:
        times: of the keys, s.
        poses: joint angles, see rendering.kinematics.PARAMETERS.
        rotations: (3, 3) to the viewer's axes.
        positions: (3,).
        ease: whether the movement to a key starts and stops gently (strokes have their own pace).
        performances, ambiguous: see LabelledTrack.
    """

    times: list[float] = field(default_factory=lambda: [0.0])
    poses: list[Array] = field(default_factory=list)
    rotations: list[Array] = field(default_factory=list)
    positions: list[Array] = field(default_factory=list)
    ease: list[bool] = field(default_factory=lambda: [True])
    performances: list[Performance] = field(default_factory=list)
    ambiguous: list[tuple[float, float]] = field(default_factory=list)

    @classmethod
    def begin(cls, pose: Array, rotation: Array, position: Array) -> "MotionScript":
        """Start with this key at 0 s: pose (len(PARAMETERS),) in degrees, rotation (3, 3), position (3,)."""
        return cls(poses=[pose], rotations=[rotation], positions=[position])

    def go(self, seconds: float, pose: Array, rotation: Array, position: Array) -> None:
        """Move to a key within some seconds; shapes as for `begin`."""
        self._key(self.times[-1] + max(seconds, 1e-3), pose, rotation, position, True)

    def hold(self, seconds: float) -> None:
        """Stay for some seconds."""
        self.go(seconds, self.poses[-1], self.rotations[-1], self.positions[-1])

    def draw(self, stroke: Stroke, meaning: str | None) -> None:
        """Follow a stroke from the last key on; `meaning` is "J", "Z", "ambiguous", or None for no letter."""
        begin, pose, position = self.times[-1], self.poses[-1], self.positions[-1]
        first = stroke.positions[0]
        for rotation, at, t in zip(stroke.rotations[1:], stroke.positions[1:], stroke.times[1:], strict=True):
            self._key(max(begin + t, self.times[-1] + 1e-4), pose, rotation, position + at - first, False)
        if meaning in ("J", "Z"):
            self.performances.append(Performance(meaning, begin, self.times[-1]))
        elif meaning:
            self.ambiguous.append((begin, self.times[-1] + AMBIGUOUS_AFTER_S))

    def _key(self, t: float, pose: Array, rotation: Array, position: Array, ease: bool) -> None:
        self.times.append(t)
        self.poses.append(pose)
        self.rotations.append(rotation)
        self.positions.append(position)
        self.ease.append(ease)


def film(rng: np.random.Generator, script: MotionScript, skeleton: Skeleton, signer: str) -> LabelledTrack:
    """Return the landmarks that a camera sees: x right, y down, hand units, at RATE frames a second.

    Args:
        rng: of sway and camera.
        script: what the hand does.
        skeleton: of the hand.
        signer: name of the person.
    """
    times = np.array(script.times)
    t = np.arange(0, times[-1], 1 / RATE)
    after = np.clip(np.searchsorted(times, t, side="right"), 1, len(times) - 1)
    u = np.clip((t - times[after - 1]) / (times[after] - times[after - 1]), 0, 1)
    u = np.where(np.array(script.ease)[after], minimum_jerk(u), u)
    position = np.array(script.positions)
    mix = u[:, None]
    wrist = position[after - 1] * (1 - mix) + position[after] * mix + sway(rng, t, (0.0, 0.01, 0.03, 0.08))
    rotation = Slerp(np.arange(len(times)), Rotation.from_matrix(np.array(script.rotations)))(after - 1 + u)
    rotation = Rotation.from_rotvec(sway(rng, t, (0.0, 0.02, 0.05))) * rotation
    joints = _joints(script.poses, after, u, skeleton)
    world = np.einsum("tab,tjb->tja", rotation.as_matrix(), joints) + wrist[:, None] - MIDDLE
    world = world @ Rotation.from_euler("xyz", rng.normal(0, CAMERA_TILT), degrees=True).as_matrix().T
    distance = rng.uniform(*DISTANCE)
    landmarks = world[..., :2] / (1 - world[..., 2:] / distance) * np.array([1.0, -1.0])
    drawn = [p for p in script.performances if legible(p, t, landmarks)]
    unclear = [(p.start, p.end + AMBIGUOUS_AFTER_S) for p in script.performances if p not in drawn]
    return LabelledTrack(signer, signer, t, landmarks, 1, tuple(drawn), (*script.ambiguous, *unclear))


def _joints(poses: Sequence[Array], after: NDArray[np.int64], u: Array, skeleton: Skeleton) -> Array:
    """Return the landmarks (n, 21, 3) of the interpolated poses, in the hand's axes."""
    table = np.array(poses)
    still = np.abs(table[after] - table[after - 1]).sum(1) < 1e-9
    joints = np.empty((len(after), 21, 3))
    known: dict[int, Array] = {}
    for i, (k, s) in enumerate(zip(after, u, strict=True)):
        if still[i]:
            if id(poses[k]) not in known:
                known[id(poses[k])] = skeleton.landmarks(poses[k])
            joints[i] = known[id(poses[k])]
        else:
            joints[i] = skeleton.landmarks(table[k - 1] * (1 - s) + table[k] * s)
    return joints


def legible(performance: Performance, t: Array, landmarks: Array) -> bool:
    """Return whether the camera sees a J or a Z at all: a hand seen edge-on may draw a line.

    Args:
        performance: what was signed.
        t: (n,) seconds.
        landmarks: (n, 21, 2) hand units, y down.
    """
    during = (t >= performance.start) & (t <= performance.end + 1 / RATE)
    if during.sum() < 4:
        return False
    x, y = landmarks[during, LITTLE_TIP if performance.letter == "J" else INDEX_TIP].T
    if performance.letter == "J":
        low = int(y.argmax())
        return bool(y[low] - y[0] > 0.6 and x[low:].max() - x[: low + 1].min() > 0.5)
    # The two turns of a Z are where the tip is farthest to one side and to the other.
    best, far = 0.0, np.maximum.accumulate(x[::-1])[::-1]
    for first in range(1, len(x) - 1):
        back = far[first] - x[first]
        last = first + int(x[first:].argmax())
        best = max(best, min(x[0] - x[first], back, x[last] - x[-1]))
    return bool(best > 0.3 and y[-1] - y[0] > 0.1)


def sway(rng: np.random.Generator, t: Array, sizes: tuple[float, ...]) -> Array:
    """Return slow random movements (n, 3) of the arm: sums of four waves of 0.2 to 1.5 Hz, one of the given sizes."""
    size = rng.choice(sizes)
    waves = rng.uniform(0.2, 1.5, (3, 4)), rng.uniform(0, 2 * np.pi, (3, 4)), rng.normal(0, size / 2, (3, 4))
    rate, phase, amount = waves
    return np.asarray((amount * np.sin(2 * np.pi * rate * t[:, None, None] + phase)).sum(-1))
