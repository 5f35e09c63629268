"""Performances of J and Z by training signers: read, cut to the stroke, and set beside each other.

The stroke is cut out of the performance, mirrored if it was recorded in a mirror or with the left hand, and divided
into equal shares of time.
"""

import csv
import gzip
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.signing.stroke_line import FINGERTIP
from training.rendering.rigid_hand import expected_rotations, fit_hand
from training.rendering.strokes import KEYS

Array = NDArray[np.float64]
ASPECT = 4 / 3
"""Width of the recordings in heights; it is not known and assumed."""
MIN_FRAMES, MIN_CLEAN, MAX_PERFORMANCES = 12, 0.9, 12
"""Frames of a performance, share of them with the letter's handshape, and performances of one person that are used."""
USUAL = {"J": "hook=r", "Z": "first_stroke=rl"}
"""How the viewer opposite sees a right hand; other recordings are mirrored."""
MIN_LEG, MAX_MISS = 0.25, 0.2
"""Shortest leg of a stroke, and largest mean distance of landmarks from the fitted hand, hand units."""
MAX_DETOUR = 1.3
"""Longest path of the fingertip, in lengths of its legs: beyond, the tracker has jumped."""


@dataclass(frozen=True)
class Performance:
    """One stroke of one person, as the viewer opposite sees a right hand.

    Attributes:
        signer: who.
        landmarks: (KEYS, 21, 2) hand units from where the drawing fingertip begins.
        times: (KEYS,) seconds from 0.
        misses: mean distance of the landmarks from the fitted hand, hand units.
    """

    signer: str
    landmarks: Array
    times: Array
    misses: float


def read_traces(path: Path, letter: str) -> dict[str, list[tuple[Array, Array]]]:
    """Return signer → clean performances of a letter by training signers: times (n,) and landmarks (n, 21, 2).

    Landmarks are in picture heights, x right and y up, mirrored to a right hand seen by the viewer opposite.
    """
    frames: dict[tuple[str, str], list[tuple[float, Array]]] = defaultdict(list)
    notes: dict[tuple[str, str], list[str]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["split"] != "train" or row["letter"] != letter:
                continue
            key = row["signer"], row["performance"]
            if row["frame"] == "0":  # taken before a pause
                notes[key] = row["note"].split(";")
            elif row["landmarks"]:
                marks = np.array(row["landmarks"].split(), float).reshape(21, 2)
                frames[key].append((float(row["t"]), marks * [ASPECT, -1]))
    out: dict[str, list[tuple[Array, Array]]] = defaultdict(list)
    for (signer, performance), rows in frames.items():
        note = notes.get((signer, performance), [])
        clean = max([float(part[6:]) for part in note if part.startswith("shape=")], default=0.0)
        if "ok" not in note[:2] or clean < MIN_CLEAN or len(rows) < MIN_FRAMES or len(out[signer]) >= MAX_PERFORMANCES:
            continue
        flip = 1 if USUAL[letter] in note else -1
        out[signer].append((np.array([t for t, _ in rows]), np.stack([m for _, m in rows]) * [flip, 1]))
    return out


def stroke_corners(tip: Array, letter: str) -> list[int]:
    """Return the frames of the corners of the stroke in a fingertip's path (n, 2), hand units, ends included.

    A J goes down, then hooks to the right and up. A Z goes left, down to the right, and left. The corners are those
    that make these ways longest.
    """
    x, y = tip.T
    legs = [-y, 0.5 * x + y] if letter == "J" else [-x, x - y, -x]
    n = len(tip)
    best = np.zeros(n)
    came_from = []
    for leg in legs:
        reached, origin = np.full(n, -np.inf), np.zeros(n, int)
        for end in range(n):
            gain = best[: end + 1] + leg[end] - leg[: end + 1]
            origin[end] = int(np.argmax(gain))
            reached[end] = gain[origin[end]]
        best = reached
        came_from.append(origin)
    corners = [int(np.argmax(best))]
    for origin in reversed(came_from):
        corners.append(int(origin[corners[-1]]))
    return corners[::-1]


def performance(signer: str, times: Array, landmarks: Array, hand: Array, letter: str) -> Performance | None:
    """Fit one performance; None if it holds no clear stroke. Each leg between two corners gets equally many keys."""
    unit = float(np.quantile(np.linalg.norm(landmarks[:, 9] - landmarks[:, 0], axis=1), 0.8))
    unit /= float(np.linalg.norm(hand[9] - hand[0]))
    tip = landmarks[:, FINGERTIP[letter]] / unit
    corners = stroke_corners(tip, letter)
    legs = np.linalg.norm(np.diff(tip[corners], axis=0), axis=1)
    if min(np.diff(corners)) < 2 or legs.min() < MIN_LEG:
        return None
    path = tip[corners[0] : corners[-1] + 1]
    detour = np.linalg.norm(np.diff(path, axis=0), axis=1).sum() / legs.sum()
    hooked = letter == "Z" or path[-1, 0] - path[0, 0] > MIN_LEG
    if detour > MAX_DETOUR or not hooked:
        return None
    keys = np.linspace(0, len(legs), KEYS)
    at = np.interp(keys, np.arange(len(corners)), times[corners])
    flat = (landmarks / unit - tip[corners[0]]).reshape(len(times), 42)
    marks = np.stack([np.interp(at, times, flat[:, c]) for c in range(42)], 1).reshape(-1, 21, 2)
    _, misses = fit_hand(marks, hand, 1.0, expected_rotations(letter))
    return Performance(signer, marks, at - at[0], misses) if misses <= MAX_MISS else None
