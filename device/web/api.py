"""HTTP requests of the page: texts and controls, questions, settings, health, login. docs/web-api.md lists them."""

import asyncio
import time
from typing import Any

from aiohttp import web

from device.assets import handshapes
from device.assets.strings import Strings, load_strings
from device.errors import HandshapeError, SettingsError
from device.settings import LANGUAGES
from device.signing.spelling import MAX_SPEED, MIN_SPEED, SpellingError
from device.signing.tracks import spelling_track
from device.system.json_text import parse_json
from device.web.client import client_of
from device.web.context import WebContext
from device.web.controls_json import (
    actions_json,
    choices_json,
    options_json,
    page_actions,
    questions_json,
    settings_actions,
    settings_json,
)
from device.web.holder import browser_name
from device.web.language import language_of
from device.web.logins import COOKIE, LOGIN_S, TEACHER_COOKIE
from device.web.request_checks import refusal
from device.web.sign_pictures import KEEP_S, asked_picture

BROWSER_HEADER = "X-Handshape-Browser"
"""The name that a browser gives itself, see device.web.holder."""

MAX_TABLE_BYTES = 8_000_000
"""Of a table of answers that a teacher imports: a school year of two classes."""

OPEN_PATHS = frozenset({"/pair", "/api/ask", "/api/pair"})  # allowed without a login; so are the static files


class Api:
    """Handlers, one for each path."""

    def __init__(self, context: WebContext) -> None:
        """Serve this state."""
        self._context = context

    def routes(self) -> list[web.RouteDef]:
        """Return all routes; the questions of the activity come last."""
        return [
            web.get("/api/page", self.page),
            web.get("/api/health", self.health),
            web.post("/api/settings", self.change),
            web.post("/api/ask", self.request_code),
            web.post("/api/pair", self.pair),
            web.post("/api/leave", self.leave),
            web.get("/api/spelling", self.spelling),
            web.get("/handshape/{number:[0-9]}", self.number),
            web.get("/picture/{sign:[A-Z0-9]}", self.picture),
            web.post("/api/teacher/{task:[a-z]+}", self.manage),
            web.get("/api/{question:[a-z_.]+}", self.answer),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """Return the page's texts and the activity's controls."""
        activity, strings = self._context.activity, self._strings(request)
        texts = {name: text for name, text in strings.texts.items() if not name.startswith("message.")}
        return web.json_response(
            {
                "language": strings.language,
                "languages": [[code, load_strings(code)("page.language_name")] for code in LANGUAGES],
                "texts": texts,
                "actions": actions_json(page_actions(activity), strings),
                "settings_actions": actions_json(settings_actions(activity), strings),
                "choices": choices_json(activity.choices, strings),
                "questions": questions_json(activity.questions),
                "options": options_json(activity.choices, strings),
                "settings": settings_json(activity),
                "tutor": bool(activity.choices),
                "reviewed": handshapes.REVIEWED,
            }
        )

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a question of the activity; an argument that is not given is the value of that choice.

        Raises:
            web.HTTPNotFound: the activity has no such question.
        """
        name, activity = request.match_info["question"], self._context.activity
        question = next((each for each in activity.questions if each.name == name), None)
        if question is None:
            raise web.HTTPNotFound
        if question.teacher and not self._is_teacher(request):
            return refusal(403, self._strings(request)("page.teacher_code"))
        settings = {**settings_json(activity), "language": self._strings(request).language}
        arguments = {key: request.query.get(key, str(settings.get(key, ""))) for key in question.arguments}
        for choice in activity.choices:
            value = arguments.get(choice.name)
            if choice.kind == "one" and value is not None and value not in dict(choice.options):
                return refusal(400, f"“{value[:20]}” is not one of the options of {choice.name}.")
        try:
            answer = await asyncio.to_thread(activity.ask, name, arguments)
        except SettingsError as error:
            return refusal(400, str(error))
        except HandshapeError as error:
            return refusal(404, str(error))
        if isinstance(answer, bytes):
            return web.Response(body=answer, content_type=question.media_type)
        if question.media_type == "application/json":
            return web.json_response({**arguments, **answer} if isinstance(answer, dict) else answer)
        return web.Response(
            text=answer,
            content_type=question.media_type,
            charset="utf-8",
            headers={"Content-Disposition": f'attachment; filename="handshape-{name}"'},
        )

    async def spelling(self, request: web.Request) -> web.Response:
        """Return how the rigged hand spells a text."""
        text = request.query.get("text", "")[: self._context.limits.spelling_letters]
        try:
            speed = round(min(MAX_SPEED, max(MIN_SPEED, float(request.query.get("speed", "2")))), 1)
            track = await asyncio.to_thread(spelling_track, text, speed)
        except ValueError:
            return refusal(400, "speed is a number of letters a second.")
        except SpellingError as error:
            return refusal(400, str(error))
        response = web.json_response(track)
        response.enable_compression()
        return response

    async def number(self, request: web.Request) -> web.Response:
        """Return the picture of a number."""
        picture = await asyncio.to_thread(self._context.files.number, request.match_info["number"])
        return web.Response(body=picture, content_type="image/webp", headers={"Cache-Control": "max-age=3600"})

    async def picture(self, request: web.Request) -> web.Response:
        """Return the picture of a sign as the query asks for it."""
        try:
            picture = await asyncio.to_thread(asked_picture, request.match_info["sign"], dict(request.query))
        except KeyError:
            return refusal(400, "A picture has seen_from, skin, hand, off and still; see docs/web-api.md.")
        headers = {"Cache-Control": f"max-age={KEEP_S}"}
        return web.Response(body=picture, content_type="image/webp", headers=headers)

    async def health(self, request: web.Request) -> web.Response:
        """Return the health figures."""
        return web.json_response(self._context.health())

    async def change(self, request: web.Request) -> web.Response:
        """Change settings of the activity."""
        wishes = await _read_json(request)
        browser = browser_name(request.headers.get(BROWSER_HEADER))
        if not self._is_teacher(request) and not self._context.holder.act(browser, time.monotonic()):
            return refusal(409, self._strings(request)("page.held"))
        try:
            await asyncio.to_thread(self._context.change, wishes, self._strings(request))
        except SettingsError as error:
            return refusal(400, str(error))
        return web.json_response({"settings": settings_json(self._context.activity)})

    async def request_code(self, request: web.Request) -> web.Response:
        """Show a code on the station's displays."""
        client = client_of(request, self._context.trusted)
        address = f"{client.scheme}://{client.host}"  # RequestChecks has verified that it names this station
        if not self._context.pairings.request_code(address, time.monotonic()):
            return refusal(429, self._strings(request)("page.slow_down"))
        shown = self._context.pairings.current(time.monotonic())
        if shown is not None and not self._context.settings.lan:  # the page may be the only display
            self._context.warn(f"The code for the teacher's page is {shown.code}.")
        return web.json_response({"shown": True})

    async def pair(self, request: web.Request) -> web.Response:
        """Log in a browser that knows the code."""
        given = await _read_json(request)
        code = given.get("code") if isinstance(given, dict) else None
        if not isinstance(code, str):
            return refusal(400, "Send the code as a text.")
        now, client = time.monotonic(), client_of(request, self._context.trusted)
        result = self._context.pairings.enter(code, client.address, now)
        if result != "in":
            status = 429 if result == "slow down" else 403
            return refusal(status, self._strings(request)(f"page.{result.replace(' ', '_')}"))
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

    async def manage(self, request: web.Request) -> web.Response:
        """Do something that only a teacher may do: a task of the activity.

        Raises:
            web.HTTPNotFound: the activity has no such task.
        """
        if not self._is_teacher(request):
            return refusal(403, self._strings(request)("page.teacher_code"))
        values = await _read_json(request, MAX_TABLE_BYTES)
        if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
            return refusal(400, "Send an object of texts.")
        try:
            done = await asyncio.to_thread(self._context.activity.manage, request.match_info["task"], values)
        except KeyError:
            raise web.HTTPNotFound from None
        except HandshapeError as error:
            return refusal(400, str(error))
        return web.json_response(done)

    def _strings(self, request: web.Request) -> Strings:
        return self._context.strings(language_of(request))

    def _is_teacher(self, request: web.Request) -> bool:
        return self._context.teachers.is_valid(request.cookies.get(TEACHER_COOKIE), time.monotonic())


async def _read_json(request: web.Request, max_bytes: int = 0) -> Any:
    """Return the JSON value of a request; `max_bytes` raises the limit that holds for all requests."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Send JSON.")
    try:
        return parse_json(await (_read(request, max_bytes) if max_bytes else request.text()))
    except (ValueError, LookupError):
        raise web.HTTPBadRequest(text="The request is not valid JSON.") from None


async def _read(request: web.Request, max_bytes: int) -> str:
    """Return the body of a request.

    Raises:
        web.HTTPRequestEntityTooLarge: it is larger than `max_bytes`.
    """
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > max_bytes:
            raise web.HTTPRequestEntityTooLarge(max_size=max_bytes, actual_size=len(body))
    return body.decode("utf-8")
