"""A monitor on HDMI without a desktop: pixels are written to the kernel's framebuffer.

Only areas that have changed are converted and written. Constants and structures are those of linux/fb.h, the same on
every 64-bit Linux.
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
VARIABLE, FIXED = "8I12I20I", "16sL4I3HI"  # start of their structures; colour fields are offset, length, msb_right
VARIABLE_SIZE, FIXED_SIZE = 160, 80
TRUE_COLOUR = (2, 4)  # visual: FB_VISUAL_TRUECOLOR, FB_VISUAL_DIRECTCOLOR
HIDE_CURSOR, SHOW_CURSOR = b"\033[?25l\033[2J", b"\033[?25h\033[2J\033[H"
CONSOLE = Path("/dev/tty1")  # the text console on the same screen


@dataclass(frozen=True)
class PixelLayout:
    """The layout of pixels in the framebuffer's memory.

    Attributes:
        width, height: visible, pixels.
        stride: bytes from one row to the next.
        start: index of the first visible pixel, bytes.
        depth: bits per pixel: 16, 24 or 32.
        channels: (lowest bit, number of bits) of red, green and blue.
    """

    width: int
    height: int
    stride: int
    start: int
    depth: int
    channels: tuple[tuple[int, int], ...]

    @property
    def length(self) -> int:
        """Number of bytes up to the last visible pixel."""
        return self.start + (self.height - 1) * self.stride + self.width * self.depth // 8


class Framebuffer:
    """Draws on the whole screen.

    Attributes:
        layout: of the screen's memory.
    """

    name = "framebuffer"
    slow = True
    pause_s = 1 / 15  # drawing a large picture takes a Pi several milliseconds

    def __init__(self, path: Path = Path("/dev/fb0"), palette: Palette = NORMAL, console: Path = CONSOLE) -> None:
        """Take over the screen.

        Args:
            path: device file of the framebuffer.
            palette: colours.
            console: device file of the text console, whose cursor is hidden.

        Raises:
            DisplayError: there is no framebuffer, it cannot be opened, or its pixel format is not supported.
        """
        self._palette = palette
        self._shown: NDArray[np.uint8] | None = None
        self._console: BinaryIO | None = None
        try:
            self._file = path.open("r+b", buffering=0)
        except OSError as error:
            raise DisplayError(
                f"The display “framebuffer” cannot open {path} ({error.strerror}); {advice(error)}"
            ) from None
        try:
            self.layout = read_layout(self._file.fileno())
            self._memory = mmap.mmap(self._file.fileno(), self.layout.length)
        except (OSError, ValueError) as error:
            self._file.close()
            raise DisplayError(
                f"The display “framebuffer” cannot use {path} ({error}); remove it from display.use."
            ) from None
        with contextlib.suppress(OSError):  # its cursor would blink over the picture; not every user may do this
            self._console = console.open("wb", buffering=0)
            self._console.write(HIDE_CURSOR)

    def show(self, view: View) -> None:
        """Draw the view."""
        picture = draw(view, (self.layout.width, self.layout.height), self._palette)
        self.put(np.asarray(picture))

    def put(self, picture: NDArray[np.uint8]) -> int:
        """Write a picture where it differs from the last one.

        Args:
            picture: RGB, uint8 (height, width, 3), as large as the screen.

        Returns:
            The number of bytes written.
        """
        written = 0
        for top, bottom, left, right in changed_areas(self._shown, picture):
            rows = to_pixel_bytes(picture[top:bottom, left:right], self.layout)
            size = self.layout.depth // 8
            for offset, row in enumerate(rows):
                begin = self.layout.start + (top + offset) * self.layout.stride + left * size
                self._memory[begin : begin + row.size] = row.tobytes()
                written += row.size
        self._shown = picture
        return written

    def close(self) -> None:
        """Clear the screen and show the console's cursor again; safe to call twice."""
        if self._memory.closed:
            return
        self.put(np.zeros((self.layout.height, self.layout.width, 3), np.uint8))
        self._memory.close()
        self._file.close()
        if self._console is not None:
            with contextlib.suppress(OSError):
                self._console.write(SHOW_CURSOR)
                self._console.close()


def read_layout(descriptor: int) -> PixelLayout:
    """Return the layout of an open framebuffer, as the kernel reports it.

    Raises:
        OSError: this is no framebuffer.
        ValueError: its pixel format is not supported.
    """
    variable, fixed = bytearray(VARIABLE_SIZE), bytearray(FIXED_SIZE)
    fcntl.ioctl(descriptor, GET_VARIABLE, variable)
    fcntl.ioctl(descriptor, GET_FIXED, fixed)
    width, height, _, _, x, y, depth, grey, *fields = struct.unpack_from(VARIABLE, variable)
    visual, stride = (struct.unpack_from(FIXED, fixed)[i] for i in (5, -1))
    if depth not in (16, 24, 32) or grey or visual not in TRUE_COLOUR:
        raise ValueError(f"{depth} bits per pixel of visual {visual}; 16, 24 or 32 bits of true colour are supported")
    channels = tuple((fields[i], fields[i + 1]) for i in (0, 3, 6))
    return PixelLayout(width, height, stride, y * stride + x * depth // 8, depth, channels)


def changed_areas(before: NDArray[np.uint8] | None, now: NDArray[np.uint8]) -> list[tuple[int, int, int, int]]:
    """Return the areas in which two pictures differ, as (top, bottom, left, right); one for each band of rows.

    Args:
        before: uint8 (height, width, 3); None for a screen of unknown content.
        now: uint8 (height, width, 3).
    """
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


def to_pixel_bytes(picture: NDArray[np.uint8], layout: PixelLayout) -> NDArray[np.uint8]:
    """Convert a picture to the screen's pixel format.

    Args:
        picture: RGB, uint8 (height, width, 3).
        layout: of the screen.

    Returns:
        uint8 (height, width × depth / 8).
    """
    size = layout.depth // 8
    if all(bits == 8 and lowest % 8 == 0 for lowest, bits in layout.channels):
        pixels = np.zeros((*picture.shape[:2], size), np.uint8)
        for channel, (lowest, _) in enumerate(layout.channels):
            pixels[..., lowest // 8] = picture[..., channel]
        return pixels.reshape(picture.shape[0], -1)
    values = np.zeros(picture.shape[:2], np.uint32)
    for channel, (lowest, bits) in enumerate(layout.channels):
        level = picture[..., channel].astype(np.uint32) >> np.uint32(8 - min(bits, 8))
        values |= level << np.uint32(lowest)
    return np.ascontiguousarray(values.astype("<u4").view(np.uint8).reshape(*values.shape, 4)[..., :size]).reshape(
        values.shape[0], -1
    )


def advice(error: OSError) -> str:
    """Return what to do when the framebuffer cannot be opened with this error."""
    if isinstance(error, FileNotFoundError):
        return "plug a monitor in before the Pi starts, or remove it from display.use."
    if isinstance(error, PermissionError):
        return "this user must be in the group “video”."
    return "remove it from display.use."
