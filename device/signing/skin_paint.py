"""The colours of a drawn hand: back, palm and nails, from light to shade."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]
LEVELS, TONES = 256, 16
MAX_SHADE, GAMMA = 1.25, 0.75
"""Brightest shade, and the exponent from shade to sRGB."""
SKINS = {
    "light": ((0.97, 0.81, 0.69), (0.98, 0.84, 0.74)),
    "medium": ((0.76, 0.54, 0.37), (0.83, 0.63, 0.48)),
    "dark": ((0.40, 0.26, 0.18), (0.60, 0.43, 0.34)),
}
"""Skin → sRGB of its back and of its palm, 0–1."""
NAIL = np.array([0.90, 0.72, 0.68])


@dataclass(frozen=True)
class SkinPaint:
    """Colours one hand.

    Attributes:
        skin: "light", "medium" or "dark", or a tone from 0 (lightest) to 1 (darkest).
    """

    skin: str | float = "medium"

    def coloured(self, planes: Floats) -> Pixels:
        """Return the colours (h, w, 4) of planes of shade, depth, paint and coverage."""
        rgba = np.zeros((*planes.shape[1:], 4), np.uint8)
        inside = np.flatnonzero(planes[3] > 0)
        shade, _, paint, alpha = planes.reshape(4, -1)[:, inside]
        level = np.minimum(shade * ((LEVELS - 1) / MAX_SHADE), LEVELS - 1).astype(np.intp)
        tone = (np.maximum(paint, 0) * (TONES - 1) + 0.5).astype(np.intp)
        colour = self._table[tone * LEVELS + level]
        colour[:, 3] = alpha * 255
        polished = np.flatnonzero(paint < -0.2)
        cover = -0.6 * paint[polished, None]
        bright = np.clip(self._nail * shade[polished, None] ** GAMMA, 0, 255)
        colour[polished, :3] = colour[polished, :3] * (1 - cover) + bright * cover
        rgba.reshape(-1, 4)[inside] = colour
        return rgba

    @cached_property
    def _table(self) -> Pixels:
        """Colour of each tone between back and palm at each shade, uint8 (TONES × LEVELS, 4)."""
        back, palm = skin_colours(self.skin)
        curve = np.linspace(0, MAX_SHADE, LEVELS)[:, None] ** GAMMA * 1.12
        out = np.full((TONES, LEVELS, 4), 255, np.uint8)
        for i in range(TONES):
            out[i, :, :3] = np.clip((back + (palm - back) * i / (TONES - 1)) * curve, 0, 1) * 255
        return out.reshape(-1, 4)

    @cached_property
    def _nail(self) -> Array:
        out: Array = NAIL * (0.35 + 0.65 * skin_colours(self.skin)[0]) * 1.1 * 255
        return out


def skin_colours(skin: str | float) -> tuple[Array, Array]:
    """Return the sRGB (3,) of back and palm, 0–1; tones between the three named skins are mixed."""
    if isinstance(skin, str):
        back, palm = np.array(SKINS[skin])
        return back, palm
    at = float(np.clip(skin, 0, 1)) * (len(SKINS) - 1)
    i = min(int(at), len(SKINS) - 2)
    light, dark = (np.array(SKINS[name]) for name in list(SKINS)[i : i + 2])
    back, palm = light + (dark - light) * (at - i)
    return back, palm
