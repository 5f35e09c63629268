"""What the station reports about itself: the content of status.json."""

from dataclasses import dataclass, field

from device import __version__


@dataclass(frozen=True)
class HealthStatus:
    """State and figures of the running program. Times in seconds, ages in milliseconds, sizes in megabytes.

    Attributes:
        state: status of the view ("starting", "searching", "hand", "holding", "confirmed", "camera lost", "ended"),
            or "no camera" until the first frame.
        version: of the program.
        release: name of the installed release, "" in a checkout.
        model: name and first 12 hexadecimal digits of the SHA-256.
        letter: the letter being shown, None while there is none.
        text: the newest letters of the text.
        frames: number of frames processed since the start.
        fps: frames processed per second over the last seconds, None until it is known.
        frame_age_ms: age of the newest frame when it was shown.
        pings: number of watchdog notifications sent to systemd, None without a watchdog.
        camera_restarts: how often the camera was opened again.
        picture: what is wrong with the camera's picture now, such as that it is black; "" for nothing.
        last_error: newest error message, "" if there was none; it stays after the fault is over.
        temperature_c: processor temperature, °C.
        throttled: reasons why the Pi limits its speed; None where this is not known.
        disk_free_mb: free space for the station's data.
        rss_mb: resident memory of the process.
        pid: process id.
        up_s: since the start, on the monotonic clock; the wall clock may be wrong by years.
        written_at: seconds since 1970 on the wall clock.
    """

    state: str = "starting"
    version: str = __version__
    release: str = ""
    model: str = ""
    letter: str | None = None
    text: str = ""
    frames: int = 0
    fps: float | None = None
    frame_age_ms: float | None = None
    pings: int | None = None
    camera_restarts: int = 0
    picture: str = ""
    last_error: str = ""
    temperature_c: float | None = None
    throttled: list[str] | None = field(default=None)
    disk_free_mb: float | None = None
    rss_mb: float | None = None
    pid: int = 0
    up_s: float = 0.0
    written_at: float = 0.0
