"""The framebuffer: a file of the right length in place of the screen, and a fake kernel that reports its layout."""

import errno
import fcntl
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from device.display import open_displays
from device.display.pixel import framebuffer
from device.display.pixel.changed_areas import changed_areas
from device.display.pixel.framebuffer import Framebuffer, advice
from device.display.pixel.pixel_layout import FIXED, GET_VARIABLE, VARIABLE, PixelLayout, to_pixel_bytes
from device.display.pixel.screen import draw
from device.errors import DisplayError
from device.settings import DisplaySettings
from device.view import View

RGB32 = ((16, 8), (8, 8), (0, 8))
RGB565 = ((11, 5), (5, 6), (0, 5))


@pytest.fixture
def kernel(monkeypatch, tmp_path):
    """A screen: `kernel(…)` makes its file and answers for it."""

    def make(width=160, height=96, depth=32, channels=RGB32, pad=0, visual=2, y=0):
        stride = width * depth // 8 + pad
        path = tmp_path / "fb0"
        path.write_bytes(bytes(stride * (height + y)))

        def ioctl(descriptor, request, buffer):
            if request == GET_VARIABLE:
                fields = [value for lowest, bits in channels for value in (lowest, bits, 0)] + [0] * 23
                struct.pack_into(VARIABLE, buffer, 0, width, height, width, height + y, 0, y, depth, 0, *fields)
            else:
                struct.pack_into(FIXED, buffer, 0, b"test", 0, stride * (height + y), 0, 0, visual, 0, 0, 0, stride)
            return 0

        monkeypatch.setattr(fcntl, "ioctl", ioctl)
        monkeypatch.setattr(framebuffer, "CONSOLE", tmp_path / "tty1")
        return path

    return make


def pixels(path, width, height, depth, channels, pad=0, y=0) -> np.ndarray:
    """What is on the screen, RGB (height, width, 3), read back bit by bit."""
    size, stride = depth // 8, width * depth // 8 + pad
    rows = np.frombuffer(path.read_bytes(), np.uint8).reshape(-1, stride)[y : y + height, : width * size]
    values = np.zeros((height, width), np.uint32)
    for byte in range(size):
        values |= rows[:, byte::size].astype(np.uint32) << (8 * byte)
    levels = [((values >> low) & ((1 << bits) - 1)) << (8 - bits) for low, bits in channels]
    return np.stack(levels, -1).astype(np.uint8)


@pytest.mark.parametrize(
    ("depth", "channels", "exact"), [(32, RGB32, 0), (32, RGB32[::-1], 0), (24, RGB32, 0), (16, RGB565, 7)]
)
@pytest.mark.parametrize(("pad", "y"), [(0, 0), (64, 0), (0, 96)])
def test_the_picture_is_on_the_screen_in_every_pixel_format(kernel, tmp_path, depth, channels, exact, pad, y):
    path = kernel(depth=depth, channels=channels, pad=pad, y=y)
    screen = Framebuffer(path, console=tmp_path / "tty1")
    view = View("holding", "W", 0.9, 0.5, "HELLO")
    screen.show(view)
    wanted = np.asarray(draw(view, (160, 96))).astype(int)
    assert np.abs(pixels(path, 160, 96, depth, channels, pad, y) - wanted).max() <= exact
    screen.close()
    assert not any(path.read_bytes()), "black in the end"
    screen.close()


def test_only_what_changed_is_written(kernel, tmp_path):
    path = kernel()
    screen = Framebuffer(path, console=tmp_path / "tty1")
    picture = np.zeros((96, 160, 3), np.uint8)
    assert screen.put(picture) == 160 * 96 * 4
    assert screen.put(picture.copy()) == 0
    changed = picture.copy()
    changed[10:20, 30:40] = 255
    assert screen.put(changed) == 10 * 10 * 4
    assert (pixels(path, 160, 96, 32, RGB32) == changed).all()


@given(
    arrays.arrays(np.uint8, (12, 9, 3), elements=st.integers(0, 2)),
    arrays.arrays(np.uint8, (12, 9, 3), elements=st.integers(0, 2)),
)
def test_the_changed_areas_turn_one_picture_into_the_other(before, now):
    patched = before.copy()
    for top, bottom, left, right in changed_areas(before, now):
        patched[top:bottom, left:right] = now[top:bottom, left:right]
    assert (patched == now).all()


def test_red_stays_red_in_sixteen_bits():
    geometry = PixelLayout(1, 1, 2, 0, 16, RGB565)
    assert to_pixel_bytes(np.array([[[255, 0, 0]]], np.uint8), geometry).tobytes() == b"\x00\xf8"
    assert to_pixel_bytes(np.array([[[0, 255, 0]]], np.uint8), geometry).tobytes() == b"\xe0\x07"


def test_the_consoles_cursor_is_hidden_until_close(kernel, tmp_path):
    console = tmp_path / "tty1"
    console.touch()
    screen = Framebuffer(kernel(), console=console)
    assert b"\x1b[?25l" in console.read_bytes()
    screen.close()
    assert b"\x1b[?25h" in console.read_bytes()


def test_without_a_screen_the_error_says_what_to_do(tmp_path):
    with pytest.raises(DisplayError, match=r"cannot open .*No such file.*plug a monitor in"):
        Framebuffer(tmp_path / "fb0")


def test_a_file_that_is_no_framebuffer_is_refused(tmp_path):
    (tmp_path / "fb0").write_bytes(bytes(100))
    with pytest.raises(DisplayError, match=r"cannot use .*fb0"):
        Framebuffer(tmp_path / "fb0")


@pytest.mark.parametrize("odd", [{"depth": 8}, {"visual": 3}])
def test_a_screen_of_few_colours_is_refused(kernel, odd):
    with pytest.raises(DisplayError, match="true colour"):
        Framebuffer(kernel(**odd))


def test_a_missing_screen_is_a_warning_while_another_display_works(tmp_path):
    warnings = []
    settings = DisplaySettings(use=("framebuffer", "json"), framebuffer=str(tmp_path / "none"))
    displays = open_displays(settings, warnings.append)
    assert displays.names == ("json",)
    assert "framebuffer" in warnings[0]
    displays.close()


def test_without_permission_the_error_names_the_group():
    assert "group “video”" in advice(PermissionError(errno.EACCES, "Permission denied"))
