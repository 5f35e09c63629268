"""Fit the skeleton to people: one pose for the hands of a cluster, with a view for each hand.

Levenberg–Marquardt with numeric derivatives over joint angles and views; see pose_residuals.py for what is minimised.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from training.rendering.person import Arm
from training.rendering.pose_clusters import normalised
from training.rendering.pose_residuals import CAMERA, COLUMNS, HIGH, LOW, Goal, Residuals
from training.rendering.rotation import view_rotation

Array = NDArray[np.float64]
STRICTER = (1.0, 4.0, 14.0)
"""Weights of contacts and intersections, one run of iterations after the other; people's landmarks keep theirs."""
MAX_STEP = 7.0
"""Largest change of an angle in one iteration, degrees."""


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
        self._residuals = Residuals(arm, goal, hands, weights)

    def fit(self, starts: Sequence[Array], rounds: int = 36) -> Fit:
        """Fit from several starts (degrees); the cheapest after a few rounds is finished."""
        tried = [self._run(start, start, None, 14, 0.5) for start in starts]
        best = min(tried, key=lambda f: f.cost)
        for strictness in STRICTER:
            best = self._run(best.pose, starts[0], best.rotations, rounds, strictness)
        return best

    def misses(self, pose: Array, rotations: Array) -> Array:
        """Return (n,) mean distances of the visible landmarks of a pose from the hands', in units of their spread."""
        return self._misses(pose, rotations, self._residuals.visible(pose, rotations))

    def views(self, pose: Array, rotations: Array, rounds: int = 12) -> Array:
        """Return the views (n, 3, 3) from which a pose fits the hands best, searched from the given and a grid's."""
        part = self._residuals
        first = self._first_views(pose)
        seen = part.visible(pose, rotations), part.visible(pose, first)
        better = self._misses(pose, first, seen[1]) < self._misses(pose, rotations, seen[0])
        out: Array = np.where(better[:, None, None], first, rotations)
        for _ in range(rounds):
            spread = part.robust(pose, out, part.visible(pose, out))
            out = part.turned_to_people(pose, out, spread)
        return out

    def _misses(self, pose: Array, rotations: Array, seen: Array) -> Array:
        gaps = np.linalg.norm(self._residuals.projected(pose, rotations, seen)[0] - self._hands[..., :2], axis=2)
        out: Array = (gaps * (seen > 0.5)).sum(1) / np.maximum((seen > 0.5).sum(1), 1)
        return out

    def _run(self, start: Array, habit: Array, rotations: Array | None, rounds: int, strictness: float) -> Fit:
        part, pose = self._residuals, start.copy()
        pose[COLUMNS] = np.clip(pose[COLUMNS], LOW, HIGH)
        rotations = self._first_views(pose) if rotations is None else rotations
        damping, best = 1e-2, (np.inf, pose, rotations)
        reach = MAX_STEP / max(1.0, strictness) ** 0.5
        for _ in range(rounds):
            seen, linear = part.visible(pose, rotations), part.linearise(pose, strictness)
            spread = part.robust(pose, rotations, seen)
            base = part.all(pose, rotations, habit, spread, linear)
            cost = float(base @ base)
            if cost < best[0]:  # contacts found anew may cost more than the last step foresaw
                best = cost, pose, rotations
            jacobian = part.jacobian(pose, rotations, habit, spread, linear, base)
            normal, gradient = jacobian.T @ jacobian, jacobian.T @ base
            moved = False
            for _ in range(6):
                step = -np.linalg.solve(normal + damping * np.diag(np.diag(normal) + 1e-9), gradient)
                new_pose, new_rotations = _stepped(pose, rotations, step, reach)
                r = part.all(new_pose, new_rotations, habit, spread, linear)
                if r @ r < cost:
                    moved = cost - float(r @ r) > 1e-5 * cost
                    pose, rotations, damping = new_pose, new_rotations, max(1e-5, damping * 0.4)
                    break
                damping *= 4
            if not moved:
                break
        seen, linear = part.visible(pose, rotations), part.linearise(pose, strictness)
        r = part.all(pose, rotations, habit, part.robust(pose, rotations, seen), linear)
        if float(r @ r) > best[0]:
            _, pose, rotations = best
            seen = part.visible(pose, rotations)
        return Fit(pose, rotations, self._misses(pose, rotations, seen), min(best[0], float(r @ r)))

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


def _stepped(pose: Array, rotations: Array, step: Array, reach: float) -> tuple[Array, Array]:
    """Apply a step of angles and views, degrees, of at most `reach`, within the joints' limits."""
    angles = step[: len(COLUMNS)]
    angles = angles * min(1.0, reach / max(1e-9, float(np.abs(angles).max())))
    out = pose.copy()
    out[COLUMNS] = np.clip(pose[COLUMNS] + angles, LOW, HIGH)
    turns = Rotation.from_rotvec(np.radians(np.clip(step[len(COLUMNS) :].reshape(-1, 3), -20, 20))).as_matrix()
    return out, turns @ rotations
