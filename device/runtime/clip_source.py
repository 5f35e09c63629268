"""A clip or folder on its own clock as a frame source: every frame in order, as fast as frames are processed."""

from device.camera.base import Camera, FrameSource
from device.types import Frame


class ClipSource(FrameSource):
    """Reads the camera in the caller's thread. Errors are raised by `take`, not kept."""

    error = None
    restarts = 0
    attempts = 0
    live = False

    def __init__(self, camera: Camera) -> None:
        """Take over an open camera that is not live."""
        self._camera = camera
        self._ended = False

    @property
    def ended(self) -> bool:
        """The camera has no more frames."""
        return self._ended

    def take(self, timeout: float) -> Frame | None:
        """Return the next frame, None at the end.

        Raises:
            CameraError: the frame cannot be read.
        """
        frame = self._camera.read()
        self._ended = frame is None
        return frame

    def close(self, timeout: float = 2.0) -> None:
        """Release the camera."""
        self._camera.close()
