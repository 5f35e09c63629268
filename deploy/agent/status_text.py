"""The state of a station in a few lines, for `make status` on a workstation and `handshape status` on the station."""

from collections.abc import Iterator
from typing import Any


def status_lines(host: str, answer: dict[str, Any]) -> Iterator[str]:
    """Yield a few lines about one station; the first is a summary."""
    station = answer["station"]
    trial = f", {answer['trial']} ON TRIAL" if answer["trial"] else ""
    yield f"{host}: {answer['active']}, {answer['release'] or 'no release'}{trial}"
    if station:
        parts = [str(station["state"]), f"{station['frames']} frames in {station['up_s'] / 3600:.1f} h"]
        parts += [f"{station['fps']} FPS"] if station["fps"] is not None else []
        parts += [f"frame {station['frame_age_ms']} ms old"] if station["frame_age_ms"] is not None else []
        parts += [f"{station['temperature_c']:.0f} °C"] if station["temperature_c"] is not None else []
        parts += [f"{station['rss_mb']:.0f} MB"] if station["rss_mb"] else []
        yield f"    {', '.join(parts)}; model {station['model']}"
        if station["throttled"]:
            yield f"    power or heat: {', '.join(station['throttled'])}"
        if station["camera_restarts"]:
            yield f"    camera opened again {station['camera_restarts']} times"
        if station["last_error"]:
            yield f"    last error: {station['last_error']}"
    tuning = answer.get("tuning")  # an older release has none
    if tuning:
        preset = f", preset {tuning['preset']}" if tuning.get("preset") else ""
        size = f", {tuning.get('width')}×{tuning.get('height')}" if tuning.get("width") else ""
        used = f"{tuning.get('runtime')}, threads: {tuning.get('threads')}{preset}{size}"
        yield f"    tuned: {used}, {tuning.get('fps')} FPS"
    for problem in answer["settings"].splitlines():
        yield f"    settings: {problem}"
    earlier = ", ".join(answer["earlier"][:-1])
    yield f"    {answer['free_mb']} MB free; {f'can go back to {earlier}' if earlier else 'no earlier release'}"
