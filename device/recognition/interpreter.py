"""The TFLite interpreter: loads a runtime, checks a model against its metadata, and runs it on images or numbers.

Two runtimes are supported: `ai_edge_litert`, the default, and its predecessor `tflite_runtime` 2.14 (its last version,
for Python ≤ 3.11). Without delegates, both give identical bytes for an int8 model. The default delegate of
ai_edge_litert (XNNPACK) is faster and may differ in the last bit. `doctor --tune` measures both on a machine.
"""

import errno
import hashlib
import importlib.util
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from device.errors import ModelError
from device.names import shown
from device.recognition.metadata import Metadata, TensorSpec, metadata_path, read_metadata
from device.recognition.quantisation import Tensor, in_place, quantise
from device.recognition.runtimes import RUNTIMES, installed_runtimes
from device.settings import RecognitionSettings
from device.system.input_files import read_input
from device.system.mute import muted
from device.system.timing import NoTimer, StageTimer
from device.types import Pixels

MAX_BYTES = 300_000_000  # of a model; the bundled ones have about 2 MB


class Model:
    """A loaded .tflite model with its metadata. Not thread-safe: one thread runs it at a time.

    Attributes:
        path: of the .tflite file.
        metadata: from the .json beside it.
        runtime: the one in use, one of RUNTIMES.
        pixel_table: (256,), the stored input value of each grey value; only for models whose input is an image.
        inputs, outputs: tensors, in the order of the metadata.
        timer: of all models; records each run of a network under the name of its file. Only `bench` sets it.
    """

    timer: ClassVar[StageTimer] = NoTimer()

    def __init__(self, path: Path, runtime: str | None = None, *, exact: bool = False, threads: int = 1) -> None:
        """Load a model.

        Args:
            path: of the .tflite file; its metadata is the .json of the same name.
            runtime: one of RUNTIMES; None for the first that is installed.
            exact: use no delegates, so that outputs are identical in every runtime.
            threads: CPU threads of the interpreter.

        Raises:
            ModelError: file, metadata or runtime is missing, the model does not load, or its checksum, shapes or
                quantisation differ from the metadata.
        """
        self.path, self._name = path, path.stem
        self.metadata: Metadata = read_metadata(metadata_path(path))
        try:
            content = read_input(path, MAX_BYTES)
        except OSError as error:
            reason = "is missing" if error.errno == errno.ENOENT else f"cannot be read ({error.strerror})"
            raise ModelError(
                f"The model {shown(path)} {reason}; run `make convert` or reinstall the station."
            ) from None
        if hashlib.sha256(content).hexdigest() != self.metadata.sha256:
            raise ModelError(
                f"The model {shown(path)} is damaged, or is not the one that its metadata describes "
                "(sha256 differs); reinstall the station or run `make convert`."
            )
        self.runtime, module = _import_runtime(runtime)
        options: dict[str, Any] = {"model_content": content, "num_threads": threads}
        if exact:
            resolver = module.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
            options["experimental_op_resolver_type"] = resolver
        try:
            with muted():  # both runtimes print warnings to stderr here
                self._interpreter = module.Interpreter(**options)
                self._interpreter.allocate_tensors()
                self._interpreter.invoke()  # only now have all tensors their memory
        except (ValueError, RuntimeError, ImportError) as error:
            raise ModelError(
                f"The model {shown(path)} does not load in {self.runtime} ({_first_line(error)}); "
                "run `python -m device doctor`."
            ) from None
        self.inputs = self._tensors(self.metadata.inputs, self._interpreter.get_input_details())
        self.outputs = self._tensors(self.metadata.outputs, self._interpreter.get_output_details())
        if self.metadata.size:
            pixels = np.arange(256) * self.metadata.pixel_scale + self.metadata.pixel_offset
            self.pixel_table = quantise(pixels, self.metadata.inputs[0])
            self._less_128 = np.array_equal(self.pixel_table, np.arange(-128, 128))

    def run(self, *inputs: NDArray[Any]) -> list[NDArray[np.float32]]:
        """Run the model.

        Args:
            inputs: real numbers, in the order and shape of `metadata.inputs`; quantised here.

        Returns:
            float32 arrays, in the order and shape of `metadata.outputs`.
        """
        converted = (tensor.convert(value) for tensor, value in zip(self.inputs, inputs, strict=True))
        return self.run_stored(*converted)

    def run_stored(self, *inputs: NDArray[Any]) -> list[NDArray[np.float32]]:
        """Run the model as `run` does, on numbers that Tensor.convert has returned."""
        for tensor, value in zip(self.inputs, inputs, strict=True):
            tensor.write_stored(value)
        self.invoke()
        return [tensor.read() for tensor in self.outputs]

    def read(self, pixels: Pixels) -> NDArray[np.float32]:
        """Run the model on a grey image, uint8 (size, size); returns the first output, flattened to float32 (n,)."""
        self.run_pixels(pixels)
        return self.outputs[0].read().reshape(-1)

    def read_all(self, pixels: Pixels, *others: NDArray[Any]) -> list[NDArray[np.float32]]:
        """Run the model on a grey image, uint8 (size, size); returns all outputs in the order of the metadata.

        Args:
            pixels: the first input.
            others: further inputs, real numbers, as for `run`.
        """
        self.run_pixels(pixels, *others)
        return [tensor.read() for tensor in self.outputs]

    def run_pixels(self, pixels: Pixels, *others: NDArray[Any], contrast: NDArray[np.uint8] | None = None) -> None:
        """Run the model on a grey image; the results are in `outputs` until it runs again.

        Args:
            pixels: uint8 (size, size), the first input.
            others: further inputs, real numbers, as for `run`.
            contrast: (256,), grey values by which those of the image are replaced, see preprocess.contrast_table.
        """
        if contrast is None and self._less_128:
            self.inputs[0].flip_sign(pixels)  # a tenth of the time of a look-up
        else:
            table = self.pixel_table if contrast is None else self.pixel_table.take(contrast)
            self.inputs[0].look_up(pixels, table)
        for tensor, value in zip(self.inputs[1:], others, strict=True):
            tensor.write(value)
        self.invoke()

    def raw(self, pixels: Pixels, *others: NDArray[Any]) -> NDArray[Any]:
        """Run the model on a grey image; returns the first output without dequantisation, to compare runtimes.

        Args:
            pixels: uint8 (height, width) in the size of `metadata`.
            others: further inputs, as for `read_all`.

        Returns:
            (n,) in the type that the output stores.
        """
        self.run_pixels(pixels, *others)
        return self.outputs[0].memory.reshape(-1).copy()

    def invoke(self) -> None:
        """Run the model on what its `inputs` hold; the results are in `outputs` until it runs again."""
        with self.timer(self._name):
            self._interpreter.invoke()

    def _tensors(self, specs: tuple[TensorSpec, ...], details: list[dict[str, Any]]) -> list[Tensor]:
        numbers = _match(self.path, specs, details)
        return [Tensor(spec, in_place(self._interpreter.tensor(i))) for spec, i in zip(specs, numbers, strict=True)]


def runtime_of(settings: RecognitionSettings) -> str | None:
    """Return the runtime that the settings name; None for "auto"."""
    return None if settings.runtime == "auto" else settings.runtime


def threads_of(settings: RecognitionSettings) -> int:
    """Return the number of threads that the settings name; 1 for "as tuned" on a machine that is not tuned."""
    return max(1, settings.threads)


def _import_runtime(wanted: str | None) -> tuple[str, Any]:
    if wanted is not None and wanted not in RUNTIMES:
        raise ModelError(f"There is no TFLite runtime “{wanted}”; use one of {', '.join(RUNTIMES)}.")
    names = [wanted] if wanted else installed_runtimes()
    if not names or importlib.util.find_spec(names[0]) is None:
        missing = wanted or "ai_edge_litert or tflite_runtime"
        file = "requirements-tflite.txt" if wanted == "tflite_runtime" else "requirements-device.txt"
        raise ModelError(f"{missing} is not installed; run `pip install -r {shown(file)}`.")
    return names[0], importlib.import_module(f"{names[0]}.interpreter")


def _match(path: Path, specs: tuple[TensorSpec, ...], details: list[dict[str, Any]]) -> list[int]:
    """Return tensor indices in the metadata's order, after checking shape, type and quantisation."""
    by_name = {detail["name"]: detail for detail in details}
    if len(by_name) != len(specs):
        raise ModelError(
            f"The model {shown(path)} has {len(by_name)} tensors where its metadata names {len(specs)}; "
            "convert it again (`make convert`)."
        )
    indices = []
    for spec in specs:
        detail = by_name.get(spec.name)
        found = TensorSpec(spec.name, *_stored_as(detail)) if detail else None
        if detail is None or found is None or not _same(found, spec):
            raise ModelError(
                f"The model {shown(path)} stores {found}, its metadata says {spec}; convert it again (`make convert`)."
            )
        indices.append(int(detail["index"]))
    return indices


def _stored_as(detail: dict[str, Any]) -> tuple[tuple[int, ...], str, float, int]:
    scale, zero_point = detail["quantization"]
    return tuple(int(n) for n in detail["shape"]), np.dtype(detail["dtype"]).name, float(scale), int(zero_point)


def _same(a: TensorSpec, b: TensorSpec) -> bool:
    return a.shape == b.shape and a.stores_like(b)


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
