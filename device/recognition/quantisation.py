"""Real numbers ↔ the stored numbers of a model's tensors, and the tensors themselves, read and written in place."""

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
    """

    def __init__(self, spec: TensorSpec, view: Callable[[], NDArray[Any]]) -> None:
        """Use a tensor.

        Args:
            spec: of the tensor.
            view: returns its memory as an array. The array must not be kept until the interpreter runs again.
        """
        self.spec = spec
        self._view = view
        # A type of one byte has 256 values: one look-up converts them all.
        bits = np.arange(256, dtype=np.uint8).view(spec.dtype) if spec.dtype in ("int8", "uint8") else None
        self._real = None if bits is None else dequantise(bits, spec)
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

    def copy_from(self, other: "Tensor") -> None:
        """Store the numbers of another tensor; the same bytes if both store them alike."""
        if self.spec.stores_like(other.spec):
            self._view()[...] = other.stored()
        else:
            self.write(other.read())

    def write_stored(self, values: NDArray[Any]) -> None:
        """Store what `convert` has returned, or a part of it, in any shape that has the tensor's size."""
        stored = self._view()
        stored[...] = values.reshape(stored.shape)

    def look_up(self, pixels: Pixels, table: NDArray[Any]) -> None:
        """Store table[pixels].

        Args:
            pixels: uint8 (size, size), as many as the tensor has elements.
            table: (256,) in the tensor's type.
        """
        cv2.LUT(pixels, table, dst=self._view().reshape(pixels.shape))

    def flip_sign(self, pixels: Pixels) -> None:
        """Store uint8 pixels (size, size) less 128 each, as `look_up` would with such a table; for int8 only."""
        np.bitwise_xor(pixels, np.uint8(128), out=self._view().view(np.uint8).reshape(pixels.shape))

    def read(self) -> NDArray[np.float32]:
        """Return the tensor as real numbers, a new float32 array of its shape."""
        if self._real is None:
            return dequantise(self._view(), self.spec)
        return self._real.take(self._view().view(np.uint8))

    def stored(self) -> NDArray[Any]:
        """Return the tensor's memory; it is valid until the interpreter runs again, and must be dropped before."""
        return self._view()
