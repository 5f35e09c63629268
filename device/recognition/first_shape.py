"""A handshape with which J or Z may begin, and which was no beginning: I, D and X count late. Pure.

Such a handshape must be held longer than other letters, because a stroke may follow. Where the hand goes on to another
letter, or no stroke has followed for a while, it was a letter after all, if it was held as long as others.
"""

WAIT_S = 1.2  # after the handshape; a stroke that began with it is complete by then


class FirstShape:
    """Remembers one handshape until it is known what it was."""

    def __init__(self) -> None:
        """Start without one."""
        self.forget()

    def forget(self) -> None:
        """Drop the handshape: a stroke has followed, or it has counted."""
        self._label: int | None = None
        self._left_t = 0.0

    def leave(self, label: int, t: float) -> None:
        """Remember a handshape that was held and is shown no more since t (s)."""
        self._label, self._left_t = label, t

    def take(self, t: float, label: int | None) -> int | None:
        """Return the handshape if it is known now to have been a letter, and forget it; else None.

        Args:
            t: time, seconds.
            label: that is shown now, None for none.
        """
        waiting = self._label
        if waiting is None or (label is None and t - self._left_t < WAIT_S):
            return None
        self.forget()
        return None if label == waiting else waiting
