"""Recognizers in processes of their own that answer frame by frame: ours, MediaPipe's and the student report's.

Each child says what a frame has cost it, as processor time of all its threads. Linux only (/proc).
"""

import struct
import time
from dataclasses import dataclass

from benchmarks._processes import cpu_s, rss_mb
from device.types import Pixels
from training.evaluation.json_process import ROOT, JsonProcess

DEVICE, TRAIN, MEDIAPIPE = (ROOT / f".venv-{name}" / "bin" / "python" for name in ("device", "train", "peer"))


@dataclass(frozen=True)
class Start:
    """What it costs to start.

    Attributes:
        wall_s, cpu_s: until the first frame is answered.
    """

    wall_s: float
    cpu_s: float


class FrameServer:
    """A child process that takes grey frames and answers with JSON lines.

    Attributes:
        name: of the system, for the table.
        start: cost of its start, after the first frame.
    """

    def __init__(self, name: str, command: list[str], channels: bool = False, greets: bool = False) -> None:
        """Start the child.

        Args:
            name: of the system.
            command: program and arguments.
            channels: its frames have a third number in front, the channels.
            greets: it writes one line before its first answer.
        """
        self.name = name
        self._header = struct.Struct("<III" if channels else "<II")
        self._began = time.perf_counter()
        failure = f"{name} has ended without an answer; run its command by hand to see why."
        self._process = JsonProcess(command, failure)
        self._greets = greets
        self.start: Start | None = None

    def reset(self) -> None:
        """Let the next frame follow no other."""
        self._process.send(self._header.pack(*[0] * (self._header.size // 4)))

    def milliseconds(self, image: Pixels) -> float:
        """Return the CPU milliseconds of the next frame, grey uint8 (h, w).

        Raises:
            RunError: the child has ended.
        """
        if self._greets:
            self._greets = False
            self._process.answer()
        self._process.send(self._header.pack(*image.shape, *[1] * (self._header.size // 4 - 2)) + image.tobytes())
        answer = self._process.answer()
        if self.start is None:
            self.start = Start(time.perf_counter() - self._began, cpu_s(self._process.pid))
        return float(answer["cpu_ms"] if isinstance(answer, dict) else answer)

    @property
    def rss_mb(self) -> float:
        """Resident memory, 10⁶ bytes."""
        return rss_mb(self._process.pid)

    def close(self) -> None:
        """End the child."""
        self._process.close()


def ours(preset: str, runtime: str) -> FrameServer:
    """Return the device's recognizer with a preset of networks, in a TFLite runtime.

    Args:
        preset: of settings.PRESETS.
        runtime: one of runtimes.RUNTIMES.
    """
    command = [str(DEVICE), "-m", "training.evaluation.device_cost", preset, runtime]
    return FrameServer(f"Handshape {preset}, {runtime}", command, greets=True)


def mediapipe(*, lite: bool, video: bool) -> FrameServer:
    """Return MediaPipe Hands, following hands (video) or searching each frame on its own."""
    script = str(ROOT / "training" / "mediapipe" / "tracker.py")
    kind = "lite" if lite else "full"
    command = [str(MEDIAPIPE), "-I", script, "0" if lite else "1", "video" if video else "static"]
    return FrameServer(f"MediaPipe Hands {kind}", command, channels=True)


def keras_predict() -> FrameServer:
    """Return the student report's way: Keras' `model.predict` for every frame."""
    return FrameServer("report, predict a frame", [str(TRAIN), "-m", "training.evaluation.predict_cost"])
