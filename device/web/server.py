"""The web thread: aiohttp, beside the loop's thread."""

import asyncio
import contextlib
import logging
import ssl
import threading

from aiohttp import web

from device.errors import DisplayError
from device.web.api import Api
from device.web.client import client_of
from device.web.connection_limit import ConnectionLimiter
from device.web.context import WebContext
from device.web.language import language_of
from device.web.listening import listening_sockets
from device.web.login_api import LoginApi
from device.web.picture_api import PictureApi
from device.web.request_checks import LIVE, RequestChecks
from device.web.static_files import MEDIA_TYPES
from device.web.websocket import serve_websocket

SILENT_LOGGER = logging.Logger("handshape.web", logging.CRITICAL)  # malformed requests are not logged
START_S = 30.0  # a Pi that is still booting is slow
STOP_S = 3.0  # to close all connections


def make_app(context: WebContext) -> web.Application:
    """Return the application: all handlers behind the request checks."""
    static = {path for path in context.files.paths if path.startswith("/static/")}
    apis = (LoginApi(context), PictureApi(context), Api(context))
    open_paths = LoginApi.OPEN_PATHS | static
    checks = RequestChecks(
        context.logins, context.settings.host_names, open_paths, context.trusted, context.limits, context.warn
    )
    app = web.Application(client_max_size=context.limits.request_bytes, middlewares=[checks.check])

    async def static_file(request: web.Request) -> web.Response:
        content, media_type = context.files.get(request.path, context.strings(language_of(request)))
        charset = "utf-8" if media_type.startswith("text/") else None
        fixed = charset is None or "/vendor/" in request.path or media_type == MEDIA_TYPES[".glb"]
        headers = {"Cache-Control": "max-age=3600" if fixed else "no-cache", "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            small = context.files.compressed(request.path, content)
            if small is not None:
                content, headers["Content-Encoding"] = small, "gzip"
        return web.Response(body=content, content_type=media_type, charset=charset, headers=headers)

    async def websocket(request: web.Request) -> web.StreamResponse:
        return await serve_websocket(request, context, remote=not client_of(request, context.trusted).local)

    app.add_routes([web.get(path, static_file) for path in context.files.paths])
    app.add_routes([web.get(LIVE, websocket), *(route for api in apis for route in api.routes())])
    return app


class Server:
    """Serves the page in a thread of its own.

    Attributes:
        fault: the exception that ended the thread, None while it runs.
        addresses: (IP address, port) pairs listened on.
        port: of the IPv4 address.
    """

    def __init__(self, context: WebContext, tls: ssl.SSLContext | None) -> None:
        """Listen, then serve until `close`.

        Args:
            context: of the page.
            tls: for https, None for http.

        Raises:
            DisplayError: the port cannot be used, or the thread does not start within START_S.
        """
        self._context, self._tls = context, tls
        self._sockets = listening_sockets(context.settings)
        self.addresses: list[tuple[str, int]] = [each.getsockname()[:2] for each in self._sockets]
        self.port = self.addresses[0][1]
        self._ready, self._ending = threading.Event(), asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.fault: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)
        self._thread.start()
        if not self._ready.wait(START_S):
            self.fault = TimeoutError(f"it was not ready in {START_S:g} s")
        if self.fault is not None:
            raise DisplayError(f"The web page cannot be served: {self.fault}.")

    def close(self) -> None:
        """Close all connections and end the thread; waits at most STOP_S. Safe to call twice."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed already
                self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(timeout=STOP_S)

    def wait(self, timeout: float) -> bool:
        """Wait until the thread has ended, at most `timeout` seconds; return whether it has."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:
            self.fault = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        idle_s = self._context.limits.idle_s
        runner = web.AppRunner(
            make_app(self._context),
            access_log=None,
            logger=SILENT_LOGGER,
            keepalive_timeout=idle_s,
            shutdown_timeout=0.5,
            handler_cancellation=True,
            auto_decompress=False,
        )
        await runner.setup()
        assert runner.server is not None
        limiter = ConnectionLimiter(runner.server, self._context.limits)
        handshake_s = idle_s if self._tls else None
        listeners = [
            await self._loop.create_server(limiter, sock=each, ssl=self._tls, ssl_handshake_timeout=handshake_s)
            for each in self._sockets
        ]
        broadcasting = asyncio.create_task(self._context.broadcaster.run())
        ending = asyncio.create_task(self._ending.wait())
        self._ready.set()
        try:
            await asyncio.wait((broadcasting, ending), return_when=asyncio.FIRST_COMPLETED)
            if broadcasting.done():
                broadcasting.result()  # raises its error: it only ends with one
        finally:
            for listener in listeners:
                listener.close()
            broadcasting.cancel()
            await runner.cleanup()
            self._context.encoder.shutdown(wait=False, cancel_futures=True)
