"""A camera that a browser lends to the station: in its place as long as it sends, newest frame first."""

import threading
import time
from collections.abc import Callable

from device.camera.base import FrameSource
from device.errors import CameraError
from device.types import Frame

SILENT_S = 5.0  # without a picture the loan is over: a phone in a pocket must not blind the station


class BrowserCamera:
    """At most one browser at a time; any thread may call anything."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._condition = threading.Condition()
        self._owner: object | None = None
        self._frame: Frame | None = None
        self._heard = 0.0

    def claim(self, owner: object) -> bool:
        """`owner` wants to lend its camera; False while another one does."""
        with self._condition:
            if self._lender() not in (None, owner):
                return False
            self._owner, self._heard = owner, self._now()
            return True

    def release(self, owner: object) -> None:
        """`owner` lends no more; nothing to do if it did not."""
        with self._condition:
            if self._owner is owner:
                self._owner = self._frame = None
                self._condition.notify_all()

    def put(self, owner: object, frame: Frame) -> bool:
        """The newest picture replaces one nobody took; False when `owner` is not the lender."""
        with self._condition:
            if self._lender() is not owner:
                return False
            self._frame, self._heard = frame, self._now()
            self._condition.notify_all()
            return True

    def take(self, timeout: float) -> Frame | None:
        """The newest picture not yet taken, None when none came within `timeout` seconds."""
        with self._condition:
            self._condition.wait_for(lambda: self._frame is not None or self._owner is None, timeout)
            frame, self._frame = self._frame, None
            return frame

    @property
    def lender(self) -> object | None:
        """Who lends, None for nobody."""
        with self._condition:
            return self._lender()

    def _lender(self) -> object | None:
        if self._owner is not None and self._now() - self._heard > SILENT_S:
            self._owner = self._frame = None
        return self._owner


class SwitchingSource:
    """The station's camera, or the one that is lent."""

    def __init__(self, own: FrameSource, lending: BrowserCamera, switched: Callable[[], None]) -> None:
        """Stand before a feed that runs already.

        Args:
            own: of the station's camera; it goes on running, so that it is there at once when the loan is over.
            lending: where pictures of browsers arrive.
            switched: called in `take` before the first frame of another camera: it does not follow the last one.
        """
        self._own, self._lending, self._switched = own, lending, switched
        self._lender: object | None = None

    @property
    def ended(self) -> bool:
        """A clip is over and nobody lends a camera."""
        return self._own.ended and self._lending.lender is None

    @property
    def error(self) -> CameraError | None:
        """Of the camera in use."""
        return self._own.error if self._lending.lender is None else None

    @property
    def attempts(self) -> int:
        """Of the station's camera: a browser cannot hang in a driver."""
        return self._own.attempts

    @property
    def restarts(self) -> int:
        """Of the station's camera."""
        return self._own.restarts

    def take(self, timeout: float) -> Frame | None:
        """The newest frame of the camera in use, see CameraFeed.take."""
        lender = self._lending.lender
        frame = self._own.take(timeout) if lender is None else self._lending.take(timeout)
        if frame is not None and lender is not self._lender:
            self._lender = lender
            self._switched()
        return frame

    def close(self, timeout: float = 2.0) -> None:
        """Close the station's camera."""
        self._own.close(timeout)
