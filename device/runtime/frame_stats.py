"""Number and rate of the processed frames, on the frames' own clock."""

from device.view import Event

STATS_EVERY_S = 5.0  # short enough for a graph, long enough for a log


class FrameStats:
    """Counts frames. The loop's thread owns it.

    Attributes:
        frames: number of frames so far.
        fps: frames per second over the last interval; None in the first one, and where frames keep no pace.
        first_t: time of the first frame, s; None before it.
    """

    def __init__(self, timed: bool) -> None:
        """Start with no frames.

        Args:
            timed: frames arrive in real time; False leaves `fps` at None.
        """
        self._timed = timed
        self._due = self._since_t = self._last_t = 0.0
        self._since_frames = 0
        self.frames = 0
        self.fps: float | None = None
        self.first_t: float | None = None

    def add(self, t: float) -> bool:
        """Count the frame of time t (s); return whether an interval of STATS_EVERY_S has ended with it."""
        if self.first_t is None:
            self.first_t = self._since_t = t
            self._due = t + STATS_EVERY_S
        self.frames += 1
        self._last_t = t
        if t < self._due:
            return False
        self._due = t + STATS_EVERY_S
        self.measure()
        return True

    def measure(self) -> None:
        """End the interval with the newest frame and compute the rate."""
        if self._timed and self._last_t > self._since_t:
            self.fps = (self.frames - self._since_frames) / (self._last_t - self._since_t)
            self._since_t, self._since_frames = self._last_t, self.frames

    def since_first(self, t: float) -> float:
        """Return the time between the first frame and t, s; 0 before the first."""
        return 0.0 if self.first_t is None else t - self.first_t

    def elapsed(self) -> float:
        """Return the time between the first and the newest frame, s."""
        return self.since_first(self._last_t)

    def event(self, text: str, age_ms: float | None, spelled: str | None = None) -> Event:
        """Return the event "stats" of the newest frame.

        Args:
            text: letters accepted so far.
            age_ms: of the frame; None for a clip off its clock.
            spelled: what was signed, where the frames carry the truth; None leaves it out.
        """
        fps = None if self.fps is None else round(self.fps, 1)
        more: tuple[tuple[str, object], ...] = (("fps", fps), ("frames", self.frames), ("text", text))
        if spelled is not None:
            more = (*more, ("spelled", spelled))
        return Event(self.elapsed(), "stats", None, None, age_ms, more)
