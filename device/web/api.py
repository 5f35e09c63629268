"""What the page asks for beside views: words, progress, settings, health, and to be let in."""

import asyncio
import json
import ssl
import time
from typing import Any

from aiohttp import web

from device.assets import handshapes
from device.errors import HandshapeError, SettingsError
from device.settings import LEARNERS, settings_json
from device.web.addresses import address_of
from device.web.context import WebContext
from device.web.logins import COOKIE, SESSION_S
from device.web.request_checks import refusal

OPEN = frozenset({"/pair", "/api/ask", "/api/pair"})  # before a code was entered; with the page's own static files


class Api:
    """Handlers, one a path."""

    def __init__(self, site: WebContext, tls: ssl.SSLContext | None) -> None:
        self._site, self._tls = site, tls

    def routes(self) -> list[web.RouteDef]:
        """All of them."""
        return [
            web.get("/api/page", self.page),
            web.get("/api/progress", self.progress),
            web.get("/api/progress.csv", self.table),
            web.get("/api/health", self.health),
            web.post("/api/settings", self.choose),
            web.post("/api/ask", self.ask),
            web.post("/api/pair", self.pair),
            web.post("/api/leave", self.leave),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """Words of the page, what can be chosen, and how it is now."""
        texts = {name: text for name, text in self._site.strings.texts.items() if not name.startswith("message.")}
        return web.json_response(
            {
                "language": self._site.strings.language,
                "texts": texts,
                "options": self._site.options(),
                "settings": settings_json(self._site.practice),
                "tutor": self._site.tutor is not None,
                "reviewed": handshapes.REVIEWED,
            }
        )

    async def progress(self, request: web.Request) -> web.Response:
        """A learner's numbers."""
        learner = request.query.get("learner", self._site.practice.learner)
        if learner not in LEARNERS:
            return refusal(400, "There is no such learner.")
        if self._site.tutor is None:
            return web.json_response({"learner": learner, "kept": False})
        return web.json_response(await asyncio.to_thread(self._site.tutor.ask, "progress", {"learner": learner}))

    async def table(self, request: web.Request) -> web.Response:
        """All learners' answers as CSV, for a spreadsheet."""
        if self._site.tutor is None:
            return refusal(404, "No progress is kept yet.")
        try:
            table = await asyncio.to_thread(self._site.tutor.ask, "progress.csv", {})
        except HandshapeError as error:
            return refusal(404, str(error))
        return web.Response(
            text=table,
            content_type="text/csv",
            charset="utf-8",
            headers={"Content-Disposition": 'attachment; filename="handshape.csv"'},
        )

    async def health(self, request: web.Request) -> web.Response:
        """How the station is doing."""
        return web.json_response(self._site.health())

    async def choose(self, request: web.Request) -> web.Response:
        """Other settings for the tutor."""
        wishes = await _json(request)
        try:
            return web.json_response({"settings": settings_json(self._site.choose(wishes))})
        except SettingsError as error:
            return refusal(400, str(error))

    async def ask(self, request: web.Request) -> web.Response:
        """Show a code on the station's displays."""
        fine = self._site.pairing.ask(time.monotonic())
        self._site.address = f"{request.scheme}://{request.host}"  # the guard has seen that it is one of our names
        return web.json_response({"shown": fine}) if fine else refusal(429, self._site.strings("page.slow_down"))

    async def pair(self, request: web.Request) -> web.Response:
        """Let a browser in that knows the code."""
        given = await _json(request)
        code = given.get("code") if isinstance(given, dict) else None
        if not isinstance(code, str):
            return refusal(400, "Send the code as a text.")
        now, strings = time.monotonic(), self._site.strings
        answer = self._site.pairing.enter(code, address_of(request), now)
        if answer != "in":
            status = 429 if answer == "slow down" else 403
            return refusal(status, strings(f"page.{answer.replace(' ', '_')}"))
        response = web.json_response({"in": True})
        response.set_cookie(
            COOKIE,
            self._site.sessions.open(now),
            max_age=int(SESSION_S),
            path="/",
            httponly=True,
            samesite="Strict",
            secure=self._tls is not None,
        )
        return response

    async def leave(self, request: web.Request) -> web.Response:
        """Take this browser's session back."""
        self._site.sessions.close(request.cookies.get(COOKIE))
        response = web.json_response({"in": False})
        response.del_cookie(COOKIE, path="/")
        return response


async def _json(request: web.Request) -> Any:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Send JSON.")
    try:
        return json.loads(await request.text())
    except (ValueError, LookupError, RecursionError):
        raise web.HTTPBadRequest(text="This is no JSON.") from None
