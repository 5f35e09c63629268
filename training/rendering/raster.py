"""The innermost loops of rendering: a z-buffer rasteriser, vertex normals, and light with shadow maps. Compiled."""

import math

import numpy as np
from numpy.typing import NDArray

from training.rendering.compiled import compiled_fast

Array = NDArray[np.float32]
Ints = NDArray[np.int32]
FAR = np.float32(1e9)
"""Depth where nothing is drawn."""
EDGE_TOLERANCE = 1e-6
"""Barycentric tolerance of `draw`, so that neighbouring triangles leave no gap."""


@compiled_fast
def normals(vertices: Array, triangles: Ints) -> Array:
    """Return unit normals (n, 3) of vertices (n, 3), weighted by the areas of their triangles (t, 3)."""
    out = np.zeros_like(vertices)
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ux, uy, uz = (
            vertices[b, 0] - vertices[a, 0],
            vertices[b, 1] - vertices[a, 1],
            vertices[b, 2] - vertices[a, 2],
        )
        vx, vy, vz = (
            vertices[c, 0] - vertices[a, 0],
            vertices[c, 1] - vertices[a, 1],
            vertices[c, 2] - vertices[a, 2],
        )
        nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        for k in (a, b, c):
            out[k, 0] += nx
            out[k, 1] += ny
            out[k, 2] += nz
    for i in range(out.shape[0]):
        length = math.sqrt(out[i, 0] ** 2 + out[i, 1] ** 2 + out[i, 2] ** 2) + 1e-12
        for c in range(3):
            out[i, c] /= length
    return out


@compiled_fast
def _rasterise(
    points: Array,
    triangles: Ints,
    tolerance: float,
    z_buffer: Array,
    covering: Ints | None,
    us: Array | None,
    vs: Array | None,
) -> None:
    """Write the depth of the nearest triangle to `z_buffer` and, unless None, its number and barycentric u and v."""
    height, width = z_buffer.shape
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        x0, y0 = points[a, 0], points[a, 1]
        e1x, e1y = points[b, 0] - x0, points[b, 1] - y0
        e2x, e2y = points[c, 0] - x0, points[c, 1] - y0
        area = e1x * e2y - e2x * e1y
        if area == 0:
            continue
        left = max(0, math.ceil(min(x0, points[b, 0], points[c, 0]) - 0.5))
        right = min(width - 1, math.floor(max(x0, points[b, 0], points[c, 0]) - 0.5))
        top = max(0, math.ceil(min(y0, points[b, 1], points[c, 1]) - 0.5))
        bottom = min(height - 1, math.floor(max(y0, points[b, 1], points[c, 1]) - 0.5))
        inverse = 1.0 / area
        z0 = points[a, 2]
        dz1, dz2 = points[b, 2] - z0, points[c, 2] - z0
        for y in range(top, bottom + 1):
            py = y + 0.5 - y0
            for x in range(left, right + 1):
                px = x + 0.5 - x0
                u = (px * e2y - e2x * py) * inverse
                v = (e1x * py - px * e1y) * inverse
                if u < -tolerance or v < -tolerance or u + v > 1 + tolerance:
                    continue
                z = z0 + u * dz1 + v * dz2
                if z < z_buffer[y, x]:
                    z_buffer[y, x] = z
                    if covering is not None and us is not None and vs is not None:
                        covering[y, x] = t
                        us[y, x] = u
                        vs[y, x] = v


@compiled_fast
def light(
    vertices: Array,
    normal: Array,
    blockers: Ints,
    directions: Array,
    colours: Array,
    size: int,
    bias: float,
    wrap: float,
    counted: NDArray[np.bool_],
) -> Array:
    """Return the light (n, 3), linear RGB, that reaches each vertex from distant lamps, each with a shadow map.

    Shadow maps after Williams 1978, bilinearly filtered as in percentage-closer filtering (Reeves 1987).

    Args:
        vertices: (n, 3) hand units.
        normal: (n, 3) unit.
        blockers: (t, 3) triangles that cast shadows, in the numbers of `vertices`.
        directions: (lamps, 3) unit, towards the lamps.
        colours: (lamps, 3) linear RGB times the lamp's share of the light.
        size: side of a shadow map, pixels.
        bias: depth tolerance, hand units.
        wrap: softness of the edge between light and shade; 0 = Lambert.
        counted: (n,) vertices that the shadow maps must cover.
    """
    n = vertices.shape[0]
    out = np.zeros((n, 3), np.float32)
    points = np.zeros((n, 3), np.float32)
    z_buffer = np.zeros((size, size), np.float32)
    for lamp in range(directions.shape[0]):
        dx, dy, dz = directions[lamp, 0], directions[lamp, 1], directions[lamp, 2]
        ax, ay = (1.0, 0.0) if abs(dx) < 0.7 else (0.0, 1.0)
        ux, uy, uz = ay * dz, -ax * dz, ax * dy - ay * dx
        q = 1 / math.sqrt(ux * ux + uy * uy + uz * uz)
        ux, uy, uz = ux * q, uy * q, uz * q
        wx, wy, wz = dy * uz - dz * uy, dz * ux - dx * uz, dx * uy - dy * ux
        left = top = 1e9
        right = bottom = -1e9
        for i in range(n):
            x, y, z = vertices[i, 0], vertices[i, 1], vertices[i, 2]
            px, py = x * ux + y * uy + z * uz, x * wx + y * wy + z * wz
            points[i, 0], points[i, 1], points[i, 2] = px, py, -(x * dx + y * dy + z * dz)
            if counted[i]:
                left, right = min(left, px), max(right, px)
                top, bottom = min(top, py), max(bottom, py)
        scale = (size - 4) / max(right - left, bottom - top)
        for i in range(n):
            points[i, 0] = (points[i, 0] - left) * scale + 2
            points[i, 1] = (points[i, 1] - top) * scale + 2
        z_buffer[:] = FAR
        _rasterise(points, blockers, 0.0, z_buffer, None, None, None)
        for i in range(n):
            facing = (normal[i, 0] * dx + normal[i, 1] * dy + normal[i, 2] * dz + wrap) / (1 + wrap)
            if facing <= 0:
                continue
            fx, fy = points[i, 0] - 0.5, points[i, 1] - 0.5
            lit = 1.0
            if 0 <= fx < size - 1 and 0 <= fy < size - 1:
                x, y = int(fx), int(fy)
                gx, gy = fx - x, fy - y
                depth = points[i, 2] - bias
                lit = 0.0
                if depth <= z_buffer[y, x]:
                    lit += (1 - gx) * (1 - gy)
                if depth <= z_buffer[y, x + 1]:
                    lit += gx * (1 - gy)
                if depth <= z_buffer[y + 1, x]:
                    lit += (1 - gx) * gy
                if depth <= z_buffer[y + 1, x + 1]:
                    lit += gx * gy
            for c in range(3):
                out[i, c] += colours[lamp, c] * facing * lit
    return out


@compiled_fast
def draw(points: Array, triangles: Ints, values: Array, width: int, height: int) -> tuple[Array, Array]:
    """Fill triangles with interpolated vertex values; the nearest triangle wins.

    Args:
        points: (n, 3) pixels x, y and depth (smaller = nearer).
        triangles: (t, 3).
        values: (n, c) of the vertices.
        width, height: of the result, pixels.

    Returns:
        (height, width, c) values, 0 outside, and (height, width) depths, FAR outside.
    """
    channels = values.shape[1]
    z_buffer = np.full((height, width), FAR)
    covering = np.full((height, width), -1, np.int32)
    us = np.zeros((height, width), np.float32)
    vs = np.zeros((height, width), np.float32)
    _rasterise(points, triangles, EDGE_TOLERANCE, z_buffer, covering, us, vs)
    out = np.zeros((height, width, channels), np.float32)
    for y in range(height):
        for x in range(width):
            t = covering[y, x]
            if t < 0:
                continue
            u, v = us[y, x], vs[y, x]
            w = 1 - u - v
            for c in range(channels):
                out[y, x, c] = (
                    values[triangles[t, 0], c] * w + values[triangles[t, 1], c] * u + values[triangles[t, 2], c] * v
                )
    return out, z_buffer
