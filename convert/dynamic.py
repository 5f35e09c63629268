"""Conversion of the dynamic-letter model: a trained run → one step as int8 TFLite → gate → motion.tflite."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convert.install import install
from convert.provenance import trained_with
from convert.quantise import quantise, tensor_specs
from convert.thresholds import DYNAMIC_THRESHOLDS
from device.names import shown
from device.recognition.dynamic.network import CLASSES, RecurrentModel
from device.recognition.interpreter import Model
from device.recognition.metadata import Metadata, TensorSpec
from training.errors import ParityError, RunError
from training.networks.dynamic import TRACKS, Cell, FloatNetwork, build, step_model
from training.networks.weights import load_weights
from training.run_folder import read_json, read_object

Tracks = Sequence[NDArray[np.float32]]
"""Features of whole tracks, float32 (steps, features) each."""

MIN_AGREEMENT = 0.97  # of steps, with the state carried over a whole track
MAX_SHIFT = 0.05  # mean difference of the probability of "done", in steps where either model gives it a tenth
LICENCE = (
    "Learned from synthetic trajectories (CC0 hand model) and from landmarks of public recordings, most of which state "
    "no licence. No picture and no landmark is in the repository; the weights have the project's licence."
)


def convert_run(run: Path, folder: Path) -> str:
    """Convert a run of `python -m training motion train` and install folder/motion.tflite.

    In the run's own folder the model is for comparison only: the gate's figures are written, but do not refuse it.

    Args:
        run: finished run.
        folder: to install in.

    Returns:
        The figures as text.

    Raises:
        RunError: the run is not finished.
        ParityError: the int8 model differs too much; nothing is installed.
    """
    config = read_object(run / "config.json", "cell", "units")
    model = build(config["cell"], config["units"])
    load_weights(model, run / "final.weights.h5")
    try:
        with np.load(run / TRACKS) as stored:
            calibration, comparison = (
                [stored[name] for name in stored if name.startswith(kind)] for kind in ("calibration", "comparison")
            )
    except OSError as error:
        raise RunError(f"{shown(run)} is not a finished run of `python -m training motion train` ({error}).") from None
    provenance = {
        "data": "synthetic trajectories; landmarks of training signers: stills, bursts, J and Z (by person)",
        "plan": config,
        "trained_with": trained_with(run),
    }
    strict = folder.resolve() != run.resolve()
    path = convert(model, config["cell"], calibration, comparison, folder, provenance, strict=strict)
    return f"{path}: {read_json(path.with_suffix('.json'))['figures']}\n"


def convert(
    model: Any,
    cell: Cell,
    calibration: Tracks,
    comparison: Tracks,
    folder: Path,
    provenance: dict[str, Any],
    *,
    strict: bool = True,
) -> Path:
    """Install folder/motion.tflite.

    Args:
        model: keras.Model of training.networks.dynamic.
        cell: kind of its recurrent layer.
        calibration: tracks to calibrate with.
        comparison: tracks to compare int8 with float on.
        folder: to install in.
        provenance: for the metadata; the licence is added.
        strict: refuse a model that differs; otherwise its figures are only recorded.

    Returns:
        Path of the installed .tflite.

    Raises:
        ParityError: the int8 model differs too much; nothing is installed.
    """
    tflite = to_int8(model, cell, calibration)
    inputs, outputs = specs(tflite)

    def gate(quantised: Model) -> dict[str, object]:
        agreement, shift = compare(RecurrentModel(quantised), FloatNetwork(model, cell), comparison)
        if strict:
            check(agreement, shift)
        return {"parity": {"steps": agreement, "done_shift": shift}, "bytes": len(tflite)}

    metadata = Metadata(
        name=f"Handshape dynamic letters: J and Z by {cell.upper()}",
        sha256="",
        labels=CLASSES,
        size=0,
        pixel_scale=0.0,
        pixel_offset=0.0,
        inputs=inputs,
        outputs=outputs,
        thresholds=dict(DYNAMIC_THRESHOLDS),
        provenance={**provenance, "licence": LICENCE},
    )
    return install(tflite, metadata, folder, "motion", gate)


def check(agreement: float, shift: float) -> None:
    """Check the figures of `compare`.

    Raises:
        ParityError: the int8 model differs too much.
    """
    if agreement < MIN_AGREEMENT or shift > MAX_SHIFT:
        raise ParityError(
            f"The int8 dynamic-letter model agrees with the float one in {agreement:.2%} of steps (at least "
            f"{MIN_AGREEMENT:.0%}), and the probability of “done” shifts by {shift:.3f} (at most {MAX_SHIFT}). "
            "It was not installed; train again."
        )


def to_int8(model: Any, cell: Cell, calibration: Tracks) -> bytes:
    """Quantise one step of a trained model; every tensor int8 (biases int32).

    The converter sees the states that occur in the tracks: both sides of the loop must have the same scale.

    Args:
        model: keras.Model of training.networks.dynamic.
        cell: kind of its recurrent layer.
        calibration: tracks.
    """
    step = step_model(model, cell)
    names = [tensor.name for tensor in step.inputs]
    return quantise(step, (dict(zip(names, values, strict=True)) for values in _steps(step, calibration)))


def _steps(step: Any, tracks: Tracks) -> Iterator[list[NDArray[np.float32]]]:
    """Run tracks through the step model; yield the inputs of each step."""
    for track in tracks:
        states = [np.zeros(tensor.shape, np.float32) for tensor in step.inputs[1:]]
        for x in track:
            values = [x[None].astype(np.float32), *states]
            yield values
            _, *states = [np.asarray(tensor) for tensor in step.predict_on_batch(values)]


def specs(tflite: bytes) -> tuple[tuple[TensorSpec, ...], tuple[TensorSpec, ...]]:
    """Return inputs (x, states) and outputs (probabilities, states) in the order in which RecurrentModel reads them."""
    inputs, outputs = tensor_specs(tflite)
    first = [spec for spec in outputs if spec.shape[-1] == len(CLASSES)]
    states = [spec for spec in outputs if spec.shape[-1] != len(CLASSES)]
    order = {"x": 0, "h": 1, "c": 2}
    named = sorted(inputs, key=lambda spec: order[spec.name.split(":")[0].split("_")[-1]])
    # An LSTM's h lies within ±1, its cell state has a larger range.
    return tuple(named), (*first, *sorted(states, key=lambda spec: spec.scale)[: len(named) - 1])


def compare(quantised: RecurrentModel, real: FloatNetwork, tracks: Tracks) -> tuple[float, float]:
    """Run both models over whole tracks.

    Returns:
        Fraction of steps with the same most probable class, and mean difference of the probability of "done" in
        steps where either model gives it more than a tenth.
    """
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
