"""Check the handshapes: contacts and self-intersection on the posed surface, and whether they are read as themselves.

`surface_report` needs nothing but the bundled mesh; the rest needs the training people's landmarks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from device.alphabet import STATIC_LETTERS
from training.datasets.tracked_hands import tracked_hands
from training.rendering.contact_table import contact_table, leads
from training.rendering.handshape import Handshape
from training.rendering.letters import handshapes
from training.rendering.mesh_contacts import MILLIMETRES, PosedSkin
from training.rendering.person import Arm
from training.rendering.pose_table import NUMBERS, SIGNS, table_or_built_in
from training.rendering.pose_value import HARD, pose_value
from training.rendering.read_back import ReadBack, people_classifier, read_back
from training.rendering.rotation import view_rotation
from training.rendering.small_pictures import GROUPS, told_apart
from training.rendering.variants import letter_variants

MAX_GAP, MAX_DEPTH = 3.0, 1.5
"""Targets of the surface, millimetres."""
MIN_MEAN_READ, MIN_READ = 0.95, 0.85
"""Targets of the share that is read as itself: over all letters or numbers, and of each one."""
MIN_SMALL = 0.9
"""Target of the share of 96-pixel pictures that are read correctly within a group."""
PEOPLE_NOTE = "by a classifier of training people's landmarks"
CACHE = Path("runs/handshapes")


@dataclass(frozen=True)
class SurfaceReport:
    """One sign on the posed surface.

    Attributes:
        gaps: (region, region) → distance of the two skins, millimetres; 0 where they overlap.
        apart: (region, region) → (distance, least distance), millimetres.
        order: (axis, landmark, landmark) → (lead, least lead) in the picture, millimetres.
        depth: of the deepest self-intersection, millimetres.
        where: which parts intersect.
    """

    gaps: Mapping[tuple[str, str], float]
    apart: Mapping[tuple[str, str], tuple[float, float]]
    order: Mapping[tuple[str, int, int], tuple[float, float]]
    depth: float
    where: str

    @property
    def worst_gap(self) -> float:
        """The largest gap of a contact, or the largest lack where parts stay apart or have an order, millimetres."""
        lacks = [least - distance for distance, least in (*self.apart.values(), *self.order.values())]
        return max([*self.gaps.values(), *lacks, 0.0])

    @property
    def ok(self) -> bool:
        """Whether the targets are met."""
        return self.worst_gap <= MAX_GAP and self.depth <= MAX_DEPTH


def surface_report(sign: str, shape: Handshape, arm: Arm | None = None) -> SurfaceReport:
    """Measure one sign on an arm (None: the default one)."""
    arm = arm or Arm()
    row = contact_table()[sign]
    pose = shape.pose(arm.skeleton)
    skin = PosedSkin.of(arm, pose)
    depth, where = skin.deepest()
    gaps = {(a, b): max(0.0, skin.gap(a, b)[0] * MILLIMETRES) for a, b in row.all_touching}
    apart = {(a, b): (skin.gap(a, b)[0] * MILLIMETRES, least) for a, b, least in row.apart}
    seen = MILLIMETRES * arm.skeleton.joints(pose) @ view_rotation(shape.view).T
    found = zip(row.order, leads(seen, row.order), strict=True)
    order = {(axis, a, b): (lead, least) for (axis, a, b, least), lead in found}
    return SurfaceReport(gaps, apart, order, float(np.round(depth * MILLIMETRES, 2)), where)


@dataclass(frozen=True)
class CheckResult:
    """All figures of the check.

    Attributes:
        surface: sign → its report.
        read: letter or number → how often it is read as itself, among letters or among numbers.
        small: group of letters → share that a reader of 96-pixel pictures tells apart; empty if not measured.
        value: letter → share of `dev` people's hands that a classifier of the poses reads; empty if not measured.
    """

    surface: Mapping[str, SurfaceReport]
    read: Mapping[str, ReadBack]
    small: Mapping[str, float]
    value: Mapping[str, float]

    def mean_read(self, signs: Sequence[str]) -> float:
        """Return the mean share over some signs."""
        return float(np.mean([self.read[sign].share for sign in signs]))

    @property
    def ok(self) -> bool:
        """Whether every target is met."""
        return (
            all(report.ok for report in self.surface.values())
            and all(self.mean_read(signs) >= MIN_MEAN_READ for signs in (STATIC_LETTERS, NUMBERS))
            and all(r.share >= MIN_READ for r in self.read.values())
            and all(share >= MIN_SMALL for share in self.small.values())
        )


def check(
    data: Path, poses: Path | None, renders: int, seed: int, *, small: bool = False, value: bool = False
) -> CheckResult:
    """Measure every sign.

    Args:
        data: folder that holds signers/ and hands/.
        poses: a pose table; None or one that cannot be used: the built-in one.
        renders: posed hands a sign.
        seed: of people, poses and views.
        small: also measure the groups that look alike on 96-pixel pictures.
        value: also measure how well the poses alone teach letters; it decides nothing.

    Raises:
        DataError: the data are missing.
        RunError: the cache folder cannot be written.
    """
    table = table_or_built_in(poses)
    hands = tracked_hands(data)
    shapes = handshapes(table)
    surface = {sign: surface_report(sign, shapes[sign]) for sign in SIGNS}
    variants = letter_variants(table)
    read: dict[str, ReadBack] = {}
    for signs in (STATIC_LETTERS, NUMBERS):
        net = people_classifier(hands, CACHE, signs)
        read |= read_back(net, renders, seed, signs, table)
    with_z = {**variants, "Z": table["1"]}
    groups = {group: told_apart(group, with_z) for group in GROUPS} if small else {}
    taught = pose_value(data, variants, seed) if value else {}
    return CheckResult(surface, read, groups, taught)


def print_check(result: CheckResult) -> None:
    """Print the figures as tables."""
    table = Table("sign", "worst contact mm", "self-intersection mm", "where", "read as itself %", "else as")
    for sign, report in result.surface.items():
        read = result.read.get(sign)
        own = f"{100 * read.share:.1f}" if read else ""
        other = f"{read.taken_for[0]} {100 * read.taken_for[1]:.1f}" if read and read.taken_for[0] else ""
        row = sign, f"{report.worst_gap:.1f}", f"{report.depth:.1f}", report.where, own, other
        table.add_row(*row, style=None if report.ok and (not read or read.share >= MIN_READ) else "bold")
    console = Console()
    console.print(table)
    for what, signs in (("letters", STATIC_LETTERS), ("numbers", NUMBERS)):
        console.print(f"{what} read as themselves: mean {100 * result.mean_read(signs):.1f} %, {PEOPLE_NOTE}")
    for group, share in result.small.items():
        console.print(f"{'/'.join(group)} on 96-pixel pictures: {100 * share:.1f} % read correctly")
    if result.value:
        hard = " · ".join(f"{letter} {100 * result.value[letter]:.1f}" for letter in HARD if letter in result.value)
        mean = 100 * float(np.mean(list(result.value.values())))
        console.print(f"dev people read by a classifier of the poses, %: {hard}; mean of all letters {mean:.1f}")
