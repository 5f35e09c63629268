"""Protocols of a camera and of the source that the live loop takes its frames from."""

from typing import Protocol

from device.errors import CameraError
from device.types import Frame


class Camera(Protocol):
    """Gives frames one after the other.

    Attributes:
        name: for people, e.g. "v4l2:/dev/video0".
        live: True when frames come at their own pace; False for a clip or a folder.
    """

    name: str
    live: bool

    def read(self) -> Frame | None:
        """The next frame; None when a clip or folder has ended.

        Raises:
            CameraStalled: a live camera no longer delivers.
            CameraError: what came cannot be read.
        """
        ...

    def close(self) -> None:
        """Release the device; safe to call twice."""
        ...


class FrameSource(Protocol):
    """The newest frame of a camera, for a loop that must not wait for the camera.

    Attributes:
        ended: no frame will follow: a clip or folder is over and its last frame was taken.
        error: why no frames come, None while they do.
        restarts: how often the camera was opened again.
        attempts: how often the driver returned with an error; constant while a driver blocks.
    """

    @property
    def ended(self) -> bool: ...
    @property
    def error(self) -> CameraError | None: ...
    @property
    def restarts(self) -> int: ...
    @property
    def attempts(self) -> int: ...

    def take(self, timeout: float) -> Frame | None:
        """Return the newest frame that was not taken yet; None if there is none within `timeout` seconds."""
        ...

    def close(self, timeout: float = 2.0) -> None:
        """Stop within `timeout` seconds and release the camera."""
        ...
