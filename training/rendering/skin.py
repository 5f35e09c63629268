"""Colour of skin, nails and sleeves for every vertex, linear RGB."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.rendering.colour import hsv_to_rgb, tone_colour, value_noise
from training.rendering.surface import Surface

Array = NDArray[np.float32]
POLISH_FRACTION = 1 / 12
SLEEVE_EDGE = 0.015
"""Softness of the sleeve's edge, hand units."""


@dataclass(frozen=True)
class Skin:
    """One person's skin.

    Attributes:
        tone: 0 lightest … 1 darkest.
        redness: of fingertips, knuckles and palm; 1 = usual.
        crease: depth of the creases; 1 = usual.
        polish: linear RGB of the nails, None for bare nails.
        seed: of the blotches.
    """

    tone: float = 0.30
    redness: float = 0.65
    crease: float = 0.8
    polish: tuple[float, float, float] | None = None
    seed: int = 3

    @classmethod
    def random(cls, rng: np.random.Generator) -> "Skin":
        """Draw a person: tones are spread evenly over the whole human range, one person in twelve has nail polish."""
        polish = None
        if rng.random() < POLISH_FRACTION:
            polish = tuple(np.clip(rng.random(3) ** 2, 0.01, 0.8).tolist())
        return cls(rng.random(), rng.uniform(0.2, 1.1), rng.uniform(0.5, 1.1), polish, int(rng.integers(1 << 31)))

    def albedo(self, surface: Surface) -> Array:
        """Return the albedo (n, 3) of the vertices of a surface, linear RGB."""
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
        blotches = value_noise(np.random.default_rng(self.seed), 64, 3, 6)
        i = ((surface.rest[:, 0] * 0.5 + 0.5) * 40).astype(int) % 64
        j = ((surface.rest[:, 1] * 0.3 + 0.8) * 40).astype(int) % 64
        out *= 1 + 0.05 * blotches[j, i][:, None]
        nail = base * 0.5 + np.array([0.80, 0.56, 0.52]) * 0.45 if self.polish is None else np.array(self.polish)
        cover = 0.75 * surface.nail[:, None]
        return np.asarray(np.clip(out * (1 - cover) + 1.1 * nail * cover, 0.005, 1), np.float32)


@dataclass(frozen=True)
class Sleeve:
    """A sleeve over the arm.

    Attributes:
        start: where it ends towards the hand, hand units below the wrist.
        thickness: distance of the cloth from the skin, hand units.
        colour: linear RGB.
        folds: spatial frequencies of the wrinkles along and across the arm, radians per hand unit.
        stripes: spatial frequency of stripes around the arm, radians per hand unit; 0 = none.
    """

    start: float = 0.75
    thickness: float = 0.075
    colour: tuple[float, float, float] = (0.09, 0.16, 0.30)
    folds: tuple[float, float] = (26.0, 6.0)
    stripes: float = 0.0

    @classmethod
    def random(cls, rng: np.random.Generator) -> "Sleeve":
        """Draw a sleeve: it ends anywhere between wrist and elbow, is thin or thick, and has any colour."""
        return cls(
            start=rng.uniform(0.1, 1.8),
            thickness=rng.uniform(0.05, 0.14),
            colour=tuple((hsv_to_rgb(rng.random(), rng.random() ** 2 * 0.85, rng.uniform(0.04, 0.96)) ** 2.2).tolist()),
            folds=(rng.uniform(15, 40), rng.uniform(-8, 8)),
            stripes=rng.uniform(20, 60) if rng.random() < 0.3 else 0.0,
        )

    def cover(self, surface: Surface, at: Array, normal: Array, albedo: Array) -> tuple[Array, Array, Array]:
        """Dress the arm.

        Args:
            at, normal, albedo: (n, 3) of the bare arm's vertices.

        Returns:
            Positions (n, 3) and albedo (n, 3) with the sleeve, and how much of each vertex is cloth (n,), 0–1.
        """
        rest = surface.rest
        cloth = 1 / (1 + np.exp(np.clip((rest[:, 1] + self.start) / SLEEVE_EDGE, -50, 50)))
        wrinkle = 0.15 * np.sin(rest[:, 1] * self.folds[0] + rest[:, 0] * self.folds[1] + np.sin(rest[:, 2] * 9))
        colour = np.tile(np.array(self.colour, np.float32), (len(rest), 1))
        if self.stripes:
            colour *= np.where(np.sin(rest[:, 1] * self.stripes) > 0, 1.0, 0.6)[:, None]
        grown = at + normal * (cloth * self.thickness * (1 + wrinkle))[:, None]
        mix = cloth[:, None].astype(np.float32)
        dressed: Array = albedo * (1 - mix) + colour * mix
        return grown.astype(np.float32), dressed, cloth.astype(np.float32)
