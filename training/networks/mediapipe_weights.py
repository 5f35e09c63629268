"""Weights of MediaPipe's hand landmark model as the start of the second opinion (see NOTICE for its licence).

The file lies in the mediapipe package, which has an environment of its own (.venv-peer). Batch normalisation is folded
into its convolutions already, so that kernels and offsets are taken as they are.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.names import shown
from device.recognition.hand_topology import LANDMARKS
from training.errors import RunError
from training.mediapipe.client import PYTHON, check_installed
from training.networks import second_opinion

FILE = "mediapipe/modules/hand_landmark/hand_landmark_full.tflite"
INPUT = 224
"""Side of MediaPipe's input in pixels; its landmarks are in pixels of it."""
HALVES = np.array([[0.25, 0.75, 0], [0, 0.75, 0.25], [0, 0.25, 0.75]], np.float32)
"""Rows: three neighbours in a row of pixels that is enlarged to twice its length; columns: of which pixels they are."""

Layer = tuple[NDArray[np.float32], NDArray[np.float32]]


def find_file(python: Path = PYTHON) -> Path:
    """Return MediaPipe's .tflite in the environment of this interpreter.

    Raises:
        RunError: the environment or the file is missing.
    """
    check_installed(python)
    found = sorted(python.parent.parent.glob(f"lib/python3*/site-packages/{FILE}"))
    if not found:
        raise RunError(f"The environment of {shown(python)} has no {FILE}; install requirements-peer.txt again.")
    return found[0]


def load_mediapipe(model: Any, path: Path) -> None:
    """Set the weights of all layers but those of the letters to MediaPipe's.

    MediaPipe's first layer has a stride of 2 on a picture of twice the size. Enlarging a picture linearly to twice
    its size and convolving it with that stride is one convolution of the picture itself, which is computed here. Grey
    values take the place of all three colours.

    Args:
        model: of second_opinion.build, changed in place.
        path: of `find_file`.

    Raises:
        RunError: the file is of another network.
    """
    convolutions, dense = _layers(path)
    names = ["stem", "first_filter", "first"]
    for number, block in enumerate(second_opinion.BLOCKS):
        parts = ("widen", "filter", "narrow") if block.narrow else ("widen", "filter")
        names += [f"block{number}_{part}" for part in parts]
    layers = [model.get_layer(name) for name in names]
    needed = [(3, 3, 3, second_opinion.STEM), *(tuple(layer.kernel.shape) for layer in layers[1:])]
    if [kernel.shape for kernel, _ in convolutions] != needed or [len(o) for _, o in dense] != [1, 1, 63, 63]:
        raise RunError(f"{shown(path)} is not the network of mediapipe 0.10.21; install requirements-peer.txt.")
    kernel, offset = convolutions[0]
    convolutions[0] = np.einsum("abco,ay,bx->yxo", kernel, HALVES, HALVES)[:, :, None], offset
    for layer, (kernel, offset) in zip(layers, convolutions, strict=True):
        layer.set_weights([kernel, offset])
    side, present, points, _ = dense  # the last one has the points in metres
    flat = (np.arange(LANDMARKS)[:, None] * 3 + [0, 1]).ravel()  # without z
    model.get_layer("points").set_weights([points[0][:, flat] / INPUT, points[1][flat] / INPUT])
    both = [np.hstack([present[0], side[0]]), np.concatenate([present[1], side[1]])]
    model.get_layer("hand").set_weights(both)


def _layers(path: Path) -> tuple[list[Layer], list[Layer]]:
    """Return kernel and offset of each convolution and of each dense layer, as Keras has them, in their order."""
    from tensorflow.lite.python import schema_py_generated as schema

    model = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(path.read_bytes(), 0))
    graph = model.subgraphs[0]
    names = {number: name for name, number in vars(schema.BuiltinOperator).items() if isinstance(number, int)}
    stored: dict[int, NDArray[np.float32]] = {}
    convolutions, dense = [], []
    for operator in graph.operators:
        code = model.operatorCodes[operator.opcodeIndex]
        name = names[max(code.builtinCode, code.deprecatedBuiltinCode)]
        if name == "DEQUANTIZE":
            tensor = graph.tensors[operator.inputs[0]]
            content = model.buffers[tensor.buffer].data
            half = np.frombuffer(bytes(content), np.float16).reshape(tensor.shape)
            stored[operator.outputs[0]] = half.astype(np.float32)
            continue
        kernel, offset = (stored.get(number) for number in (*operator.inputs, -1, -1)[1:3])
        if kernel is None or offset is None:
            continue
        if name == "FULLY_CONNECTED":
            dense.append((kernel.T, offset))
        else:  # (out, h, w, in), or for depthwise convolutions (1, h, w, channels)
            convolutions.append((kernel.transpose(1, 2, 3, 0), offset))
    return convolutions, dense
