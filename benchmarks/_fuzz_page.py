"""Targets of the fuzz benchmark: requests and messages to the page."""

import asyncio
import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp

from benchmarks._fuzz_target import Run
from device.settings import WebSettings
from device.web.limits import Limits
from device.web.web_display import WebDisplay
from tests.fakes.activity import FakeActivity
from tests.hard_inputs.web_messages import hostile_images, image_message, valid_messages

MANY = 10**9  # of anything that the page limits, so that limits do not hide what is behind them
CODE = "The code for the teacher's page is "  # what a request may ask for: no fault


class _Page:
    """A page and a browser, in one process."""

    def __init__(self) -> None:
        limits = replace(
            Limits(),
            request_burst=MANY,
            request_rate=MANY,
            command_burst=MANY,
            command_rate=MANY,
            message_burst=MANY,
            message_rate=MANY,
            change_burst=MANY,
            change_rate=MANY,
            broken_images=MANY,
        )
        self.warnings: list[str] = []
        self.activity: Any = FakeActivity()  # type: ignore[no-untyped-call]  # tests have no types
        self.display = WebDisplay(WebSettings(port=0), self.activity, self._warn, limits=limits)
        self.url = self.display.url.rstrip("/").replace("localhost", "127.0.0.1")
        self.loop = asyncio.new_event_loop()
        self.session: aiohttp.ClientSession | None = None
        self.socket: aiohttp.ClientWebSocketResponse | None = None

    def _warn(self, sentence: str) -> None:
        if not sentence.startswith(CODE):
            self.warnings.append(sentence)

    async def browser(self) -> aiohttp.ClientSession:
        if self.session is None:
            self.session = aiohttp.ClientSession(headers={"Origin": self.url})
        return self.session

    def check(self) -> None:
        """Fail if the page has noted an internal error or has ended."""
        self.activity.pressed.clear()
        self.activity.changes.clear()
        self.activity.asked.clear()
        assert not self.warnings, self.warnings.pop()
        assert self.display.server.fault is None, repr(self.display.server.fault)

    def close(self) -> None:
        if self.session is not None:
            self.loop.run_until_complete(self.session.close())
        self.loop.close()
        self.display.close()


@contextlib.contextmanager
def http_requests(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Requests to the page."""
    page = _Page()
    bodies = [b'{"mode": "letters"}', b'{"trials": 3, "letters": "AB", "hand": "left", "learner": "red-fox"}', b"{}"]
    seeds = [b"/api/settings\n" + body for body in bodies]
    seeds += [b'/api/pair\n{"code": "123456"}', b"/api/ask\n{}", b"/api/leave\n{}"]
    seeds += [b"/api/progress?learner=red-fox\n", b"/api/progress.csv\n", b"/handshape/A\n", b"/static/main.js\n"]

    async def ask(data: bytes) -> None:
        path, _, body = data.partition(b"\n")
        address = page.url + "/" + quote(path[:2000].lstrip(b"/"), safe="/?=&.%")
        browser = await page.browser()
        method = "POST" if body else "GET"
        headers = {"Content-Type": "application/json"} if body else {}
        async with asyncio.timeout(10):
            async with browser.request(method, address, data=body or None, headers=headers) as reply:
                await reply.read()
                assert reply.status < 500, f"status {reply.status}"

    def run(data: bytes) -> None:
        with contextlib.suppress(aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, aiohttp.InvalidURL):
            page.loop.run_until_complete(ask(data))
        page.check()

    try:
        yield seeds, run
    finally:
        page.close()


@contextlib.contextmanager
def websocket_messages(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Messages to the page, text and images."""
    page = _Page()
    seeds = [json.dumps(message).encode() for message in valid_messages()] + [image_message()]
    seeds += [data[:5000] for _, data in hostile_images()]

    async def send(data: bytes) -> None:
        browser = await page.browser()
        if page.socket is None or page.socket.closed:
            page.socket = await browser.ws_connect(f"{page.url}/live", autoping=False, max_msg_size=0)
            await page.socket.send_str('{"do": "lend"}')
        socket = page.socket
        text = None if data[:1] == b"\0" else data.decode("utf-8", "replace")
        await (socket.send_bytes(data) if text is None else socket.send_str(text))
        await socket.ping(b"x")
        async with asyncio.timeout(10):
            async for message in socket:
                if message.type is aiohttp.WSMsgType.PONG:
                    return
        page.socket = None  # the page has closed it

    def run(data: bytes) -> None:
        with contextlib.suppress(aiohttp.ClientConnectionError, ConnectionError):
            page.loop.run_until_complete(send(data))
        page.check()

    try:
        yield seeds, run
    finally:
        page.close()
