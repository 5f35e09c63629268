"""Check the handshapes: contacts and self-intersection on the posed surface, and whether they are read as themselves.

`surface_report` needs nothing but the bundled mesh; the rest needs the training people's landmarks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from training.datasets.tracked_hands import tracked_hands
from training.rendering.contact_table import contact_table
from training.rendering.handshape import Handshape
from training.rendering.letters import handshapes
from training.rendering.mesh_contacts import MILLIMETRES, PosedSkin
from training.rendering.person import Arm
from training.rendering.pose_table import SIGNS, table_or_built_in
from training.rendering.read_back import ReadBack, people_classifier, read_back
from training.rendering.small_pictures import GROUPS, told_apart
from training.rendering.variants import letter_variants

MAX_GAP, MAX_DEPTH = 3.0, 1.5
"""Targets of the surface, millimetres."""
MIN_MEAN_READ, MIN_READ = 0.95, 0.85
"""Targets of the share that is read as itself: over all letters, and of each letter."""
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
        depth: of the deepest self-intersection, millimetres.
        where: which parts intersect.
    """

    gaps: Mapping[tuple[str, str], float]
    apart: Mapping[tuple[str, str], tuple[float, float]]
    depth: float
    where: str

    @property
    def worst_gap(self) -> float:
        """The largest gap of a contact, or the largest lack of distance where parts stay apart, millimetres."""
        lacks = [least - distance for distance, least in self.apart.values()]
        return max([*self.gaps.values(), *lacks, 0.0])

    @property
    def ok(self) -> bool:
        """Whether the targets are met."""
        return self.worst_gap <= MAX_GAP and self.depth <= MAX_DEPTH


def surface_report(sign: str, shape: Handshape, arm: Arm | None = None) -> SurfaceReport:
    """Measure one sign on an arm (None: the default one)."""
    arm = arm or Arm()
    row = contact_table()[sign]
    skin = PosedSkin.of(arm, shape.pose(arm.skeleton))
    depth, where = skin.deepest()
    gaps = {(a, b): max(0.0, skin.gap(a, b)[0] * MILLIMETRES) for a, b in row.all_touching}
    apart = {(a, b): (skin.gap(a, b)[0] * MILLIMETRES, least) for a, b, least in row.apart}
    return SurfaceReport(gaps, apart, float(np.round(depth * MILLIMETRES, 2)), where)


@dataclass(frozen=True)
class CheckResult:
    """All figures of the check.

    Attributes:
        surface: sign → its report.
        read: letter → how often it is read as itself.
        small: group of letters → share that a reader of 96-pixel pictures tells apart; empty if not measured.
    """

    surface: Mapping[str, SurfaceReport]
    read: Mapping[str, ReadBack]
    small: Mapping[str, float]

    @property
    def mean_read(self) -> float:
        """Mean share over the letters."""
        return float(np.mean([r.share for r in self.read.values()]))

    @property
    def ok(self) -> bool:
        """Whether every target is met."""
        return (
            all(report.ok for report in self.surface.values())
            and self.mean_read >= MIN_MEAN_READ
            and all(r.share >= MIN_READ for r in self.read.values())
            and all(share >= MIN_SMALL for share in self.small.values())
        )


def check(data: Path, poses: Path | None, renders: int, seed: int, *, small: bool = False) -> CheckResult:
    """Measure every sign.

    Args:
        data: folder that holds signers/ and hands/.
        poses: a pose table; None or one that cannot be used: the built-in one.
        renders: posed hands a letter.
        seed: of people, poses and views.
        small: also measure the groups that look alike on 96-pixel pictures.

    Raises:
        DataError: the data are missing.
        RunError: the cache folder cannot be written.
    """
    table = table_or_built_in(poses)
    net = people_classifier(tracked_hands(data), CACHE)
    shapes = handshapes(table)
    surface = {sign: surface_report(sign, shapes[sign]) for sign in SIGNS}
    variants = letter_variants(table)
    read = read_back(net, renders, seed, variants=variants)
    groups = {group: told_apart(group, variants) for group in GROUPS} if small else {}
    return CheckResult(surface, read, groups)


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
    console.print(f"read as themselves: mean {100 * result.mean_read:.1f} %, {PEOPLE_NOTE}")
    for group, share in result.small.items():
        console.print(f"{'/'.join(group)} on 96-pixel pictures: {100 * share:.1f} % read correctly")
