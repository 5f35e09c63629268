"""From where the drawn hand is seen, and how its points become pixels."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.signing.rotation import view_rotation

PIVOT = np.array([0.0, 0.9, 0.0])
"""The point of the hand (near the middle knuckle) that stays in place when the hand turns, hand units."""
DISTANCE = 9.0
"""Camera to hand, hand units."""


@dataclass(frozen=True)
class Viewpoint:
    """From where the hand is seen, and how large.

    Attributes:
        width, height: of the picture, pixels.
        unit: pixels per hand unit; 0 = three hand units fit into the shorter side.
        yaw, pitch: degrees by which the camera moves around the hand to its right and up; yaw 180 is the signer's view.
        centre: where the middle of the signing space appears, fractions of width and height.
    """

    width: int = 320
    height: int = 320
    unit: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    centre: tuple[float, float] = (0.5, 0.5)

    @property
    def scale(self) -> float:
        """Pixels per hand unit."""
        return self.unit or min(self.width, self.height) / 3.0

    def rotation(self) -> NDArray[np.float64]:
        """Return the rotation (3, 3) from the axes of the viewer opposite to those of this camera."""
        return view_rotation(-self.yaw, self.pitch, 0.0)

    def project(self, points: NDArray[Any]) -> NDArray[np.float32]:
        """Project points (n, 3) of the camera's axes to x, y in pixels and depth in hand units, float32 (n, 3)."""
        depth = DISTANCE - points[:, 2]
        scale = self.scale * DISTANCE / depth
        x = self.centre[0] * self.width + points[:, 0] * scale
        y = self.centre[1] * self.height - points[:, 1] * scale
        return np.asarray(np.stack([x, y, depth], 1), np.float32)
