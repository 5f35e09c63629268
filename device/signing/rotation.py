"""Rotations as (3, 3) matrices: about an axis, of a view, and between two hands.

Axes of the viewer: x to the right, y up, z towards the viewer. A rotation maps the hand's axes (x thumb side,
y fingers, z out of the palm) to the viewer's.
"""

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def axis_rotation(axis: int, degrees: float) -> Array:
    """Return the rotation (3, 3) about x (0), y (1) or z (2) by an angle in degrees, counter-clockwise."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    m = np.eye(3)
    i, j = (axis + 1) % 3, (axis + 2) % 3
    m[i, i], m[j, j], m[i, j], m[j, i] = c, c, -s, s
    return m


def axis_rotations(axis: int, degrees: Array) -> Array:
    """Return rotations (…, 3, 3) about one axis by angles (…,) in degrees; see axis_rotation."""
    radians = np.radians(degrees)
    m = np.zeros((*radians.shape, 3, 3))
    i, j = (axis + 1) % 3, (axis + 2) % 3
    m[..., axis, axis] = 1
    m[..., i, i] = m[..., j, j] = np.cos(radians)
    m[..., j, i] = np.sin(radians)
    m[..., i, j] = -m[..., j, i]
    return m


def view_rotation(yaw: float, pitch: float, roll: float) -> Array:
    """Return the rotation (3, 3) of a view in degrees: yaw first, then pitch, then roll."""
    out: Array = axis_rotation(2, roll) @ axis_rotation(0, pitch) @ axis_rotation(1, yaw)
    return out


def quaternion(m: Array) -> Array:
    """Return the unit quaternion (x, y, z, w) of a rotation (3, 3), w ≥ 0 (Shepperd 1978)."""
    diagonal = np.array([m[0, 0], m[1, 1], m[2, 2], m.trace()])
    i = int(diagonal.argmax())
    q = np.zeros(4)
    if i == 3:
        q[:] = m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1], 1 + diagonal[3]
    else:
        j, k = (i + 1) % 3, (i + 2) % 3
        q[i] = 1 - diagonal[3] + 2 * m[i, i]
        q[j], q[k], q[3] = m[j, i] + m[i, j], m[k, i] + m[i, k], m[k, j] - m[j, k]
    q /= np.linalg.norm(q)
    return -q if q[3] < 0 else q


def from_quaternion(q: Array) -> Array:
    """Return the rotation (3, 3) of a unit quaternion (x, y, z, w)."""
    x, y, z, w = q
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def between(a: Array, b: Array, u: float) -> Array:
    """Interpolate two rotations (3, 3) on the shortest arc (spherical linear, Shoemake 1985): u = 0 is a, 1 is b."""
    q = quaternion(a.T @ b)
    half = math.atan2(float(np.linalg.norm(q[:3])), float(q[3]))
    if half < 1e-9:
        return a
    part = np.append(q[:3] / math.sin(half) * math.sin(u * half), math.cos(u * half))
    out: Array = a @ from_quaternion(part)
    return out
