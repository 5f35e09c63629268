"""Keras → fully integer TFLite: int8 weights, int8 in, int8 out."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.metadata import TensorSpec
from device.types import Pixels
from training.errors import DataError
from training.tensorflow_quiet import import_tensorflow, silenced


def representative(pixels: Pixels, letters: NDArray[np.str_], per_letter: int, seed: int) -> Pixels:
    """Training pictures to calibrate with: as many of each letter, black and white among them.

    The converter sets an input's scale from the smallest and largest value it sees. With pixels 0 and 255
    present that is exactly 1/255 and −128, so stored input = pixel − 128 and nothing is lost.

    Args:
        pixels: uint8 (n, size, size), training rows only.
        letters: (n,).
        per_letter: pictures a letter (all of them where there are fewer).

    Raises:
        DataError: no picture holds a 0, or none a 255.
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
    """Post-training quantisation of a Keras model with one input.

    Args:
        model: keras.Model; its Dropout and BatchNormalization are folded away.
        calibration: float32 (n, …), normalised as the model expects; n of some hundreds.

    Returns:
        The .tflite. Batch 1, every tensor int8 (biases int32): loads in tflite-runtime 2.14 too.
    """
    tf = import_tensorflow()
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([row[None]] for row in calibration)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    with silenced():
        return bytes(converter.convert())


def tensor_specs(tflite: bytes) -> tuple[tuple[TensorSpec, ...], tuple[TensorSpec, ...]]:
    """What the file itself says of its inputs and outputs, for the metadata beside it."""
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
