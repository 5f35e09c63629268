"""How a display is made from the settings.

A display's module is imported when the display is named, as the module of a command is when the command is chosen
(`device/__main__.py`): what draws pictures takes a sixth of the start of a program that draws none. So the table names
modules and their functions in words; `tests/device/display/test_making.py` checks that all of them exist.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from device.display.base import Display
from device.display.palette import HIGH_CONTRAST, NORMAL, Palette
from device.recognition.metadata import Metadata
from device.settings import DisplaySettings


@dataclass(frozen=True)
class DisplayOptions:
    """What a display is made from.

    Attributes:
        settings: pins, buses and folders.
        preview: the terminal shows the camera image, too.
        debug: terminal and recorder show the debug view with this model's input; None for the usual view.
    """

    settings: DisplaySettings
    preview: bool = False
    debug: Metadata | None = None

    @property
    def palette(self) -> Palette:
        """Colours that the settings choose."""
        return HIGH_CONTRAST if self.settings.high_contrast else NORMAL


MAKERS = {
    "terminal": ("device.display.terminal", "make_terminal"),
    "debug terminal": ("device.display.debug_terminal", "make_debug_terminal"),
    "framebuffer": ("device.display.pixel.framebuffer", "make_framebuffer"),
    "oled": ("device.display.pixel.luma_display", "make_oled"),
    "lcd": ("device.display.pixel.luma_display", "make_lcd"),
    "sound": ("device.display.sound", "make_sound"),
    "leds": ("device.display.leds", "make_leds"),
    "character": ("device.display.leds", "make_character"),
    "log": ("device.display.status_log", "make_status_log"),
    "recorder": ("device.display.pixel.recorder", "make_recorder"),
    "debug recorder": ("device.display.pixel.debug", "make_debug_recorder"),
}
"""Name → (module, function). The function takes DisplayOptions and returns the display, or raises a DisplayError."""


def make_display(name: str, options: DisplayOptions) -> Display:
    """Open one display.

    Args:
        name: one of settings.DISPLAYS that is neither the page nor an event sink.
        options: what it is made from.

    Raises:
        DisplayError: it is missing, or cannot be used.
    """
    debug = f"debug {name}"
    module, function = MAKERS[debug if options.debug is not None and debug in MAKERS else name]
    return cast(Callable[[DisplayOptions], Display], getattr(importlib.import_module(module), function))(options)
