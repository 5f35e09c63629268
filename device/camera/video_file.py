"""Video files: opened whatever their name, and checked for a missing end.

OpenCV takes a name only as text, ends the interpreter for one that is not, and FFmpeg reads “10:15.mp4” as an address.
So it is given the descriptor of the open file, `/proc/self/fd/N`.

A file is cut short if it promises more bytes than it has. MP4, MOV and 3GP (ISO/IEC 14496-12) name the length of every
box, WebM and MKV (RFC 8794) of every element, AVI of every RIFF chunk. A browser's recording names no length of the
whole; of its last cluster the blocks are looked at. A file that ends exactly between two of these parts is
not noticed.
"""

import os
import struct
from pathlib import Path

os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # else FFmpeg prints (“moov atom not found”) before us

import cv2

from device.errors import CameraError
from device.names import shown
from device.system.input_files import open_input

MAX_PARTS = 1_000_000  # elements that are looked at
_SEGMENT, _CLUSTER = 0x18538067, 0x1F43B675
_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp", b"sidx", b"moof")


class VideoFile:
    """An open video.

    Attributes:
        capture: of OpenCV.
        cut_short: the file promises more bytes than it has.
    """

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            CameraError: it is missing, not a regular file, or not a video that can be read.
        """
        try:
            descriptor = open_input(path)
        except FileNotFoundError:
            raise CameraError(f"There is no video {shown(path)}; check the path.") from None
        except OSError as error:
            raise CameraError(f"The video {shown(path)} cannot be read: {error.strerror}; check the path.") from None
        try:
            self.cut_short, reason = _promise(descriptor)
            cv2.setLogLevel(0)
            self.capture = cv2.VideoCapture(_name(descriptor, path), _backend())
        except cv2.error:
            raise CameraError(f"{shown(path)} is not a video that can be read; convert it to MP4 (H.264).") from None
        finally:
            os.close(descriptor)
        if not self.capture.isOpened():
            reason = reason or "convert it to MP4 (H.264)"
            raise CameraError(f"{shown(path)} is not a video that can be read; {reason}.")


def _name(descriptor: int, path: Path) -> str:
    name = Path(f"/proc/self/fd/{descriptor}")
    return str(name if name.exists() else path)  # other systems than Linux have no /proc


def _backend() -> int:
    """Return FFmpeg where OpenCV has it; other back ends read a number in a name as that of a picture."""
    return cv2.CAP_FFMPEG if cv2.CAP_FFMPEG in cv2.videoio_registry.getBackends() else cv2.CAP_ANY


def _promise(descriptor: int) -> tuple[bool, str]:
    """Return whether the file is cut short, and what is to be said if it cannot be opened."""
    size = os.fstat(descriptor).st_size
    if size == 0:
        return False, "the file is empty: copy or record it again"
    try:
        head = os.pread(descriptor, 12, 0)
        if head[4:8] in _BOXES:
            ended, index = _boxes(descriptor, size)
            cut = not ended
            reason = (
                ""
                if index
                else "its index is missing, because it is cut short or was never finished: copy or record it again"
            )
        elif head[:4] == b"\x1a\x45\xdf\xa3":
            cut, reason = _elements(descriptor, size) > size, ""
        elif (head[:4], head[8:12]) == (b"RIFF", b"AVI "):
            cut, reason = _chunks(descriptor, size) > size, ""
        else:
            return False, ""
    except (OSError, struct.error, IndexError):
        return True, "it is cut short: copy or record it again"
    return cut, reason or ("it is cut short: copy or record it again" if cut else "")


def _boxes(descriptor: int, size: int) -> tuple[bool, bool]:
    """Return whether the last box of an MP4 file is complete, and whether its index is there."""
    at, index = 0, False
    for _ in range(MAX_PARTS):
        if size < at + 8:
            break
        data = os.pread(descriptor, 16, at)
        (length,) = struct.unpack_from(">I", data)
        index |= data[4:8] == b"moov"
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, 8)
        if length == 0:  # to the end of the file
            return True, index
        if length < 8:  # not a box: the decoder decides
            break
        at += length
    return at <= size, index


def _chunks(descriptor: int, size: int) -> int:
    """Return where the RIFF chunks of an AVI file end; some programs count the eight bytes of the header twice."""
    at = 0
    while at + 12 <= size:
        data = os.pread(descriptor, 12, at)
        name, length, kind = data[:4], int.from_bytes(data[4:8], "little"), data[8:]
        if name != b"RIFF" or kind not in (b"AVI ", b"AVIX") or length in (0, 0xFFFFFFFF):  # 0: never finished
            break
        at += 8 + length
        if at > size + 8:
            return at
        at += length % 2
    return 0


def _elements(descriptor: int, size: int) -> int:
    """Return where the last element of a WebM or MKV file ends; in segments and clusters without a length, of the last
    element in them."""
    at = 0
    for _ in range(MAX_PARTS):
        if at >= size:
            break
        data = os.pread(descriptor, 12, at)
        identity, after = _number(data, 0, keep_marker=True)
        length, after = _number(data, after)
        at += after
        if identity == 0:  # not an element: the decoder decides
            return 0
        if length is not None:
            at += length
        elif identity not in (_SEGMENT, _CLUSTER):
            return 0
    return at


def _number(data: bytes, at: int, *, keep_marker: bool = False) -> tuple[int | None, int]:
    """Return an EBML number of 1 to 8 bytes and where it ends; None for “unknown”, 0 for what is no number."""
    width = 9 - data[at].bit_length()
    if width > 8:
        return 0, at + 1
    value = int.from_bytes(data[at : at + width], "big")
    if len(data) < at + width:
        raise IndexError
    if keep_marker:
        return value, at + width
    value &= (1 << 7 * width) - 1
    return (None if value == (1 << 7 * width) - 1 else value), at + width
