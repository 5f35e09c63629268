"""J and Z as they are taught: the mean of the performances near the medoid, each person counting once."""

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.spatial.transform import Rotation

from device.names import shown
from device.signing.hand_model import hand_model
from device.signing.pose_table import pose_table
from device.signing.stroke_line import FINGERTIP
from device.system.files import write_atomic
from training.errors import DataError
from training.rendering.performances import Performance, performance, read_traces
from training.rendering.rigid_hand import expected_rotations, fit_hand
from training.rendering.strokes import STROKES_FILE

Array = NDArray[np.float64]
TURN_SMOOTHING = 1.5
"""Keys over which the rotation is smoothed."""
NEAREST = 0.6
"""Share of the people, nearest to the medoid, whose mean is the taught stroke."""


def taught(performances: Iterable[Performance], hand: Array, letter: str) -> tuple[Array, Array, Array, int]:
    """Return rotations (KEYS, 3, 3), wrists (KEYS, 2), times (KEYS,) and the number of people of the taught stroke."""
    people: dict[str, list[Performance]] = defaultdict(list)
    for each in performances:
        people[each.signer].append(each)
    marks = np.stack([np.mean([p.landmarks for p in own], 0) for own in people.values()])
    tips = marks[:, :, FINGERTIP[letter]]
    size = np.ptp(tips, axis=1).max(1)[:, None, None]
    shape = (tips / size).reshape(len(tips), -1)
    distance = np.linalg.norm(shape[:, None] - shape[None], axis=2)
    medoid = int(distance.sum(1).argmin())
    near = np.argsort(distance[medoid])[: max(3, round(NEAREST * len(tips)))]
    mean = gaussian_filter1d(marks[near].mean(0), 0.5, axis=0, mode="nearest")
    rotations, _ = fit_hand(mean, hand, 1.0, expected_rotations(letter))
    turned = _orthogonal(gaussian_filter1d(rotations, TURN_SMOOTHING, axis=0, mode="nearest"))
    # The mean of the fingertips is what is drawn; the wrist follows from it.
    tip = FINGERTIP[letter]
    moved = mean[:, tip] - (turned @ hand[tip])[:, :2]
    paces = np.stack([np.median([np.diff(p.times) for p in own], 0) for own in people.values()])
    times = np.concatenate([[0.0], np.cumsum(gaussian_filter1d(np.median(paces, 0), 1.0, mode="nearest"))])
    return turned, moved - moved[0], times, len(near)


def fit_taught_strokes(data: Path) -> str:
    """Fit J and Z to the training signers of a data folder, write them, and return what was used, in one line.

    Raises:
        DataError: the performances are missing.
    """
    traces = data / "motion" / "people_traces.csv.gz"
    if not traces.is_file():
        raise DataError(f"{shown(traces)} is missing; name the folder that holds motion/ with --data.")
    signs = pose_table().signs
    skeleton = hand_model().skeleton
    hands = {letter: skeleton.landmarks(signs[letter].pose) for letter in FINGERTIP}
    return write_taught_strokes(traces, {letter: hand - hand[0] for letter, hand in hands.items()})


def write_taught_strokes(traces: Path, hands: dict[str, Array], path: Path = STROKES_FILE) -> str:
    """Fit the taught strokes and write them; return what was used, in one line.

    Args:
        traces: people_traces.csv.gz.
        hands: letter → (21, 3) landmarks of its handshape, rest axes.
        path: .json file to write.
    """
    content: dict[str, object] = {"note": "Means of performances by training signers; see taught_strokes.py."}
    words = []
    for letter, hand in hands.items():
        all_of = read_traces(traces, letter)
        fitted = [performance(s, t, m, hand, letter) for s, own in all_of.items() for t, m in own]
        kept = [p for p in fitted if p is not None]
        rotations, wrists, times, people = taught(kept, hand, letter)
        quaternions = Rotation.from_matrix(rotations).as_quat()
        content[letter] = {
            "times": times.round(3).tolist(),
            "quaternions": quaternions.round(4).tolist(),
            "wrists": wrists.round(3).tolist(),
        }
        misses = float(np.median([p.misses for p in kept]))
        words.append(
            f"{letter}: {len(kept)} performances, mean of {people} people, miss {misses:.3f}, {times[-1]:.2f} s"
        )
    write_atomic(path, json.dumps(content) + "\n")
    return "; ".join(words)


def _orthogonal(matrices: Array) -> Array:
    """Return the nearest rotations to matrices (n, 3, 3)."""
    u, _, v = np.linalg.svd(matrices)
    out: Array = u @ v
    return out
