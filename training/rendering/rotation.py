"""Rotations as (3, 3) matrices: about an axis, between two hands, and from directions.

Axes of the viewer: x to the right, y up, z towards the viewer. A rotation maps the hand's axes (x thumb side,
y fingers, z out of the palm) to the viewer's.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.spatial.transform import Rotation, Slerp

from device.signing import rotation
from training.rendering.compiled import compiled

Array = NDArray[np.float64]
Vector = tuple[float, float, float]


axis_rotation = compiled(rotation.axis_rotation)
"""device.signing.rotation.axis_rotation, compiled for other compiled functions."""


def view_rotation(view: Vector) -> Array:
    """Return the rotation (3, 3) of a view (yaw, pitch, roll) in degrees; see device.signing.rotation."""
    return rotation.view_rotation(*view)


def facing(fingers: Vector, palm: Vector) -> Array:
    """Return the rotation that points the fingers one way, and the palm as nearly as possible the other.

    Args:
        fingers, palm: directions in the viewer's axes, of any length; not parallel.
    """
    y = np.asarray(fingers, float) / np.linalg.norm(fingers)
    z = np.asarray(palm, float)
    z = z - y * (z @ y)
    z /= np.linalg.norm(z)
    return np.stack([np.cross(y, z), y, z], 1)


def shortest_rotation(a: Array, b: Array) -> Array:
    """Return the rotation by the smallest angle that takes unit vector a (3,) to unit vector b (3,).

    Not defined for opposite vectors. Formula: Rodrigues, with the cosine and the axis from the dot and cross product.
    """
    v = np.cross(a, b)
    k = np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])
    out: Array = np.eye(3) + k + k @ k / (1 + a @ b)
    return out


def interpolate_rotation(a: Array, b: Array, u: float) -> Array:
    """Interpolate two rotations on the shortest arc (spherical linear interpolation, Shoemake 1985).

    Args:
        a, b: (3, 3) rotations.
        u: 0 = a … 1 = b.
    """
    out: Array = Slerp([0, 1], Rotation.from_matrix(np.stack([a, b])))(u).as_matrix()
    return out


def interpolate_rotations(at: Array, rotations: Array, u: Array) -> Array:
    """Interpolate a row of rotations, spherical linear between neighbours.

    Args:
        at: (k,) increasing positions of the rotations.
        rotations: (k, 3, 3).
        u: (n,) positions from at[0] to at[-1].

    Returns:
        (n, 3, 3).
    """
    out: Array = Slerp(at, Rotation.from_matrix(rotations))(u).as_matrix()
    return out


def smooth_rotations(rotations: Array) -> Array:
    """Round the corners of a row of rotations (n, 3, 3); the first and the last stay.

    The matrices are averaged with a Gaussian and each mean is replaced by the nearest orthogonal matrix (SVD).
    """
    soft = gaussian_filter1d(rotations, 1.5, axis=0, mode="nearest")
    soft[0], soft[-1] = rotations[0], rotations[-1]
    u, _, v = np.linalg.svd(soft)
    out: Array = u @ v
    return out
