"""What a fitted pose is measured by: people's landmarks, contacts, intersections, and habits of human hands.

Contacts and intersections are found anew in every iteration and linearised, as in iterative closest point (Besl and
McKay 1992).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from training.rendering.contact_table import Order, leads
from training.rendering.hidden_landmarks import hidden_landmarks
from training.rendering.kinematics import PARAMETER_INDEX, PARAMETERS
from training.rendering.mesh_contacts import MILLIMETRES, PosedSkin
from training.rendering.person import Arm
from training.rendering.pose_clusters import normalised
from training.rendering.pose_table import angle_limits
from training.rendering.skinning import pose_surface
from training.rendering.surface import surfaces

Array = NDArray[np.float64]
View = tuple[float, float, float]
CAMERA = 6.0
"""Distance of the camera, hand units: a webcam at arm's length."""
FREE = tuple(name for name in PARAMETERS if not name.startswith("w_"))
COLUMNS = np.array([PARAMETER_INDEX[name] for name in FREE])
HIDDEN = 0.3
"""Weight of a landmark that another finger covers, against a visible one: MediaPipe guesses it."""
ROBUST = 0.15
"""Landmark errors beyond this count linearly, in units of the hand's spread."""
TRUST = np.array([0.5, 0.3] + 19 * [1.0])
"""Weight of each landmark: where a tracker marks the wrist and the root of the thumb depends on the pose."""
DEPTH_WEIGHT = 0.3
"""Weight of MediaPipe's depth against its place in the picture."""
ALLOWED_DEPTH = 0.7 / MILLIMETRES
"""Soft skin gives way by this much before an intersection counts, hand units."""
ORDER_WEIGHT = 0.1
"""Weight of a millimetre that is missing to the order of two landmarks."""
ALIKE_WEIGHT = 0.02
"""Weight of a degree by which neighbours that are bent alike differ."""
LOW = np.array([angle_limits(name)[0] for name in FREE])
HIGH = np.array([angle_limits(name)[1] for name in FREE])


@dataclass(frozen=True)
class Goal:
    """What a sign asks of the hand.

    Attributes:
        touch: pairs of regions (see skin_regions) that touch.
        apart: (region, region, millimetres) that stay apart.
        folded: fingers (i, m, r, l) that are closed alike.
        alike: groups of fingers that are bent alike, besides the folded ones.
        order: (axis, landmark, landmark, millimetres), see contact_table.Contacts.
        views: (yaw, pitch, roll) where the search for views begins, degrees.
        trust: landmark → factor of its weight, for those by which people tell the sign.
    """

    touch: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str, float], ...] = ()
    folded: str = ""
    alike: tuple[str, ...] = ()
    order: tuple[Order, ...] = ()
    views: tuple[View, ...] = ((0.0, 0.0, 0.0),)
    trust: Mapping[int, float] = field(default_factory=dict)


@dataclass
class Linear:
    """Contacts and intersections of one iteration: residual = weight * max(floor, sign * gap along normal + offset)."""

    difference: sp.csr_matrix
    normal: Array
    offset: Array
    weight: Array
    one_sided: NDArray[np.bool_]


class Residuals:
    """Residuals of a pose and of the views of tracked hands on one arm, and their derivatives."""

    def __init__(self, arm: Arm, goal: Goal, hands: Array, weights: Array) -> None:
        """Prepare.

        Args:
            arm: the body that is posed.
            goal: what the sign asks for.
            hands: (n, 21, 3) normalised landmarks of right hands, y up, z to the viewer; the first is the medoid.
            weights: (n,) of the hands.
        """
        self._arm, self._goal, self._hands = arm, goal, normalised(hands)
        self._share = np.sqrt(weights / weights.sum())
        self._refine = surfaces()[0].refine
        self._trust = TRUST * np.array([goal.trust.get(j, 1.0) for j in range(21)])

    def projected(self, pose: Array, rotations: Array, weights: Array) -> tuple[Array, Array]:
        """Return (n, 21, 2) projected landmarks fitted to the hands in place and size, and (n, 21) depths."""
        at = self._arm.skeleton.landmarks(pose)
        turned = np.einsum("nab,jb->nja", rotations, at - at.mean(0))
        flat = turned[..., :2] / (CAMERA - turned[..., 2:])
        w = weights[..., None] / weights.sum(1)[:, None, None]
        target = self._hands[..., :2]
        mean, aim = (w * flat).sum(1, keepdims=True), (w * target).sum(1, keepdims=True)
        centred = flat - mean
        size = (w * centred * (target - aim)).sum((1, 2)) / (w * centred**2).sum((1, 2))
        depth = turned[..., 2] * size[:, None] / CAMERA
        return centred * size[:, None, None] + aim, depth

    def visible(self, pose: Array, rotations: Array) -> Array:
        """Return (n, 21) weights: 1 for visible landmarks, HIDDEN for those behind another finger."""
        skeleton = self._arm.skeleton
        hidden = hidden_landmarks(skeleton, pose, skeleton.landmarks(pose), rotations[:, 2])
        return np.where(hidden, HIDDEN, 1.0)

    def robust(self, pose: Array, rotations: Array, seen: Array) -> Array:
        """Return (n, 21) weights of the landmarks: visibility, lowered for large errors."""
        flat, _ = self.projected(pose, rotations, seen)
        error = np.linalg.norm(flat - self._hands[..., :2], axis=2)
        out: Array = seen / np.sqrt(1 + (error / ROBUST) ** 2)
        return out

    def linearise(self, pose: Array, strictness: float) -> Linear:
        """Return the contacts and intersections of a pose; their weights grow with `strictness`."""
        skin = PosedSkin.of(self._arm, pose)
        rows: list[tuple[int, int, Array, float, float, bool]] = []
        for a, b in self._goal.touch:
            gap, i, j = skin.gap(a, b)
            across = skin.at[i] - skin.at[j]
            length = float(np.linalg.norm(across))
            normal = skin.normal[j] if gap < 0 or abs(across @ skin.normal[j]) > 0.7 * length else across / length
            rows.append((i, j, normal, 0.0, 8.0 * strictness, False))
        for a, b, millimetres in self._goal.apart:
            gap, i, j = skin.gap(a, b)
            across = skin.at[i] - skin.at[j]
            direction = across / max(1e-9, float(np.linalg.norm(across))) if gap > 0 else skin.normal[j]
            rows.append((i, j, -direction, millimetres / MILLIMETRES, 8.0 * strictness, True))
        for _, _, depth, own, hit in skin.intersections():
            weight = 5.0 * strictness
            rows += [
                (i, j, -skin.normal[j], -ALLOWED_DEPTH, weight, True)
                for i, j, d in zip(own.tolist(), hit.tolist(), depth.tolist(), strict=True)
                if d > 0.2 * ALLOWED_DEPTH
            ]
        if not rows:
            none = np.zeros(0)
            return Linear(self._refine[:0], np.zeros((0, 3)), none, none, none.astype(bool))
        a_, b_, normals_, offsets, weights, one_sided = zip(*rows, strict=True)
        difference = (self._refine[list(a_)] - self._refine[list(b_)]).tocsr()
        return Linear(difference, np.array(normals_), np.array(offsets), np.array(weights), np.array(one_sided))

    def all(self, pose: Array, rotations: Array, habit: Array, weights: Array, linear: Linear) -> Array:
        """Return all residuals, those of the landmarks first; weights as from `robust`, habit in degrees."""
        return np.concatenate(
            [
                self._landmark_residuals(pose, rotations, weights).ravel(),
                self._pose_residuals(pose, habit, linear),
                self._order_residuals(pose, rotations[0]),
            ]
        )

    def _landmark_residuals(self, pose: Array, rotations: Array, weights: Array) -> Array:
        """Return (n, 63): misses in the picture and in depth."""
        flat, depth = self.projected(pose, rotations, weights)
        root = np.sqrt(weights * self._trust) * self._share[:, None]
        miss = (flat - self._hands[..., :2]) * root[..., None]
        seen = weights * (weights > HIDDEN)
        target = self._hands[..., 2]
        w = seen / np.maximum(seen.sum(1, keepdims=True), 1e-9)
        off = depth - target
        off = (off - (w * off).sum(1, keepdims=True)) * np.sqrt(seen) * self._share[:, None] * DEPTH_WEIGHT
        return np.concatenate([miss.reshape(len(miss), -1), off], 1)

    def _pose_residuals(self, pose: Array, habit: Array, linear: Linear) -> Array:
        parts = [self._contact_residuals(pose, linear), 0.0015 * (pose[COLUMNS] - habit[COLUMNS])]
        p = {name: float(pose[k]) for name, k in PARAMETER_INDEX.items()}
        habits = [0.02 * (p["cup"] - 3)]
        for f in "imrl":
            bend = max(0.0, p[f"{f}_mcp"]) / 40
            habits += [0.005 * (p[f"{f}_dip"] - 0.6 * p[f"{f}_pip"]), 0.004 * (1 + bend) * p[f"{f}_abd"]]
            habits.append(0.02 * p[f"{f}_tw"])
        for group in self._goal.alike:
            for f, g in pairwise(group):
                habits += [ALIKE_WEIGHT * (p[f"{f}_{j}"] - p[f"{g}_{j}"]) for j in ("mcp", "pip", "dip", "abd")]
        for f, g in zip(self._goal.folded, self._goal.folded[1:], strict=False):
            habits += [0.006 * (p[f"{f}_{j}"] - p[f"{g}_{j}"]) for j in ("mcp", "pip", "dip")]
        return np.concatenate([*parts, habits])

    def _order_residuals(self, pose: Array, rotation: Array) -> Array:
        """Return (k,): what is missing to the order of landmarks as the first of the people is seen."""
        if not self._goal.order:
            return np.zeros(0)
        at = MILLIMETRES * self._arm.skeleton.joints(pose) @ rotation.T
        order = self._goal.order
        lacks = np.array([least - lead for lead, (*_, least) in zip(leads(at, order), order, strict=True)])
        out: Array = ORDER_WEIGHT * np.maximum(0.0, lacks)
        return out

    def _contact_residuals(self, pose: Array, linear: Linear) -> Array:
        if not len(linear.weight):
            return np.zeros(0)
        base = pose_surface(self._arm, pose)
        apart = linear.difference @ base
        value = (apart * linear.normal).sum(1) + linear.offset
        value = np.where(linear.one_sided, np.maximum(value, 0), value)
        out: Array = value * linear.weight
        return out

    def turned_to_people(self, pose: Array, rotations: Array, weights: Array) -> Array:
        """Return the views (n, 3, 3) after one damped Gauss–Newton step towards the landmarks, each hand for itself."""
        still = self._landmark_residuals(pose, rotations, weights)
        turns = Rotation.from_rotvec(np.eye(3) * np.radians(0.3)).as_matrix()
        slopes = np.stack([(self._landmark_residuals(pose, t @ rotations, weights) - still) / 0.3 for t in turns], 2)
        normal = slopes.transpose(0, 2, 1) @ slopes
        damped = normal + np.eye(3) * 0.05 * np.trace(normal, axis1=1, axis2=2)[:, None, None]
        step = -np.linalg.solve(damped, (slopes * still[..., None]).sum(1)[..., None])[..., 0]
        out: Array = Rotation.from_rotvec(np.radians(np.clip(step, -10, 10))).as_matrix() @ rotations
        return out

    def jacobian(
        self, pose: Array, rotations: Array, habit: Array, weights: Array, linear: Linear, base: Array
    ) -> Array:
        """Return the derivatives of `all` by the angles of COLUMNS and three turns of each view, all in degrees."""
        n = len(rotations)
        out = np.zeros((len(base), len(COLUMNS) + 3 * n))
        for c, column in enumerate(COLUMNS):
            moved = pose.copy()
            step = 0.3 if pose[column] + 0.3 <= HIGH[c] else -0.3
            moved[column] += step
            out[:, c] = (self.all(moved, rotations, habit, weights, linear) - base) / step
        still = self._landmark_residuals(pose, rotations, weights)
        for axis in range(3):
            turn = Rotation.from_rotvec(np.eye(3)[axis] * np.radians(0.3)).as_matrix()
            change = (self._landmark_residuals(pose, turn @ rotations, weights) - still) / 0.3
            for k in range(n):
                out[63 * k : 63 * (k + 1), len(COLUMNS) + 3 * k + axis] = change[k]
        return out
