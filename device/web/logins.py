"""Browsers that have entered the code. Kept in memory only: after a restart the code is needed again.

Pure: time comes in. aiohttp-session would add encrypted cookies and a store; a random token and a dict are enough.
"""

import hashlib
import secrets
from collections import OrderedDict

COOKIE = "handshape"
TEACHER_COOKIE = "handshape-teacher"
LOGIN_S = 12 * 3600.0  # a school day; then the code is needed again
MAX_LOGINS = 64  # two classes; the least recently used login is dropped for a new one


class Logins:
    """Tokens of the cookies, kept as hashes so that the time of a lookup reveals nothing."""

    def __init__(self) -> None:
        """Start without logins."""
        self._until: OrderedDict[bytes, float] = OrderedDict()

    def open(self, t: float) -> str:
        """Log a browser in at time t (s, monotonic); return its token."""
        token = secrets.token_urlsafe(32)
        self._until[_hash(token)] = t + LOGIN_S
        if len(self._until) > MAX_LOGINS:
            self._until.popitem(last=False)
        return token

    def is_valid(self, token: str | None, t: float) -> bool:
        """Return whether this token is logged in at time t (s, monotonic)."""
        if not token:
            return False
        key = _hash(token)
        if t >= self._until.get(key, float("-inf")):
            self._until.pop(key, None)
            return False
        self._until.move_to_end(key)
        return True

    def close(self, token: str | None) -> None:
        """Log a token out; unknown tokens are ignored."""
        self._until.pop(_hash(token or ""), None)

    def __len__(self) -> int:
        """Return the number of logins."""
        return len(self._until)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
