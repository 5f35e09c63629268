"""J and Z as people perform them: fit the movement of the whole hand to tracked performances of training signers.

Each frame gives the rotation and the place of a rigid hand in the letter's handshape (weak perspective, least squares).
The stroke is cut out of the performance, mirrored if it was recorded in a mirror or with the left hand, and divided
into equal shares of time. The taught stroke is the mean of the performances near the medoid, each person counting once.
"""

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
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
from training.rendering.rotation import facing, interpolate_rotations
from training.rendering.strokes import KEYS, STROKES_FILE

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
STEPS = 12
"""Gauss–Newton steps for one frame."""
STEADY = 0.25
"""Weight of the change of rotation from frame to frame (radians) against landmarks (hand units)."""
USUAL_TURN = 0.1
"""Weight of the difference from the expected rotation (radians)."""
EXPECTED: dict[str, tuple[Array, ...]] = {
    "J": (
        facing((0.0, 1.0, 0.2), (0.0, -0.2, 1.0)),
        facing((-0.1, 0.8, 0.6), (0.4, -0.5, 1.0)),
        facing((0.2, 0.0, 1.0), (1.0, -0.6, 0.0)),
        facing((0.7, 0.7, 0.3), (0.6, -0.4, -0.8)),
    ),
    "Z": (facing((0.0, 1.0, 0.25), (0.0, -0.25, 1.0)),) * 2,
}
"""How the hand is turned at equal steps of the stroke: J turns the forearm until the palm faces the signer."""
TURN_SMOOTHING = 1.5
"""Keys over which the rotation is smoothed."""
NEAREST = 0.6
"""Share of the people, nearest to the medoid, whose mean is the taught stroke."""


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


def fit_hand(landmarks: Array, hand: Array, unit: float, expected: Array) -> tuple[Array, float]:
    """Return rotations (n, 3, 3) and the mean miss of a rigid hand on tracked landmarks, hand units.

    Args:
        landmarks: (n, 21, 2).
        hand: (21, 3) landmarks of the letter's handshape, rest axes, hand units.
        unit: length of a hand unit in `landmarks`.
        expected: (n, 3, 3) about how the hand is turned: a flat hand leant to the camera and one leant away look alike.
    """
    rotations, misses = [], []
    before = expected[0]
    for marks, rotation in zip(landmarks / unit, expected, strict=True):
        usual = rotation
        for _ in range(STEPS):
            seen = hand @ rotation.T
            shift = (marks - seen[:, :2]).mean(0)
            miss = marks - seen[:, :2] - shift
            # A small turn w moves a point p by w × p.
            slope = np.zeros((21, 2, 3))
            slope[:, 0, 1], slope[:, 0, 2] = seen[:, 2], -seen[:, 1]
            slope[:, 1, 0], slope[:, 1, 2] = -seen[:, 2], seen[:, 0]
            slope -= slope.mean(0)
            a = slope.reshape(42, 3)
            away = Rotation.from_matrix(before @ rotation.T).as_rotvec()
            off = Rotation.from_matrix(usual @ rotation.T).as_rotvec()
            turn = np.linalg.solve(
                a.T @ a + 21 * (STEADY**2 + USUAL_TURN**2) * np.eye(3),
                a.T @ miss.ravel() + 21 * (STEADY**2 * away + USUAL_TURN**2 * off),
            )
            turn /= max(1.0, 2 * float(np.linalg.norm(turn)))
            rotation = Rotation.from_rotvec(turn).as_matrix() @ rotation
        seen = hand @ rotation.T
        shift = (marks - seen[:, :2]).mean(0)
        rotations.append(rotation)
        before = rotation
        misses.append(np.linalg.norm(marks - seen[:, :2] - shift, axis=1).mean())
    return np.stack(rotations), float(np.mean(misses))


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


def expected_rotations(letter: str) -> Array:
    """Return about how the hand is turned at each key of a stroke, (KEYS, 3, 3)."""
    turns = np.stack(EXPECTED[letter])
    return interpolate_rotations(np.linspace(0, 1, len(turns)), turns, np.linspace(0, 1, KEYS))


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
    content: dict[str, object] = {"note": "Means of performances by training signers; see performances.py."}
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
