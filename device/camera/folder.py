"""A folder of pictures as a camera."""

from pathlib import Path

from device.camera.pictures import pictures_of, read_picture
from device.errors import CameraError
from device.types import Frame


class FolderCamera:
    """The pictures of a folder in order, as frames that are 1/fps seconds apart."""

    live = False

    def __init__(self, path: Path, fps: float) -> None:
        """List the pictures.

        Raises:
            CameraError: no such folder, or no picture in it.
        """
        self.name = f"folder:{path}"
        if not path.is_dir():
            raise CameraError(f"There is no folder {path}; check the path after “folder:”.")
        self._files = pictures_of(path)
        self.fps = fps
        self._index = 0

    def read(self) -> Frame | None:
        """Return the next picture; None after the last.

        Raises:
            CameraError: the file cannot be read or is not a picture.
        """
        if self._index == len(self._files):
            return None
        frame = Frame(read_picture(self._files[self._index]), self._index / self.fps, self._index)
        self._index += 1
        return frame

    def close(self) -> None:
        """Ignored: no file is open."""
