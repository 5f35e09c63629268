"""A page on a port of its own, with a hand that a test moves."""

import asyncio
import json
import re

import aiohttp
import numpy as np
import pytest

from device.runtime.practice import open_practice
from device.settings import PracticeSettings, Settings, WebSettings
from device.tutor.progress import ProgressStore
from device.types import Frame
from device.view import View
from device.web.web_display import WebDisplay
from tests.device.conftest import process, station  # noqa: F401  the same ways to run `python -m device`
from tests.fakes.scripted import perception_of

FPS = 15


class Served:
    """A station, its page, and the hand before it."""

    def __init__(self, folder, web: WebSettings, practice: PracticeSettings) -> None:
        self.store = ProgressStore.open(folder / "progress.db", pytest.fail)
        self.pose, self.t, self.warned = None, 0.0, []
        self.perception = perception_of(lambda t: self.pose)
        self.tutor = open_practice(
            self.perception, practice, practice, self.store, folder / "progress.db", ("ABC",), self.warned.append
        )
        self.page = WebDisplay(Settings(web=web, practice=practice), self.tutor, self.warned.append)
        self.site = self.page._site
        self.url = self.page.url.rstrip("/").replace("localhost", "127.0.0.1")
        self.page.show(View("starting"))

    def show(self, pose, seconds: float) -> View:
        """Hold a pose before the station; the page gets every view."""
        self.pose, view = pose, None
        for number in range(round(seconds * FPS)):
            self.t += 1 / FPS
            frame = Frame(np.full((48, 64), 120, np.uint8), self.t, number)
            view, _ = self.tutor.step(frame, *self.perception.see(frame))
            self.page.show(view)
        return view

    def ask(self, method: str, path: str, **options) -> tuple[int, dict | str, dict]:
        """One request: status, body (JSON where it is), headers."""

        async def talk():
            async with (
                aiohttp.ClientSession() as session,
                session.request(method, self.url + path, allow_redirects=False, ssl=False, **options) as answer,
            ):
                text = await answer.text(errors="replace")
                is_json = answer.content_type == "application/json"
                return answer.status, json.loads(text) if is_json else text, answer.headers

        return asyncio.run(talk())

    def post(self, path: str, what=None, **headers) -> tuple[int, dict | str, dict]:
        """As the page itself posts."""
        return self.ask("POST", path, json=what if what is not None else {}, headers={"Origin": self.url, **headers})

    def converse(self, talk, **headers):
        """Run `talk(socket)` on a WebSocket of the page."""

        async def run():
            headers.setdefault("Origin", self.url)
            async with (
                aiohttp.ClientSession() as session,
                session.ws_connect(f"{self.url}/live", headers=headers, max_msg_size=0) as socket,
            ):
                return await asyncio.wait_for(talk(socket), 20)

        return asyncio.run(run())


@pytest.fixture
def serve(tmp_path):
    """Open pages; all are closed at the end of the test."""
    opened = []

    def open_page(web: WebSettings = WebSettings(port=0), **practice) -> Served:  # noqa: B008
        opened.append(Served(tmp_path, web, PracticeSettings(**{"mode": "read", **practice})))
        return opened[-1]

    yield open_page
    for each in opened:
        each.page.close()
        each.store.close()


@pytest.fixture
def served(serve) -> Served:
    return serve()


@pytest.fixture
def from_network(monkeypatch):
    """Requests of this test come from another machine."""
    monkeypatch.setattr("device.web.request_checks.is_local", lambda request: False)
    monkeypatch.setattr("device.web.server.is_local", lambda request: False)


def code_of(served: Served) -> str:
    """What the station's display shows."""
    shown = served.page.pairing()
    return re.sub(" ", "", shown.code) if shown else ""


@pytest.fixture
def fault_of_web(station, tmp_path):  # noqa: F811
    """`python -m device web` with these arguments must fail with one sentence; returns it."""

    def run(*arguments) -> str:
        code, _, err = station("web", "--camera", "page:", "--progress", tmp_path / "web.db", *arguments)
        lines = err.splitlines()
        assert code != 0
        assert len(lines) == 1, err
        return lines[0]

    return run
