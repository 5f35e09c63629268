"""A handshape: joint angles of a right hand, what touches, and the view from which it is shown."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from training.rendering.contacts import THUMB_ONLY, Contact, FreeJoints, solve_contacts
from training.rendering.kinematics import PARAMETER_INDEX, PARAMETERS
from training.rendering.skeleton import Skeleton

Array = NDArray[np.float64]
View = tuple[float, float, float]
"""(yaw, pitch, roll), degrees."""
Finger = tuple[float, float, float, float]
Thumb = tuple[float, float, float, float, float]
THUMB_JOINTS = ("t_r", "t_e", "t_p", "t_mcp", "t_ip")


@dataclass(frozen=True)
class Handshape:
    """One handshape.

    Attributes:
        index, middle, ring, little: mcp, pip, dip, abduction to the thumb's side; degrees.
        thumb: radial, out of the palm, pronation, mcp, ip; degrees.
        contacts: what must touch.
        freedom: joints that may move to meet the contacts.
        view: (yaw, pitch, roll) to the viewer, degrees; at (0, 0, 0) the palm faces the viewer.
        extra: further parameters (see kinematics.PARAMETERS), degrees.
        fitted: whether the angles meet the contacts on the default hand; else they are where the solver starts.
    """

    index: Finger
    middle: Finger
    ring: Finger
    little: Finger
    thumb: Thumb
    contacts: tuple[Contact, ...] = ()
    freedom: FreeJoints = THUMB_ONLY
    view: View = (0.0, 0.0, 0.0)
    extra: dict[str, float] = field(default_factory=dict)
    fitted: bool = False

    def table_pose(self) -> Array:
        """Return the pose (len(PARAMETERS),) before contacts are met, degrees in the order of kinematics.PARAMETERS."""
        pose = np.zeros(len(PARAMETERS))
        for f, angles in zip("imrl", (self.index, self.middle, self.ring, self.little), strict=True):
            for joint, angle in zip(("mcp", "pip", "dip", "abd"), angles, strict=True):
                pose[PARAMETER_INDEX[f"{f}_{joint}"]] = angle
        for name, angle in zip(THUMB_JOINTS, self.thumb, strict=True):
            pose[PARAMETER_INDEX[name]] = angle
        for name, angle in self.extra.items():
            pose[PARAMETER_INDEX[name]] = angle
        return pose

    def pose(self, skeleton: Skeleton) -> Array:
        """Return the pose (len(PARAMETERS),) on this hand with the contacts met, degrees."""
        return self.settle(skeleton, self.table_pose(), self.contacts)

    def seen_from(self, view: View) -> "Handshape":
        """Return the handshape as shown from another view."""
        return replace(self, view=view)

    def settle(self, skeleton: Skeleton, pose: Array, contacts: tuple[Contact, ...]) -> Array:
        """Return `pose` (degrees) changed so that these contacts are met on this hand."""
        limit = self.table_pose() if self.fitted else None
        return solve_contacts(skeleton, pose, contacts, self.freedom, limit)


@dataclass(frozen=True)
class Variant:
    """One way of signing.

    Attributes:
        name: "usual" for the table's own handshape.
        frequency: relative to the other variants.
        shape: the handshape.
        views: (yaw, pitch, roll) in degrees from which people show it; each is as frequent as the others.
        people: number of training people that it was fitted to; 0 for a handshape made by hand.
    """

    name: str
    frequency: float
    shape: Handshape
    views: tuple[View, ...]
    people: int = 0
