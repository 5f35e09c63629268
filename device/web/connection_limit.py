"""Who may connect at all: so many at once, so many of one address. The rest is hung up on before anything is read."""

import asyncio
from collections.abc import Callable
from typing import cast

from device.web.addresses import plain
from device.web.rate_limits import CONNECTIONS, CONNECTIONS_EACH


class ConnectionLimiter:
    """Makes the protocol for each connection, as asyncio's create_server wants it."""

    def __init__(self, inner: Callable[[], asyncio.Protocol]) -> None:
        """`inner` makes the protocol of those who may stay."""
        self._inner = inner
        self._open: dict[str, int] = {}

    def __call__(self) -> asyncio.Protocol:
        """For a connection just accepted; its address is known a moment later."""
        return _Counted(self._inner, self)

    def enter(self, address: str) -> bool:
        """One more from this address; False for too many."""
        if sum(self._open.values()) >= CONNECTIONS or self._open.get(address, 0) >= CONNECTIONS_EACH:
            return False
        self._open[address] = self._open.get(address, 0) + 1
        return True

    def leave(self, address: str) -> None:
        """One less."""
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]


class _Counted(asyncio.Protocol):
    """Passes everything on to the real protocol, once the connection may stay."""

    def __init__(self, inner: Callable[[], asyncio.Protocol], door: ConnectionLimiter) -> None:
        self._make, self._door = inner, door
        self._inner: asyncio.Protocol | None = None
        self._address = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._address = plain((transport.get_extra_info("peername") or ("0.0.0.0",))[0])
        if not self._door.enter(self._address):
            cast(asyncio.Transport, transport).abort()
            return
        self._inner = self._make()
        self._inner.connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._inner is not None:
            self._door.leave(self._address)
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
