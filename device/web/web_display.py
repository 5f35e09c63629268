"""The web page as the loop uses it: a display, and a frame source for browsers' cameras."""

import time
from collections.abc import Callable

from device.activity import Controls
from device.camera.base import FrameSource
from device.errors import DisplayError
from device.settings import WebSettings
from device.system.status import HealthStatus
from device.view import Pairing, View
from device.web.browser_camera import BrowserCamera, SwitchingSource
from device.web.context import WebContext
from device.web.limits import Limits
from device.web.listening import tls_context
from device.web.server import Server


class WebDisplay:
    """A display that many browsers show. `show` takes microseconds, however many there are.

    Attributes:
        url: to open on this machine.
        context: state of the page.
        server: its thread.
    """

    name = "web"
    slow = False
    pause_s = 0.0

    def __init__(
        self,
        settings: WebSettings,
        activity: Controls,
        warn: Callable[[str], None],
        camera: BrowserCamera | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Serve the page.

        Args:
            settings: of the page.
            activity: takes presses, changes and questions.
            warn: called with one sentence for each internal error.
            camera: receives frames of browsers, by default a new one.
            limits: on requests, connections and images.

        Raises:
            DisplayError: the port or the certificate cannot be used.
        """
        tls = tls_context(settings)
        self.context = WebContext(settings, activity, warn, camera, limits)
        self.server = Server(self.context, tls)
        self.url = f"{'http' if tls is None else 'https'}://localhost:{self.server.port}/"

    def show(self, view: View) -> None:
        """Send the view to all browsers that are ready for it.

        Raises:
            DisplayError: the web thread has ended with an error.
        """
        if self.server.fault is not None:
            raise DisplayError(f"The web page has failed: {self.server.fault}.")
        self.context.broadcaster.publish(view)

    def close(self) -> None:
        """Disconnect all browsers; safe to call twice."""
        self.server.close()

    def switching_source(self, own: FrameSource, on_switch: Callable[[], None]) -> FrameSource:
        """Return a frame source that takes a browser's frames in place of the station's; see SwitchingSource."""
        return SwitchingSource(own, self.context.camera, on_switch)

    def set_status(self, status: HealthStatus) -> None:
        """Set the health figures that the page shows. Any thread may call this."""
        self.context.status = status

    def current_pairing(self) -> Pairing | None:
        """Return the code that all displays must show now, None for no code. Any thread may call this."""
        return self.context.pairings.current(time.monotonic())
