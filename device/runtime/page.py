"""The web page of a running program: opened at most once, by the first part that needs it; connected to the loop."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from device.activity import Activity
from device.camera.base import FrameSource
from device.display import Display
from device.runtime.health import Health
from device.settings import WebSettings
from device.system.messages import warn
from device.system.status import HealthStatus
from device.view import Pairing

if TYPE_CHECKING:  # aiohttp is optional: only the web page needs it
    from device.web.web_display import WebDisplay


class Page:
    """A web page that may never be opened; without one its parts do nothing."""

    def __init__(self, settings: WebSettings, activity: Activity, stack: ExitStack) -> None:
        """Open nothing yet.

        Args:
            settings: of the page.
            activity: that the page's buttons and questions go to.
            stack: closes the page.
        """
        self._settings, self._activity, self._stack = settings, activity, stack
        self._page: WebDisplay | None = None

    def open(self) -> Display:
        """Return the page, opened if it is not yet.

        Raises:
            DisplayError: its port or its certificate cannot be used.
        """
        if self._page is None:
            from device.web.web_display import WebDisplay

            self._page = WebDisplay(self._settings, self._activity, warn)
            self._stack.callback(self._page.close)
            sys.stderr.write(f"handshape: the web page is at {self._page.url}\n")
        return self._page

    @property
    def port(self) -> int:
        """Port of the page, 0 while it is not open."""
        return self._page.server.port if self._page is not None else 0

    def pairing(self) -> Pairing | None:
        """Return what a browser needs to be let in, None while none waits."""
        return self._page.current_pairing() if self._page is not None else None

    def status_listeners(self) -> tuple[Callable[[HealthStatus], None], ...]:
        """Return what the program's status is passed on to."""
        return (self._page.set_status,) if self._page is not None else ()

    def with_browser_camera(self, own: FrameSource, health: Health, switched: Callable[[], None]) -> FrameSource:
        """Return a source that gives the frames of a browser's camera while there is one, else those of `own`.

        Args:
            own: source of the station's camera.
            health: keeps what is wrong with a browser's camera.
            switched: called when the frames come from the other camera.
        """
        if self._page is None:
            return own

        def note(fault: str) -> None:
            warn(fault)
            health.note(fault)

        self._page.context.camera.on_fault = note
        return self._page.switching_source(own, switched)
