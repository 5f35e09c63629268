"""A monitor on HDMI without a desktop: pixels are written to the kernel's framebuffer.

Only areas that have changed are converted and written.
"""

import contextlib
import mmap
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from device.display.base import Display
from device.display.making import DisplayOptions
from device.display.palette import NORMAL, Palette
from device.display.pixel.changed_areas import changed_areas
from device.display.pixel.pixel_layout import read_layout, to_pixel_bytes
from device.display.pixel.screen import Screen
from device.errors import DisplayError
from device.names import shown
from device.view import View

HIDE_CURSOR, SHOW_CURSOR = b"\033[?25l\033[2J", b"\033[?25h\033[2J\033[H"
CONSOLE = Path("/dev/tty1")  # the text console on the same screen


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
        self._shown: NDArray[np.uint8] | None = None
        self._console: BinaryIO | None = None
        try:
            self._file = path.open("r+b", buffering=0)
        except OSError as error:
            raise DisplayError(
                f"The display “framebuffer” cannot open {shown(path)} ({error.strerror}); {advice(error)}"
            ) from None
        try:
            self.layout = read_layout(self._file.fileno())
            self._memory = mmap.mmap(self._file.fileno(), self.layout.length)
        except (OSError, ValueError) as error:
            self._file.close()
            raise DisplayError(
                f"The display “framebuffer” cannot use {shown(path)} ({error}); remove it from display.use."
            ) from None
        self._screen = Screen((self.layout.width, self.layout.height), palette)
        with contextlib.suppress(OSError):  # its cursor would blink over the picture; not every user may do this
            self._console = console.open("wb", buffering=0)
            self._console.write(HIDE_CURSOR)

    def show(self, view: View) -> None:
        """Draw the view, as far as it differs from the last one."""
        picture = self._screen.draw(view)
        if picture is not None:
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


def advice(error: OSError) -> str:
    """Return what to do when the framebuffer cannot be opened with this error."""
    if isinstance(error, FileNotFoundError):
        return "plug a monitor in before the Pi starts, or remove it from display.use."
    if isinstance(error, PermissionError):
        return "this user must be in the group “video”."
    return "remove it from display.use."


def make_framebuffer(options: DisplayOptions) -> Display:
    """Open the display “framebuffer”.

    Raises:
        DisplayError: see Framebuffer.
    """
    return Framebuffer(Path(options.settings.framebuffer), options.palette)
