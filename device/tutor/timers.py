"""Times at which something happens by itself."""


class Timers:
    """Named moments, the earliest first."""

    def __init__(self) -> None:
        self._due: dict[str, float] = {}

    def set(self, name: str, t: float) -> None:
        """Go off at time t, once; a moment of the same name is replaced."""
        self._due[name] = t

    def drop(self, *names: str) -> None:
        """Never mind; with no name at all, none of them."""
        for name in names or tuple(self._due):
            self._due.pop(name, None)

    def pop(self, t: float) -> tuple[str, float] | None:
        """The earliest moment that is due by time t, with its own time; it is taken out."""
        name = min(self._due, key=lambda each: self._due[each], default=None)
        if name is None or self._due[name] > t:
            return None
        return name, self._due.pop(name)
