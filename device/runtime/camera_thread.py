"""The camera's own thread: newest frame wins, and a camera that dies is opened again.

Nothing queues: a frame that nobody took before the next one came is gone, so what is shown is never older
than one frame plus its processing.
"""

import threading
import time
from collections.abc import Callable

from device.camera.base import Camera
from device.errors import CameraError
from device.types import Frame

FIRST_RETRY_S, LAST_RETRY_S = 0.5, 5.0  # wait longer each time: a USB hub needs seconds to settle


class CameraThread:
    """Runs a camera in a thread and hands over its newest frame.

    Attributes:
        error: why no frames come, None while they do.
        restarts: how often the camera was opened again.
        attempts: how often the thread came back from a camera that failed; it stands still when a driver hangs.
    """

    def __init__(self, camera: Camera, reopen: Callable[[], Camera]) -> None:
        """Start reading from an open camera; `reopen` opens it again after it failed."""
        self._reopen = reopen
        self._camera: Camera | None = camera
        self._live = camera.live
        self._condition = threading.Condition()
        self._frame: Frame | None = None
        self._ended = False
        self._stop = threading.Event()
        self._delivered = False
        self.error: CameraError | None = None
        self.restarts = 0
        self.attempts = 0
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        """True when a clip or folder is over and its last frame was taken."""
        with self._condition:
            return self._ended and self._frame is None

    def take(self, timeout: float) -> Frame | None:
        """The newest frame not yet taken; None when none came within `timeout` seconds, or at the end."""
        with self._condition:
            self._condition.wait_for(lambda: self._frame is not None or self._ended, timeout)
            frame, self._frame = self._frame, None
            return frame

    def close(self, timeout: float = 2.0) -> None:
        """Stop the thread, which releases the camera; one that hangs in its driver is left to the process's end."""
        self._stop.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        retry = FIRST_RETRY_S
        try:
            while not self._stop.is_set():
                try:
                    if self._camera is None:
                        self._camera = self._reopen()
                        self.restarts += 1
                    self._pump(self._camera)
                    return
                except Exception as error:  # whatever a driver throws: the thread must live on to open it again
                    self._release()
                    self.error = _as_camera_error(error)
                    self.attempts += 1
                    if not self._live:
                        return
                    retry = FIRST_RETRY_S if self._delivered else min(2 * retry, LAST_RETRY_S)
                    self._delivered = False
                    self._stop.wait(retry)
        finally:
            self._release()
            with self._condition:
                self._ended = True
                self._condition.notify_all()

    def _pump(self, camera: Camera) -> None:
        """Read until stopped or over; a clip is held to its own pace and stamped with the wall's clock."""
        start = time.monotonic()
        while not self._stop.is_set():
            frame = camera.read()
            if frame is None:
                return
            if not camera.live:
                due = start + frame.t
                self._stop.wait(max(0.0, due - time.monotonic()))
                frame = Frame(frame.image, due, frame.index, frame.truth)
            self.error, self._delivered = None, True
            with self._condition:
                self._frame = frame
                self._condition.notify_all()

    def _release(self) -> None:
        if self._camera is not None:
            self._camera.close()
            self._camera = None


def _as_camera_error(error: Exception) -> CameraError:
    if isinstance(error, CameraError):
        return error
    return CameraError(f"The camera failed: {str(error) or type(error).__name__}.")
