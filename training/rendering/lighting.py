"""Lamps, and the light they leave on the skin: soft shadows, light that travels under the skin, highlights.

All colours are linear RGB.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from training.rendering.raster import light, normals
from training.rendering.surface import Surface, surfaces

Array = NDArray[np.float32]
WRAP_SKY, WRAP_KEY = 0.10, 0.15
"""Wrapped diffuse light: skin does not go black where it turns away from the lamp."""
SHADOW_SIDE_SKY, SHADOW_SIDE_KEY = 80, 128
"""Side of the shadow maps, pixels."""
SHADOW_BIAS_SKY, SHADOW_BIAS_KEY = 0.045, 0.040
"""Depth tolerance of the shadow maps, hand units."""
BLEED_PASSES = (8, 4, 2)
"""Smoothing passes for red, green and blue light, a rough form of subsurface scattering: red travels farthest."""
FRESNEL_0 = 0.028
"""Reflectance of skin seen at a right angle (refractive index 1.4)."""


@dataclass(frozen=True)
class Lamps:
    """Distant lamps all around (the sky) and a group of lamps close together (the key light).

    Attributes:
        sky, key: (k, 3) unit directions towards the lamps, viewer's axes.
        sky_colours, key_colours: (k, 3) linear RGB.
    """

    sky: Array
    sky_colours: Array
    key: Array
    key_colours: Array

    @classmethod
    def studio(cls, sky: int = 20) -> "Lamps":
        """Return soft light from the upper right, for images that teach; `sky` lamps all around."""
        return cls._place(
            np.random.default_rng(5),
            sky,
            5,
            top=(1.0, 1.0, 1.03),
            bottom=(0.55, 0.52, 0.5),
            side=np.zeros(3),
            ambient=0.75,
            towards=np.array([0.55, 0.75, 0.75]),
            key_colour=np.array([1.35, 1.30, 1.24]),
            spread=0.12,
        )

    @classmethod
    def random(cls, rng: np.random.Generator, sky: int = 12, key: int = 4) -> "Lamps":
        """Draw the light of any room: window, lamp or screen from any side, warm or cold, hard or soft.

        Args:
            rng: of all choices.
            sky, key: number of lamps.
        """
        azimuth, elevation = rng.uniform(-1.9, 1.9), rng.uniform(-0.3, 1.3)
        towards = np.array(
            [
                math.sin(azimuth) * math.cos(elevation),
                math.sin(elevation),
                math.cos(azimuth) * math.cos(elevation),
            ]
        )

        def tint(spread: float) -> NDArray[np.float64]:
            out: NDArray[np.float64] = np.exp(rng.normal(0, spread, 3))
            return out

        return cls._place(
            rng,
            sky,
            key,
            top=tint(0.12) * rng.uniform(0.5, 1.3),
            bottom=tint(0.15) * rng.uniform(0.1, 0.8),
            side=rng.normal(0, 0.45) * tint(0.1),
            ambient=rng.uniform(0.35, 1.1),
            towards=towards,
            key_colour=tint(0.15) * rng.uniform(0.1, 2.2),
            spread=rng.uniform(0.03, 0.35),
        )

    @classmethod
    def _place(
        cls,
        rng: np.random.Generator,
        sky: int,
        key: int,
        *,
        top: ArrayLike,
        bottom: ArrayLike,
        side: ArrayLike,
        ambient: float,
        towards: NDArray[np.float64],
        key_colour: NDArray[np.float64],
        spread: float,
    ) -> "Lamps":
        """Place sky lamps on a Fibonacci sphere, coloured from top to bottom, and key lamps around one direction."""
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
            np.tile(key_colour.astype(np.float32) / key, (key, 1)).astype(np.float32),
        )


def shade(at: Array, albedo: Array, gloss: Array, lamps: Lamps, eye: Array, surface: Surface) -> Array:
    """Return the colour of every vertex as the camera sees it, (n, 3) linear RGB, not limited above.

    Diffuse light is gathered on the coarse surface, whose vertices come first in the fine one, because it is soft.
    Highlights follow Blinn and Phong (1977) with Schlick's approximation of the Fresnel term (1994).

    Args:
        at: (n, 3) posed vertices of `surface`, viewer's axes, hand units.
        albedo: (n, 3) linear RGB.
        gloss: (n,) strength of the highlights.
        lamps: the light.
        eye: (3,) position of the camera.
        surface: one of `surfaces()`.
    """
    coarse, fine, finer = surfaces()
    n = len(coarse.rest)
    base = at[:n]
    normal = normals(base, coarse.triangles)
    sky = light(
        base,
        normal,
        coarse.blockers,
        lamps.sky,
        lamps.sky_colours,
        SHADOW_SIDE_SKY,
        SHADOW_BIAS_SKY,
        WRAP_SKY,
        coarse.near,
    )
    key = light(
        base,
        normal,
        coarse.blockers,
        lamps.key,
        lamps.key_colours,
        SHADOW_SIDE_KEY,
        SHADOW_BIAS_KEY,
        WRAP_KEY,
        coarse.near,
    )
    diffuse = sky + key
    for channel, passes in enumerate(BLEED_PASSES):
        x = np.ascontiguousarray(diffuse[:, channel])
        for _ in range(passes):
            x = coarse.smooth @ x
        diffuse[:, channel] = x
    gathered = np.concatenate([diffuse, sky.mean(1, keepdims=True), key.mean(1, keepdims=True)], 1)
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
    fresnel = FRESNEL_0 + 0.485 * (1 - front) ** 5
    sharp = np.where(surface.nail > 0.4, 60.0, 16.0)
    glint = mirror**sharp * (sharp + 8) / 25 * FRESNEL_0 * gathered[:, 4]
    sheen = fresnel * gathered[:, 3] * 0.35 * np.clip(front * 3, 0.15, 1)
    out: Array = (gathered[:, :3] * albedo + (gloss * (glint + sheen))[:, None]).astype(np.float32)
    return out
