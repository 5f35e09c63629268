"""A camera in a thread of its own. Only the newest frame is kept, and a camera that fails is opened again.

There is no queue: a frame that was not taken before the next one arrived is dropped. What is shown is therefore never
older than one frame plus its processing time.
"""

import threading
import time
from collections.abc import Callable

from device.camera.base import Camera
from device.errors import CameraError
from device.types import Frame

FIRST_RETRY_S, LAST_RETRY_S = 0.5, 5.0  # the pause doubles each time: a USB hub needs seconds to settle


class CameraThread:
    """A frame source that reads a camera in a thread, see camera.base.FrameSource.

    The camera thread owns the camera and writes the attributes; a condition guards the frame. All other methods are
    for the loop's thread.

    Attributes:
        error: why no frames arrive, None while they do.
        restarts: how often the camera was opened again.
        attempts: how often the camera has failed and returned; constant while its driver blocks.
        live: frames come from a sensor, not from a clip or a folder.
    """

    def __init__(self, camera: Camera, reopen: Callable[[], Camera]) -> None:
        """Start to read.

        Args:
            camera: an open camera; from now on only the new thread uses it.
            reopen: opens it again after it has failed.
        """
        self._reopen = reopen
        self._camera: Camera | None = camera
        self.live = camera.live
        self._condition = threading.Condition()
        self._frame: Frame | None = None
        self._read_all = False
        self._stop = threading.Event()
        self._delivered = False
        self.error: CameraError | None = None
        self.restarts = 0
        self.attempts = 0
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        """A clip or folder is over, or the source is closed, and the last frame was taken."""
        with self._condition:
            return self._read_all and self._frame is None

    def is_alive(self) -> bool:
        """Return whether the thread runs: until it is closed, or a clip or folder is over."""
        return self._thread.is_alive()

    def take(self, timeout: float) -> Frame | None:
        """Return the newest frame that was not taken yet; None if none arrives within `timeout` seconds."""
        with self._condition:
            self._condition.wait_for(lambda: self._frame is not None or self._read_all, timeout)
            frame, self._frame = self._frame, None
            return frame

    def close(self, timeout: float = 2.0) -> None:
        """Stop the thread, which releases the camera. A driver that blocks for longer than `timeout` is abandoned."""
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
                    self._read(self._camera)
                    return
                except Exception as error:  # of any kind a driver raises: the thread must open the camera again
                    self._release()
                    self.error = _as_camera_error(error)
                    self.attempts += 1
                    if not self.live:
                        return
                    retry = FIRST_RETRY_S if self._delivered else min(2 * retry, LAST_RETRY_S)
                    self._delivered = False
                    self._stop.wait(retry)
        finally:
            self._release()
            with self._condition:
                self._read_all = True
                self._condition.notify_all()

    def _read(self, camera: Camera) -> None:
        """Read until stopped or over. A clip is slowed down to its own pace and gets times of the monotonic clock."""
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
