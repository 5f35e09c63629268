"""The camera that is not there yet: for a station that starts at boot and must wait for someone to plug one in."""

from device.errors import CameraError
from device.types import Frame


class AbsentCamera:
    """Fails as the real one did, so that the feed's thread goes on trying to open it."""

    live = True
    name = "absent"

    def __init__(self, reason: CameraError) -> None:
        self._reason = reason

    def read(self) -> Frame | None:
        """Always raises the reason why there is no camera."""
        raise self._reason

    def close(self) -> None:
        """Nothing is held open."""
