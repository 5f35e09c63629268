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
    """The newest frame of a camera, for a loop that does not wait for the camera."""

    @property
    def ended(self) -> bool:
        """True after the last frame of a clip or folder was taken."""
        ...

    @property
    def error(self) -> CameraError | None:
        """Why no frames arrive; None while they do."""
        ...

    @property
    def restarts(self) -> int:
        """How often the camera was opened again."""
        ...

    @property
    def attempts(self) -> int:
        """How often the driver returned with an error; constant while a driver blocks."""
        ...

    @property
    def live(self) -> bool:
        """Frames come from a sensor of the station, not from a clip, a folder or a browser."""
        ...

    def take(self, timeout: float) -> Frame | None:
        """Return the newest frame that was not taken yet; None if there is none within `timeout` seconds."""
        ...

    def close(self, timeout: float = 2.0) -> None:
        """Stop within `timeout` seconds and release the camera."""
        ...
