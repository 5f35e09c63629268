"""Installing a model and its metadata together, only if a gate passes."""

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from device.names import shown
from device.recognition.interpreter import Model
from device.recognition.metadata import Metadata, write_metadata
from training.errors import RunError
from training.tensorflow_quiet import silenced

Gate = Callable[[Model], dict[str, object]]
"""Checks a loaded model: returns figures for its metadata, or raises ParityError."""


def install(tflite: bytes, metadata: Metadata, folder: Path, name: str, gate: Gate) -> Path:
    """Write folder/name.tflite and name.json after the gate has passed the model as the device loads it.

    Both are staged in a hidden folder first. A crash between the two renames leaves a pair whose checksums differ,
    which the device refuses.

    Args:
        tflite: content of the model's file.
        metadata: without checksum; checksum and the gate's figures are added.
        folder: is created if missing.
        name: of the files, without suffix.
        gate: check of the loaded model.

    Returns:
        Path of the installed .tflite.

    Raises:
        ParityError: from the gate; nothing is installed and the files that were there stay.
        RunError: the folder cannot be written.
    """
    metadata = replace(metadata, sha256=hashlib.sha256(tflite).hexdigest())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".staged-", dir=folder) as staged:
            path = Path(staged) / f"{name}.tflite"
            path.write_bytes(tflite)
            write_metadata(metadata, path.with_suffix(".json"))
            with silenced():  # the runtime logs its delegate
                model = Model(path)
            figures = gate(model)
            write_metadata(replace(metadata, figures={**metadata.figures, **figures}), path.with_suffix(".json"))
            path.replace(folder / path.name)
            path.with_suffix(".json").replace(folder / f"{name}.json")
    except OSError as error:
        raise RunError(f"The model cannot be written to {shown(folder)} ({error.strerror or error}).") from None
    return folder / f"{name}.tflite"
