"""Named timers."""


class Timers:
    """Named timers on the caller's clock; each goes off once."""

    def __init__(self) -> None:
        """Start without timers."""
        self._due: dict[str, float] = {}

    def set(self, name: str, t: float) -> None:
        """Set a timer to time t (s); it replaces one of the same name."""
        self._due[name] = t

    def drop(self, *names: str) -> None:
        """Cancel the named timers; without names, cancel all."""
        for name in names or tuple(self._due):
            self._due.pop(name, None)

    def pop(self, t: float) -> tuple[str, float] | None:
        """Remove and return the earliest timer that is due by time t, as (name, its time); None if there is none."""
        name = min(self._due, key=lambda each: self._due[each], default=None)
        if name is None or self._due[name] > t:
            return None
        return name, self._due.pop(name)
