"""The page's hand: a valid glTF file whose joints are those of the pose table in every track."""

import json
import struct

import numpy as np
import pytest

from device.signing.hand_model import FOLDER, hand_model
from device.signing.pose_table import pose_table
from device.signing.rotation import from_quaternion
from device.signing.skeleton import BONES
from device.signing.viewpoint import PIVOT

MAX_BYTES = 700_000
TYPES = {5126: np.float32, 5123: np.uint16, 5121: np.uint8}
WIDTH = {"SCALAR": 1, "VEC3": 3, "VEC4": 4, "MAT4": 16}


@pytest.fixture(scope="module")
def file():
    data = (FOLDER / "hand.glb").read_bytes()
    magic, version, length = struct.unpack_from("<4sII", data)
    assert (magic, version, length) == (b"glTF", 2, len(data))
    size, kind = struct.unpack_from("<I4s", data, 12)
    assert kind == b"JSON"
    content = json.loads(data[20 : 20 + size])
    size_bin, kind_bin = struct.unpack_from("<I4s", data, 20 + size)
    assert (kind_bin, size_bin) == (b"BIN\0", len(data) - 28 - size)
    return content, data[28 + size :]


def read(file, number):
    content, binary = file
    a = content["accessors"][number]
    view = content["bufferViews"][a["bufferView"]]
    kind, width = TYPES[a["componentType"]], WIDTH[a["type"]]
    assert view["byteLength"] == a["count"] * width * np.dtype(kind).itemsize
    assert view["byteOffset"] % 4 == 0
    assert view["byteOffset"] + view["byteLength"] <= len(binary)
    return np.frombuffer(binary, kind, a["count"] * width, view["byteOffset"]).reshape(a["count"], width)


def test_the_file_is_small_and_names_its_licence(file):
    assert (FOLDER / "hand.glb").stat().st_size <= MAX_BYTES
    assert "CC0" in file[0]["asset"]["copyright"]


def test_weights_sum_to_one_and_indices_are_in_range(file):
    primitive = file[0]["meshes"][0]["primitives"][0]
    positions = read(file, primitive["attributes"]["POSITION"])
    assert (read(file, primitive["attributes"]["WEIGHTS_0"]).astype(int).sum(1) == 255).all()
    assert read(file, primitive["attributes"]["JOINTS_0"]).max() < len(BONES)
    assert read(file, primitive["indices"]).max() < len(positions)
    np.testing.assert_allclose(positions, hand_model().vertices, atol=1e-6)


def test_each_track_puts_the_joints_where_the_pose_table_does(file):
    content, _ = file
    signs = {**pose_table().signs, "rest": pose_table().rest}
    assert [a["name"] for a in content["animations"]] == list(signs)
    for track in content["animations"]:
        sign = signs[track["name"]]
        first = joints(file, track, 0)
        wanted = (hand_model().skeleton.joints(sign.pose) - PIVOT) @ sign.rotation.T + sign.position
        np.testing.assert_allclose(first, wanted, atol=0.002)
        if sign.movement:
            last = joints(file, track, -1)
            turned = (hand_model().skeleton.joints(sign.pose) - PIVOT) @ sign.movement.rotations[-1].T
            np.testing.assert_allclose(last, turned + sign.position + sign.movement.positions[-1], atol=0.002)


def joints(file, track, key):
    """Return the wrist and the joints of the fingers without their tips and with them, by the nodes of the file."""
    nodes = file[0]["nodes"]
    turn = [np.eye(3) for _ in nodes]
    shift = [np.array(n.get("translation", [0.0, 0.0, 0.0])) for n in nodes]
    for channel in track["channels"]:
        values = read(file, track["samplers"][channel["sampler"]]["output"])[key]
        node = channel["target"]["node"]
        if channel["target"]["path"] == "rotation":
            turn[node] = from_quaternion(values.astype(float))
        else:
            shift[node] = values.astype(float)
    places = {}

    def walk(node, rotation, origin):
        origin = origin + rotation @ shift[node]
        rotation = rotation @ turn[node]
        places[node] = (rotation, origin)
        for child in nodes[node].get("children", ()):
            walk(child, rotation, origin)

    walk(len(BONES), np.eye(3), np.zeros(3))
    skeleton = hand_model().skeleton
    out = [places[2][1]]
    for finger in range(5):
        for j in range(3):
            out.append(places[7 + 3 * finger + j][1])
        rotation, origin = places[9 + 3 * finger]
        out.append(origin + rotation @ (skeleton.heads[finger, 3] - skeleton.heads[finger, 2]))
    return np.array(out)
