"""What every request must pass: the right name in it, the right origin, a session, and not too many of them."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from device.web.addresses import address_of, host_of, is_local, plain
from device.web.logins import COOKIE, Logins
from device.web.rate_limits import REQUEST_S, Addresses

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SAFE = ("GET", "HEAD")
LIVE = "/live"  # the WebSocket
HEADERS = {
    # Everything comes from the station itself; nothing is fetched from, sent to or framed by anyone else.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), display-capture=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Server": "handshape",
}


class RequestChecks:
    """The middleware of the page."""

    def __init__(
        self, sessions: Logins, names: tuple[str, ...], open_paths: frozenset[str], warn: Callable[[str], None]
    ) -> None:
        """Guard a page.

        Args:
            sessions: of browsers that were let in.
            names: host names the page goes by, beside localhost and this machine's own.
            open_paths: that a browser of the network may have before it is let in.
            warn: gets a sentence about each fault of our own.
        """
        own = socket.gethostname().lower()
        self._names = {"localhost", own, f"{own.split('.')[0]}.local", *(name.lower() for name in names)}
        self._sessions, self._open, self._warn = sessions, open_paths, warn
        self._requests = Addresses(120, 30)  # a page takes about 25 to load, then one every few seconds

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Pass a request on, or say in one sentence why not."""
        try:
            response = self._refused(request)
            if response is None and request.path == LIVE:
                return await handler(request)  # a WebSocket has its own limits and sends its headers by itself
            if response is None:
                async with asyncio.timeout(REQUEST_S):
                    response = await handler(request)
        except web.HTTPException as error:
            response = refusal(error.status, error.text or error.reason)
        except TimeoutError:
            response = refusal(408, "The request took too long.")
            response.force_close()
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception as error:
            self._warn(f"The web page failed at {request.path[:60]!r}: {type(error).__name__}: {error}.")
            response = refusal(500, "The station could not do that; its log says why.")
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def _refused(self, request: web.Request) -> web.StreamResponse | None:
        if not self._requests.take(address_of(request), time.monotonic()):
            return refusal(429, "Too many requests; wait a moment.")
        if not self._names_us(request):
            return refusal(403, "This station does not go by that name; open it by its address.")
        if not from_own_page(request):
            return refusal(403, "Only the station's own page may ask for that.")
        if request.path not in self._open and not self.let_in(request):
            if request.path == "/":
                return web.Response(status=302, headers={"Location": "/pair"})
            return refusal(401, "Enter the code from the station's display first.")
        return None

    def let_in(self, request: web.Request) -> bool:
        """The browser runs on the station itself, or has entered a code."""
        return is_local(request) or self._sessions.known(request.cookies.get(COOKIE), time.monotonic())

    def _names_us(self, request: web.Request) -> bool:
        """Against DNS rebinding: a foreign name that was made to lead here is none of ours."""
        host = host_of(f"//{request.headers.get('Host', '')}")
        if host in self._names:
            return True
        here = request.transport.get_extra_info("sockname") if request.transport else None
        return here is not None and host == plain(here[0])


def from_own_page(request: web.Request) -> bool:
    """Against other sites in the same browser: what changes or listens must come from a page of this very origin."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        # A link on another site may lead to the front page, and nowhere else.
        followed = request.method in SAFE and request.headers.get("Sec-Fetch-Mode") == "navigate"
        return followed and request.path in ("/", "/pair")
    origin = request.headers.get("Origin")
    if origin is None:
        return request.method in SAFE and request.path != LIVE
    return origin.lower() == f"{request.scheme}://{request.headers.get('Host', '').lower()}"


def refusal(status: int, sentence: str) -> web.Response:
    """An answer that says what is wrong."""
    return web.json_response({"error": sentence}, status=status)
