"""Weights of an int8 dynamic-letter model as the start of a training, without the float weights of its run."""

import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.names import shown
from device.system.text_file import reason_of
from training.errors import RunError

Weights = dict[str, NDArray[np.float32]]


def load_converted_gru(model: Any, path: Path) -> None:
    """Set the weights of a model of `networks.dynamic.build("gru")` to those of a converted one.

    Args:
        model: keras.Model, changed in place.
        path: .tflite made by `python -m convert --dynamic`.

    Raises:
        RunError: the file cannot be read, or is of another network.
    """
    kernels, offsets = _constants(path)
    cell, head = model.get_layer("cell"), model.get_layer("says")
    try:
        kernel = np.concatenate([kernels[name] for name in ("update_x", "reset_x", "now")], 1)
        recurrent = np.concatenate([kernels[name] for name in ("update_h", "reset_h", "past")], 1)
        none = np.zeros(len(recurrent), np.float32)  # the converter leaves out a bias of zeros
        by_input = np.concatenate([offsets.get(name, none) for name in ("update_x", "reset_x", "now")])
        by_state = np.concatenate([none, none, offsets.get("past", none)])
        cell.set_weights([kernel, recurrent, np.stack([by_input, by_state])])
        head.set_weights([kernels["p"], offsets.get("p", np.zeros(kernels["p"].shape[1], np.float32))])
    except (KeyError, ValueError):
        raise RunError(
            f"{shown(path)} holds a network of another shape; start from weights of this network, or without --start."
        ) from None


def _constants(path: Path) -> tuple[Weights, Weights]:
    """Return kernel (in, out) and bias (out,) of each dense layer by its name in `step_model`."""
    from ai_edge_litert.interpreter import Interpreter

    try:
        interpreter = Interpreter(str(path))
        interpreter.allocate_tensors()
    except OSError as error:
        raise RunError(f"{shown(path)} cannot be read ({reason_of(error)}).") from None
    except (ValueError, RuntimeError):
        raise RunError(
            f"{shown(path)} is not a .tflite model; start from a model of `python -m convert --dynamic`."
        ) from None
    kernels: Weights = {}
    offsets: Weights = {}
    for detail in interpreter.get_tensor_details():
        parts = detail["name"].split("/")
        scales = detail["quantization_parameters"]["scales"]
        # A constant has a scale for each output; what is computed from it has one.
        constant = len(scales) > 1 and len(scales) == detail["shape"][0]
        if not constant or len(parts) < 2 or parts[-1] not in ("MatMul", "BiasAdd"):
            continue
        layer = re.sub(r"_\d+$", "", parts[-2])  # "functional_1_1/update_x_1/MatMul"
        values = interpreter.get_tensor(detail["index"]).astype(np.float32)
        if parts[-1] == "MatMul" and values.ndim == 2:
            kernels[layer] = (values * scales[:, None]).T
        elif values.ndim == 1:
            offsets[layer] = values * scales
    return kernels, offsets
