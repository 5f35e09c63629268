"""The figures of `bench`: durations by stage, and the table for people."""

from typing import Any

import numpy as np

from device.names import shown
from device.system.timing import StageTimer

STAGES = ("capture", "find", "preprocess", "inference", "landmarks", "letters", "motion", "smoothing", "display")
RECOGNITION = "recognition"  # find, preprocess, inference, landmarks, letters and motion together, once a frame


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Return the 50th, 95th and 99th percentile of durations.

    Args:
        seconds: durations in seconds; at least one.

    Returns:
        "p50", "p95" and "p99" in milliseconds, linearly interpolated.
    """
    p50, p95, p99 = np.percentile(seconds, (50, 95, 99)) * 1000
    return {"p50": round(float(p50), 3), "p95": round(float(p95), 3), "p99": round(float(p99), 3)}


def by_stage(stages: StageTimer) -> dict[str, dict[str, float]]:
    """Return stage → percentiles, for every stage that ran. A found hand is tracked, so “find” runs seldom."""
    return {name: percentiles(stages.seconds[name]) for name in (*STAGES, RECOGNITION) if stages.seconds[name]}


def table(result: dict[str, Any]) -> str:
    """Return the figures as text."""
    on = result["on"]
    lines = [
        f"{on['machine']}, {on['cores']} cores, {on['arch']}, {on['os']}, Python {on['python']}",
        f"camera {shown(result['camera'])}, {result['frames']} frames",
    ]
    for side in result.get("compared", [result]):
        lines += ["", f"{side['model']} in {side['runtime']}", f"{'ms':<14}{'p50':>9}{'p95':>9}{'p99':>9}"]
        rows = dict(side["stages_ms"])
        if "frame_age_at_display_ms" in side:
            rows["age at display"] = side["frame_age_at_display_ms"]
        lines += [f"{name:<14}{row['p50']:9.3f}{row['p95']:9.3f}{row['p99']:9.3f}" for name, row in rows.items()]
    lines += ["", _summary(result)]
    if "compared" not in result:
        lines += ["", "One line to send back for the table of machines (docs/benchmarks.md):", line_to_send(result)]
    return "\n".join(lines) + "\n"


def line_to_send(result: dict[str, Any]) -> str:
    """Return the figures of one machine in one line, for the table of machines in docs/benchmarks.md."""
    on, steps = result["on"], result["stages_ms"]
    degrees = "" if result.get("temperature_c") is None else f"{result['temperature_c']:.0f} °C"
    parts = [
        f"{on['machine']}, {on['cores']} cores, {on['arch']}, {on['os']}, Python {on['python']}",
        f"{result['model']} in {result['runtime']}",
        "ms " + " ".join(f"{name} {row['p50']:.2f}/{row['p95']:.2f}" for name, row in steps.items()),
        _summary(result),
        degrees,
        ", ".join(result.get("throttled") or ()),
    ]
    return " | ".join(part for part in parts if part)


def _summary(result: dict[str, Any]) -> str:
    if "compared" in result:
        return f"a frame takes the second {result['ratio']:.2f} times as long as the first (median)"
    memory = f"peak memory {result['peak_rss_mb']:.0f} MB"
    if "live_fps" not in result:
        return f"{result['fps']:.0f} FPS as fast as it goes; {memory}"
    first = "no letter" if result["start_up_s"] is None else f"{result['start_up_s']:.2f} s"
    return (
        f"{result['fps']:.0f} FPS as fast as it goes, {result['live_fps']:.1f} FPS in real time; "
        f"start to first letter {first}; {memory}"
    )
