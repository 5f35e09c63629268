"""The checks that every request must pass: rate, host name, origin, login. An aiohttp middleware.

The rules are in docs/web-api.md. aiohttp-security and aiohttp-cors cover neither host names (DNS rebinding) nor
Sec-Fetch headers, so the checks are our own.
"""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from device.web.addresses import host_of, normalized_address
from device.web.client import Client, Networks, client_of, origin_of
from device.web.limits import Limits
from device.web.logins import COOKIE, Logins
from device.web.rate_limit import AddressBuckets

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SAFE_METHODS = ("GET", "HEAD")
LIVE = "/live"  # the WebSocket
HEADERS = {
    # All content comes from the station; other sites can neither be contacted nor show the page in a frame.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
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
    """The page's middleware: `check`."""

    def __init__(
        self,
        logins: Logins,
        names: tuple[str, ...],
        open_paths: frozenset[str],
        trusted: Networks,
        limits: Limits,
        warn: Callable[[str], None],
    ) -> None:
        """Prepare the checks.

        Args:
            logins: of browsers that have entered the code.
            names: host names of the page, in addition to localhost and this machine's own.
            open_paths: paths that a browser of the network may request without a login.
            trusted: proxies whose headers count.
            limits: on requests and their time.
            warn: called with one sentence for each internal error.
        """
        own = socket.gethostname().lower()
        self._names = {"localhost", own, f"{own.split('.')[0]}.local", *(name.lower() for name in names)}
        self._logins, self._open, self._trusted = logins, open_paths, trusted
        self._limits, self._warn = limits, warn
        self._requests = AddressBuckets(limits.request_burst, limits.request_rate)

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Pass a request on, or answer it with the reason why not."""
        try:
            response = self._refusal(request)
            if response is None and request.path == LIVE:
                return await handler(request)  # a WebSocket has limits of its own and sends its headers itself
            if response is None:
                async with asyncio.timeout(self._limits.request_s):
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

    def _refusal(self, request: web.Request) -> web.StreamResponse | None:
        client = client_of(request, self._trusted)
        if not self._requests.take(client.address, time.monotonic()):
            return refusal(429, "Too many requests; wait a moment.")
        if not all(self._is_own_name(name, request) for name in client.names):
            return refusal(403, "This station does not have that name; open it by its address, or add web.host_names.")
        if not from_own_page(request, client):
            return refusal(403, "Only the station's own page may ask for that.")
        if request.path not in self._open and not self._allowed(request, client):
            if request.path == "/":
                return web.Response(status=302, headers={"Location": "/pair"})
            return refusal(401, "Enter the code from the station's display first.")
        return None

    def _allowed(self, request: web.Request, client: Client) -> bool:
        """Return whether the browser runs on the station itself or has entered a code."""
        return client.local or self._logins.is_valid(request.cookies.get(COOKIE), time.monotonic())

    def _is_own_name(self, name: str, request: web.Request) -> bool:
        """Return whether a host, with or without a port, is this station; against DNS rebinding."""
        host = host_of(f"//{name}")
        if host in self._names:
            return True
        here = request.transport.get_extra_info("sockname") if request.transport else None
        return here is not None and host == normalized_address(here[0])


def from_own_page(request: web.Request, client: Client) -> bool:
    """Return whether a request may come from the page that sent it; against other sites in the same browser.

    Requests that change something, and the WebSocket, must carry the page's own origin. Another site may only link to
    the page.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        is_link = request.method in SAFE_METHODS and request.headers.get("Sec-Fetch-Mode") == "navigate"
        return is_link and request.path in ("/", "/pair")
    origin = request.headers.get("Origin")
    if origin is None:
        return request.method in SAFE_METHODS and request.path != LIVE
    return bool(client.origin) and origin_of(origin) == client.origin


def refusal(status: int, sentence: str) -> web.Response:
    """Return an error answer: this HTTP status and {"error": sentence}."""
    return web.json_response({"error": sentence}, status=status)
