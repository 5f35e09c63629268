"""A sign fitted into a square picture: from where it is seen, and where its landmarks and its path are."""

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from device.signing.hand_model import hand_model
from device.signing.pose_table import Sign, pose_table
from device.signing.renderer import HandImage, HandRenderer
from device.signing.rotation import between
from device.signing.stroke_line import FINGERTIP, fingertip_path
from device.signing.timeline import Moment
from device.signing.viewpoint import PIVOT, Viewpoint
from device.types import Handedness

Array = NDArray[np.float64]
Side = Literal["front", "mirror", "own"]
SIDES: tuple[Side, ...] = get_args(Side)
"""front: as the person opposite sees it; mirror: as the signer does in a mirror; own: with the signer's own eyes."""
OWN_VIEW = (180.0, 12.0)
"""Yaw and pitch of the signer's eyes: behind the hand and a little above it."""


@dataclass(frozen=True)
class SignScene:
    """A sign fitted into a square picture.

    Attributes:
        sign: what is shown.
        view: from where, before mirroring.
        moment: the hand; of a movement, its beginning.
        flip: the picture is mirrored.
        path: (n, 2) of the drawing fingertip in pixels, mirrored with the picture; None without one.
    """

    sign: Sign
    view: Viewpoint
    moment: Moment
    flip: bool
    path: Array | None

    def at(self, t: float) -> Moment:
        """Return the hand t seconds after the movement began; before and after it, the first and the last."""
        movement = self.sign.movement
        assert movement is not None
        t = min(max(t, 0.0), movement.seconds)
        k = min(max(int(np.searchsorted(movement.times, t, side="right")), 1), len(movement.times) - 1)
        u = (t - movement.times[k - 1]) / (movement.times[k] - movement.times[k - 1])
        position = movement.positions[k - 1] * (1 - u) + movement.positions[k] * u - movement.positions[0]
        rotation = between(movement.rotations[k - 1], movement.rotations[k], float(u))
        return replace(self.moment, rotation=rotation, position=position)

    def drawn(self, moment: Moment, skin: str, smooth: bool) -> HandImage:
        """Return the rendered hand."""
        # The renderer mirrors about the middle of the signing space; here the picture itself is mirrored.
        image = HandRenderer(skin).render(moment, self.view, smooth=smooth)
        if not self.flip:
            return image
        landmarks = image.landmarks * np.array([-1, 1], np.float32) + np.array([self.view.width, 0], np.float32)
        return HandImage(image.rgba[:, ::-1], landmarks, image.shade[:, ::-1], image.depth[:, ::-1])

    def landmarks(self) -> NDArray[np.float32]:
        """Return the landmarks (21, 2) of the hand, fractions of the picture."""
        points = hand_model().skeleton.landmarks(self.sign.pose) - PIVOT
        at = self.view.project(points @ (self.view.rotation() @ self.sign.rotation).T)[:, :2] / self.view.width
        return np.asarray(at * [-1, 1] + [1, 0] if self.flip else at, np.float32)


def sign_scene(name: str, side: int, seen_from: Side, hand: Handedness, filled: float) -> SignScene:
    """Fit a sign with its path into a square.

    Args:
        name: of the sign.
        side: of the square, pixels.
        seen_from: side from which it is seen.
        hand: that signs.
        filled: longer side of hand and path, fraction of the square.

    Raises:
        KeyError: no such sign or side to see it from.
    """
    if seen_from not in SIDES:
        raise KeyError(seen_from)
    sign = pose_table().signs[name]
    yaw, pitch = OWN_VIEW if seen_from == "own" else (0.0, 0.0)
    plain = Viewpoint(side, side, yaw=yaw, pitch=pitch)
    turn = plain.rotation()
    skeleton = hand_model().skeleton
    points = (skeleton.landmarks(sign.pose) - PIVOT) @ (turn @ sign.rotation).T
    path = None
    if sign.movement is not None:
        path = points[FINGERTIP[name]] + fingertip_path(name, sign, skeleton) @ turn.T
    everything = points if path is None else np.concatenate([points, path])
    low, high = everything[:, :2].min(0), everything[:, :2].max(0)
    unit = filled * side / float((high - low).max())
    middle = (low + high) / 2 * unit / side
    view = Viewpoint(side, side, unit, yaw, pitch, (0.5 - middle[0], 0.5 + middle[1]))
    moment = Moment(sign.pose, sign.rotation, np.zeros(3), name, "hold")
    flip = (seen_from == "mirror") != (hand == "left")
    line = None if path is None else view.project(path)[:, :2].astype(np.float64)
    if line is not None and flip:
        line = line * [-1, 1] + [side, 0]
    return SignScene(sign, view, moment, flip, line)
