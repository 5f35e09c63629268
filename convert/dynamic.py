"""The motion network: a trained run → one step as int8 TFLite → gate → installed with its metadata."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convert.install import install
from convert.quantise import tensor_specs
from device.recognition.dynamic.network import CLASSES, RecurrentModel
from device.recognition.interpreter import Model
from device.recognition.metadata import Metadata, TensorSpec
from training.errors import ParityError
from training.networks.dynamic import Cell, FloatNetwork, step_model
from training.tensorflow_quiet import import_tensorflow, silenced

LEAST_AGREEMENT = 0.97  # of steps, after the differences of a whole track have added up
MOST_SHIFT = 0.05  # mean difference of “done” where either says so
LICENCE = (
    "Learned from synthetic trajectories (CC0 hand model) and from landmarks of public recordings, most of which state "
    "no licence. No picture and no landmark is in the repository; the weights have the project's licence."
)


def to_int8(model: Any, cell: Cell, tracks: Sequence[NDArray[np.float32]]) -> bytes:
    """One step of a trained model, every tensor int8 (biases int32), calibrated on whole tracks.

    Args:
        tracks: features float32 (steps, features) each; the states the converter sees are those that occur in them.
    """
    tf = import_tensorflow()
    step = step_model(model, cell)
    seen: list[list[NDArray[np.float32]]] = []
    run = tf.function(step)
    for track in tracks:
        states = [np.zeros(tensor.shape, np.float32) for tensor in step.inputs[1:]]
        for x in track:
            seen.append([x[None].astype(np.float32), *states])
            _, *states = [tensor.numpy() for tensor in run([tf.constant(value) for value in seen[-1]])]
    # The states' limits must be among what is seen: a GRU's is ±1, and both sides of a loop need the same scale.
    names = [tensor.name for tensor in step.inputs]
    converter = tf.lite.TFLiteConverter.from_keras_model(step)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: (dict(zip(names, values, strict=True)) for values in seen)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    with silenced():
        return bytes(converter.convert())


def specs(tflite: bytes) -> tuple[tuple[TensorSpec, ...], tuple[TensorSpec, ...]]:
    """Inputs x, states; outputs probabilities, states: in the order device.recognition.dynamic.decisions.Recurrent wants."""  # noqa: E501
    inputs, outputs = tensor_specs(tflite)
    first = [spec for spec in outputs if spec.shape[-1] == len(CLASSES)]
    rest = [spec for spec in outputs if spec.shape[-1] != len(CLASSES)]
    order = {"x": 0, "h": 1, "c": 2}
    named = sorted(inputs, key=lambda spec: order[spec.name.split(":")[0].split("_")[-1]])
    return tuple(named), (*first, *_paired(rest, named[1:]))


def _paired(outputs: Sequence[TensorSpec], states: Sequence[TensorSpec]) -> list[TensorSpec]:
    """Which output is which state: an LSTM's h lies within ±1, its cell reaches farther."""
    by_reach = sorted(outputs, key=lambda spec: spec.scale)
    return list(by_reach[: len(states)])


def convert(
    model: Any,
    cell: Cell,
    tracks: Sequence[NDArray[np.float32]],
    watch: Sequence[NDArray[np.float32]],
    folder: Path,
    name: str,
    done: float,
    provenance: dict[str, Any],
    figures: dict[str, Any],
    strict: bool = True,
) -> Path:
    """Install folder/name.tflite.

    Args:
        tracks: to calibrate with; watch: to compare int8 with float on.
        done: threshold of “done”, goes into the metadata.
        strict: refuse one that disagrees; otherwise its figures only say so.

    Raises:
        ParityError: int8 says something else than float; nothing is installed.
    """
    tflite = to_int8(model, cell, tracks)
    inputs, outputs = specs(tflite)

    def gate(quantised: Model) -> dict[str, object]:
        agreement, shift = compare(RecurrentModel(quantised), FloatNetwork(model, cell), watch)
        if strict and (agreement < LEAST_AGREEMENT or shift > MOST_SHIFT):
            raise ParityError(
                f"The int8 motion network agrees with the float one in {agreement:.2%} of steps (least "
                f"{LEAST_AGREEMENT:.0%}), “done” shifts by {shift:.3f} (most {MOST_SHIFT}); it is not "
                "installed."
            )
        return {"parity": {"steps": agreement, "done_shift": shift}, "bytes": len(tflite)}

    metadata = Metadata(
        name=f"Handshape motion: J and Z by {cell.upper()}",
        sha256="",
        labels=CLASSES,
        size=0,
        pixel_scale=0.0,
        pixel_offset=0.0,
        inputs=inputs,
        outputs=outputs,
        thresholds={"done": done},
        provenance={**provenance, "licence": LICENCE},
        figures=figures,
    )
    return install(tflite, metadata, folder, name, gate)


def compare(
    quantised: RecurrentModel, real: FloatNetwork, tracks: Sequence[NDArray[np.float32]]
) -> tuple[float, float]:
    """(share of steps with the same likeliest class, mean difference of “done” where either is above a tenth)."""
    same, shifts = [], []
    done = [i for i, name in enumerate(CLASSES) if name.endswith("done")]
    for track in tracks:
        quantised.reset()
        real.reset()
        for x in track:
            a, b = quantised.step(x), real.step(x)
            same.append(a.argmax() == b.argmax())
            if max(a[done].max(), b[done].max()) > 0.1:
                shifts.append(np.abs(a[done] - b[done]).max())
    return round(float(np.mean(same)), 4), round(float(np.mean(shifts)) if shifts else 0.0, 4)
