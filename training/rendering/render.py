"""Render a posed arm as a camera sees it: a layer of colour and coverage, with its landmarks."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from training.rendering.lighting import Lamps, shade
from training.rendering.person import Arm
from training.rendering.raster import draw, normals
from training.rendering.skin import Sleeve
from training.rendering.skinning import pose_surface
from training.rendering.surface import Surface

Array = NDArray[np.float32]
HAND_BELOW = 0.12
"""The mask's hand ends this far below the wrist, hand units; what follows is arm."""


@dataclass(frozen=True)
class Camera:
    """A pinhole camera that looks along -z at the origin, where the hand is.

    Attributes:
        width, height: pixels.
        distance: from camera to origin, hand units (a webcam at arm's length: about 6).
        focal: focal length, pixels.
        cx, cy: where the origin appears, pixels.
    """

    width: int
    height: int
    distance: float
    focal: float
    cx: float
    cy: float

    def project(self, points: NDArray[Any]) -> Array:
        """Project points (n, 3) in hand units to x (right) and y (down) in pixels and depth in hand units, (n, 3)."""
        depth = self.distance - points[:, 2]
        scale = self.focal / depth
        x, y = self.cx + points[:, 0] * scale, self.cy - points[:, 1] * scale
        return np.asarray(np.stack([x, y, depth], 1), np.float32)


@dataclass(frozen=True)
class Subject:
    """An arm in a pose, dressed and turned.

    Attributes:
        arm: its shape.
        pose: degrees, see kinematics.PARAMETERS.
        rotation: (3, 3) to the viewer's axes.
        albedo: (n, 3) of the vertices of `surface`, linear RGB.
        surface: level of detail.
        sleeve: None for a bare arm.
        shift: of the pivot from the origin, hand units.
        pivot: (3,) point that the rotation leaves in place, hand units; None: the mean of the landmarks.
        gloss: strength of highlights; 1 = skin in daylight.
    """

    arm: Arm
    pose: NDArray[np.float64]
    rotation: NDArray[np.float64]
    albedo: Array
    surface: Surface
    sleeve: Sleeve | None = None
    shift: tuple[float, ...] = (0.0, 0.0, 0.0)
    pivot: NDArray[np.float64] | None = None
    gloss: float = 0.8

    def to_viewer(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Convert points (n, 3) from rest axes to the viewer's axes, hand units."""
        pivot = self._landmarks_at_rest().mean(0) if self.pivot is None else self.pivot
        out: NDArray[np.float64] = (points - pivot) @ self.rotation.T + np.array(self.shift)
        return out

    def _landmarks_at_rest(self) -> NDArray[np.float64]:
        return self.arm.skeleton.landmarks(self.pose)

    def landmarks(self) -> NDArray[np.float64]:
        """Return the landmarks (21, 3) in the viewer's axes, hand units."""
        return self.to_viewer(self._landmarks_at_rest())


@dataclass(frozen=True)
class Layer:
    """A rendered arm, to be laid over a background.

    Attributes:
        colour: (h, w, 3) linear RGB, multiplied by `alpha`.
        alpha: (h, w) coverage, 0–1.
        hand: (h, w) coverage of the hand without the arm, 0–1.
        landmarks: (21, 3) x and y in pixels; z in pixels from the wrist, growing away from the camera.
    """

    colour: Array
    alpha: Array
    hand: Array
    landmarks: Array


def render(subject: Subject, camera: Camera, lamps: Lamps, supersample: int = 2) -> Layer:
    """Render the subject.

    Args:
        subject: what.
        camera: from where.
        lamps: in which light.
        supersample: edges are averaged over supersample² points of a pixel.
    """
    surface = subject.surface
    at = subject.to_viewer(surface.refine @ pose_surface(subject.arm, subject.pose)).astype(np.float32)
    albedo = subject.albedo
    gloss = np.full(len(at), subject.gloss, np.float32)
    if subject.sleeve is not None:
        at, albedo, cloth = subject.sleeve.cover(surface, at, normals(at, surface.triangles), albedo)
        gloss *= 1 - 0.9 * cloth
    eye = np.array([0, 0, camera.distance], np.float32)
    colour = shade(at, albedo, gloss, lamps, eye, surface)
    in_hand = (surface.rest[:, 1] > -HAND_BELOW).astype(np.float32)
    values = np.concatenate([colour, np.ones((len(at), 1), np.float32), in_hand[:, None]], 1)
    points = camera.project(at)
    low = np.floor(np.maximum(points[:, :2].min(0), 0)).astype(int)
    high = np.ceil(np.minimum(points[:, :2].max(0), [camera.width, camera.height])).astype(int)
    full = np.zeros((camera.height, camera.width, 5), np.float32)
    if (high > low).all():
        points[:, :2] = (points[:, :2] - low) * supersample
        width, height = (high - low).tolist()
        image, _ = draw(points, surface.triangles, values, width * supersample, height * supersample)
        small = cv2.resize(image[..., :4], (width, height), interpolation=cv2.INTER_AREA)
        part = cv2.resize(image[..., 4], (width, height), interpolation=cv2.INTER_AREA)
        full[low[1] : high[1], low[0] : high[0], :4] = small
        full[low[1] : high[1], low[0] : high[0], 4] = part
    landmarks = camera.project(subject.landmarks())
    landmarks[:, 2] = (landmarks[:, 2] - landmarks[0, 2]) * camera.focal / camera.distance
    return Layer(full[..., :3], full[..., 3], full[..., 4], landmarks)


def fit_camera(
    subject: Subject, width: int, height: int, distance: float, side: float, centre: tuple[float, float]
) -> Camera:
    """Return the camera that shows the subject's landmark box at a given size and place.

    Args:
        subject: what is shown.
        width, height: of the image, pixels.
        distance: from camera to hand, hand units.
        side: longer side of the landmark box, pixels.
        centre: of the landmark box, pixels.
    """
    unit = Camera(width, height, distance, 1.0, 0.0, 0.0)
    landmarks = unit.project(subject.landmarks())[:, :2]
    low, high = landmarks.min(0), landmarks.max(0)
    focal = side / (high - low).max()
    middle = (low + high) / 2 * focal
    return Camera(width, height, distance, focal, centre[0] - middle[0], centre[1] - middle[1])
