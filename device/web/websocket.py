"""The WebSocket: views out as fast as the browser draws them; buttons and a lent camera's pictures in."""

import asyncio
import contextlib
import json
import time
from typing import Any

from aiohttp import WSMsgType, web

from device.web.broadcast import Viewer
from device.web.context import BUTTONS, WebContext
from device.web.jpeg import HEAD, BadPicture, unpacked
from device.web.rate_limits import PICTURE_BYTES, STALLED_S, VIEWERS, Bucket

BAD_PICTURES = 10  # in a row: this browser's camera will not get better
SENT_S = 2.0  # a view that was not drawn in this time is looked after


async def live(request: web.Request, site: WebContext, remote: bool) -> web.StreamResponse:
    """Serve one browser until it leaves, misbehaves or falls asleep."""
    if len(site.hub.viewers) >= VIEWERS:
        raise web.HTTPServiceUnavailable(text=f"{VIEWERS} browsers are watching already; close one.")
    socket = web.WebSocketResponse(heartbeat=STALLED_S, max_msg_size=PICTURE_BYTES + HEAD.size, compress=False)
    pictures = request.query.get("pictures") != "0" and (site.settings.pictures or not remote)
    viewer = site.hub.join(pictures, remote)
    try:
        await socket.prepare(request)
        if request.transport is not None:
            request.transport.set_write_buffer_limits(high=64 * 1024)
        client = Client(site, socket, viewer)
        await client.serve()
    finally:
        site.hub.leave(viewer)
        site.lending.release(viewer)
    return socket


class Client:
    """One browser's conversation."""

    def __init__(self, site: WebContext, socket: web.WebSocketResponse, viewer: Viewer) -> None:
        self._site, self._socket, self._viewer = site, socket, viewer
        self._commands = Bucket(20, 10)  # fingers on buttons
        self._messages = Bucket(120, 100)  # pictures, and “drawn” for each view
        self._picture: bytes | None = None
        self._arrived = asyncio.Event()
        self._bad = 0
        self._wanted = viewer.pictures
        self._lends = False

    async def serve(self) -> None:
        """Talk until one side ends it."""
        tasks = [asyncio.create_task(work()) for work in (self._send, self._receive, self._unpack)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
        fault = next((task.exception() for task in done), None)
        if fault is not None and not isinstance(fault, ConnectionError | TimeoutError):
            raise fault
        with contextlib.suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(1.0):
                await self._socket.close(message=b"" if fault else next(iter(done)).result())

    async def _send(self) -> bytes:
        """Views, newest first; a browser that draws none for STALLED_S is let go."""
        while True:
            view = asyncio.ensure_future(self._viewer.next())
            waited = 0.0
            try:
                while not view.done():
                    await asyncio.wait([view], timeout=SENT_S)
                    waited = 0.0 if view.done() or self._viewer.keeps_up else waited + SENT_S
                    if waited >= STALLED_S:
                        return b"nothing was drawn"
            finally:
                view.cancel()
            text, picture = view.result()
            async with asyncio.timeout(STALLED_S):
                await self._socket.send_str(text)
                if picture is not None:
                    await self._socket.send_bytes(picture)

    async def _receive(self) -> bytes:
        async for message in self._socket:
            if not self._messages.take(time.monotonic()):
                return b"too much"
            if message.type is WSMsgType.BINARY:
                self._picture = message.data  # the newest wins; the one before may never be unpacked
                self._arrived.set()
            elif message.type is WSMsgType.TEXT and not await self._do(message.data):
                return b"not understood"
        return b""

    async def _do(self, text: str) -> bool:
        """One message of the page; False for one that no page of ours sends."""
        try:
            said = json.loads(text)
            act = said["do"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return False
        if act == "drawn" and type(said.get("count")) is int:
            self._viewer.drawn(said["count"])
            return True
        if not self._commands.take(time.monotonic()):
            return act in ("press", "lend", "keep")  # impatient, not hostile
        if act == "press" and said.get("button") in BUTTONS:
            if self._site.tutor is not None:
                self._site.tutor.press(said["button"])
        elif act == "lend":
            await self._lend(self._site.lending.claim(self._viewer))
        elif act == "keep":
            self._site.lending.release(self._viewer)
            await self._lend(False)
        else:
            return False
        return True

    async def _unpack(self) -> bytes:
        """Pictures of the browser's camera, one at a time, in the thread that packs ours."""
        loop = asyncio.get_running_loop()
        while self._bad < BAD_PICTURES:
            await self._arrived.wait()
            self._arrived.clear()
            message, self._picture = self._picture, None
            if message is None or not self._lends:
                continue
            if not self._site.lending.claim(self._viewer):  # it was silent, and now another one lends
                await self._lend(False)
                continue
            try:
                frame = await loop.run_in_executor(self._site.packer, unpacked, message, time.monotonic())
            except BadPicture as error:
                self._bad += 1
                await self._tell(error=str(error))
            else:
                self._bad = 0
                self._site.lending.put(self._viewer, frame)
        return b"no pictures"

    async def _lend(self, granted: bool) -> None:
        self._lends = granted
        self._viewer.pictures = self._wanted and not granted  # a lender shows its own camera's picture
        await self._tell(lent=granted)

    async def _tell(self, **what: Any) -> None:
        await self._socket.send_str(json.dumps(what))
