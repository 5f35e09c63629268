"""A limit on open connections, in all and from one address. Those over the limit are closed before any byte is read.

aiohttp and asyncio have no such limit; a middleware would see a connection only after its request was read.
"""

import asyncio
from collections.abc import Callable
from typing import cast

from device.web.addresses import normalized_address
from device.web.limits import Limits


class ConnectionLimiter:
    """A protocol factory for asyncio's create_server. Only the web thread may use it."""

    def __init__(self, inner: Callable[[], asyncio.Protocol], limits: Limits) -> None:
        """Start without connections.

        Args:
            inner: makes the protocol of an accepted connection.
            limits: how many connections may be open.
        """
        self._inner, self._limits = inner, limits
        self._open: dict[str, int] = {}

    def __call__(self) -> asyncio.Protocol:
        """Return the protocol of a new connection; its address is not known yet."""
        return _CountedProtocol(self._inner, self)

    def enter(self, address: str) -> bool:
        """Count one more connection from this address; return False if it is over a limit."""
        total, here = sum(self._open.values()), self._open.get(address, 0)
        if total >= self._limits.connections or here >= self._limits.address_connections:
            return False
        self._open[address] = here + 1
        return True

    def leave(self, address: str) -> None:
        """Count one connection less from this address."""
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]


class _CountedProtocol(asyncio.Protocol):
    """Forwards all calls to the real protocol of an accepted connection."""

    def __init__(self, make_inner: Callable[[], asyncio.Protocol], limiter: ConnectionLimiter) -> None:
        self._make_inner, self._limiter = make_inner, limiter
        self._inner: asyncio.Protocol | None = None
        self._address = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._address = normalized_address((transport.get_extra_info("peername") or ("0.0.0.0",))[0])
        if not self._limiter.enter(self._address):
            cast(asyncio.Transport, transport).abort()
            return
        self._inner = self._make_inner()
        self._inner.connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._inner is not None:
            self._limiter.leave(self._address)
            self._inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._inner is not None:
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return None if self._inner is None else self._inner.eof_received()

    def pause_writing(self) -> None:
        if self._inner is not None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        if self._inner is not None:
            self._inner.resume_writing()
