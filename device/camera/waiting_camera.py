"""A stand-in for a camera that is missing at the start of a station that waits for one."""

from device.errors import CameraError
from device.types import Frame


class WaitingCamera:
    """A camera whose every read fails, so that the camera thread tries again to open the real one."""

    live = True
    name = "absent"

    def __init__(self, reason: CameraError) -> None:
        self._reason = reason

    def read(self) -> Frame | None:
        """Raise the reason why there is no camera.

        Raises:
            CameraError: always.
        """
        raise self._reason

    def close(self) -> None:
        """Ignored: no device is open."""
