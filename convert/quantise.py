"""Keras → integer TFLite: int8 weights, int8 inputs, int8 outputs."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.metadata import TensorSpec
from device.types import Pixels
from training.errors import DataError
from training.tensorflow_quiet import import_tensorflow, silenced


def representative(pixels: Pixels, letters: NDArray[np.str_], per_letter: int, seed: int) -> Pixels:
    """Choose training pictures for calibration: the same number of each letter, with pixels 0 and 255 among them.

    The converter sets an input's scale from the smallest and largest value it sees. With 0 and 255 present that is
    exactly 1/255 and −128: the stored input is pixel − 128, without rounding.

    Args:
        pixels: uint8 (n, size, size), training rows only.
        letters: (n,).
        per_letter: pictures of a letter (all of them where there are fewer).
        seed: of the choice.

    Returns:
        uint8 (k, size, size).

    Raises:
        DataError: no picture has a pixel of 0, or none of 255.
    """
    rng = np.random.default_rng(seed)
    chosen: list[int] = []
    for letter in np.unique(letters):
        rows = np.flatnonzero(letters == letter)
        chosen += rng.choice(rows, min(per_letter, len(rows)), replace=False).tolist()
    for value in (0, 255):
        if (pixels[chosen] == value).any():
            continue
        having = np.flatnonzero((pixels == value).any(axis=(1, 2)))
        if not len(having):
            raise DataError(
                f"No training picture has a pixel of {value}: the input scale cannot be calibrated; "
                "convert with the rows the model was trained on."
            )
        chosen.append(int(having[0]))
    return pixels[chosen]


def to_int8(model: Any, calibration: NDArray[np.float32]) -> bytes:
    """Quantise a Keras model with one input after training (Jacob et al. 2018).

    Args:
        model: keras.Model; its Dropout and BatchNormalization are folded away.
        calibration: float32 (n, …), normalised as the model expects; some hundreds.

    Returns:
        The .tflite: batch 1, every tensor int8 (biases int32). tflite-runtime 2.14 can load it, too.
    """
    return quantise(model, ([row[None]] for row in calibration))


def quantise(model: Any, samples: Iterable[Sequence[Any] | dict[str, Any]]) -> bytes:
    """Quantise a Keras model with any inputs; see to_int8.

    Args:
        model: keras.Model.
        samples: values of all inputs with a batch of 1: a sequence, or a dictionary by name.
    """
    tf = import_tensorflow()
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    calibration = list(samples)
    converter.representative_dataset = lambda: iter(calibration)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    with silenced():
        return bytes(converter.convert())


def tensor_specs(tflite: bytes) -> tuple[tuple[TensorSpec, ...], tuple[TensorSpec, ...]]:
    """Read the inputs and outputs of a .tflite, for its metadata."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=tflite)
    return _specs(interpreter.get_input_details()), _specs(interpreter.get_output_details())


def _specs(details: list[dict[str, Any]]) -> tuple[TensorSpec, ...]:
    return tuple(
        TensorSpec(
            name=detail["name"],
            shape=tuple(int(n) for n in detail["shape"]),
            dtype=np.dtype(detail["dtype"]).name,
            scale=float(detail["quantization"][0]),
            zero_point=int(detail["quantization"][1]),
        )
        for detail in details
    )


def in_order(specs: Sequence[TensorSpec], shapes: Sequence[tuple[int, ...]]) -> tuple[TensorSpec, ...]:
    """Return the tensors in the order in which the device reads them; the converter keeps no order.

    Args:
        specs: tensors, each of another shape.
        shapes: the order.
    """
    by_shape = {spec.shape: spec for spec in specs}
    return tuple(by_shape[shape] for shape in shapes)
