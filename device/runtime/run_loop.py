"""Watching a live camera until told to stop: what `run` and `capture` share."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from device.camera.base import Camera, FrameSource
from device.errors import CameraError
from device.system.messages import warn
from device.types import Frame

WAIT_S = 0.1  # how long one wait for a frame lasts: the delay of a stop and of “camera lost”


class StopFlag:
    """Set by Ctrl-C or SIGTERM."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, number: int, frame: FrameType | None) -> None:
        """Signal handler; a second signal ends the process at once."""
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


@contextmanager
def stop_on_signal() -> Iterator[StopFlag]:
    """Turn SIGINT and SIGTERM into a flag while the body runs."""
    stop = StopFlag()
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def live_frames(
    feed: FrameSource,
    stall_s: float,
    stop: StopFlag,
    lost: Callable[[float, CameraError], None],
    waiting: Callable[[], None] = lambda: None,
) -> Iterator[Frame]:
    """Frames of a feed as they come, until it ends or a stop is asked for.

    Args:
        feed: of an open camera.
        stall_s: seconds without a frame after which the camera counts as lost.
        stop: looked at ten times a second.
        lost: called once with the time and the reason when no frames come; frames may follow.
        waiting: called each time no frame came within WAIT_S.
    """
    last, gone = time.monotonic(), False
    while not stop.asked and not feed.ended:
        frame = feed.take(WAIT_S)
        now = time.monotonic()
        if frame is not None:
            if gone:
                warn("The camera delivers frames again.")
            last, gone = now, False
            yield frame
            continue
        waiting()
        if now - last > stall_s and not gone and not feed.ended:
            gone = True
            error = feed.error or CameraError(f"The camera has sent no frame for {stall_s:g} s; check its plug.")
            warn(str(error))
            lost(now, error)


def every_frame(camera: Camera, stop: StopFlag) -> Iterator[Frame]:
    """Every frame of a clip or folder, in order, as fast as they are taken."""
    while not stop.asked:
        frame = camera.read()
        if frame is None:
            return
        yield frame
