"""What every camera does, and the frames' way from one that runs in its own thread."""

from typing import Protocol

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
