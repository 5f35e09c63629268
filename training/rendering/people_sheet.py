"""A sheet for checking by eye: each rendered sign, from the front and from the learner's side, beside four people."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.alphabet import ALPHABET
from device.names import shown
from device.system.files import atomic_path
from device.system.text_file import reason_of
from training.datasets.outputs import check_picture_output
from training.datasets.pictures import write_picture
from training.datasets.tracked_hands import TrackedHand, tracked_hands
from training.errors import DataError, RunError
from training.rendering.lighting import Lamps
from training.rendering.person import Arm
from training.rendering.pose_clusters import Cluster, clusters
from training.rendering.pose_table import NUMBERS, SIGNS
from training.rendering.reference import reference_subject
from training.rendering.render import fit_camera, render
from training.rendering.skin import Skin
from training.rendering.surface import surfaces

Image = NDArray[np.uint8]
CELL = 200
"""Side of a picture on the sheet, pixels."""
PEOPLE = 4
AROUND = 1.4
"""Side of the cut around a hand, in longer sides of its box."""
SAME = {"J": "I", "Z": "1"}
"""Moving letters are compared with a still sign of the same handshape."""


def write_people_sheet(data: Path, signs: Sequence[str], out: Path) -> Path:
    """Write the sheet: one row a sign.

    Args:
        data: folder that holds signers/ and hands/.
        signs: letters and numbers; empty for all.
        out: image file to write. It shows people and must not be published.

    Raises:
        DataError: the data are missing, or a sign is unknown.
        RunError: the file cannot be written.
    """
    unknown = set(signs) - set(ALPHABET) - set(NUMBERS)
    if unknown:
        raise DataError(f"{min(unknown)!r} is no letter and no number.")
    check_picture_output(out)
    hands = tracked_hands(data)
    rows = []
    for sign in tqdm(signs or (*ALPHABET, *NUMBERS), unit="sign"):
        people = SAME.get(sign, sign)
        found = clusters([hand for hand in hands if hand.sign == people]) if people in SIGNS else []
        cells = [_rendered(sign, view) for view in ("front", "own")] + [_cut(hand) for hand in _shown(found)]
        cells += [np.zeros((CELL, CELL, 3), np.uint8)] * (2 + PEOPLE - len(cells))
        cv2.putText(cells[0], sign, (4, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 255, 255), 1, cv2.LINE_AA)
        rows.append(np.hstack(cells))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with atomic_path(out, keep_name=True) as part:
            write_picture(part, np.vstack(rows))
    except OSError as error:
        raise RunError(f"{shown(out)} cannot be written: {reason_of(error)}.") from error
    return out


def _shown(found: Sequence[Cluster]) -> list[TrackedHand]:
    """Return people of all ways, the most typical first."""
    out = []
    for depth in range(PEOPLE):
        out += [cluster.hands[depth] for cluster in found if len(cluster.hands) > depth]
    return out[:PEOPLE]


def _rendered(sign: str, view: str) -> Image:
    """Render a sign of the built-in table on grey, uint8 (CELL, CELL, 3) BGR."""
    subject = reference_subject(sign, view, Arm(), Skin(0.4).albedo(surfaces()[1]))
    camera = fit_camera(subject, CELL, CELL, 9.0, 0.72 * CELL, (CELL / 2, CELL / 2))
    layer = render(subject, camera, Lamps.studio(16))
    colour = layer.colour + 0.25 * (1 - layer.alpha[..., None])
    image = (np.clip(colour * 1.1, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8)
    return np.ascontiguousarray(image[..., ::-1])


def _cut(hand: TrackedHand) -> Image:
    """Return the square around a hand as a right hand, uint8 (CELL, CELL, 3)."""
    x, y = hand.points[:, 0] * (-1 if hand.mirrored else 1), -hand.points[:, 1]
    scale = CELL / (AROUND * max(float(np.ptp(x)), float(np.ptp(y))))
    centre = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    move = np.array([[scale, 0, CELL / 2 - centre[0] * scale], [0, scale, CELL / 2 - centre[1] * scale]])
    cut = cv2.warpAffine(hand.picture(), move, (CELL, CELL), borderValue=(128,))
    grey = cut[:, ::-1] if hand.mirrored else cut
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(grey), cv2.COLOR_GRAY2BGR), np.uint8)
