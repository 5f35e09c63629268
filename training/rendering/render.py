"""A posed arm in front of a camera → a layer of colour, coverage and truth."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.rendering.lighting import Lamps, shade
from training.rendering.person import Arm
from training.rendering.raster import draw, normals
from training.rendering.skin import Skin, Sleeve
from training.rendering.skinning import pose_surface
from training.rendering.surface import Surface, surfaces

Array = NDArray[np.float32]
HAND_BELOW = 0.12
"""The mask's hand ends this far below the wrist, hand units; the rest is arm."""


@dataclass(frozen=True)
class Camera:
    """Looks along -z at the origin, where the hand is.

    Attributes:
        width, height: pixels. distance: eye to origin, hand units (a webcam at arm's length: about 6).
        focal: pixels. cx, cy: where the origin appears, pixels.
    """

    width: int
    height: int
    distance: float
    focal: float
    cx: float
    cy: float

    def project(self, points: NDArray) -> Array:
        """(n, 3) hand units → pixels x (right), y (down) and depth in hand units."""
        depth = self.distance - points[:, 2]
        scale = self.focal / depth
        return np.stack([self.cx + points[:, 0] * scale, self.cy - points[:, 1] * scale, depth], 1).astype(np.float32)


@dataclass(frozen=True)
class Subject:
    """An arm in a pose, dressed and turned; `shift` moves its middle knuckles' neighbourhood from the origin."""

    arm: Arm
    pose: NDArray[np.float64]
    rotation: NDArray[np.float64]
    albedo: Array
    surface: Surface
    sleeve: Sleeve | None = None
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)
    pivot: NDArray[np.float64] | None = None
    gloss: float = 0.8

    def place(self, points: NDArray) -> NDArray:
        """Rest axes → viewer's axes."""
        pivot = self.landmarks_rest().mean(0) if self.pivot is None else self.pivot
        return (points - pivot) @ self.rotation.T + np.array(self.shift)

    def landmarks_rest(self) -> NDArray[np.float64]:
        """(21, 3) in the hand's axes."""
        return self.arm.skeleton.landmarks(self.pose)

    def landmarks(self) -> NDArray[np.float64]:
        """(21, 3) in the viewer's axes, hand units."""
        return self.place(self.landmarks_rest())


@dataclass(frozen=True)
class Layer:
    """What the camera saw of the arm.

    Attributes:
        colour: float32 (h, w, 3) linear RGB, premultiplied by `alpha`.
        alpha: float32 (h, w). hand: float32 (h, w), coverage of the hand without the arm.
        landmarks: float32 (21, 3): pixels x, y; z in pixels towards the back, from the wrist.
    """

    colour: Array
    alpha: Array
    hand: Array
    landmarks: Array


def render(subject: Subject, camera: Camera, lamps: Lamps, supersample: int = 2) -> Layer:
    """Render the subject; edges are averaged over supersample² points."""
    surface = subject.surface
    at = subject.place(surface.refine @ pose_surface(subject.arm, subject.pose)).astype(np.float32)
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
    marks = camera.project(subject.landmarks())
    marks[:, 2] = (marks[:, 2] - marks[0, 2]) * camera.focal / camera.distance
    return Layer(full[..., :3], full[..., 3], full[..., 4], marks)


def fit_camera(
    subject: Subject, width: int, height: int, distance: float, side: float, centre: tuple[float, float]
) -> Camera:
    """The camera that shows the landmarks' box `side` pixels long (its longer side), centred at `centre`."""
    unit = Camera(width, height, distance, 1.0, 0.0, 0.0)
    marks = unit.project(subject.landmarks())[:, :2]
    low, high = marks.min(0), marks.max(0)
    focal = side / (high - low).max()
    middle = (low + high) / 2 * focal
    return Camera(width, height, distance, focal, centre[0] - middle[0], centre[1] - middle[1])


def dressed(
    arm: Arm,
    pose: NDArray[np.float64],
    rotation: NDArray[np.float64],
    skin: Skin,
    *,
    fine: bool,
    albedo: Array | None = None,
    **more: object,
) -> Subject:
    """A subject with its skin painted; pass `albedo` to paint only once for many pictures of one person."""
    surface = surfaces()[1 if fine else 0]
    return Subject(
        arm,
        pose,
        rotation,
        skin.albedo(surface) if albedo is None else albedo,
        surface,
        **more,  # type: ignore[arg-type]
    )
