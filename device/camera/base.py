"""Protocols of a camera and of the source that the live loop takes its frames from."""

from typing import Protocol

from device.errors import CameraError
from device.types import Frame


class Camera(Protocol):
    """A source of frames, one after the other.

    Attributes:
        name: its URI, such as "v4l2:/dev/video0".
        live: True if frames arrive at their own pace; False for a clip or a folder.
    """

    name: str
    live: bool

    def read(self) -> Frame | None:
        """Return the next frame; None at the end of a clip or folder.

        Raises:
            CameraStalled: a live camera has stopped delivering frames.
            CameraError: the frame cannot be read.
        """
        ...

    def close(self) -> None:
        """Release the device; safe to call twice."""
        ...


class FrameSource(Protocol):
    """The newest frame of a camera, for a loop that does not wait for the camera.

    Attributes:
        ended: True after the last frame of a clip or folder was taken.
        error: why no frames arrive; None while they do.
        restarts: how often the camera was opened again.
        attempts: how often the driver returned with an error; constant while a driver blocks.
        live: frames come from a sensor of the station, not from a clip, a folder or a browser.
    """

    @property
    def ended(self) -> bool: ...
    @property
    def error(self) -> CameraError | None: ...
    @property
    def restarts(self) -> int: ...
    @property
    def attempts(self) -> int: ...
    @property
    def live(self) -> bool: ...

    def take(self, timeout: float) -> Frame | None:
        """Return the newest frame that was not taken yet; None if there is none within `timeout` seconds."""
        ...

    def close(self, timeout: float = 2.0) -> None:
        """Stop within `timeout` seconds and release the camera."""
        ...
