"""HTTP requests about the activity: texts and controls, questions, settings, a teacher's tasks, health.

docs/web-api.md lists all requests; `login_api.py` and `picture_api.py` serve the others.
"""

import asyncio
import time

from aiohttp import web

from device.assets import handshapes
from device.assets.strings import Strings, load_strings
from device.errors import HandshapeError, SettingsError
from device.settings import LANGUAGES
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
from device.web.logins import TEACHER_COOKIE
from device.web.request_checks import refusal
from device.web.request_json import read_json

BROWSER_HEADER = "X-Handshape-Browser"
"""The name that a browser gives itself, see device.web.holder."""

MAX_TABLE_BYTES = 8_000_000
"""Of a table of answers that a teacher imports: a school year of two classes."""


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

    async def health(self, request: web.Request) -> web.Response:
        """Return the health figures."""
        return web.json_response(self._context.health())

    async def change(self, request: web.Request) -> web.Response:
        """Change settings of the activity."""
        chosen = await read_json(request)
        browser = browser_name(request.headers.get(BROWSER_HEADER))
        if not self._is_teacher(request) and not self._context.holder.act(browser, time.monotonic()):
            return refusal(409, self._strings(request)("page.held"))
        try:
            await asyncio.to_thread(self._context.change, chosen, self._strings(request))
        except SettingsError as error:
            return refusal(400, str(error))
        return web.json_response({"settings": settings_json(self._context.activity)})

    async def manage(self, request: web.Request) -> web.Response:
        """Do something that only a teacher may do: a task of the activity.

        Raises:
            web.HTTPNotFound: the activity has no such task.
        """
        if not self._is_teacher(request):
            return refusal(403, self._strings(request)("page.teacher_code"))
        values = await read_json(request, MAX_TABLE_BYTES)
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
