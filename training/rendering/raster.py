"""The innermost loops: a z-buffer rasteriser, vertex normals and shadowed light, compiled by numba."""

import math

import numba as nb
import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]


@nb.njit(cache=True, fastmath=True)
def normals(vertices, triangles):  # noqa: ANN001, ANN201
    """(n, 3) unit normals, area-weighted."""
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


@nb.njit(cache=True, fastmath=True)
def _depth(points, triangles, z_buffer):  # noqa: ANN001, ANN202
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
                if u < 0 or v < 0 or u + v > 1:
                    continue
                z = z0 + u * dz1 + v * dz2
                if z < z_buffer[y, x]:
                    z_buffer[y, x] = z


@nb.njit(cache=True, fastmath=True)
def light(vertices, normal, blockers, directions, colours, size, bias, wrap, counted):  # noqa: ANN001, ANN201
    """Light that reaches each vertex from far lamps, each with its own shadow map.

    Args:
        vertices, normal: (n, 3).
        blockers: (t, 3) triangles that cast shadows, in the numbers of `vertices`.
        directions, colours: (lamps, 3) towards the lamp; its colour times its share.
        size: side of a shadow map in pixels; bias: depth tolerance; wrap: softness of the terminator.
        counted: (n,) bool, vertices the shadow map must cover.
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
        z_buffer[:] = 1e9
        _depth(points, blockers, z_buffer)
        for i in range(n):
            facing = (normal[i, 0] * dx + normal[i, 1] * dy + normal[i, 2] * dz + wrap) / (1 + wrap)
            if facing <= 0:
                continue
            fx, fy = points[i, 0] - 0.5, points[i, 1] - 0.5
            seen = 1.0
            if 0 <= fx < size - 1 and 0 <= fy < size - 1:
                x, y = int(fx), int(fy)
                gx, gy = fx - x, fy - y
                reach = points[i, 2] - bias
                seen = 0.0
                if reach <= z_buffer[y, x]:
                    seen += (1 - gx) * (1 - gy)
                if reach <= z_buffer[y, x + 1]:
                    seen += gx * (1 - gy)
                if reach <= z_buffer[y + 1, x]:
                    seen += (1 - gx) * gy
                if reach <= z_buffer[y + 1, x + 1]:
                    seen += gx * gy
            for c in range(3):
                out[i, c] += colours[lamp, c] * facing * seen
    return out


@nb.njit(cache=True, fastmath=True)
def draw(points, triangles, values, width, height):  # noqa: ANN001, ANN201
    """Fill triangles with interpolated vertex values, nearest in front.

    Args:
        points: (n, 3) pixels x, y and depth (smaller = nearer).
        values: (n, c).

    Returns:
        float32 (height, width, c) and float32 depth (height, width), 1e9 where nothing is.
    """
    channels = values.shape[1]
    z_buffer = np.full((height, width), np.float32(1e9))
    triangle = np.full((height, width), -1, np.int32)
    us = np.zeros((height, width), np.float32)
    vs = np.zeros((height, width), np.float32)
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
                if u < -1e-6 or v < -1e-6 or u + v > 1 + 1e-6:
                    continue
                z = z0 + u * dz1 + v * dz2
                if z < z_buffer[y, x]:
                    z_buffer[y, x] = z
                    triangle[y, x] = t
                    us[y, x] = u
                    vs[y, x] = v
    out = np.zeros((height, width, channels), np.float32)
    for y in range(height):
        for x in range(width):
            t = triangle[y, x]
            if t < 0:
                continue
            u, v = us[y, x], vs[y, x]
            w = 1 - u - v
            for c in range(channels):
                out[y, x, c] = (
                    values[triangles[t, 0], c] * w + values[triangles[t, 1], c] * u + values[triangles[t, 2], c] * v
                )
    return out, z_buffer
