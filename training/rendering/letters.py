"""The handshapes of the ASL manual alphabet and of the numbers 0–9, as a right hand.

They are fitted to training people (`python -m training handshapes fit`) and read from the pose table,
asset/poses.toml. Not yet reviewed by a Deaf signer.
"""

from training.rendering.handshape import Handshape, View
from training.rendering.pose_table import Table, built_in_table

__all__ = ["HANDSHAPES", "Handshape", "View", "handshapes"]


def handshapes(table: Table) -> dict[str, Handshape]:
    """Return the usual handshape of each sign of a pose table, with J (as I) and Z (as 1, palm out)."""
    out = {sign: ways[0].shape for sign, ways in table.items()}
    return out | {"J": out["I"], "Z": _z(table)}


def _z(table: Table) -> Handshape:
    """Return the handshape of Z: an upright index finger, as in 1, seen as people show it with the palm out."""
    one = table["1"][0]
    return one.shape.seen_from(one.views[0])


HANDSHAPES = handshapes(built_in_table())
"""A–Z and 0–9 → the usual handshape."""
