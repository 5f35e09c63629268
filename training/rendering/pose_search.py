"""Search for the usual pose of signs in which fingers hide each other, where the fit of landmarks is led astray.

Landmarks of a finger behind another one are guesses, and least squares stop where fingers pass each other on the wrong
side. For signs with `alike` or `order` in the contact table, an evolution strategy goes on from the row's `start`. It
looks for contacts, order, habits and the people's landmarks first, then also for being read as itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from training.rendering.contact_table import Contacts, leads
from training.rendering.evolution import Box, minimise
from training.rendering.fitted_shape import shape_of, view_of
from training.rendering.kinematics import PARAMETER_INDEX
from training.rendering.mesh_contacts import MILLIMETRES, PosedSkin
from training.rendering.person import Arm
from training.rendering.pose_fit import PoseFitter
from training.rendering.pose_residuals import COLUMNS, HIGH, LOW
from training.rendering.read_back import Reader

Array = NDArray[np.float64]
SPREAD, FINE_SPREAD = 2.0, 2.5
"""Standard deviations of the first generation of both stages, degrees."""
GENERATIONS, FINE_GENERATIONS = 50, 80
FEW_LACKS, CLEAR = 1.0, 0.87
"""A pose whose contacts, intersections and order cost less, and that is read more clearly, needs no search."""
SEED = 101
WIDE_ENOUGH = {"touch": 1.5, "depth": 1.1}
"""Gaps and depths below these cost nothing, millimetres; the check allows 3 and 1.5."""
GAP_COST, DEPTH_COST, LEAD_COST = 2.0, 20.0, 1.0
"""Cost of a millimetre beyond them, and of a millimetre that is missing to the order of two landmarks."""
ALIKE = {"mcp": 5.0, "pip": 5.0, "dip": 7.0, "abd": 4.0}
"""Neighbours that are bent alike may differ by this much, degrees."""
BEND_COST, HABIT_COST = 0.15, 0.15
"""Cost of a degree beyond what fingers do alike, and beyond what they do by habit."""
USUAL_ABDUCTION, USUAL_TWIST, USUAL_END, USUAL_CUP = 9.0, 7.0, 14.0, 5.0
"""Habits, degrees: abduction, twist, the last joint's difference from 0.6 of the middle one, and cup of the palm."""
PEOPLE_COST, READ_COST = 14.0, 20.0
"""Cost of a miss of the people's landmarks by the hand's spread, and of never being read as itself."""


@dataclass
class PoseSearch:
    """The cost of a pose of one sign.

    Attributes:
        arm: the body that is posed.
        contacts: the sign's row.
        fitter: holds the sampled people.
        rotations: (n, 3, 3) views of the people.
        reader: reads random people in the pose; None: how the sign is read costs nothing.
    """

    arm: Arm
    contacts: Contacts
    fitter: PoseFitter
    rotations: Array
    reader: Reader | None = None

    def cost(self, pose: Array) -> float:
        """Return the cost of a pose (degrees)."""
        out = self._skin_cost(pose) + self._order_cost(pose) + self._habit_cost(pose)
        out += PEOPLE_COST * float(np.mean(self.fitter.misses(pose, self.rotations)))
        if self.reader is not None:
            out += READ_COST * (1 - self._clearly(pose, self.reader))
        return out

    def good_enough(self, pose: Array, reader: Reader) -> bool:
        """Whether a pose (degrees) keeps contacts and order, and is read as itself, so that no search is needed."""
        lacks = self._skin_cost(pose) + self._order_cost(pose)
        return lacks <= FEW_LACKS and self._clearly(pose, reader) >= CLEAR

    def _clearly(self, pose: Array, reader: Reader) -> float:
        views = [view_of(r) for r in self.rotations]
        return reader.clearly(shape_of(pose, self.contacts, self.arm, views[0]), views)

    def cost_of_angles(self, pose: Array) -> Callable[[Array], float]:
        """Return the cost as a function of the angles of COLUMNS; the others are those of `pose`."""

        def cost(angles: Array) -> float:
            tried = pose.copy()
            tried[COLUMNS] = angles
            return self.cost(tried)

        return cost

    def _skin_cost(self, pose: Array) -> float:
        skin = PosedSkin.of(self.arm, pose)
        gaps = [MILLIMETRES * skin.gap(a, b)[0] - WIDE_ENOUGH["touch"] for a, b in self.contacts.all_touching]
        gaps += [least - MILLIMETRES * skin.gap(a, b)[0] for a, b, least in self.contacts.apart]
        too_deep = MILLIMETRES * skin.deepest()[0] - WIDE_ENOUGH["depth"]
        return GAP_COST * sum(max(0.0, gap) for gap in gaps) + DEPTH_COST * max(0.0, too_deep)

    def _order_cost(self, pose: Array) -> float:
        order, seen = self.contacts.order, MILLIMETRES * self.arm.skeleton.joints(pose) @ self.rotations[0].T
        lacks = [least - lead for lead, (*_, least) in zip(leads(seen, order), order, strict=True)]
        return LEAD_COST * sum(max(0.0, lack) for lack in lacks)

    def _habit_cost(self, pose: Array) -> float:
        p = {name: float(pose[k]) for name, k in PARAMETER_INDEX.items()}
        groups = (*self.contacts.alike, self.contacts.folded)
        unlike = sum(
            max(0.0, abs(p[f"{f}_{joint}"] - p[f"{g}_{joint}"]) - allowed)
            for group in groups
            for f, g in pairwise(group)
            for joint, allowed in ALIKE.items()
        )
        unusual = sum(
            max(0.0, abs(p[f"{f}_abd"]) - USUAL_ABDUCTION)
            + max(0.0, abs(p[f"{f}_tw"]) - USUAL_TWIST)
            + max(0.0, abs(p[f"{f}_dip"] - 0.6 * p[f"{f}_pip"]) - USUAL_END)
            for f in "imrl"
        ) + max(0.0, p["cup"] - USUAL_CUP)
        return BEND_COST * unlike + HABIT_COST * unusual


def search_pose(search: PoseSearch, start: Array, reader: Reader) -> tuple[Array, Array]:
    """Return the pose (degrees) and the people's views (n, 3, 3) that the search ends with.

    Args:
        search: the cost; its views and its reader are replaced.
        start: pose where it begins, degrees.
        reader: of the second stage.
    """
    rng, pose = np.random.default_rng(SEED), start.copy()
    pose[COLUMNS] = np.clip(pose[COLUMNS], LOW, HIGH)
    stages: Sequence[tuple[Reader | None, float, int]] = (
        (None, SPREAD, GENERATIONS),
        (reader, FINE_SPREAD, FINE_GENERATIONS),
    )
    for search.reader, spread, generations in stages:
        search.rotations = search.fitter.views(pose, search.rotations)
        angles, _ = minimise(search.cost_of_angles(pose), pose[COLUMNS], Box(LOW, HIGH, spread), generations, rng)
        pose = pose.copy()
        pose[COLUMNS] = np.round(angles, 1)
    return pose, search.fitter.views(pose, search.rotations)
