"""A page on a port of its own, for an activity without a lesson and views that a test makes."""

import asyncio
import json
import re

import aiohttp
import numpy as np
import pytest

from device.settings import WebSettings
from device.types import Frame, HandBox
from device.view import View
from device.web.browser_camera import BrowserCamera
from device.web.limits import Limits
from device.web.logins import COOKIE
from device.web.web_display import WebDisplay
from tests.device.conftest import process, station  # noqa: F401  pytest finds fixtures by their names here
from tests.fakes.activity import FakeActivity

BOX = HandBox(0.2, 0.2, 0.8, 0.8)


class Clock:
    """Seconds, set by a test."""

    t = 0.0

    def __call__(self) -> float:
        return self.t


class Served:
    """A page.

    Attributes:
        activity: that the page shows and controls.
        display: the page as a display.
        context: state of the page.
        clock: of the browser's camera.
        warnings: sentences about internal errors.
        remote: requests pretend to come from another machine, through a proxy on the station.
        cookie: of a logged-in browser, "" for none.
    """

    def __init__(self, web: WebSettings, limits: Limits, activity: FakeActivity) -> None:
        self.activity, self.clock, self.warnings = activity, Clock(), []
        self.display = WebDisplay(web, activity, self.warnings.append, BrowserCamera(self.clock), limits)
        self.context = self.display.context
        self.url = self.display.url.rstrip("/").replace("localhost", "127.0.0.1")
        self.remote, self.cookie = False, ""
        self._frames = 0
        self.display.show(View("starting"))

    def show(self, letter: str | None = None, **more) -> View:
        """Show a view of a new frame."""
        self._frames += 1
        frame = Frame(np.full((48, 64), 120, np.uint8), self._frames / 15, self._frames)
        view = View("confirmed" if letter else "hand", letter, frame=frame, box=BOX, **more)
        self.display.show(view)
        return view

    def ask(self, method: str, path: str, headers=(), **options) -> tuple[int, dict | str, dict]:
        """Send one request; return status, body (JSON where it is) and headers."""

        async def talk():
            async with (
                aiohttp.ClientSession() as session,
                session.request(
                    method, self.url + path, allow_redirects=False, ssl=False, headers=self._headers(headers), **options
                ) as answer,
            ):
                text = await answer.text(errors="replace")
                is_json = answer.content_type == "application/json"
                return answer.status, json.loads(text) if is_json else text, answer.headers

        return asyncio.run(talk())

    def post(self, path: str, body=None, **headers) -> tuple[int, dict | str, dict]:
        """Send a request as the page does."""
        return self.ask("POST", path, json={} if body is None else body, headers={"Origin": self.url, **headers})

    def converse(self, talk, **headers):
        """Run `talk(socket)` on a WebSocket of the page."""
        headers = self._headers({"Origin": self.url, **headers})

        async def run():
            async with (
                aiohttp.ClientSession() as session,
                session.ws_connect(f"{self.url}/live", headers=headers, max_msg_size=0) as socket,
            ):
                return await asyncio.wait_for(talk(socket), 20)

        return asyncio.run(run())

    def log_in(self) -> None:
        """Enter the code from the display."""
        self.post("/api/ask")
        headers = self.post("/api/pair", {"code": code_of(self)})[2]
        self.cookie = headers["Set-Cookie"].split(";")[0].split("=", 1)[1]

    def _headers(self, headers) -> dict:
        more = {"X-Forwarded-For": "192.0.2.7"} if self.remote else {}
        if self.cookie:
            more["Cookie"] = f"{COOKIE}={self.cookie}"
        return {**dict(headers), **more}


@pytest.fixture
def serve():
    """Open pages; all are closed at the end of the test."""
    opened = []

    def open_page(web=WebSettings(port=0), limits=Limits(), **values) -> Served:  # noqa: B008  both are frozen
        opened.append(Served(web, limits, FakeActivity(**values)))
        return opened[-1]

    yield open_page
    for each in opened:
        each.display.close()


@pytest.fixture
def served(serve) -> Served:
    return serve()


@pytest.fixture
def remote(serve) -> Served:
    """A page whose requests come from another machine."""
    served = serve()
    served.remote = True
    return served


def code_of(served: Served) -> str:
    """The code on the station's display, "" for none."""
    shown = served.display.current_pairing()
    return re.sub(" ", "", shown.code) if shown else ""


@pytest.fixture
def error_of_web(station, tmp_path):  # noqa: F811
    """`python -m device web` with these arguments must fail with one sentence; returns it."""

    def run(*arguments) -> str:
        code, _, err = station("web", "--camera", "page:", "--progress", tmp_path / "web.db", *arguments)
        lines = err.splitlines()
        assert code != 0
        assert len(lines) == 1, err
        return lines[0]

    return run
