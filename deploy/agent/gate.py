"""Decide whether a station runs well, from samples of systemd and status.json over time. Pure: samples come in."""

from collections.abc import Iterable
from dataclasses import dataclass

MIN_FRAMES = 30  # one second of frames; a single frame proves too little
START_S = 75.0  # until the unit must be active; beyond its own TimeoutStartSec of 60 s


@dataclass(frozen=True)
class Sample:
    """One sample of the station's state.

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
class Judgement:
    """A decision about a release.

    Attributes:
        passed: True, False, or None while more samples are needed.
        why: the reason in one sentence.
    """

    passed: bool | None
    why: str


def judge(samples: Iterable[Sample], release: str, soak_s: float, need_frames: bool) -> Judgement:
    """Judge a release from its samples.

    Args:
        samples: since the restart, oldest first.
        release: name of the release that should be running.
        soak_s: seconds for which the same process must run without a fault.
        need_frames: True requires camera frames; False accepts a process that runs without a camera.
    """
    up: Sample | None = None
    last: Sample | None = None
    for last in samples:
        if last.active == "failed":
            return Judgement(False, f"the station failed to start, {last.restarts} times in a row")
        if up is None:
            if last.restarts:
                return Judgement(False, "the station ended or hung before it was ready")
            if last.active == "active" and last.pid:
                up = last
            elif last.t > START_S:
                return Judgement(False, f"the station was not ready within {START_S:.0f} s")
        elif last.pid != up.pid or last.restarts != up.restarts:
            return Judgement(False, f"the station ended {last.t - up.t:.0f} s after it was ready")
    if up is None or last is None or last.t - up.t < soak_s:
        return Judgement(None, "waiting")
    if last.written_by != up.pid or last.release != release:
        late = last.t - up.t > soak_s + 10
        return Judgement(False if late else None, f"the station does not report as {release}")
    if last.pings < 1:
        late = last.t - up.t > soak_s + 10
        return Judgement(False if late else None, "the station sends systemd no watchdog pings")
    if last.frames >= MIN_FRAMES and last.camera:
        return Judgement(True, f"{last.frames} frames, {last.pings} watchdog pings in {last.t - up.t:.0f} s")
    if not need_frames and not last.camera:
        return Judgement(True, f"running, but without a camera picture: {last.error or 'no camera'}")
    late = last.t - up.t > soak_s + 30
    return Judgement(False if late else None, f"no picture, and there was one before: {last.error or 'no frames'}")
