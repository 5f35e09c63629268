"""The Raspberry Pi's own camera through picamera2. The Y plane of its low-resolution stream is the grey frame."""

import contextlib
import os
import re
import time
from pathlib import Path
from typing import Any, cast

from device.camera.in_use import busy_error, denied_error, other_users
from device.errors import CameraError, CameraStalled
from device.settings import CameraSettings
from device.types import Frame, Pixels

DEVICES = Path("/dev")
BUSY = re.compile(r"busy|in use|failed to acquire|already running", re.IGNORECASE)
FRAME_TIMEOUT_S = 1.0  # beyond two frame times; only a loose cable or a crashed driver takes longer


class PiCamera:
    """Grey frames of the low-resolution stream, with the sensor's full field of view."""

    live = True

    def __init__(self, settings: CameraSettings, camera_class: Any = None) -> None:
        """Configure and start the camera.

        Args:
            settings: size and rate.
            camera_class: picamera2.Picamera2, or a fake of it; None imports the real one.

        Raises:
            CameraBusy: another program uses the camera.
            CameraDenied: this user may not open it.
            CameraError: picamera2 is not installed, finds no camera or cannot start it.
        """
        self.name = "picamera:"
        camera_class = camera_class or _picamera2()
        self._camera: Any = None
        try:
            self._camera = camera_class()
            self._size = self._start(settings)
        except (RuntimeError, IndexError, OSError) as error:
            if self._camera is not None:
                with contextlib.suppress(RuntimeError, OSError):
                    self._camera.close()  # otherwise it is “busy” at the next attempt
            raise _start_error(error) from None
        self._index = 0
        self._timeout_s = FRAME_TIMEOUT_S + 2 / settings.fps

    def _start(self, settings: CameraSettings) -> tuple[int, int]:
        """Configure and start; return the (width, height) that the camera delivers, always even numbers."""
        size = (settings.width, settings.height)
        configuration = self._camera.create_video_configuration(
            main={"size": size, "format": "YUV420"},
            lores={"size": size, "format": "YUV420"},
            sensor=full_view(self._camera.sensor_modes, settings.fps),
            controls={"FrameRate": settings.fps},
            buffer_count=3,  # one is read, one is filled, one is ready
            queue=False,  # a frame must not be older than its request
        )
        self._camera.configure(configuration)
        self._camera.start()
        width, height = self._camera.camera_configuration()["lores"]["size"]
        return int(width), int(height)

    def read(self) -> Frame | None:
        """Wait for the next frame.

        Raises:
            CameraStalled: no frame arrives within FRAME_TIMEOUT_S and two frame times.
        """
        try:
            request = self._camera.capture_request(wait=self._timeout_s)
        except (RuntimeError, OSError) as error:  # a timeout is an OSError
            reason = f" ({error})" if str(error) else ""
            raise CameraStalled(f"The Pi camera stopped delivering frames{reason}; check its ribbon cable.") from None
        try:
            planes = request.make_array("lores")
            # Rows are padded to the stride; Y comes first, then U and V below it. Copied, as the buffer is reused.
            width, height = self._size
            image = cast(Pixels, planes[:height, :width].copy())
            taken = request.get_metadata().get("SensorTimestamp")
        finally:
            request.release()
        frame = Frame(image, _monotonic(taken), self._index)
        self._index += 1
        return frame

    def close(self) -> None:
        """Stop and release the camera."""
        # A pending request would block `stop` for ever; picamera2 before 0.3.19 cannot cancel it.
        cancel = getattr(self._camera, "cancel_all_and_flush", None)
        with contextlib.suppress(RuntimeError, OSError):
            if cancel is not None:
                cancel()
            self._camera.stop()
            self._camera.close()


def full_view(modes: list[dict[str, Any]], fps: float) -> dict[str, Any] | None:
    """Choose the smallest sensor mode that has the full field of view and is fast enough.

    Args:
        modes: `sensor_modes` of picamera2. Small modes often crop the edges.
        fps: frames per second that are needed.

    Returns:
        The `sensor` part of a picamera2 configuration; None for a camera without raw modes, such as a USB camera.
    """
    modes = [mode for mode in modes if "crop_limits" in mode]
    if not modes:
        return None

    def area(mode: dict[str, Any]) -> int:
        return int(mode["crop_limits"][2] * mode["crop_limits"][3])

    widest = max(map(area, modes))
    full = [mode for mode in modes if area(mode) == widest]
    fast = [mode for mode in full if mode["fps"] >= fps] or full
    mode = min(fast, key=lambda mode: mode["size"][0])
    return {"output_size": mode["size"], "bit_depth": mode["bit_depth"]}


def _monotonic(boottime_ns: int | None) -> float:
    """Convert a SensorTimestamp (nanoseconds since boot, including sleep) to seconds on the monotonic clock."""
    now = time.monotonic()
    if boottime_ns is None:
        return now
    age = time.clock_gettime(time.CLOCK_BOOTTIME) - boottime_ns / 1e9
    return now - max(age, 0.0)


def _start_error(error: Exception) -> CameraError:
    """Return the error of a camera that does not start: libcamera only says “busy” in some of its versions."""
    devices = sorted([*DEVICES.glob("media*"), *DEVICES.glob("video*")])
    reason = str(error) or type(error).__name__
    if BUSY.search(reason) or (not isinstance(error, IndexError) and other_users(devices)):
        return busy_error("The Pi camera", devices, reason)
    closed = [device for device in devices if not os.access(device, os.R_OK | os.W_OK)]
    if closed and len(closed) == len(devices):
        return denied_error(closed[0])
    return CameraError(
        f"The Pi camera does not start ({reason}); check the ribbon cable and `rpicam-hello --list-cameras`."
    )


def _picamera2() -> Any:
    os.environ.setdefault("LIBCAMERA_LOG_LEVELS", "*:ERROR")  # it would print over the terminal display
    try:
        from picamera2 import Picamera2
    except ModuleNotFoundError:
        raise CameraError(
            "picamera2 is not installed; on a Pi run `sudo apt install python3-picamera2`, elsewhere "
            "name another camera with --camera."
        ) from None
    except Exception as error:  # such as a NumPy that it was not built for, which raises a ValueError
        raise CameraError(
            f"picamera2 cannot be loaded ({str(error) or type(error).__name__}); on a Pi run "
            "`sudo apt install --reinstall python3-picamera2 python3-libcamera`."
        ) from None
    return Picamera2
