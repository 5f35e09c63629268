"""Colour of skin, nails and sleeves, per vertex, linear light."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.rendering.surface import Surface

Array = NDArray[np.float32]
TONES = (
    np.array(
        [
            (255, 226, 205),
            (246, 208, 182),
            (236, 188, 152),
            (214, 160, 118),
            (178, 122, 84),
            (133, 86, 58),
            (92, 58, 40),
            (62, 40, 30),
        ],
        float,
    )
    / 255
)
"""Skin from the lightest to the darkest, sRGB: the range of common skin-tone scales, picked by us."""


def tone_colour(tone: float) -> NDArray[np.float64]:
    """Linear RGB of a tone in 0 (lightest) … 1 (darkest)."""
    x = np.clip(tone, 0, 1) * (len(TONES) - 1)
    return np.array([np.interp(x, range(len(TONES)), TONES[:, c]) for c in range(3)]) ** 2.2


@dataclass(frozen=True)
class Skin:
    """Attributes: tone 0–1; redness and crease strength around 1; polish: linear RGB of the nails or None."""

    tone: float = 0.30
    redness: float = 0.65
    crease: float = 0.8
    polish: tuple[float, float, float] | None = None
    seed: int = 3

    @classmethod
    def random(cls, rng: np.random.Generator) -> "Skin":
        """Tones spread evenly over the whole human range; one in twelve wears nail polish."""
        polish = None
        if rng.random() < 1 / 12:
            polish = tuple(np.clip(rng.random(3) ** 2, 0.01, 0.8).tolist())
        return cls(rng.random(), rng.uniform(0.2, 1.1), rng.uniform(0.5, 1.1), polish, int(rng.integers(1 << 31)))

    def albedo(self, surface: Surface) -> Array:
        """float32 (n, 3)."""
        base = tone_colour(self.tone)
        dark = float(np.clip((self.tone - 0.35) / 0.5, 0, 1))
        out = np.tile(base, (len(surface.rest), 1))
        # Palms of dark hands are lighter and redder than their backs.
        palm = base * (1 - 0.55 * dark) + np.array([0.50, 0.28, 0.20]) * 0.55 * dark
        out += surface.palm[:, None] * (palm - out)
        red = np.clip(0.35 * surface.tip + 0.25 * surface.knuckle + 0.2 * surface.palm, 0, 1) * self.redness
        out *= 1 - red[:, None] * np.array([-0.04, 0.22, 0.20])
        out *= (1 - 0.45 * self.crease * surface.crease)[:, None]
        out *= (1 - 0.25 * dark * surface.knuckle)[:, None]
        blotches = cloud(np.random.default_rng(self.seed), 64, 3, 6)
        i = ((surface.rest[:, 0] * 0.5 + 0.5) * 40).astype(int) % 64
        j = ((surface.rest[:, 1] * 0.3 + 0.8) * 40).astype(int) % 64
        out *= 1 + 0.05 * blotches[j, i][:, None]
        nail = base * 0.5 + np.array([0.80, 0.56, 0.52]) * 0.45 if self.polish is None else np.array(self.polish)
        cover = 0.75 * surface.nail[:, None]
        out = out * (1 - cover) + 1.1 * nail * cover
        return np.clip(out, 0.005, 1).astype(np.float32)


@dataclass(frozen=True)
class Sleeve:
    """Attributes: start: where on the arm, hand units below the wrist; thickness; colour linear RGB; stripes."""

    start: float = 0.75
    thickness: float = 0.075
    colour: tuple[float, float, float] = (0.09, 0.16, 0.30)
    folds: tuple[float, float] = (26.0, 6.0)
    stripes: float = 0.0

    @classmethod
    def random(cls, rng: np.random.Generator) -> "Sleeve":
        """From the knuckles of the wrist to the elbow, thin or thick, any colour."""
        return cls(
            start=rng.uniform(0.1, 1.8),
            thickness=rng.uniform(0.05, 0.14),
            colour=tuple((hsv(rng.random(), rng.random() ** 2 * 0.85, rng.uniform(0.04, 0.96)) ** 2.2).tolist()),
            folds=(rng.uniform(15, 40), rng.uniform(-8, 8)),
            stripes=rng.uniform(20, 60) if rng.random() < 0.3 else 0.0,
        )

    def cover(self, surface: Surface, at: Array, normal: Array, albedo: Array) -> tuple[Array, Array, Array]:
        """Surface, colour and the cloth's share (n,) of each vertex with the sleeve on."""
        rest = surface.rest
        cloth = 1 / (1 + np.exp(np.clip((rest[:, 1] + self.start) / 0.015, -50, 50)))
        wrinkle = 0.15 * np.sin(rest[:, 1] * self.folds[0] + rest[:, 0] * self.folds[1] + np.sin(rest[:, 2] * 9))
        colour = np.tile(np.array(self.colour, np.float32), (len(rest), 1))
        if self.stripes:
            colour *= (0.6 + 0.4 * (np.sin(rest[:, 1] * self.stripes) > 0))[:, None]
        grown = at + normal * (cloth * self.thickness * (1 + wrinkle))[:, None]
        share = cloth[:, None].astype(np.float32)
        return grown.astype(np.float32), albedo * (1 - share) + colour * share, cloth.astype(np.float32)


def cloud(rng: np.random.Generator, size: int, octaves: int, base: int) -> Array:
    """(size, size) smooth noise with about unit variance."""
    out = np.zeros((size, size), np.float32)
    for k in range(octaves):
        cells = base * 2**k
        noise = rng.standard_normal((cells, cells)).astype(np.float32)
        out += 0.55**k * cv2.resize(noise, (size, size), interpolation=cv2.INTER_LINEAR)
    return out / 1.3


def hsv(hue: float, saturation: float, value: float) -> NDArray[np.float64]:
    """sRGB (3,) 0–1 of hue, saturation and value in 0–1."""
    k = (np.array([5.0, 3.0, 1.0]) + hue * 6) % 6
    return value - value * saturation * np.clip(np.minimum(k, 4 - k), 0, 1)
