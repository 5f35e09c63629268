"""Open the parts of a running program, connect them to the loop, and close them whatever happens.

Commands call this: they choose the settings, the perception and the activity, and print the summary.
"""

import contextlib
import os
from collections.abc import Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from device.activity import Activity
from device.camera import Camera, await_camera, open_camera
from device.camera.base import FrameSource
from device.camera.cable import Cable, cable_to_check
from device.display import Displays, open_displays, with_found_displays
from device.errors import DisplayError, SettingsError
from device.recognition.metadata import Metadata
from device.recognition.perception import Perception, open_perception
from device.runtime.app import App, FrameReader
from device.runtime.camera_thread import CameraThread
from device.runtime.clip_source import ClipSource
from device.runtime.health import Health
from device.runtime.metrics import open_health
from device.runtime.no_perception import NoPerception
from device.runtime.notice import settings_notice
from device.runtime.opening import with_self_test
from device.runtime.pace import Pace
from device.runtime.page import Page
from device.runtime.stop import StopFlag, stop_on_signal
from device.settings import HealthSettings, Settings, require_free_pins
from device.system import machine
from device.system.buttons import open_buttons
from device.system.messages import warn


class Assembly:
    """A context that turns signals into a stop and closes at its end all that was opened in it."""

    def __init__(
        self,
        settings: Settings,
        *,
        realtime: bool = True,
        debug: bool = False,
        preview: bool = False,
        page_required: bool = False,
    ) -> None:
        """Open nothing yet.

        Args:
            settings: of all parts.
            realtime: False processes every frame of a clip or folder on its own clock.
            debug: terminal and recorder show the debug view.
            preview: the terminal shows the camera picture.
            page_required: the web page must open; otherwise another display is enough.
        """
        self._page_required = page_required
        self._settings, self._realtime, self._debug, self._preview = settings, realtime, debug, preview
        self._stack = ExitStack()
        self._camera: Camera | None = None  # until its frame source has taken it over
        self._metadata: Metadata | None = None
        self._notices: list[str] = []
        self._stop = StopFlag()

    def __enter__(self) -> Self:
        """Begin to handle SIGINT, SIGTERM and SIGHUP."""
        self._stop = self._stack.enter_context(stop_on_signal())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all parts in reverse order."""
        if self._camera is not None:
            self._camera.close()
        self._stack.__exit__(kind, error, trace)

    def notice(self, sentence: str) -> None:
        """Have a sentence shown until the first hand is seen."""
        self._notices.append(sentence)

    def open_perception(self) -> Perception:
        """Load the models.

        Raises:
            ModelError: a model or its metadata is missing, damaged or not usable.
        """
        perception = open_perception(self._settings)
        self._metadata = perception.metadata
        return perception

    def open_camera(self) -> Camera:
        """Open the camera, or with the setting `camera.wait` one that is waited for.

        Raises:
            CameraError: there is no such camera, or it cannot be read.
            SettingsError: the camera is live and keeps no clock of its own; or it is a browser's, without the web page.
        """
        display, is_service = self._settings.display, "RUNTIME_DIRECTORY" in os.environ
        if self._settings.camera.uri.startswith("page:") and "web" not in display.use and not is_service:
            raise SettingsError("The camera “page:” is a browser's, and there is no web page: add --display web.")
        self._camera = await_camera(self._settings.camera, lambda: self._stop.asked)
        if self._camera.live and not self._realtime:
            raise SettingsError("--no-realtime needs a clip: or folder: camera, not a live one.")
        return self._camera

    def run(self, activity: Activity, perception: FrameReader | None = None, *, self_test: bool = False) -> str:
        """Run the loop to its end and return the activity's summary.

        Args:
            activity: closed at the end of this context.
            perception: None for an activity that needs the frames only.
            self_test: the activity is a station's: it begins after the self-test, see DisplaySettings.self_test.

        Raises:
            HandshapeError: a part cannot be opened, or the loop cannot go on.
        """
        stack = self._stack
        stack.callback(activity.close)
        settings = with_found_displays(self._settings, warn)
        require_free_pins(settings)
        camera = self._camera or self.open_camera()
        source: FrameSource | None = None

        def cable() -> Cable:
            error = source.error if source else None
            return cable_to_check(settings.camera.uri, machine.model_name(), error, camera.name)

        if self_test and self._realtime:
            activity = with_self_test(activity, settings, cable, lambda: page.port)
        page = Page(settings.web, activity, stack)
        displays = self._open_displays(settings, page)
        if activity.actions and (buttons := open_buttons(settings.buttons.pins, activity.press, warn)) is not None:
            stack.callback(buttons.close)
        health = self._open_health(settings, page)
        source = self._open_source(camera)
        stack.callback(source.close)
        source = page.with_browser_camera(source, health, lambda: app.source_changed())
        app = App(
            source,
            perception or NoPerception(),
            activity,
            displays,
            self._stop,
            health,
            settings.camera.stall_s,
            self._realtime,
            page.pairing,
            " ".join((*settings_notice(), *self._notices)),
            Pace(machine.temperature).due if self._realtime else lambda t: True,
        )
        with self._unless_hung_up():
            app.run()
        health.close()
        source.close()
        if not camera.live and source.error is not None:
            raise source.error
        with self._unless_hung_up():
            return app.finish()
        return ""

    def _open_displays(self, settings: Settings, page: Page) -> Displays:
        if self._page_required:
            page.open()  # before the other displays, which would go on without it
        displays = open_displays(
            settings.display,
            warn,
            every_view=not self._realtime,
            preview=self._preview,
            page=page.open,
            debug=self._metadata if self._debug else None,
        )
        self._stack.callback(displays.close)
        return displays

    def _open_health(self, settings: Settings, page: Page) -> Health:
        """Off the live clock nothing is served: the program may run beside the service that uses the port."""
        model = "" if self._metadata is None else f"{self._metadata.name} {self._metadata.sha256[:12]}"
        health = open_health(settings.health if self._realtime else HealthSettings(), model, page.status_listeners())
        self._stack.callback(health.close)
        return health

    @contextlib.contextmanager
    def _unless_hung_up(self) -> Iterator[None]:
        """Pass over errors of the output when the terminal has closed, which takes the output with it."""
        try:
            yield
        except (DisplayError, OSError):
            if not self._stop.hung_up:
                raise

    def _open_source(self, camera: Camera) -> FrameSource:
        """From here on the source owns the camera: closing it in another thread while it is read could crash."""
        self._camera = None
        if not self._realtime:
            return ClipSource(camera)
        return CameraThread(camera, lambda: open_camera(self._settings.camera))
