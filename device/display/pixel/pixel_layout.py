"""The memory layout of a Linux framebuffer.

Constants and structures are those of linux/fb.h, the same on every 64-bit Linux.
"""

import fcntl
import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GET_VARIABLE, GET_FIXED = 0x4600, 0x4602  # FBIOGET_VSCREENINFO, FBIOGET_FSCREENINFO
VARIABLE, FIXED = "8I12I20I", "16sL4I3HI"  # start of their structures; colour fields are offset, length, msb_right
VARIABLE_SIZE, FIXED_SIZE = 160, 80
TRUE_COLOUR = (2, 4)  # visual: FB_VISUAL_TRUECOLOR, FB_VISUAL_DIRECTCOLOR


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
