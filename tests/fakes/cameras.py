"""Cameras that deliver, stall, fail and return as a test scripts them."""

import threading
import time

import numpy as np

from device.errors import CameraError, CameraStalled
from device.types import Frame


class FakeCamera:
    """Delivers frames every `period` seconds; raises after `fail_after` frames, blocks after `hang_after`."""

    def __init__(self, period=0.005, fail_after=None, hang_after=None, error=None, live=True, count=None, fps=100):
        self.name, self.live = "fake", live
        self._period, self._fail_after, self._hang_after = period, fail_after, hang_after
        self._error = error or CameraStalled("The camera fake stopped delivering frames; check its plug.")
        self._count, self._fps = count, fps
        self.index, self.closed, self.readers = 0, 0, set()
        self._unblock = threading.Event()

    def read(self):
        self.readers.add(threading.current_thread().name)
        assert not self.closed, "read after close"
        if self.index == self._fail_after:
            raise self._error
        if self.index == self._hang_after:
            self._unblock.wait(30)
            raise self._error
        if self.index == self._count:
            return None
        if self.live:
            time.sleep(self._period)
        t = time.monotonic() if self.live else self.index / self._fps
        frame = Frame(np.zeros((24, 32), np.uint8), t, self.index)
        self.index += 1
        return frame

    def unblock(self):
        """Let a `read` that blocks raise its error."""
        self._unblock.set()

    def close(self):
        self.closed += 1
        self._unblock.set()


class Reopening:
    """`reopen` of a feed: hands out the given cameras one after the other, errors are raised."""

    def __init__(self, *cameras):
        self._cameras = list(cameras)
        self.calls = []

    def __call__(self):
        self.calls.append(time.monotonic())
        camera = self._cameras.pop(0) if self._cameras else CameraError("There is no camera at fake.")
        if isinstance(camera, Exception):
            raise camera
        return camera
