"""Which cable a person should check when there is no picture. Pure."""

from typing import Literal

from device.errors import CameraBusy, CameraDenied, CameraError

Cable = Literal["ribbon", "ribbon_5", "usb", "any", "any_5", "busy", "denied", "file", "page"]

NARROW = ("Raspberry Pi 5", "Raspberry Pi Compute Module 5", "Raspberry Pi 500")  # sockets with 22 contacts


def cable_to_check(uri: str, board: str, error: CameraError | None, opened: str = "") -> Cable:
    """Return which cable, or what else, stands between the station and a picture.

    Args:
        uri: of the camera in the settings.
        board: the computer's name, see device.system.machine.model_name.
        error: why there is no picture, None if not known.
        opened: URI of the camera that was open before; "" for none.
    """
    if isinstance(error, CameraBusy):
        return "busy"
    if isinstance(error, CameraDenied):
        return "denied"
    kind = (uri if uri.partition(":")[0] != "auto" else opened).partition(":")[0]
    if kind in ("clip", "folder"):
        return "file"
    if kind == "page":
        return "page"
    narrow = board.startswith(NARROW)
    if kind == "picamera":
        return "ribbon_5" if narrow else "ribbon"
    if kind == "v4l2" or (board and "Raspberry Pi" not in board):
        return "usb"
    return "any_5" if narrow else "any"
