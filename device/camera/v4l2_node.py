"""Why a V4L2 device file cannot be used as a camera, asked of the kernel before OpenCV opens it.

OpenCV only says that it failed. The requests are those of the kernel's documentation of V4L2 (linux/videodev2.h).
"""

import errno
import fcntl
import os
import struct
from collections.abc import Callable
from pathlib import Path

from device.camera.in_use import busy_error, denied_error
from device.errors import CameraError
from device.names import shown

QUERYCAP = 0x80685600  # _IOR('V', 0, struct v4l2_capability), 104 bytes
REQBUFS = 0xC0145608  # _IOWR('V', 8, struct v4l2_requestbuffers), 20 bytes
CAPABILITY = struct.Struct("16s32s32sIII12x")  # driver, card, bus, version, capabilities of the whole, and of this node
REQUEST = struct.Struct("III8x")  # count, type, memory
CAPTURE, CAPTURE_PLANES, DEVICE_CAPS = 0x1, 0x1000, 0x8000_0000  # V4L2_CAP_…
VIDEO_CAPTURE, VIDEO_CAPTURE_PLANES, MMAP = 1, 9, 1  # V4L2_BUF_TYPE_…, V4L2_MEMORY_MMAP
VANISHED = (errno.ENOENT, errno.ENODEV, errno.ENXIO)

Ioctl = Callable[[int, int, bytearray], object]


def _ioctl(descriptor: int, request: int, data: bytearray) -> object:
    return fcntl.ioctl(descriptor, request, data, True)


def check_node(device: str, ioctl: Ioctl = _ioctl) -> None:
    """Return if the device is a camera that this program can have.

    Nothing is changed: a request for no buffers is refused while another program streams, and else does nothing.

    Args:
        device: path of the device file.
        ioctl: makes a request of the kernel, as fcntl.ioctl does.

    Raises:
        CameraBusy: another program uses it.
        CameraDenied: this user may not open it.
        CameraError: it is no camera, or it has just been unplugged.
    """
    path = Path(device)
    try:
        descriptor = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _open_error(path, error) from None
    try:
        _check_open_node(path, descriptor, ioctl)
    finally:
        os.close(descriptor)


def _open_error(path: Path, error: OSError) -> CameraError:
    if error.errno in (errno.EACCES, errno.EPERM):
        return denied_error(path)
    if error.errno == errno.EBUSY:
        return busy_error(f"The camera {shown(path)}", [path])
    if error.errno in VANISHED:
        return CameraError(f"The camera {shown(path)} has just been unplugged; check its plug.")
    return CameraError(f"{shown(path)} cannot be opened as a camera ({error.strerror}); name another with --camera.")


def _check_open_node(path: Path, descriptor: int, ioctl: Ioctl) -> None:
    data = bytearray(CAPABILITY.size)
    try:
        ioctl(descriptor, QUERYCAP, data)
    except OSError as error:
        if error.errno in VANISHED:
            raise _open_error(path, error) from None
        raise CameraError(f"{shown(path)} is not a camera; name another with --camera.") from None
    _, card, _, _, everything, own = CAPABILITY.unpack(data)
    able = own if everything & DEVICE_CAPS else everything
    if not able & (CAPTURE | CAPTURE_PLANES):
        name = card.split(b"\0")[0].decode("utf-8", "replace")
        raise CameraError(
            f"{shown(path)} ({shown(name)}) delivers no pictures: a camera has further devices for other data; "
            "name the one that does with --camera, or leave the choice to --camera auto."
        )
    kind = VIDEO_CAPTURE if able & CAPTURE else VIDEO_CAPTURE_PLANES
    try:
        ioctl(descriptor, REQBUFS, bytearray(REQUEST.pack(0, kind, MMAP)))
    except OSError as error:
        if error.errno == errno.EBUSY:
            raise busy_error(f"The camera {shown(path)}", [path]) from None
        if error.errno in VANISHED:
            raise _open_error(path, error) from None
        # A driver without this memory, or without streams: OpenCV finds out.
