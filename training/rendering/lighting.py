"""Lamps, and the light they leave on the skin: soft shadows, light bleeding through flesh, gloss."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.rendering.raster import light, normals
from training.rendering.surface import Surface, surfaces

Array = NDArray[np.float32]
WRAP_SKY, WRAP_KEY = 0.10, 0.15
"""Skin does not go black at the terminator."""
BLEED = (8, 4, 2)
"""Smoothing passes for red, green and blue light: red travels farthest under the skin."""


@dataclass(frozen=True)
class Lamps:
    """Attributes: directions (k, 3) unit, colours (k, 3), for the sky all round and for the key lamp."""

    sky: Array
    sky_colours: Array
    key: Array
    key_colours: Array

    @classmethod
    def studio(cls, sky: int = 20) -> "Lamps":
        """Soft light from the upper right, for pictures that teach."""
        return cls._made(
            np.random.default_rng(5),
            sky,
            5,
            (1.0, 1.0, 1.03),
            (0.55, 0.52, 0.5),
            np.zeros(3),
            0.75,
            np.array([0.55, 0.75, 0.75]),
            np.array([1.35, 1.30, 1.24]),
            0.12,
        )

    @classmethod
    def random(cls, rng: np.random.Generator, sky: int = 12, key: int = 4) -> "Lamps":
        """Any room: window, lamp or screen from any side, warm or cold, hard or soft."""
        azimuth, elevation = rng.uniform(-1.9, 1.9), rng.uniform(-0.3, 1.3)
        towards = np.array(
            [
                math.sin(azimuth) * math.cos(elevation),
                math.sin(elevation),
                math.cos(azimuth) * math.cos(elevation),
            ]
        )

        def tint(spread: float) -> NDArray:
            return np.exp(rng.normal(0, spread, 3))

        return cls._made(
            rng,
            sky,
            key,
            tint(0.12) * rng.uniform(0.5, 1.3),
            tint(0.15) * rng.uniform(0.1, 0.8),
            rng.normal(0, 0.45) * tint(0.1),
            rng.uniform(0.35, 1.1),
            towards,
            tint(0.15) * rng.uniform(0.1, 2.2),
            rng.uniform(0.03, 0.35),
        )

    @classmethod
    def _made(  # noqa: ANN206
        cls,
        rng,  # noqa: ANN001
        sky,  # noqa: ANN001
        key,  # noqa: ANN001
        top,  # noqa: ANN001
        bottom,  # noqa: ANN001
        side,  # noqa: ANN001
        ambient,  # noqa: ANN001
        towards,  # noqa: ANN001
        key_colour,  # noqa: ANN001
        spread,  # noqa: ANN001
    ):
        i = np.arange(sky) + 0.5
        polar, around = np.arccos(1 - 2 * i / sky), math.pi * (1 + 5**0.5) * i + rng.uniform(0, 2 * math.pi)
        d = np.stack([np.cos(around) * np.sin(polar), np.cos(polar), np.sin(around) * np.sin(polar)], 1)
        up = d[:, 1:2] * 0.5 + 0.5
        colours = np.array(top) * up + np.array(bottom) * (1 - up) + np.array(side) * d[:, :1] * 0.5
        towards = towards / np.linalg.norm(towards)
        keys = towards + rng.normal(0, spread, (key, 3))
        keys /= np.linalg.norm(keys, axis=1, keepdims=True)
        return cls(
            d.astype(np.float32),
            (np.clip(colours, 0, 9) * ambient * 2 / sky).astype(np.float32),
            keys.astype(np.float32),
            np.tile(np.float32(key_colour) / key, (key, 1)).astype(np.float32),
        )


def shade(at: Array, albedo: Array, gloss: Array, lamps: Lamps, eye: Array, surface: Surface) -> Array:
    """Colour of every vertex as the eye sees it, float32 (n, 3), linear, unbounded above.

    Args:
        at: (n, 3) posed vertices of `surface`, viewer's axes; gloss: (n,); eye: (3,).
    """
    coarse, fine, finer = surfaces()
    n = len(coarse.rest)
    # Light is soft: it is gathered on the coarse surface, whose vertices come first in the fine one.
    base = at[:n]
    normal = normals(base, coarse.triangles)
    sky = light(base, normal, coarse.blockers, lamps.sky, lamps.sky_colours, 80, 0.045, WRAP_SKY, coarse.near)
    key = light(base, normal, coarse.blockers, lamps.key, lamps.key_colours, 128, 0.040, WRAP_KEY, coarse.near)
    spread = sky + key
    for channel, passes in enumerate(BLEED):
        x = np.ascontiguousarray(spread[:, channel])
        for _ in range(passes):
            x = coarse.smooth @ x
        spread[:, channel] = x
    gathered = np.concatenate([spread, sky.mean(1, keepdims=True), key.mean(1, keepdims=True)], 1)
    if surface is fine:
        gathered = finer @ gathered
        normal = normals(at, fine.triangles)
    view = eye - at
    view /= np.linalg.norm(view, axis=1, keepdims=True)
    towards = lamps.key.mean(0)
    half = view + towards / np.linalg.norm(towards)
    half /= np.linalg.norm(half, axis=1, keepdims=True)
    mirror = np.clip((normal * half).sum(1), 0, 1)
    front = np.clip((normal * view).sum(1), 0, 1)
    fresnel = 0.028 + 0.485 * (1 - front) ** 5
    sharp = np.where(surface.nail > 0.4, 60.0, 16.0)
    glint = mirror**sharp * (sharp + 8) / 25 * 0.028 * gathered[:, 4]
    sheen = fresnel * gathered[:, 3] * 0.35 * np.clip(front * 3, 0.15, 1)
    return (gathered[:, :3] * albedo + (gloss * (glint + sheen))[:, None]).astype(np.float32)
