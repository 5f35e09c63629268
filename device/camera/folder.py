"""A folder of pictures as a camera."""

from collections.abc import Callable
from pathlib import Path

from device.camera.listing import pictures_of
from device.camera.pictures import read_picture
from device.errors import CameraError
from device.names import shown
from device.system.messages import warn
from device.types import Frame


class FolderCamera:
    """The pictures of a folder in order, as frames that are 1/fps seconds apart.

    A picture that cannot be read is left out with a warning; its time passes.
    """

    live = False

    def __init__(self, path: Path, fps: float, stopped: Callable[[], bool] = lambda: False) -> None:
        """List the pictures.

        Args:
            path: of the folder.
            fps: pictures per second.
            stopped: True ends a long listing early.

        Raises:
            CameraError: no such folder, or no picture in it.
        """
        self.name = f"folder:{path}"
        if not path.is_dir():
            raise CameraError(f"There is no folder {shown(path)}; check the path after “folder:”.")
        self._path = path
        self._files = pictures_of(path, stopped=stopped)
        self.fps = fps
        self._place = self._index = 0

    @property
    def files(self) -> tuple[Path, ...]:
        """The pictures, in order."""
        return tuple(self._files)

    def read(self) -> Frame | None:
        """Return the next picture that can be read; None after the last.

        Raises:
            CameraError: none of the pictures can be read.
        """
        while self._place < len(self._files):
            file, t = self._files[self._place], self._place / self.fps
            self._place += 1
            try:
                image = read_picture(file)
            except CameraError as error:
                warn(str(error))
                continue
            frame = Frame(image, t, self._index)
            self._index += 1
            return frame
        if self._index == 0 and self._files:
            raise CameraError(f"None of the {len(self._files)} pictures in {shown(self._path)} can be read.")
        return None

    def close(self) -> None:
        """Ignored: no file is open."""
