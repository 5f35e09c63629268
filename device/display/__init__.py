"""Displays of the view, and sinks of events."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from device.display.base import Display, DisplayHandle, SyncDisplay, ThreadedDisplay
from device.display.debug_terminal import DebugTerminal
from device.display.discovery import with_found_displays
from device.display.events.json_lines import JsonLines
from device.display.events.sink import EventSink, SinkHandle
from device.display.group import Displays
from device.display.leds import Character, Leds
from device.display.palette import HIGH_CONTRAST, NORMAL
from device.display.pixel.debug import draw_debug
from device.display.pixel.framebuffer import Framebuffer
from device.display.pixel.luma_display import open_lcd, open_oled
from device.display.pixel.recorder import Drawing, Recorder
from device.display.pixel.screen import draw
from device.display.sound import Sound
from device.display.status_log import StatusLog
from device.display.terminal import Terminal
from device.errors import DisplayError
from device.recognition.metadata import Metadata
from device.settings import DisplaySettings

__all__ = ["Display", "Displays", "open_displays", "with_found_displays"]


def open_displays(
    settings: DisplaySettings,
    warn: Callable[[str], None],
    every_view: bool = False,
    preview: bool = False,
    page: Callable[[], Display] | None = None,
    debug: Metadata | None = None,
) -> Displays:
    """Open all displays and event sinks that the settings name.

    Args:
        settings: names, pins and folders; `with_found_displays` has put names in place of "auto".
        warn: called with one sentence for each that cannot be opened, or fails later while another works.
        every_view: slow displays show every view in the loop's thread; for a clip that is processed off its clock.
        preview: the terminal shows the camera image, too.
        page: opens the web page; None for a command without one.
        debug: terminal and recorder show the debug view with this model's input.

    Raises:
        DisplayError: none can be used; the message is that of the first.
    """
    palette = HIGH_CONTRAST if settings.high_contrast else NORMAL
    drawing: Drawing = partial(draw, palette=palette)
    terminal: Callable[[], Display] = partial(Terminal, preview=preview, high_contrast=settings.high_contrast)
    if debug is not None:
        drawing, terminal = partial(draw_debug, model=debug), partial(DebugTerminal, debug)
    makers: dict[str, Callable[[], Display]] = {
        "terminal": terminal,
        "framebuffer": lambda: Framebuffer(Path(settings.framebuffer), palette),
        "oled": lambda: open_oled(settings.oled_chip, settings.oled_bus, settings.oled_address, palette),
        "lcd": lambda: open_lcd(
            settings.lcd_chip, settings.lcd_size, settings.lcd_pins, settings.lcd_quarter_turns, palette
        ),
        "sound": Sound,
        "leds": lambda: Leds(settings.led_pins),
        "character": lambda: Character(settings.character_pins, settings.character_active_high),
        "log": StatusLog,
        "recorder": lambda: Recorder(Path(settings.record_to), drawing=drawing),
        "web": page or _no_page,
    }
    sink_makers: dict[str, Callable[[], EventSink]] = {"json": JsonLines}
    displays: list[DisplayHandle] = []
    sinks: list[SinkHandle] = []
    errors: list[DisplayError] = []
    for name in dict.fromkeys(settings.use):
        if name in sink_makers:
            sinks.append(SinkHandle(sink_makers[name]()))
            continue
        try:
            display = makers[name]()
        except DisplayError as error:
            errors.append(error)
            continue
        displays.append(ThreadedDisplay(display) if display.slow and not every_view else SyncDisplay(display))
    if not displays and not sinks:
        raise errors[0] if errors else DisplayError("display.use is empty; name at least one display.")
    for missing in errors:
        warn(str(missing))
    return Displays(displays, warn, sinks)


def _no_page() -> Display:
    raise DisplayError("This command has no web page; use `run`, `practice` or `web`.")
