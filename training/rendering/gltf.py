"""Write the hand as a binary glTF file (.glb) for the page: mesh, skinning weights, and one track for each sign.

Nodes: a joint for each bone (named as in the rig), and `hand`, whose rotation and translation turn and move all. Every
track sets all joints, so that a player can fade from any track to any other. Held signs last HELD_S; J and Z move.
Format: glTF 2.0 specification, Khronos Group 2017.
"""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.signing.hand_model import FOLDER, HandModel, hand_model
from device.signing.pose_table import PoseTable, Sign
from device.signing.rotation import quaternion
from device.signing.skeleton import BONES, PARENT
from device.signing.skin_paint import NAIL, SKINS
from device.signing.viewpoint import PIVOT
from device.system.files import write_atomic
from training.rendering.station_hand import BONES_OF_VERTEX

Array = NDArray[Any]
GLB_FILE = FOLDER / "hand.glb"
COPYRIGHT = (
    "Mesh and weights: MakeHuman / MPFB2, CC0 1.0. Poses: the Handshape project, MIT. Not reviewed by a Deaf signer."
)
HELD_S = 1.0
"""Duration of a track without movement, seconds."""
WRIST = 2
HAND_NODE, MESH_NODE = len(BONES), len(BONES) + 1
FLOAT, UINT16, UINT8 = 5126, 5123, 5121
VERTEX_BUFFER, INDEX_BUFFER = 34962, 34963
KINDS = {1: "SCALAR", 3: "VEC3", 4: "VEC4", 16: "MAT4"}


class _Buffer:
    """The binary part, and the accessors that describe it; equal arrays are stored once."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []
        self._known: dict[bytes, int] = {}

    def add(self, values: Array, *, target: int = 0, normalized: bool = False, bounds: bool = False) -> int:
        """Append an array (n, c) or (n,) and return the number of its accessor."""
        array = np.ascontiguousarray(values if values.ndim > 1 else values[:, None])
        key = array.tobytes() + bytes([array.shape[1], normalized, bounds])
        if not target and key in self._known:
            return self._known[key]
        self.data += b"\0" * (-len(self.data) % 4)
        view: dict[str, Any] = {"buffer": 0, "byteOffset": len(self.data), "byteLength": array.nbytes}
        if target:
            view["target"] = target
        self.data += array.tobytes()
        kind = {"float32": FLOAT, "uint16": UINT16, "uint8": UINT8}[str(array.dtype)]
        accessor = {
            "bufferView": len(self.views),
            "componentType": kind,
            "count": len(array),
            "type": KINDS[array.shape[1]],
        }
        if normalized:
            accessor["normalized"] = True
        if bounds:
            accessor |= {"min": array.min(0).tolist(), "max": array.max(0).tolist()}
        self.views.append(view)
        self.accessors.append(accessor)
        self._known[key] = len(self.accessors) - 1
        return self._known[key]


def write_glb(table: PoseTable, path: Path = GLB_FILE) -> int:
    """Write the hand and a track for each sign and for the resting hand; return the number of bytes."""
    model, buffer = hand_model(), _Buffer()
    origins = model.skeleton.origins()
    nodes: list[dict[str, Any]] = []
    for bone, name in enumerate(BONES):
        offset = -PIVOT if bone == WRIST else origins[bone] - origins[PARENT[bone]]
        children = [b for b in range(len(BONES)) if b != WRIST and PARENT[b] == bone]
        node: dict[str, Any] = {"name": name, "translation": offset.round(5).tolist()}
        nodes.append(node | ({"children": children} if children else {}))
    nodes.append({"name": "hand", "children": [WRIST]})
    nodes.append({"name": "skin", "mesh": 0, "skin": 0})
    inverse = np.tile(np.eye(4, dtype=np.float32), (len(BONES), 1, 1))
    inverse[:, 3, :3] = -origins  # column-major: the last row holds the translation
    signs = {**table.signs, "rest": table.rest}
    content = {
        "asset": {"version": "2.0", "generator": "python -m training handshapes build", "copyright": COPYRIGHT},
        "scene": 0,
        "scenes": [{"nodes": [HAND_NODE, MESH_NODE]}],
        "nodes": nodes,
        "meshes": [{"name": "skin", "primitives": [_primitive(model, buffer)]}],
        "materials": [
            {
                "name": "skin",
                "pbrMetallicRoughness": {
                    "baseColorFactor": [*_linear(np.array(SKINS["medium"][1])).round(4).tolist(), 1],
                    "metallicFactor": 0,
                    "roughnessFactor": 0.6,
                },
                "extras": {
                    "skins": {name: _linear(np.array(palm)).round(4).tolist() for name, (_, palm) in SKINS.items()}
                },
            }
        ],
        "skins": [
            {
                "joints": list(range(len(BONES))),
                "skeleton": HAND_NODE,
                "inverseBindMatrices": buffer.add(inverse.reshape(-1, 16)),
            }
        ],
        "animations": [_track(name, sign, model, buffer) for name, sign in signs.items()],
    }
    content |= {
        "accessors": buffer.accessors,
        "bufferViews": buffer.views,
        "buffers": [{"byteLength": len(buffer.data)}],
    }
    write_atomic(path, _packed(content, bytes(buffer.data)))
    return path.stat().st_size


def _primitive(model: HandModel, buffer: _Buffer) -> dict[str, Any]:
    bones = np.argsort(-model.weights, axis=1)[:, :BONES_OF_VERTEX]
    shares = np.take_along_axis(model.weights, bones, 1)
    steps = np.floor(shares / shares.sum(1, keepdims=True) * 255).astype(int)
    steps[:, 0] += 255 - steps.sum(1)
    bones[steps == 0] = 0
    a, b, c, d = model.quads
    triangles = np.stack([a, b, c, a, c, d], 1).ravel()
    back, palm = (_linear(np.array(colour)) for colour in SKINS["medium"])
    tint = back / palm
    amount = np.maximum(model.paint, 0)[:, None]
    colour = tint + (1 - tint) * amount
    nail = np.clip(-model.paint, 0, 1)[:, None] * 0.6
    colour = colour * (1 - nail) + np.clip(_linear(NAIL) / palm, 0, 1) * nail
    colour = np.clip(colour * (1 - 0.3 * model.crease[:, None]), 0, 1)
    rgba = np.concatenate([colour, np.ones((len(colour), 1))], 1)
    return {
        "attributes": {
            "POSITION": buffer.add(model.vertices.astype(np.float32), target=VERTEX_BUFFER, bounds=True),
            "NORMAL": buffer.add(model.normals.astype(np.float32), target=VERTEX_BUFFER),
            "JOINTS_0": buffer.add(bones.astype(np.uint8), target=VERTEX_BUFFER),
            "WEIGHTS_0": buffer.add(steps.astype(np.uint8), target=VERTEX_BUFFER, normalized=True),
            "COLOR_0": buffer.add((rgba * 255).round().astype(np.uint8), target=VERTEX_BUFFER, normalized=True),
        },
        "indices": buffer.add(triangles.astype(np.uint16), target=INDEX_BUFFER),
        "material": 0,
    }


def _track(name: str, sign: Sign, model: HandModel, buffer: _Buffer) -> dict[str, Any]:
    rotation, _ = model.skeleton.bones(sign.pose)
    movement = sign.movement
    times = np.array([0.0, HELD_S]) if movement is None else movement.times
    fixed = buffer.add(np.array([0.0, times[-1]], np.float32), bounds=True)
    moving = buffer.add(times.astype(np.float32), bounds=True)
    turns = [sign.rotation] * 2 if movement is None else list(movement.rotations)
    shifts = np.zeros((2, 3)) if movement is None else movement.positions
    samplers: list[dict[str, int]] = []
    channels: list[dict[str, Any]] = []

    def add(node: int, path: str, values: Array, keys: int) -> None:
        channels.append({"sampler": len(samplers), "target": {"node": node, "path": path}})
        samplers.append({"input": keys, "output": buffer.add(values.astype(np.float32))})

    for bone in range(len(BONES)):
        if bone not in (0, WRIST):  # both bones of the forearm turn together; the wrist is the hand's own frame
            local = quaternion(rotation[PARENT[bone]].T @ rotation[bone])
            add(bone, "rotation", np.tile(local, (2, 1)).round(5), fixed)
    quaternions = np.stack([quaternion(turn) for turn in turns])
    for i in range(1, len(quaternions)):
        if quaternions[i] @ quaternions[i - 1] < 0:
            quaternions[i] *= -1
    add(HAND_NODE, "rotation", quaternions, moving)
    add(HAND_NODE, "translation", sign.position + shifts, moving)
    return {"name": name, "samplers": samplers, "channels": channels}


def _linear(srgb: Array) -> Array:
    out: Array = srgb**2.2
    return out


def _packed(content: dict[str, Any], data: bytes) -> bytes:
    text = json.dumps(content, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    data += b"\0" * (-len(data) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(data), b"BIN\0") + data
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks
