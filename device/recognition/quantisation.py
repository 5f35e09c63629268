"""Real numbers ↔ the stored numbers of a model's tensors, and the tensors themselves, read and written in place."""

import ctypes
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from device.recognition.metadata import TensorSpec
from device.types import Pixels


def quantise(real: NDArray[Any], spec: TensorSpec) -> NDArray[Any]:
    """Convert real numbers of any shape to the tensor's stored type, rounded to nearest and clipped to its range."""
    if spec.dtype == "float32":
        return np.asarray(real, np.float32)
    limits = np.iinfo(spec.dtype)
    stored = np.rint(real / spec.scale) + spec.zero_point
    return np.asarray(np.clip(stored, limits.min, limits.max).astype(spec.dtype))


def dequantise(stored: NDArray[Any], spec: TensorSpec) -> NDArray[np.float32]:
    """Convert the tensor's stored type to float32 of the same shape. The only place that defines this."""
    if spec.dtype == "float32":
        return stored.astype(np.float32)
    # int32 first: int8 minus a zero point of -128 overflows int8.
    return ((stored.astype(np.int32) - spec.zero_point) * spec.scale).astype(np.float32)


class Tensor:
    """An input or output of an interpreter. Its memory is used in place, so that nothing is copied on the way.

    Attributes:
        spec: name, shape, type and scale.
        memory: what the network reads or has written, in the tensor's type and shape; valid as long as the model.
    """

    def __init__(self, spec: TensorSpec, memory: NDArray[Any]) -> None:
        """Use a tensor.

        Args:
            spec: of the tensor.
            memory: of the interpreter, see `in_place`.
        """
        self.spec, self.memory = spec, memory
        self._bytes: NDArray[np.uint8] | None = None
        self._real: NDArray[np.float32] | None = None
        # A type of one byte has 256 values: one look-up converts them all.
        if memory.itemsize == 1:
            self._bytes = memory.view(np.uint8)
            self._real = dequantise(np.arange(256, dtype=np.uint8).view(memory.dtype), spec)
        self._limits = None if spec.dtype == "float32" else (np.iinfo(spec.dtype).min, np.iinfo(spec.dtype).max)

    def write(self, real: NDArray[Any]) -> None:
        """Store real numbers in any shape that has the tensor's size, see `quantise`."""
        self.write_stored(self.convert(real))

    def convert(self, real: NDArray[Any]) -> NDArray[Any]:
        """Return real numbers of any shape as numbers of the tensor's type, still as real numbers, see `quantise`."""
        if self._limits is None:
            return real
        values = np.divide(real, self.spec.scale)
        np.rint(values, out=values)
        values += self.spec.zero_point
        low, high = self._limits
        return np.asarray(np.minimum(np.maximum(values, low, out=values), high, out=values))

    def write_stored(self, values: NDArray[Any]) -> None:
        """Store what `convert` has returned, or a part of it, in any shape that has the tensor's size."""
        self.memory[...] = values.reshape(self.memory.shape)

    def look_up(self, pixels: Pixels, table: NDArray[Any]) -> None:
        """Store table[pixels].

        Args:
            pixels: uint8 (size, size), as many as the tensor has elements.
            table: (256,) in the tensor's type.
        """
        cv2.LUT(pixels, table, dst=self.memory.reshape(pixels.shape))

    def flip_sign(self, pixels: Pixels) -> None:
        """Store uint8 pixels (size, size) less 128 each, as `look_up` would with such a table; for int8 only."""
        np.bitwise_xor(pixels, np.uint8(128), out=self.memory.view(np.uint8).reshape(pixels.shape))

    def read(self) -> NDArray[np.float32]:
        """Return the tensor as real numbers, a new float32 array of its shape."""
        if self._bytes is None or self._real is None:
            return dequantise(self.memory, self.spec)
        return self._real.take(self._bytes)


def in_place(tensor: Callable[[], NDArray[Any]]) -> NDArray[Any]:
    """Return the memory of an interpreter's tensor as an array that may be kept while the interpreter runs.

    A runtime does not run as long as one of its own arrays exists, because tensors move when they are resized. Ours are
    never resized, so an array at their address needs no new one before and after each run.

    Args:
        tensor: returns the runtime's array; the interpreter must have run before.
    """
    array = tensor()
    memory = (ctypes.c_byte * array.nbytes).from_address(array.ctypes.data)
    return np.frombuffer(memoryview(memory), array.dtype).reshape(array.shape)
