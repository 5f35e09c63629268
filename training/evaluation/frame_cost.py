"""What a frame costs beside MediaPipe Hands lite: CPU time of the process, the same frames, turn by turn.

All see the same bursts in the same minute, so a busy machine troubles them alike. *Tracking*: a burst frame by
frame, the first one left out. *Searching*: every frame by itself. Reading files and turning them grey is in neither.
Ours includes the letter; MediaPipe's landmarks would still have to be read. The station is measured in each
environment there is: the workshop's and the device's may have different TFLite runtimes.
"""

import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from device.types import Pixels
from training.errors import RunError
from training.evaluation.picture_set import Pictures
from training.mediapipe import client
from training.progress import progress

BURSTS = 16
FRAMES = 8  # of each burst
DEVICE = Path(".venv-device/bin/python")
ROOT = Path(__file__).parents[2]


def cost(model: Path, bursts: Pictures, peer: bool, device: Path = DEVICE) -> dict[str, Any]:
    """{"ours": {runtime: {"tracking", "searching"} CPU-ms a frame}, "mediapipe_lite", "ratio": {runtime: …}, "frames"}.

    Without `peer` there is neither "mediapipe_lite" nor "ratio": they are None.

    Raises:
        RunError: a child process fails.
    """
    stations = [_Station(Path(sys.executable), model)]
    if device.is_file():
        stations.append(_Station(device, model))
        if stations[1].runtime == stations[0].runtime:
            stations.pop().close()
    spent: dict[str, dict[str, list[float]]] = {each.runtime: {"tracking": [], "searching": []} for each in stations}
    theirs: dict[str, list[float]] = {"tracking": [], "searching": []}
    followed, searched = (_Peer(video) if peer else None for video in (True, False))
    for frames in progress(_some(bursts), "CPU time of a frame"):
        for station in stations:
            spent[station.runtime]["tracking"] += station.milliseconds(frames, follow=True)[1:]
            spent[station.runtime]["searching"] += station.milliseconds(frames, follow=False)
        if followed is not None and searched is not None:
            theirs["tracking"] += followed.milliseconds(frames)[1:]
            theirs["searching"] += searched.milliseconds(frames)
    for child in (*stations, followed, searched):
        if child is not None:
            child.close()
    ours = {runtime: _means(values) for runtime, values in spent.items()}
    lite = _means(theirs) if peer else None
    ratio = lite and {runtime: {key: row[key] / lite[key] for key in row} for runtime, row in ours.items()}
    return {
        "ours": ours,
        "mediapipe_lite": lite,
        "ratio": ratio,
        "frames": {key: len(values) for key, values in spent[stations[0].runtime].items()},
    }


class _Station:
    """The station's recogniser in an environment of its own; see device_cost.py.

    Attributes:
        runtime: the TFLite runtime it runs in.
    """

    def __init__(self, python: Path, model: Path) -> None:
        command = [str(python.absolute()), "-m", "training.evaluation.device_cost", str(model.resolve())]
        self._child = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.runtime = str(self._answer())
        self._warm = False

    def milliseconds(self, frames: list[Pixels], *, follow: bool) -> list[float]:
        """CPU-ms of each frame of a burst; the very first burst is shown once before, uncounted."""
        if not self._warm:
            self._warm = True
            self.milliseconds(frames, follow=follow)
        spent = []
        for number, frame in enumerate(frames):
            if number == 0 or not follow:
                self._child.stdin.write(struct.pack("<II", 0, 0))
            self._child.stdin.write(struct.pack("<II", *frame.shape) + frame.tobytes())
            self._child.stdin.flush()
            spent.append(float(self._answer()))
        return spent

    def close(self) -> None:
        """End its process."""
        self._child.stdin.close()
        self._child.stdout.close()
        self._child.wait()

    def _answer(self) -> Any:
        line = self._child.stdout.readline()
        if not line:
            raise RunError(f"{self._child.args[0]} could not run the station; say `make bench` to see why.")
        return json.loads(line)


class _Peer:
    """MediaPipe Hands lite, fed burst by burst through the generator its client reads from."""

    def __init__(self, video: bool) -> None:
        self._waiting: list[Pixels | None] = []
        self._open = True
        self._answers = client.track(self._feed(), lite=True, video=video)
        self._warm = False

    def milliseconds(self, frames: list[Pixels]) -> list[float]:
        """As _Station's."""
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


def _means(values: dict[str, list[float]]) -> dict[str, float]:
    return {key: float(np.mean(of)) for key, of in values.items()}
