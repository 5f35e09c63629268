"""A stand-in for picamera2 that keeps its contract where the station touches it.

Modelled on picamera2 0.3.2x: sensor modes with their crops, configurations that are checked and aligned,
buffers whose rows are padded to a stride, requests that must be released, and an event loop of jobs in which
`stop` waits behind a capture that never completes unless it is cancelled. Importable as `picamera2` when this
folder is on the path, so that `python -m device run --camera picamera:` runs against it.
"""

import os
import threading
import time
from concurrent.futures import CancelledError, Future

import numpy as np

from tests.fakes.drawn_letters import draw

STRIDE = 64  # bytes; rows of the Pi's image processor are padded to a multiple of this
VIEW = (3280, 2464)  # of the sensor imitated, an imx219


def _mode(size, crop, fps, bits):
    return {
        "format": f"SRGGB{bits}",
        "unpacked": f"SRGGB{bits}",
        "bit_depth": bits,
        "size": size,
        "fps": fps,
        "crop_limits": crop,
        "exposure_limits": (75, 11766829, None),
    }


MODES = [
    mode
    for bits in (8, 10)
    for mode in (
        _mode((640, 480), (1000, 752, 1280, 960), 206.65, bits),
        _mode((1640, 1232), (0, 0, 3280, 2464), 41.85, bits),
        _mode((1920, 1080), (680, 692, 1920, 1080), 47.57, bits),
        _mode((3280, 2464), (0, 0, 3280, 2464), 21.19, bits),
    )
]


class Request:
    """A completed request: holds one of the camera's buffers until released."""

    def __init__(self, camera, number):
        self._camera, self._held = camera, True
        self._config = camera.camera_configuration()
        width, height = self._config["lores"]["size"]
        stride = self._config["lores"]["stride"]
        self._buffer = np.full((height * 3 // 2, stride), 128, np.uint8)  # U and V say grey
        self._buffer[:height, :width] = camera.scene(number, width, height)
        self._buffer[:, width:] = 255  # padding is whatever was there before
        self._metadata = {
            "SensorTimestamp": time.clock_gettime_ns(time.CLOCK_BOOTTIME) - camera.latency_ns,
            "ExposureTime": 20000,
            "FrameDuration": 33333,
        }

    def make_array(self, name):
        assert self._held, "request used after release"
        if self._config.get(name) is None:
            raise RuntimeError(f"Stream {name!r} is not defined")
        assert name == "lores", "only the lores stream has pictures in this fake"
        return self._buffer.copy()

    def get_metadata(self):
        assert self._held, "request used after release"
        return dict(self._metadata)

    def release(self):
        if not self._held:
            raise RuntimeError("CompletedRequest: lock now has negative ref_count")
        self._held = False
        self._camera._give_back()


class Picamera2:
    """One camera. Subclass and set the attributes below to make trouble."""

    connected = True
    sensor_modes = MODES
    start_error = None  # exception raised by start()
    stall_after = int(os.environ.get("FAKE_STALL_AFTER", 0)) or None  # frames after which no more come
    latency_ns = 25_000_000  # age of a frame when it is delivered
    _open = 0  # cameras in use, as the kernel counts them

    def __init__(self, camera_num=0):
        if not self.connected or Picamera2._open:
            # The reason (no camera, or busy) goes to picamera2's log.
            raise RuntimeError("Camera __init__ sequence did not complete.")
        Picamera2._open += 1
        self.is_open, self.started = True, False
        self._config, self._jobs, self._lock = None, [], threading.Lock()
        self._free, self.delivered, self._thread = 0, 0, None
        self._ending = threading.Event()

    def scene(self, number, width, height):
        """Grey (height, width) of frame `number`: a drawn B in the middle, the number in the corner pixel."""
        picture = np.full((height, width), 90, np.uint8)
        side = int(0.6 * min(width, height))
        x, y = (width - side) // 2, (height - side) // 2
        picture[y : y + side, x : x + side] = draw("B", side)
        picture[0, 0] = number % 256
        return picture

    def create_video_configuration(
        self,
        main=None,
        lores=None,
        raw=None,
        buffer_count=6,
        controls=None,
        display="main",
        encode="main",
        queue=True,
        sensor=None,
    ):
        streams = {"main": {"format": "XBGR8888", "size": (1280, 720)} | (main or {})}
        streams["lores"] = None if lores is None else {"format": "YUV420", "size": streams["main"]["size"]} | lores
        for stream in filter(None, streams.values()):
            unknown = set(stream) - {"format", "size", "stride", "preserve_ar"}
            if unknown:
                raise ValueError(f"Bad key {unknown}: valid stream configuration keys are …")
            stream["size"] = tuple(side - side % 2 for side in stream["size"])
        return {
            **streams,
            "raw": raw,
            "buffer_count": buffer_count,
            "queue": queue,
            "sensor": sensor,
            "controls": {"FrameDurationLimits": (33333, 33333)} | (controls or {}),
            "display": display,
            "encode": encode,
        }

    def configure(self, config):
        if self.started:
            raise RuntimeError("Camera must be stopped before configuring")
        if config["sensor"] is not None and set(config["sensor"]) - {"bit_depth", "output_size"}:
            raise RuntimeError("Unexpected keys in sensor configuration")
        for name in ("main", "lores"):
            stream = config[name]
            if stream["format"] != "YUV420":
                raise RuntimeError(f"Bad format {stream['format']} in stream {name}")
            stream["stride"] = -(-stream["size"][0] // STRIDE) * STRIDE
        if any(small > large for small, large in zip(config["lores"]["size"], config["main"]["size"], strict=True)):
            raise RuntimeError("lores stream dimensions may not exceed main stream")
        self._config = config

    def camera_configuration(self):
        return self._config

    def start(self):
        if self._config is None:
            raise RuntimeError("Camera has not been configured")
        if self.start_error is not None:
            raise self.start_error
        self.started, self._free = True, self._config["buffer_count"]
        self._thread = threading.Thread(target=self._loop, daemon=True)
        self._thread.start()

    def capture_request(self, wait=None):
        """The next request; `wait` in seconds raises TimeoutError, and leaves the job in the queue."""
        return self._dispatch("capture", wait)

    def cancel_all_and_flush(self):
        with self._lock:
            for _, future in self._jobs:
                future.set_exception(CancelledError())
            self._jobs.clear()

    def stop(self):
        if self.started:
            self._dispatch("stop", None)  # no timeout: blocks behind a capture that never completes

    def close(self):
        if not self.is_open:
            return
        self.stop()
        self._ending.set()
        self.is_open = False
        Picamera2._open -= 1

    def _dispatch(self, what, wait):
        future = Future()
        with self._lock:
            self._jobs.append((what, future))
        return future.result(timeout=None if wait in (None, True) else wait)

    def _give_back(self):
        self._free += 1

    def _loop(self):
        period = 1 / self._config["controls"]["FrameRate"]
        while self.started and not self._ending.wait(period):
            with self._lock:
                stalled = self.stall_after is not None and self.delivered >= self.stall_after
                frame = not stalled and self._free > 0  # no buffer free: the sensor's frame is lost
                while self._jobs:
                    what, future = self._jobs[0]
                    if what == "capture" and not frame:
                        break
                    self._jobs.pop(0)
                    if what == "stop":
                        self.started = False
                        future.set_result(None)
                    else:
                        self._free -= 1
                        future.set_result(Request(self, self.delivered))
                        frame = False
                self.delivered += not stalled
