"""What a frame costs beside MediaPipe Hands lite: CPU time of the process, the same frames, turn by turn.

Both see the same bursts in the same minute, so a busy machine troubles both alike. *Tracking*: a burst frame by
frame, the first one left out. *Searching*: every frame by itself. Reading files and turning them grey is in neither.
Ours includes the letter; MediaPipe's landmarks would still have to be read.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from device.frame import Frame, Pixels
from device.recognizer import Recognizer
from training.peer import client
from training.progress import progress
from training.scoreboard.pictures import Pictures

BURSTS = 16
FRAMES = 8  # of each burst
PERIOD_S = 1 / 15


def cost(recognizer: Recognizer, bursts: Pictures, peer: bool) -> dict[str, Any]:
    """{"ours", "mediapipe_lite": {"tracking", "searching"} CPU-ms a frame, "ratio", "frames", "runtime"}.

    Without `peer` there is neither "mediapipe_lite" nor "ratio": they are None.
    """
    shown = _some(bursts)
    ours: dict[str, list[float]] = {"tracking": [], "searching": []}
    theirs: dict[str, list[float]] = {"tracking": [], "searching": []}
    followed, searched = (_Peer(video) if peer else None for video in (True, False))
    for frames in progress(shown, "CPU time of a frame"):
        ours["tracking"] += _tracking(recognizer, frames)
        ours["searching"] += _searching(recognizer, frames)
        if followed is not None and searched is not None:
            theirs["tracking"] += followed.milliseconds(frames)[1:]
            theirs["searching"] += searched.milliseconds(frames)
    for running in (followed, searched):
        if running is not None:
            running.close()
    return {
        "ours": _means(ours),
        "mediapipe_lite": _means(theirs) if peer else None,
        "ratio": {key: float(np.mean(ours[key]) / np.mean(theirs[key])) for key in ours} if peer else None,
        "frames": {key: len(values) for key, values in ours.items()},
        "runtime": recognizer.runtime,
    }


class _Peer:
    """MediaPipe Hands lite, fed burst by burst through the generator its client reads from."""

    def __init__(self, video: bool) -> None:
        self._waiting: list[Pixels | None] = []
        self._open = True
        self._answers = client.track(self._feed(), lite=True, video=video)
        self._warm = False

    def milliseconds(self, frames: list[Pixels]) -> list[float]:
        """CPU-ms of each frame of a burst; what came before the first burst is not counted."""
        if not self._warm:
            self._warm = True
            self.milliseconds(frames)
        self._waiting += [None, *frames]
        return [next(self._answers).cpu_ms for _ in frames]

    def close(self) -> None:
        """End its process."""
        self._open = False
        for _ in self._answers:
            pass

    def _feed(self) -> Iterator[Pixels | None]:
        while self._open or self._waiting:
            yield self._waiting.pop(0) if self._waiting else None


def _some(bursts: Pictures) -> list[list[Pixels]]:
    """The first frames of BURSTS bursts, spread evenly over signers and letters."""
    sessions = np.array([sample.session for sample in bursts.samples])
    names = list(dict.fromkeys(sessions.tolist()))
    names = names[:: max(1, len(names) // BURSTS)][:BURSTS]
    return [[bursts.images[i] for i in np.flatnonzero(sessions == name)[:FRAMES]] for name in names]


def _tracking(recognizer: Recognizer, frames: list[Pixels]) -> list[float]:
    recognizer.forget()
    spent = [_cpu_ms(lambda i=i: recognizer.see(Frame(frames[i], i * PERIOD_S))) for i in range(len(frames))]
    return spent[1:]


def _searching(recognizer: Recognizer, frames: list[Pixels]) -> list[float]:
    def see(image: Pixels) -> None:
        recognizer.forget()
        recognizer.see(Frame(image, 0.0))

    return [_cpu_ms(lambda image=image: see(image)) for image in frames]


def _cpu_ms(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _means(values: dict[str, list[float]]) -> dict[str, float]:
    return {key: float(np.mean(of)) for key, of in values.items()}
