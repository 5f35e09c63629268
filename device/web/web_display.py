"""The page as the station's loop knows it: a display that also lends a camera, and a code for others to show."""

from collections.abc import Callable

from device.activity import Activity
from device.camera.base import FrameSource
from device.errors import DisplayError
from device.settings import Settings
from device.system.status import HealthStatus
from device.view import Pairing, View
from device.web.browser_camera import SwitchingSource
from device.web.context import WebContext
from device.web.server import Server, tls_context


class WebDisplay:
    """A display that many browsers look at; showing a view costs the loop microseconds, however many there are.

    Attributes:
        url: to open on this machine.
    """

    name = "web"
    slow = False
    pause_s = 0.0

    def __init__(self, settings: Settings, station: Activity, warn: Callable[[str], None]) -> None:
        """Serve the page.

        Args:
            settings: of the station.
            station: takes buttons and other settings where it is a tutor.
            warn: gets a sentence about each fault.

        Raises:
            DisplayError: the port cannot be had, or the certificate is none.
        """
        tls = tls_context(settings.web)
        self._server = Server(
            settings.web, lambda: WebContext(settings.web, settings.practice, station, warn), warn, tls
        )
        self._site = self._server.site
        self.url = f"{'http' if tls is None else 'https'}://localhost:{self._server.port}/"

    def show(self, view: View) -> None:
        """The newest view wins.

        Raises:
            DisplayError: the page has ended by a fault of its own.
        """
        if self._server.fault is not None:
            raise DisplayError(f"The web page has failed: {self._server.fault}.")
        self._site.hub.publish(view)

    def close(self) -> None:
        """Let all browsers go; safe to call twice."""
        self._server.close()

    def lent(self, own: FrameSource, switched: Callable[[], None]) -> FrameSource:
        """The station's camera, in whose place a browser's may step; see LentFeed."""
        return SwitchingSource(own, self._site.lending, switched)

    def take_status(self, status: HealthStatus) -> None:
        """The newest figures of the station's health; any thread may call this."""
        self._site.status = status

    def pairing(self) -> Pairing | None:
        """What every display must show while a browser wants to come in."""
        return self._site.pairing_shown()
