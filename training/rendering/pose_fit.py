"""Fit the skeleton to people: one pose for the hands of a cluster, with a view for each hand.

Levenberg–Marquardt with numeric derivatives over joint angles and views. The residuals are the landmarks in the picture
(visible ones count more), MediaPipe's depth of visible landmarks, contacts and self-intersection on the posed surface,
and weak habits of human hands. Contacts and intersections are found anew in every iteration and linearised, as in
iterative closest point (Besl and McKay 1992).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from training.rendering.compiled import compiled
from training.rendering.contact_solver import capsules, connected, segment_distance
from training.rendering.kinematics import PARAMETER_INDEX, PARAMETERS
from training.rendering.mesh_contacts import MILLIMETRES, PosedSkin
from training.rendering.person import Arm
from training.rendering.pose_clusters import normalised
from training.rendering.pose_table import angle_limits
from training.rendering.rotation import view_rotation
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
STRICTER = (1.0, 4.0, 14.0)
"""Weights of contacts and intersections, one run of iterations after the other; people's landmarks keep theirs."""
MAX_STEP = 7.0
"""Largest change of an angle in one iteration, degrees."""


@dataclass(frozen=True)
class Goal:
    """What a sign asks of the hand.

    Attributes:
        touch: pairs of regions (see mesh_contacts) that touch.
        apart: (region, region, millimetres) that stay apart.
        folded: fingers (i, m, r, l) that are closed alike.
        views: (yaw, pitch, roll) where the search for views begins, degrees.
    """

    touch: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str, float], ...] = ()
    folded: str = ""
    views: tuple[View, ...] = ((0.0, 0.0, 0.0),)


@dataclass(frozen=True)
class Fit:
    """A fitted pose.

    Attributes:
        pose: (len(PARAMETERS),) degrees.
        rotations: (n, 3, 3) views of the hands, in their order.
        errors: (n,) mean distance of visible landmarks, in units of the hand's spread.
        cost: sum of squared residuals.
    """

    pose: Array
    rotations: Array
    errors: Array
    cost: float


LOW = np.array([angle_limits(name)[0] for name in FREE])
HIGH = np.array([angle_limits(name)[1] for name in FREE])


@dataclass
class _Linear:
    """Contacts and intersections of one iteration: residual = weight * max(floor, sign * gap along normal + offset)."""

    difference: sp.csr_matrix
    normal: Array
    offset: Array
    weight: Array
    one_sided: NDArray[np.bool_]


class PoseFitter:
    """Fits poses to tracked hands on one arm."""

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

    def fit(self, starts: Sequence[Array], rounds: int = 36) -> Fit:
        """Fit from several starts (degrees); the cheapest after a few rounds is finished."""
        tried = [self._run(start, start, None, 14, 0.5) for start in starts]
        best = min(tried, key=lambda f: f.cost)
        for strictness in STRICTER:
            best = self._run(best.pose, starts[0], best.rotations, rounds, strictness)
        return best

    def _run(self, start: Array, habit: Array, rotations: Array | None, rounds: int, strictness: float) -> Fit:
        pose = start.copy()
        pose[COLUMNS] = np.clip(pose[COLUMNS], LOW, HIGH)
        rotations = self._first_views(pose) if rotations is None else rotations
        damping, best = 1e-2, (np.inf, pose, rotations)
        reach = MAX_STEP / max(1.0, strictness) ** 0.5
        for _ in range(rounds):
            seen, linear = self._visible(pose, rotations), self._linearise(pose, strictness)
            spread = self._robust(pose, rotations, seen)
            base = self._residuals(pose, rotations, habit, spread, linear)
            cost = float(base @ base)
            if cost < best[0]:  # contacts found anew may cost more than the last step foresaw
                best = cost, pose, rotations
            jacobian = self._jacobian(pose, rotations, habit, spread, linear, base)
            normal, gradient = jacobian.T @ jacobian, jacobian.T @ base
            moved = False
            for _ in range(6):
                step = -np.linalg.solve(normal + damping * np.diag(np.diag(normal) + 1e-9), gradient)
                new_pose, new_rotations = _stepped(pose, rotations, step, reach)
                r = self._residuals(new_pose, new_rotations, habit, spread, linear)
                if r @ r < cost:
                    moved = cost - float(r @ r) > 1e-5 * cost
                    pose, rotations, damping = new_pose, new_rotations, max(1e-5, damping * 0.4)
                    break
                damping *= 4
            if not moved:
                break
        seen, linear = self._visible(pose, rotations), self._linearise(pose, strictness)
        r = self._residuals(pose, rotations, habit, self._robust(pose, rotations, seen), linear)
        if float(r @ r) > best[0]:
            _, pose, rotations = best
            seen = self._visible(pose, rotations)
        gaps = np.linalg.norm(self._projected(pose, rotations, seen)[0] - self._hands[..., :2], axis=2)
        errors = (gaps * (seen > 0.5)).sum(1) / np.maximum((seen > 0.5).sum(1), 1)
        return Fit(pose, rotations, errors, min(best[0], float(r @ r)))

    def _first_views(self, pose: Array) -> Array:
        """Return the best of a grid of rotations around the goal's views for each hand, (n, 3, 3)."""
        steps = np.array([-40.0, -20.0, 0.0, 20.0, 40.0])
        grid = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 3)
        turns = Rotation.from_euler("yxz", grid, degrees=True).as_matrix()
        candidates = np.concatenate([turns @ view_rotation(view) for view in self._goal.views])
        at = self._arm.skeleton.landmarks(pose)
        at = at - at.mean(0)
        turned = np.einsum("cab,jb->cja", candidates, at)
        flat = normalised(turned[..., :2] / (CAMERA - turned[..., 2:]))
        error = ((flat[None] - self._hands[:, None, :, :2]) ** 2).sum((2, 3))
        out: Array = candidates[error.argmin(1)]
        return out

    def _projected(self, pose: Array, rotations: Array, weights: Array) -> tuple[Array, Array]:
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

    def _visible(self, pose: Array, rotations: Array) -> Array:
        """Return (n, 21) weights: 1 for visible landmarks, HIDDEN for those behind another finger."""
        skeleton = self._arm.skeleton
        at = skeleton.landmarks(pose)
        starts, ends, radii = capsules(skeleton.joints(pose), skeleton.roots, skeleton.radii)
        hidden = _hidden(at, np.ascontiguousarray(rotations[:, 2]), starts, ends, radii, _may_hide())
        return np.where(hidden, HIDDEN, 1.0)

    def _robust(self, pose: Array, rotations: Array, seen: Array) -> Array:
        """Return (n, 21) weights of the landmarks: visibility, lowered for large errors."""
        flat, _ = self._projected(pose, rotations, seen)
        error = np.linalg.norm(flat - self._hands[..., :2], axis=2)
        out: Array = seen / np.sqrt(1 + (error / ROBUST) ** 2)
        return out

    def _linearise(self, pose: Array, strictness: float) -> _Linear:
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
            return _Linear(self._refine[:0], np.zeros((0, 3)), none, none, none.astype(bool))
        a_, b_, normals_, offsets, weights, one_sided = zip(*rows, strict=True)
        difference = (self._refine[list(a_)] - self._refine[list(b_)]).tocsr()
        return _Linear(difference, np.array(normals_), np.array(offsets), np.array(weights), np.array(one_sided))

    def _residuals(self, pose: Array, rotations: Array, habit: Array, weights: Array, linear: _Linear) -> Array:
        return np.concatenate(
            [self._landmark_residuals(pose, rotations, weights).ravel(), self._pose_residuals(pose, habit, linear)]
        )

    def _landmark_residuals(self, pose: Array, rotations: Array, weights: Array) -> Array:
        """Return (n, 63): misses in the picture and in depth."""
        flat, depth = self._projected(pose, rotations, weights)
        root = np.sqrt(weights * TRUST) * self._share[:, None]
        miss = (flat - self._hands[..., :2]) * root[..., None]
        seen = weights * (weights > HIDDEN)
        target = self._hands[..., 2]
        w = seen / np.maximum(seen.sum(1, keepdims=True), 1e-9)
        off = depth - target
        off = (off - (w * off).sum(1, keepdims=True)) * np.sqrt(seen) * self._share[:, None] * DEPTH_WEIGHT
        return np.concatenate([miss.reshape(len(miss), -1), off], 1)

    def _pose_residuals(self, pose: Array, habit: Array, linear: _Linear) -> Array:
        parts = [self._contact_residuals(pose, linear), 0.0015 * (pose[COLUMNS] - habit[COLUMNS])]
        p = {name: float(pose[k]) for name, k in PARAMETER_INDEX.items()}
        habits = [0.02 * (p["cup"] - 3)]
        for f in "imrl":
            bend = max(0.0, p[f"{f}_mcp"]) / 40
            habits += [0.005 * (p[f"{f}_dip"] - 0.6 * p[f"{f}_pip"]), 0.004 * (1 + bend) * p[f"{f}_abd"]]
            habits.append(0.02 * p[f"{f}_tw"])
        for f, g in zip(self._goal.folded, self._goal.folded[1:], strict=False):
            habits += [0.006 * (p[f"{f}_{j}"] - p[f"{g}_{j}"]) for j in ("mcp", "pip", "dip")]
        return np.concatenate([*parts, habits])

    def _contact_residuals(self, pose: Array, linear: _Linear) -> Array:
        if not len(linear.weight):
            return np.zeros(0)
        base = pose_surface(self._arm, pose)
        apart = linear.difference @ base
        value = (apart * linear.normal).sum(1) + linear.offset
        value = np.where(linear.one_sided, np.maximum(value, 0), value)
        out: Array = value * linear.weight
        return out

    def _jacobian(
        self, pose: Array, rotations: Array, habit: Array, weights: Array, linear: _Linear, base: Array
    ) -> Array:
        n = len(rotations)
        out = np.zeros((len(base), len(COLUMNS) + 3 * n))
        for c, column in enumerate(COLUMNS):
            moved = pose.copy()
            step = 0.3 if pose[column] + 0.3 <= HIGH[c] else -0.3
            moved[column] += step
            out[:, c] = (self._residuals(moved, rotations, habit, weights, linear) - base) / step
        still = self._landmark_residuals(pose, rotations, weights)
        for axis in range(3):
            turn = Rotation.from_rotvec(np.eye(3)[axis] * np.radians(0.3)).as_matrix()
            change = (self._landmark_residuals(pose, turn @ rotations, weights) - still) / 0.3
            for k in range(n):
                out[63 * k : 63 * (k + 1), len(COLUMNS) + 3 * k + axis] = change[k]
        return out


def _stepped(pose: Array, rotations: Array, step: Array, reach: float) -> tuple[Array, Array]:
    """Apply a step of angles and views, degrees, of at most `reach`, within the joints' limits."""
    angles = step[: len(COLUMNS)]
    angles = angles * min(1.0, reach / max(1e-9, float(np.abs(angles).max())))
    out = pose.copy()
    out[COLUMNS] = np.clip(pose[COLUMNS] + angles, LOW, HIGH)
    turns = Rotation.from_rotvec(np.radians(np.clip(step[len(COLUMNS) :].reshape(-1, 3), -20, 20))).as_matrix()
    return out, turns @ rotations


@cache
def _may_hide() -> NDArray[np.bool_]:
    """Return (21, 19): whether a capsule may hide a landmark: it does not meet those that end there."""
    out = np.ones((21, 19), bool)
    for j in range(21):
        own = _capsules_of(j)
        for c in range(19):
            out[j, c] = c not in own and not any(connected(min(c, o), max(c, o)) for o in own)
    return out


@compiled
def _hidden(
    at: Array, towards: Array, starts: Array, ends: Array, radii: Array, may_hide: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return (n, 21): whether a capsule lies between each landmark and the viewers, whose directions are (n, 3)."""
    out = np.zeros((len(towards), 21), np.bool_)
    for n in range(len(towards)):
        for j in range(21):
            for c in range(19):
                if may_hide[j, c]:
                    near, far = at[j] + towards[n] * radii[c], at[j] + towards[n] * 3
                    if segment_distance(near, far, starts[c], ends[c]) < 0.85 * radii[c]:
                        out[n, j] = True
                        break
    return out


def _capsules_of(landmark: int) -> tuple[int, ...]:
    """Return the capsules (see contact_solver) that meet at a landmark."""
    if landmark == 0:
        return (15, 16, 17, 18)
    finger, joint = divmod(landmark - 1, 4)
    own = [3 * finger + j for j in (joint - 1, joint) if 0 <= j <= 2]
    return tuple(own)
