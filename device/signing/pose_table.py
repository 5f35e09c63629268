"""Pose, view and movement of each letter and number, as device/assets/hand/poses.json holds them.

The file is written by `python -m training handshapes build` from the pose table of training/rendering, on the bundled
hand. So pictures, the hand of the page, the station's own renderer and training images show the same poses.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device import alphabet
from device.signing.hand_model import FOLDER
from device.signing.rotation import from_quaternion, view_rotation
from device.signing.skeleton import PARAMETERS

Array = NDArray[np.float64]
POSES_FILE = FOLDER / "poses.json"
DIGITS = tuple(alphabet.DIGITS)


@dataclass(frozen=True)
class Movement:
    """A movement of the whole hand, in the viewer's axes; the fingers keep their pose.

    Attributes:
        times: (k,) seconds from 0, increasing.
        rotations: (k, 3, 3) from the hand's axes to the viewer's.
        positions: (k, 3) of the hand's pivot relative to where it is at the beginning, hand units.
    """

    times: Array
    rotations: Array
    positions: Array

    @property
    def seconds(self) -> float:
        """Duration at the usual speed."""
        return float(self.times[-1])


@dataclass(frozen=True)
class Sign:
    """How one letter or number is signed by a right hand.

    Attributes:
        pose: (29,) degrees, see skeleton.PARAMETERS.
        rotation: (3, 3) from the hand's axes to those of the viewer opposite; of a movement, its beginning.
        position: (3,) of the pivot in the middle of the signing space, hand units: keeps a hand that points sideways
            in view.
        movement: None for a handshape that is held.
    """

    pose: Array
    rotation: Array
    position: Array
    movement: Movement | None = None


@dataclass(frozen=True)
class PoseTable:
    """All signs.

    Attributes:
        signs: "A" … "Z", "0" … "9" → sign.
        rest: a relaxed hand.
        ways: (from, to) → number of the way in which the hand changes between them (see timeline.WAYS).
    """

    signs: Mapping[str, Sign]
    rest: Sign
    ways: Mapping[tuple[str, str], int]


@cache
def pose_table(path: Path = POSES_FILE) -> PoseTable:
    """Return the bundled signs."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    names = list(content["signs"])
    ways = {
        (start, end): int(way) for start, row in content["ways"].items() for end, way in zip(names, row, strict=True)
    }
    signs = {name: _sign(entry) for name, entry in content["signs"].items()}
    return PoseTable(MappingProxyType(signs), _sign(content["rest"]), MappingProxyType(ways))


def _sign(entry: dict[str, Any]) -> Sign:
    pose = np.array([entry["pose"].get(name, 0.0) for name in PARAMETERS])
    movement = None
    if "movement" in entry:
        m = entry["movement"]
        rotations = np.stack([from_quaternion(np.array(q) / np.linalg.norm(q)) for q in m["quaternions"]])
        movement = Movement(np.array(m["times"]), rotations, np.array(m["positions"]))
    rotation = view_rotation(*entry["view"]) if movement is None else movement.rotations[0]
    return Sign(pose, rotation, np.array(entry["position"]), movement)
