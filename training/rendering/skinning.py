"""The surface in a pose: 70 % dual-quaternion skinning, which keeps volume, and 30 % linear, which avoids bulges.

Dual-quaternion skinning after Kavan, Collins, Žára and O'Sullivan, "Skinning with dual quaternions" (2007). The matrix
is converted to a quaternion as in Shepperd 1978.
"""

import math

import numpy as np
from numpy.typing import NDArray

from device.signing.skeleton import PARENT
from training.rendering.compiled import compiled, compiled_fast
from training.rendering.person import Arm

Array = NDArray[np.float64]
DUAL_WEIGHT = 0.7


def pose_surface(arm: Arm, pose: Array) -> Array:
    """Return the arm's surface in a pose (degrees), float64 (n, 3), hand units and rest axes."""
    rotation, translation = arm.skeleton.bones(pose)
    return _skin(arm.vertices, arm.weights, rotation, translation)


@compiled
def _quaternion(m: Array) -> Array:
    """Return the unit quaternion (w, x, y, z) of a rotation (3, 3)."""
    q = np.zeros(4)
    trace = m[0, 0] + m[1, 1] + m[2, 2]
    if trace > 0:
        s = math.sqrt(trace + 1) * 2
        q[0] = 0.25 * s
        q[1], q[2], q[3] = (m[2, 1] - m[1, 2]) / s, (m[0, 2] - m[2, 0]) / s, (m[1, 0] - m[0, 1]) / s
        return q
    i = 0
    for a in range(1, 3):
        if m[a, a] > m[i, i]:
            i = a
    j, k = (i + 1) % 3, (i + 2) % 3
    s = math.sqrt(max(1e-12, m[i, i] - m[j, j] - m[k, k] + 1)) * 2
    q[0] = (m[k, j] - m[j, k]) / s
    q[1 + i] = 0.25 * s
    q[1 + j] = (m[j, i] + m[i, j]) / s
    q[1 + k] = (m[k, i] + m[i, k]) / s
    return q


@compiled_fast
def _skin(vertices: Array, weights: Array, rotation: Array, translation: Array) -> Array:
    """Move vertices (n, 3) with their bones; weights (n, bones), rotation (bones, 3, 3), translation (bones, 3)."""
    count = rotation.shape[0]
    real = np.zeros((count, 4))
    dual = np.zeros((count, 4))
    for b in range(count):
        q = _quaternion(rotation[b])
        t = translation[b]
        real[b] = q
        dual[b, 0] = -0.5 * (t[0] * q[1] + t[1] * q[2] + t[2] * q[3])
        dual[b, 1] = 0.5 * (t[0] * q[0] + t[1] * q[3] - t[2] * q[2])
        dual[b, 2] = 0.5 * (t[1] * q[0] + t[2] * q[1] - t[0] * q[3])
        dual[b, 3] = 0.5 * (t[2] * q[0] + t[0] * q[2] - t[1] * q[1])
    # q and -q are the same rotation. Each bone takes its parent's sign; otherwise blending would turn the long way.
    for b in (1, 0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21):
        p = PARENT[b]
        if (real[b] * real[p]).sum() < 0:
            real[b] *= -1
            dual[b] *= -1
    out = np.zeros(vertices.shape)
    q = np.zeros(4)
    d = np.zeros(4)
    for v in range(vertices.shape[0]):
        x, y, z = vertices[v, 0], vertices[v, 1], vertices[v, 2]
        q[:] = 0
        d[:] = 0
        lx = ly = lz = 0.0
        for b in range(count):
            w = weights[v, b]
            if w == 0:
                continue
            for c in range(4):
                q[c] += w * real[b, c]
                d[c] += w * dual[b, c]
            m = rotation[b]
            lx += w * (m[0, 0] * x + m[0, 1] * y + m[0, 2] * z + translation[b, 0])
            ly += w * (m[1, 0] * x + m[1, 1] * y + m[1, 2] * z + translation[b, 1])
            lz += w * (m[2, 0] * x + m[2, 1] * y + m[2, 2] * z + translation[b, 2])
        n = 1 / math.sqrt(q[0] ** 2 + q[1] ** 2 + q[2] ** 2 + q[3] ** 2)
        q *= n
        d *= n
        ax = q[2] * z - q[3] * y + q[0] * x
        ay = q[3] * x - q[1] * z + q[0] * y
        az = q[1] * y - q[2] * x + q[0] * z
        dx = x + 2 * (q[2] * az - q[3] * ay) + 2 * (q[0] * d[1] - d[0] * q[1] + q[2] * d[3] - q[3] * d[2])
        dy = y + 2 * (q[3] * ax - q[1] * az) + 2 * (q[0] * d[2] - d[0] * q[2] + q[3] * d[1] - q[1] * d[3])
        dz = z + 2 * (q[1] * ay - q[2] * ax) + 2 * (q[0] * d[3] - d[0] * q[3] + q[1] * d[2] - q[2] * d[1])
        out[v, 0] = DUAL_WEIGHT * dx + (1 - DUAL_WEIGHT) * lx
        out[v, 1] = DUAL_WEIGHT * dy + (1 - DUAL_WEIGHT) * ly
        out[v, 2] = DUAL_WEIGHT * dz + (1 - DUAL_WEIGHT) * lz
    return out
