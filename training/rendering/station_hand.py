"""Write the hand that the station draws itself: device/assets/hand/hand.npz and poses.json."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.signing.hand_model import MODEL_FILE, WEIGHT_STEPS
from device.signing.pose_table import POSES_FILE, PoseTable, Sign
from device.signing.rotation import quaternion
from device.signing.skeleton import PARAMETERS
from device.system.files import atomic_path, write_atomic
from training.rendering.person import Arm
from training.rendering.raster import normals
from training.rendering.reference_signs import handshape, reference_table
from training.rendering.skeleton import TRACKER_OFFSETS
from training.rendering.surface import Surface, surfaces

Array = NDArray[np.float64]
BONES_OF_VERTEX = 4
"""Bones that move one vertex, as GPUs skin."""
NOTE = (
    "How a right hand signs each letter and number, in degrees (see device/signing/skeleton.py). Written by "
    "`python -m training handshapes build`; do not edit. Not yet reviewed by a Deaf signer."
)


def strongest_bones(surface: Surface, arm: Arm) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the numbers and shares (n, BONES_OF_VERTEX) of each vertex's bones; shares sum to WEIGHT_STEPS."""
    weights = np.asarray(surface.refine @ arm.weights)
    bones = np.argsort(-weights, axis=1)[:, :BONES_OF_VERTEX]
    shares = np.take_along_axis(weights, bones, 1)
    shares /= shares.sum(1, keepdims=True)
    steps = np.floor(shares * WEIGHT_STEPS).astype(int)
    steps[:, 0] += WEIGHT_STEPS - steps.sum(1)
    bones[steps == 0] = 0
    return bones.astype(np.uint8), steps.astype(np.uint8)


def write_hand_model(path: Path = MODEL_FILE) -> int:
    """Write the mesh after one subdivision, its weights and its skeleton; return the number of bytes."""
    arm, surface = Arm(), surfaces()[0]
    skeleton = arm.skeleton
    bones, shares = strongest_bones(surface, arm)
    quads = surface_quads(surface)
    paint = np.stack([surface.palm, surface.nail, surface.crease], 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(path) as part, part.open("wb") as file:
        np.savez_compressed(
            file,
            vertices=surface.rest.astype(np.float16),
            normals=(normals(surface.rest, surface.triangles) * 127).round().astype(np.int8),
            bones=bones,
            shares=shares,
            quads=quads.astype(np.uint16),
            paint=(np.clip(paint, 0, 1) * WEIGHT_STEPS).round().astype(np.uint8),
            heads=skeleton.heads,
            frames=skeleton.frames,
            segments=skeleton.segments,
            roots=skeleton.roots,
            forearm=skeleton.forearm,
            elbow=skeleton.elbow,
            offsets=TRACKER_OFFSETS,
        )
    return path.stat().st_size


def surface_quads(surface: Surface) -> NDArray[np.int32]:
    """Return the quads (f, 4) of a surface; its triangles are their two halves."""
    first, second = np.split(surface.triangles, 2)
    return np.concatenate([first, second[:, 2:]], 1)


def write_poses(table: PoseTable, path: Path = POSES_FILE) -> int:
    """Write the signs of the bundled hand; return the number of bytes."""
    names = list(table.signs)
    content: dict[str, Any] = {"note": NOTE, "signs": {}, "rest": _entry(table.rest, (-10, 0, 0))}
    for name, sign in table.signs.items():
        content["signs"][name] = _entry(sign, handshape(name).view)
    content["ways"] = {a: "".join(str(table.ways[a, b]) for b in names) for a in names}
    rows = [f'"note": {json.dumps(NOTE)}', f'"rest": {json.dumps(content["rest"])}']
    for group in ("signs", "ways"):
        lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(entry)}" for name, entry in content[group].items())
        rows.append(f'"{group}": {{\n{lines}\n }}')
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, "{\n " + ",\n ".join(rows) + "\n}\n")
    return path.stat().st_size


def write_station_hand(folder: Path) -> int:
    """Write both files to a folder; return the number of bytes."""
    table = reference_table(Arm())
    return write_hand_model(folder / MODEL_FILE.name) + write_poses(table, folder / POSES_FILE.name)


def _entry(sign: Sign, view: tuple[float, float, float]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "pose": {name: round(float(v), 1) for name, v in zip(PARAMETERS, sign.pose, strict=True) if abs(v) > 0.05},
        "view": [round(float(v), 1) for v in view],
        "position": sign.position.round(3).tolist(),
    }
    if sign.movement is not None:
        m = sign.movement
        entry["movement"] = {
            "times": m.times.round(3).tolist(),
            "quaternions": [quaternion(r).round(4).tolist() for r in m.rotations],
            "positions": m.positions.round(3).tolist(),
        }
    return entry
