"""A monitor on HDMI without a desktop: the picture goes straight into the kernel's framebuffer.

Only what has changed is converted and written. Constants and structures are those of linux/fb.h, the same on every
64-bit Linux.
"""

import contextlib
import fcntl
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from device.display.palette import NORMAL, Palette
from device.display.pixel.screen import draw
from device.errors import DisplayError
from device.view import View

GET_VARIABLE, GET_FIXED = 0x4600, 0x4602  # FBIOGET_VSCREENINFO, FBIOGET_FSCREENINFO
VARIABLE, FIXED = "8I12I20I", "16sL4I3HI"  # how their structures begin; colour fields are offset, length, msb_right
VARIABLE_SIZE, FIXED_SIZE = 160, 80
TRUE_COLOUR = (2, 4)  # visual: FB_VISUAL_TRUECOLOR, FB_VISUAL_DIRECTCOLOR
HIDE_CURSOR, SHOW_CURSOR = b"\033[?25l\033[2J", b"\033[?25h\033[2J\033[H"
CONSOLE = Path("/dev/tty1")  # what is on the screen when nothing else is


@dataclass(frozen=True)
class Geometry:
    """How pixels lie in memory.

    Attributes:
        width, height: visible, pixels.
        stride: bytes from one row to the next.
        start: byte of the first visible pixel.
        depth: bits of a pixel: 16, 24 or 32.
        channels: of red, green and blue: lowest bit, number of bits.
    """

    width: int
    height: int
    stride: int
    start: int
    depth: int
    channels: tuple[tuple[int, int], ...]

    @property
    def length(self) -> int:
        """Bytes up to the last visible pixel."""
        return self.start + (self.height - 1) * self.stride + self.width * self.depth // 8


class Framebuffer:
    """Draws on the whole screen."""

    name = "framebuffer"
    slow = True
    pause_s = 1 / 15  # a large picture costs a Pi some of its time

    def __init__(self, path: Path = Path("/dev/fb0"), palette: Palette = NORMAL, console: Path = CONSOLE) -> None:
        """Take the screen over.

        Raises:
            DisplayError: there is none, it may not be opened, or its colours are of a kind not known here.
        """
        self._palette = palette
        self._shown: NDArray[np.uint8] | None = None
        self._console: BinaryIO | None = None
        try:
            self._file = path.open("r+b", buffering=0)
        except OSError as error:
            raise DisplayError(
                f"The display “framebuffer” cannot open {path} ({error.strerror}); {_advice(error)}"
            ) from None
        try:
            self.geometry = geometry_of(self._file.fileno())
            self._memory = mmap.mmap(self._file.fileno(), self.geometry.length)
        except (OSError, ValueError) as error:
            self._file.close()
            raise DisplayError(
                f"The display “framebuffer” cannot use {path} ({error}); leave it out of display.use."
            ) from None
        with contextlib.suppress(OSError):  # its cursor would blink through the picture; not everybody may do this
            self._console = console.open("wb", buffering=0)
            self._console.write(HIDE_CURSOR)

    def show(self, view: View) -> None:
        """Draw the view."""
        picture = draw(view, (self.geometry.width, self.geometry.height), self._palette)
        self.put(np.asarray(picture))

    def put(self, picture: NDArray[np.uint8]) -> int:
        """Write an RGB picture (height, width, 3) where it differs from the one before; returns the bytes written."""
        written = 0
        for top, bottom, left, right in changes(self._shown, picture):
            rows = packed(picture[top:bottom, left:right], self.geometry)
            size = self.geometry.depth // 8
            for offset, row in enumerate(rows):
                begin = self.geometry.start + (top + offset) * self.geometry.stride + left * size
                self._memory[begin : begin + row.size] = row.tobytes()
                written += row.size
        self._shown = picture
        return written

    def close(self) -> None:
        """Leave the screen black, and give the console its cursor back."""
        if self._memory.closed:
            return
        self.put(np.zeros((self.geometry.height, self.geometry.width, 3), np.uint8))
        self._memory.close()
        self._file.close()
        if self._console is not None:
            with contextlib.suppress(OSError):
                self._console.write(SHOW_CURSOR)
                self._console.close()


def geometry_of(descriptor: int) -> Geometry:
    """Ask the kernel.

    Raises:
        OSError: this is no framebuffer.
        ValueError: its pixels are of a kind not known here.
    """
    variable, fixed = bytearray(VARIABLE_SIZE), bytearray(FIXED_SIZE)
    fcntl.ioctl(descriptor, GET_VARIABLE, variable)
    fcntl.ioctl(descriptor, GET_FIXED, fixed)
    width, height, _, _, x, y, depth, grey, *fields = struct.unpack_from(VARIABLE, variable)
    visual, stride = (struct.unpack_from(FIXED, fixed)[i] for i in (5, -1))
    if depth not in (16, 24, 32) or grey or visual not in TRUE_COLOUR:
        raise ValueError(f"{depth} bits a pixel of kind {visual}; 16, 24 or 32 bits of true colour are known")
    channels = tuple((fields[i], fields[i + 1]) for i in (0, 3, 6))
    return Geometry(width, height, stride, y * stride + x * depth // 8, depth, channels)


def changes(before: NDArray[np.uint8] | None, now: NDArray[np.uint8]) -> list[tuple[int, int, int, int]]:
    """Bands of rows that differ, each as top, bottom, left, right."""
    height, width = now.shape[:2]
    if before is None:
        return [(0, height, 0, width)]
    differ = (before != now).reshape(height, -1)
    rows = np.flatnonzero(np.diff(differ.any(axis=1), prepend=False, append=False))
    bands = []
    for top, bottom in zip(rows[::2].tolist(), rows[1::2].tolist(), strict=True):
        values = np.flatnonzero(differ[top:bottom].any(axis=0))  # three a pixel
        bands.append((top, bottom, int(values[0]) // 3, int(values[-1]) // 3 + 1))
    return bands


def packed(picture: NDArray[np.uint8], geometry: Geometry) -> NDArray[np.uint8]:
    """RGB (h, w, 3) → bytes (h, w × depth / 8) as the screen wants them."""
    size = geometry.depth // 8
    if all(bits == 8 and lowest % 8 == 0 for lowest, bits in geometry.channels):
        whole = np.zeros((*picture.shape[:2], size), np.uint8)
        for channel, (lowest, _) in enumerate(geometry.channels):
            whole[..., lowest // 8] = picture[..., channel]
        return whole.reshape(picture.shape[0], -1)
    values = np.zeros(picture.shape[:2], np.uint32)
    for channel, (lowest, bits) in enumerate(geometry.channels):
        level = picture[..., channel].astype(np.uint32) >> np.uint32(8 - min(bits, 8))
        values |= level << np.uint32(lowest)
    return np.ascontiguousarray(values.astype("<u4").view(np.uint8).reshape(*values.shape, 4)[..., :size]).reshape(
        values.shape[0], -1
    )


def _advice(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "plug a monitor in before the Pi starts, or leave it out of display.use."
    if isinstance(error, PermissionError):
        return "this user must be in the group “video”."
    return "leave it out of display.use."
