"""A video file played in an endless loop in real time, for demos without a camera and for tests of a station."""

import time
from dataclasses import replace
from pathlib import Path

from device.camera.clip import ClipCamera, ClipCutShort
from device.errors import CameraStalled
from device.names import shown
from device.system.messages import warn
from device.types import Frame


class LoopedClip:
    """A live camera that repeats a video. A file that is removed counts as an unplugged camera."""

    live = True

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            CameraError: see ClipCamera.
        """
        self.name = f"clip:{path}?loop=1"
        self._path = path
        self._clip = ClipCamera(path)
        self._start = time.monotonic()
        self._index = 0
        self._warned = False

    def read(self) -> Frame | None:
        """Wait until the next frame is due, and return it; never None.

        Raises:
            CameraStalled: the file is no longer there.
            CameraError: see ClipCamera.
        """
        if not self._path.is_file():
            raise CameraStalled(f"The clip {shown(self._path)} is gone; put it back.")
        frame = self._next()
        if frame is None:
            self._clip.close()
            self._clip, self._start = ClipCamera(self._path), time.monotonic()
            frame = self._next()
            assert frame is not None  # an empty clip raises
        due = self._start + frame.t
        time.sleep(max(0.0, due - time.monotonic()))
        # The truth is left out: a station compares nothing with it, and the list of it would grow without end.
        frame = replace(frame, t=due, index=self._index, truth=None)
        self._index += 1
        return frame

    def _next(self) -> Frame | None:
        """Return the next frame; None at the end, also where a file is cut short, which is said once."""
        try:
            return self._clip.read()
        except ClipCutShort as error:
            if not self._warned:
                warn(str(error))
            self._warned = True
            return None

    def close(self) -> None:
        """Release the file."""
        self._clip.close()
