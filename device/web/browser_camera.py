"""A browser's camera in place of the station's, as long as the browser sends images; the newest frame first."""

import threading
import time
from collections.abc import Callable

from device.camera.base import FrameSource
from device.errors import CameraError
from device.types import Frame

FAULTS = {
    "ended": "The browser's camera has stopped: it was unplugged, or the browser took it back.",
    "muted": "The browser's camera sends no pictures: another program uses it, or its switch is off.",
    "silent": "The browser whose camera is used sends no pictures any more.",
}
"""Reasons why a browser's camera is given back, for the people who run the station."""

SILENT_S = 5.0  # without an image the station's camera is used again, for example when a phone is put away


class BrowserCamera:
    """Frames from at most one browser at a time. Any thread may call any method.

    Attributes:
        fault: why the last browser's camera is no longer used, one of the texts of FAULTS; "" for no fault.
        on_fault: called with the same text, by any thread; must not call a method of this object.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Start without a browser.

        Args:
            now: clock, s.
        """
        self._now = now
        self._condition = threading.Condition()
        self._current_owner: object | None = None
        self._frame: Frame | None = None
        self._last_image = 0.0
        self.fault = ""
        self.on_fault: Callable[[str], None] = lambda fault: None

    @property
    def owner(self) -> object | None:
        """The browser whose camera is in use, None for the station's own."""
        with self._condition:
            return self._owner_now()

    def claim(self, owner: object) -> bool:
        """Use the camera of `owner` from now on; return False while another browser's is in use."""
        with self._condition:
            if self._owner_now() not in (None, owner):
                return False
            self._current_owner, self._last_image, self.fault = owner, self._now(), ""
            return True

    def release(self, owner: object, fault: str = "") -> None:
        """Use the station's camera again; ignored if the camera of `owner` is not in use.

        Args:
            owner: the browser whose camera is in use.
            fault: what its camera has, a key of FAULTS; "" if a person ended it.
        """
        with self._condition:
            if self._current_owner is owner:
                self._current_owner = self._frame = None
                self._report(fault)
                self._condition.notify_all()

    def put(self, owner: object, frame: Frame) -> bool:
        """Store the newest frame, in place of one not taken; return False if the camera of `owner` is not in use."""
        with self._condition:
            if self._owner_now() is not owner:
                return False
            self._frame, self._last_image = frame, self._now()
            self._condition.notify_all()
            return True

    def take(self, timeout: float) -> Frame | None:
        """Return the newest frame not taken yet, None if none arrives within `timeout` seconds."""
        with self._condition:
            self._condition.wait_for(lambda: self._frame is not None or self._current_owner is None, timeout)
            frame, self._frame = self._frame, None
            return frame

    def _owner_now(self) -> object | None:
        if self._current_owner is not None and self._now() - self._last_image > SILENT_S:
            self._current_owner = self._frame = None
            self._report("silent")
        return self._current_owner

    def _report(self, fault: str) -> None:
        self.fault = FAULTS.get(fault, "")
        if self.fault:
            self.on_fault(self.fault)


class SwitchingSource:
    """A frame source that takes the browser's frames while there is a browser's camera, else the station's."""

    def __init__(self, own: FrameSource, browser: BrowserCamera, on_switch: Callable[[], None]) -> None:
        """Combine two sources.

        Args:
            own: of the station's camera; it keeps running, so that it is ready when the browser's camera stops.
            browser: receives the browser's frames.
            on_switch: called in `take` before the first frame of the other camera, which does not follow the last one.
        """
        self._own, self._browser, self._on_switch = own, browser, on_switch
        self._owner: object | None = None

    @property
    def ended(self) -> bool:
        """Whether the station's clip is over and no browser's camera is in use."""
        return self._own.ended and self._browser.owner is None

    @property
    def error(self) -> CameraError | None:
        """Error of the station's camera, or of the browser's that was used last; None while a browser's is in use."""
        if self._browser.owner is not None:
            return None
        own, fault = self._own.error, self._browser.fault
        return CameraError(fault) if own is not None and fault else own

    @property
    def attempts(self) -> int:
        """Attempts of the station's camera; a browser's camera has no driver that can block."""
        return self._own.attempts

    @property
    def live(self) -> bool:
        """Whether frames come from a sensor of the station; a browser may send the same image twice."""
        return self._own.live and self._browser.owner is None

    @property
    def restarts(self) -> int:
        """Restarts of the station's camera."""
        return self._own.restarts

    def take(self, timeout: float) -> Frame | None:
        """Return the newest frame of the camera in use, None if none arrives within `timeout` seconds."""
        owner = self._browser.owner
        frame = self._own.take(timeout) if owner is None else self._browser.take(timeout)
        if frame is not None and owner is not self._owner:
            self._owner = owner
            self._on_switch()
        return frame

    def close(self, timeout: float = 2.0) -> None:
        """Close the station's camera; waits at most `timeout` seconds."""
        self._own.close(timeout)
