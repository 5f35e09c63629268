"""Weights of an int8 model as the start of a training, without the float weights of its run.

Conversion folds each batch normalisation into the layer before it. Here each is restored: its statistics are
measured on pictures, and its scale and offset are chosen so that the model computes what the int8 model computes.
Training can then normalise batches again.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.names import shown
from training.errors import RunError
from training.tensorflow_quiet import import_keras

Constant = tuple[NDArray[np.float32], NDArray[np.float32]]


def load_converted(model: Any, path: Path, inputs: Any, added: Collection[str] = ()) -> None:
    """Set the weights of a Keras model to those of a .tflite that was converted from a model of the same shape.

    Args:
        model: keras.Model, changed in place.
        path: .tflite with int8 weights.
        inputs: of the model, typical of training; the statistics are measured on them. Pictures are float32
            (n, s, s, 1) in 0–1.
        added: names of layers that the converted model did not have; they keep their initial weights.

    Raises:
        RunError: the file is of a network of another shape; the model is then as it was.
    """
    layers = [layer for layer in model.layers if hasattr(layer, "kernel") and layer.name not in added]
    followers = {id(layer.input): layer for layer in model.layers if hasattr(layer, "moving_mean")}
    constants = _constants(path)
    needed = Counter(tuple(layer.kernel.shape) for layer in layers)
    if needed != {shape: len(found) for shape, found in constants.items()}:
        raise RunError(
            f"{shown(path)} holds a network of another shape; start from weights of this network, or without --start."
        )
    folded = []
    for layer in layers:
        kernel, bias = constants[tuple(layer.kernel.shape)].pop(0)
        layer.kernel.assign(kernel)
        after = followers.get(id(layer.output))
        if after is None:
            layer.bias.assign(bias)
        else:
            _set(after, np.zeros_like(bias), np.ones_like(bias), bias)
            folded.append((layer, after, bias))
    keras = import_keras()
    before = keras.Model(model.input, [layer.output for layer, _, _ in folded]).predict(inputs, verbose=0)
    for (_, after, bias), values in zip(folded, before, strict=True):
        along = tuple(range(values.ndim - 1))
        _set(after, values.mean(along), values.var(along), bias)


def _constants(path: Path) -> dict[tuple[int, ...], list[Constant]]:
    """Return kernel (h, w, in, out) or (in, out) and bias of every layer by the kernel's shape, first layer first."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(path))
    interpreter.allocate_tensors()
    details = {detail["index"]: detail for detail in interpreter.get_tensor_details()}
    found: dict[tuple[int, ...], list[Constant]] = defaultdict(list)
    for index in sorted(details, reverse=True):  # the converter numbers constants from the last layer to the first
        kernel, bias = details[index], details.get(index - 1)
        given = kernel["dtype"] == np.int8 and len(kernel["quantization_parameters"]["scales"]) == kernel["shape"][0]
        if not given or bias is None or bias["dtype"] != np.int32 or bias["shape"].tolist() != [kernel["shape"][0]]:
            continue
        scales = kernel["quantization_parameters"]["scales"]
        real = interpreter.get_tensor(index) * scales.reshape(-1, *[1] * (len(kernel["shape"]) - 1))
        turned = np.moveaxis(real, 0, -1).astype(np.float32)  # TFLite has the outputs first
        offset = interpreter.get_tensor(index - 1) * bias["quantization_parameters"]["scales"]
        found[turned.shape].append((turned, offset.astype(np.float32)))
    return found


def _set(after: Any, mean: NDArray[Any], variance: NDArray[Any], bias: NDArray[Any]) -> None:
    """Make a batch normalisation add `bias` to inputs of this mean and variance, and change nothing else."""
    after.moving_mean.assign(mean)
    after.moving_variance.assign(variance)
    after.gamma.assign(np.sqrt(variance + after.epsilon))
    after.beta.assign(bias + mean)
