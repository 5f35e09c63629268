"""A clip played for ever as if it were a live camera: for a stand without a camera, and to prove the appliance."""

import time
from dataclasses import replace
from pathlib import Path

from device.camera.clip import ClipCamera
from device.errors import CameraStalled
from device.types import Frame


class LoopedClip:
    """Frames of a video at their own pace, over and over; a file that is taken away counts as an unplugged camera."""

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

    def read(self) -> Frame | None:
        """Wait for the next frame's time; never None."""
        if not self._path.is_file():
            raise CameraStalled(f"The clip {self._path} was taken away; put it back.")
        frame = self._clip.read()
        if frame is None:
            self._clip.close()
            self._clip, self._start = ClipCamera(self._path), time.monotonic()
            frame = self._clip.read()
            assert frame is not None  # an empty clip raises
        due = self._start + frame.t
        time.sleep(max(0.0, due - time.monotonic()))
        # Without its truth: nobody compares a stand's letters, and the list would grow for ever.
        frame = replace(frame, t=due, index=self._index, truth=None)
        self._index += 1
        return frame

    def close(self) -> None:
        """Release the file."""
        self._clip.close()
