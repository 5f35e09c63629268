"""The contact table, asset/contacts.toml: what touches what in each sign, and where that is described."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.names import shown
from device.system.text_file import reason_of
from training.errors import DataError
from training.rendering.handshape import View
from training.rendering.pose_table import SIGNS
from training.rendering.skeleton import FINGERS
from training.rendering.skin_regions import RegionError, region

FILE = Path(__file__).parent / "asset" / "contacts.toml"
Order = tuple[str, int, int, float]
FIST_TIP = "palm"
"""What the tips of folded fingers rest on."""


def leads(at: NDArray[np.float64], orders: Sequence[Order]) -> list[float]:
    """Return by how much the landmarks of each order come one before the other, as they are seen.

    Args:
        at: (21, 3) in the picture.
        orders: see Contacts.order.
    """
    return [float(at[b, "xyz".index(axis)] - at[a, "xyz".index(axis)]) for axis, a, b, _ in orders]


@dataclass(frozen=True)
class Contacts:
    """One sign's row of the table.

    Attributes:
        touch: pairs of regions (see skin_regions) whose skins meet.
        apart: (region, region, millimetres) that stay apart.
        folded: fingers (i, m, r, l) that are closed alike, with their tips on the palm.
        alike: groups of fingers (i, m, r, l) that are bent alike, besides the folded ones.
        order: (axis, landmark, landmark, millimetres): in the picture the first lies before the second by so much; x
            points to the viewer's right, y up, z to the viewer.
        moves: finger that moves with the thumb to meet the contacts on other hands, then those that follow it.
        views: (yaw, pitch, roll) where the search for people's views begins, degrees.
        usual: view of the way that is shown to learners; None: the most frequent way.
        show: view of the pictures; None: the view of the most typical person.
        extra: angles of the forearm that pictures need, which no landmark shows (see kinematics.PARAMETERS).
        start: angles where the search for the pose begins, degrees.
        trust: landmark → factor of its weight in the fit, for those by which people tell the sign.
        source: where the handshape is described.
        reason: why the table departs from what most people show; "" if it does not.
    """

    touch: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str, float], ...] = ()
    folded: str = ""
    alike: tuple[str, ...] = ()
    order: tuple[Order, ...] = ()
    moves: str = ""
    views: tuple[View, ...] = ((0.0, 0.0, 0.0),)
    usual: View | None = None
    show: View | None = None
    extra: Mapping[str, float] | None = None
    start: Mapping[str, float] | None = None
    trust: Mapping[int, float] | None = None
    source: str = ""
    reason: str = ""

    @property
    def searched(self) -> bool:
        """Whether the usual pose is searched for from `start` (pose_search.py)."""
        return bool(self.alike or self.order)

    @property
    def all_touching(self) -> tuple[tuple[str, str], ...]:
        """The pairs that touch, with the tips of the folded fingers and the sides of folded neighbours."""
        names = {name[0]: name for name in FINGERS[1:]}
        beside = ((f"{names[f]} any little side", f"{names[g]} any thumb side") for f, g in pairwise(self.folded))
        return (*self.touch, *((f"{names[f]} tip", FIST_TIP) for f in self.folded), *beside)


@cache
def contact_table(path: Path = FILE) -> dict[str, Contacts]:
    """Return the table: sign → its contacts.

    Raises:
        DataError: the file is missing or damaged, or names an unknown sign or region.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"The contact table {shown(path)} cannot be read: {reason_of(error)}.") from None
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"The contact table {shown(path)} is no TOML file: {error}.") from None
    unknown = set(content) - set(SIGNS) - {"sources"}
    if unknown:
        raise DataError(f"The contact table {shown(path)} has the unknown sign {min(unknown)!r}.")
    table = {}
    for sign in SIGNS:
        try:
            table[sign] = _contacts(content.get(sign, {}))
        except (RegionError, ValueError, TypeError) as error:
            raise DataError(f"The contact table {shown(path)}, sign {sign}: {error}.") from None
    return table


def _contacts(row: Mapping[str, Any]) -> Contacts:
    touch = tuple((str(a), str(b)) for a, b in row.get("touch", ()))
    apart = tuple((str(a), str(b), float(mm)) for a, b, mm in row.get("apart", ()))
    for name in (name for pair in (*touch, *apart) for name in pair[:2]):
        region(name)
    views = tuple(_view(v) for v in row.get("views", ((0, 0, 0),)))
    usual, show = (_view(row[k]) if k in row else None for k in ("usual", "show"))
    return Contacts(
        touch,
        apart,
        str(row.get("folded", "")),
        tuple(_group(fingers) for fingers in row.get("alike", ())),
        tuple(_order(order) for order in row.get("order", ())),
        str(row.get("moves", "")),
        views,
        usual,
        show,
        {str(name): float(value) for name, value in row.get("extra", {}).items()},
        {str(name): float(value) for name, value in row.get("start", {}).items()},
        {int(landmark): float(factor) for landmark, factor in row.get("trust", {}).items()},
        str(row.get("source", "")),
        str(row.get("reason", "")),
    )


def _group(fingers: Any) -> str:
    if not isinstance(fingers, str) or not set(fingers) <= set("imrl") or len(fingers) < 2:
        raise ValueError(f"{fingers!r} is no group of the fingers i, m, r, l")
    return fingers


def _order(values: Any) -> Order:
    axis, first, second, millimetres = values
    if axis not in ("x", "y", "z") or not all(0 <= int(j) <= 20 for j in (first, second)):
        raise ValueError(f"{values!r} is no order: an axis x, y or z, two landmarks 0–20, and millimetres")
    return axis, int(first), int(second), float(millimetres)


def _view(values: Any) -> View:
    yaw, pitch, roll = (float(v) for v in values)
    return yaw, pitch, roll
