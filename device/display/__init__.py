"""Displays of the view, and sinks of events."""

from collections.abc import Callable

from device.display.base import Display, DisplayHandle, SyncDisplay, ThreadedDisplay
from device.display.discovery import with_found_displays
from device.display.events.json_lines import JsonLines
from device.display.events.sink import EventSink, SinkHandle
from device.display.group import Displays
from device.display.making import DisplayOptions, make_display
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
    options = DisplayOptions(settings, preview, debug)
    sink_makers: dict[str, Callable[[], EventSink]] = {"json": JsonLines}
    displays: list[DisplayHandle] = []
    sinks: list[SinkHandle] = []
    errors: list[DisplayError] = []
    for name in dict.fromkeys(settings.use):
        if name in sink_makers:
            sinks.append(SinkHandle(sink_makers[name]()))
            continue
        try:
            display = (page or _no_page)() if name == "web" else make_display(name, options)
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
