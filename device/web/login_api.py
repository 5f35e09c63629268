"""HTTP requests with which a browser logs in and out: the code on the display, for the page and for the teacher's."""

import time

from aiohttp import web

from device.web.client import client_of
from device.web.context import WebContext
from device.web.language import language_of
from device.web.logins import COOKIE, LOGIN_S, TEACHER_COOKIE
from device.web.request_checks import refusal
from device.web.request_json import read_json


class LoginApi:
    """Handlers, one for each path."""

    OPEN_PATHS = frozenset({"/pair", "/api/ask", "/api/pair"})
    """Paths that need no login."""

    def __init__(self, context: WebContext) -> None:
        """Serve this state."""
        self._context = context

    def routes(self) -> list[web.RouteDef]:
        """Return all routes."""
        return [
            web.post("/api/ask", self.request_code),
            web.post("/api/pair", self.pair),
            web.post("/api/leave", self.leave),
        ]

    async def request_code(self, request: web.Request) -> web.Response:
        """Show a code on the station's displays."""
        client = client_of(request, self._context.trusted)
        address = f"{client.scheme}://{client.host}"  # RequestChecks has verified that it names this station
        if not self._context.pairings.request_code(address, time.monotonic()):
            return refusal(429, self._context.strings(language_of(request))("page.slow_down"))
        shown = self._context.pairings.current(time.monotonic())
        if shown is not None and not self._context.settings.lan:  # the page may be the only display
            self._context.warn(f"The code for the teacher's page is {shown.code}.")
        return web.json_response({"shown": True})

    async def pair(self, request: web.Request) -> web.Response:
        """Log in a browser that knows the code."""
        given = await read_json(request)
        code = given.get("code") if isinstance(given, dict) else None
        if not isinstance(code, str):
            return refusal(400, "Send the code as a text.")
        now, client = time.monotonic(), client_of(request, self._context.trusted)
        result = self._context.pairings.enter(code, client.address, now)
        if result != "in":
            status = 429 if result == "slow down" else 403
            return refusal(status, self._context.strings(language_of(request))(f"page.{result.replace(' ', '_')}"))
        response = web.json_response({"in": True})
        logins = {COOKIE: self._context.logins}
        if given.get("teacher") is True:
            logins[TEACHER_COOKIE] = self._context.teachers
        for name, each in logins.items():
            response.set_cookie(
                name,
                each.open(now),
                max_age=int(LOGIN_S),
                path="/",
                httponly=True,
                samesite="Strict",
                secure=client.scheme == "https",
            )
        return response

    async def leave(self, request: web.Request) -> web.Response:
        """Log this browser out."""
        self._context.logins.close(request.cookies.get(COOKIE))
        self._context.teachers.close(request.cookies.get(TEACHER_COOKIE))
        response = web.json_response({"in": False})
        for name in (COOKIE, TEACHER_COOKIE):
            response.del_cookie(name, path="/")
        return response
