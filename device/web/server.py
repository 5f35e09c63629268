"""The page's thread: sockets, aiohttp and the site, beside the station's loop."""

import asyncio
import contextlib
import logging
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from device.errors import DisplayError
from device.settings import WebSettings
from device.web.addresses import is_local
from device.web.api import OPEN, Api
from device.web.connection_limit import ConnectionLimiter
from device.web.context import WebContext
from device.web.rate_limits import IDLE_S, REQUEST_BYTES
from device.web.request_checks import LIVE, RequestChecks
from device.web.websocket import live

SILENT = logging.Logger("handshape.web", logging.CRITICAL)  # strangers' broken requests are no news
START_S = 30.0  # a Pi that is still booting takes its time


def make_app(site: WebContext, tls: ssl.SSLContext | None, warn: Callable[[str], None]) -> web.Application:
    """All handlers behind the guard."""
    static = {path for path in site.files.paths if path.startswith("/static/")}
    guard = RequestChecks(site.sessions, site.settings.host_names, OPEN | static, warn)
    app = web.Application(client_max_size=REQUEST_BYTES, middlewares=[guard.check])

    async def file(request: web.Request) -> web.Response:
        content, kind = site.files.get(request.path, site.strings)
        charset = "utf-8" if kind.startswith("text/") else None
        headers = {"Cache-Control": "no-cache" if charset else "max-age=3600"}
        return web.Response(body=content, content_type=kind, charset=charset, headers=headers)

    async def socket(request: web.Request) -> web.StreamResponse:
        return await live(request, site, remote=not is_local(request))

    app.add_routes([web.get(path, file) for path in site.files.paths])
    app.add_routes([web.get(LIVE, socket), *Api(site, tls).routes()])
    return app


class Server:
    """Runs a site in a thread of its own.

    Attributes:
        site: behind the page.
        fault: what ended it, None while it runs.
        loop: of the thread.
        port: listened on.
    """

    def __init__(
        self,
        settings: WebSettings,
        make_site: Callable[[], WebContext],
        warn: Callable[[str], None],
        tls: ssl.SSLContext | None,
    ) -> None:
        """Listen, then serve until `close`.

        Raises:
            DisplayError: the port cannot be had.
        """
        self._make_site, self._warn, self._tls = make_site, warn, tls
        self._sockets = listening(settings)
        self.port: int = self._sockets[0].getsockname()[1]
        self._ready = threading.Event()
        self.fault: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)
        self._thread.start()
        if not self._ready.wait(START_S):
            self.fault = TimeoutError(f"it was not ready in {START_S:g} s")
        if self.fault is not None:
            raise DisplayError(f"The web page cannot be served: {self.fault}.")

    def close(self) -> None:
        """Let everyone go and end the thread."""
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(timeout=3.0)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:
            self.fault = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self.loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        self.site = self._make_site()
        app = make_app(self.site, self._tls, self._warn)
        runner = web.AppRunner(
            app,
            access_log=None,
            logger=SILENT,
            keepalive_timeout=IDLE_S,
            shutdown_timeout=0.5,
            handler_cancellation=True,
            auto_decompress=False,
        )
        await runner.setup()
        assert runner.server is not None
        door = ConnectionLimiter(runner.server)
        patience = IDLE_S if self._tls else None
        listeners = [
            await self.loop.create_server(door, sock=each, ssl=self._tls, ssl_handshake_timeout=patience)
            for each in self._sockets
        ]
        packing = asyncio.create_task(self.site.hub.run())
        ending = asyncio.create_task(self._ending.wait())
        self._ready.set()
        try:
            await asyncio.wait((packing, ending), return_when=asyncio.FIRST_COMPLETED)
            if packing.done():
                packing.result()  # it never ends by itself: this raises what was wrong
        finally:
            for listener in listeners:
                listener.close()
            packing.cancel()
            await runner.cleanup()
            self.site.packer.shutdown(wait=False, cancel_futures=True)


def listening(settings: WebSettings) -> list[socket.socket]:
    """Sockets for IPv4 and, where there is any, IPv6: of this machine only, or of the network when it is let in.

    Raises:
        DisplayError: the port is taken, or not for us.
    """
    addresses = ("0.0.0.0", "::") if settings.lan else ("127.0.0.1", "::1")
    sockets: list[socket.socket] = []
    port = settings.port
    for family, address in zip((socket.AF_INET, socket.AF_INET6), addresses, strict=True):
        try:
            each = socket.socket(family, socket.SOCK_STREAM)
            sockets.append(each)
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                each.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            each.bind((address, port))
            each.listen(64)
            each.setblocking(False)
        except OSError as error:
            if family == socket.AF_INET6:  # switched off on many machines
                sockets.pop().close()
                continue
            raise DisplayError(
                f"The web page cannot use port {port} ({error.strerror}); set web.port to another."
            ) from None
        port = each.getsockname()[1]
    return sockets


def tls_context(settings: WebSettings) -> ssl.SSLContext | None:
    """For https, where the settings name a certificate.

    Raises:
        DisplayError: certificate or key cannot be used.
    """
    if not settings.certificate:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(Path(settings.certificate), Path(settings.key or settings.certificate))
    except (OSError, ssl.SSLError) as error:
        raise DisplayError(
            f"web.certificate {settings.certificate} and web.key cannot be used: {error.strerror or error}."
        ) from None
    return context
