"""Browsers that were let in. Only in memory: a station that restarts asks for a code again. Pure: time comes in."""

import hashlib
import secrets
from collections import OrderedDict

COOKIE = "handshape"
SESSION_S = 12 * 3600.0  # a school day; then the code again
MOST = 64  # a class and then some; the one unused for longest makes room


class Logins:
    """Tokens as the cookies carry them; kept hashed, so that looking one up tells nothing by its time."""

    def __init__(self) -> None:
        self._until: OrderedDict[bytes, float] = OrderedDict()

    def open(self, t: float) -> str:
        """Let a browser in; returns its token."""
        token = secrets.token_urlsafe(32)
        self._until[_hash(token)] = t + SESSION_S
        if len(self._until) > MOST:
            self._until.popitem(last=False)
        return token

    def known(self, token: str | None, t: float) -> bool:
        """The token was given out, is not too old and was not taken back."""
        if not token:
            return False
        key = _hash(token)
        if t >= self._until.get(key, float("-inf")):
            self._until.pop(key, None)
            return False
        self._until.move_to_end(key)
        return True

    def close(self, token: str | None) -> None:
        """Take a token back."""
        self._until.pop(_hash(token or ""), None)

    def __len__(self) -> int:
        return len(self._until)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
