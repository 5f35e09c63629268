"""Is the station well? Judged from what systemd and status.json say over a while. Pure: samples come in."""

from collections.abc import Iterable
from dataclasses import dataclass

FRAMES = 30  # a second of pictures: one could be luck
START_S = 75.0  # until the unit must be active; beyond its own TimeoutStartSec of 60 s


@dataclass(frozen=True)
class Sample:
    """One look at the station.

    Attributes:
        t: seconds since the restart.
        active: systemd's ActiveState.
        pid: of the main process, 0 for none.
        restarts: systemd's NRestarts.
        release: that status.json names; "" when there is none yet.
        written_by: pid that wrote status.json.
        frames, pings: as in status.json.
        camera: the camera delivers.
        error: last error of the station.
    """

    t: float
    active: str
    pid: int
    restarts: int
    release: str = ""
    written_by: int = 0
    frames: int = 0
    pings: int = 0
    camera: bool = False
    error: str = ""


@dataclass(frozen=True)
class Verdict:
    """passed: True, False, or None while more samples are needed; why: one sentence."""

    passed: bool | None
    why: str


def judge(samples: Iterable[Sample], release: str, soak_s: float, need_frames: bool) -> Verdict:
    """The verdict after these samples, oldest first.

    Args:
        samples: since the restart.
        release: that should be running.
        soak_s: seconds the same process must be up and well.
        need_frames: a station that worked with a camera before must do so now; otherwise living is enough.
    """
    up: Sample | None = None
    last: Sample | None = None
    for last in samples:
        if last.active == "failed":
            return Verdict(False, f"the station failed to start, {last.restarts} times in a row")
        if up is None:
            if last.restarts:
                return Verdict(False, "the station ended or hung before it was ready")
            if last.active == "active" and last.pid:
                up = last
            elif last.t > START_S:
                return Verdict(False, f"the station was not ready within {START_S:.0f} s")
        elif last.pid != up.pid or last.restarts != up.restarts:
            return Verdict(False, f"the station ended {last.t - up.t:.0f} s after it was ready")
    if up is None or last is None or last.t - up.t < soak_s:
        return Verdict(None, "waiting")
    if last.written_by != up.pid or last.release != release:
        late = last.t - up.t > soak_s + 10
        return Verdict(False if late else None, f"the station does not report as {release}")
    if last.pings < 1:
        late = last.t - up.t > soak_s + 10
        return Verdict(False if late else None, "the station gives systemd no sign of life")
    if last.frames >= FRAMES and last.camera:
        return Verdict(True, f"{last.frames} frames, {last.pings} signs of life in {last.t - up.t:.0f} s")
    if not need_frames and not last.camera:
        return Verdict(True, f"alive, but without a picture: {last.error or 'no camera'}")
    late = last.t - up.t > soak_s + 30
    return Verdict(False if late else None, f"no picture, and there was one before: {last.error or 'no frames'}")
