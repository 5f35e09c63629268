"""The WebSocket: views out as fast as the browser draws them; presses and images of a browser's camera in.

docs/web-api.md lists the messages and the reasons for closing.
"""

import asyncio
import contextlib
import json
import time
from dataclasses import asdict
from typing import Any

from aiohttp import WSMsgType, web

from device.web.broadcast import Viewer
from device.web.context import WebContext
from device.web.holder import Hold, browser_name
from device.web.jpeg import HEADER, ImageError, decode_frame
from device.web.language import language_of
from device.web.messages import MessageError, parse_message
from device.web.rate_limit import Bucket

SEND_BUFFER_BYTES = 64 * 1024  # more than one preview; a slow line must not queue many


async def serve_websocket(request: web.Request, context: WebContext, remote: bool) -> web.StreamResponse:
    """Serve one browser until it leaves, breaks a rule or stops drawing.

    Args:
        request: that opens the WebSocket.
        context: of the page.
        remote: the browser runs on another machine.

    Raises:
        web.HTTPServiceUnavailable: too many browsers.
    """
    limits = context.limits
    if len(context.broadcaster.viewers) >= limits.viewers:
        raise web.HTTPServiceUnavailable(text=f"{limits.viewers} browsers show the page already; close one.")
    socket = web.WebSocketResponse(
        heartbeat=limits.stalled_s,
        max_msg_size=limits.image_bytes + HEADER.size + 1,  # a message of this size is refused
        compress=False,
    )
    wants_images = request.query.get("pictures") != "0" and (context.settings.pictures or not remote)
    viewer = context.broadcaster.join(wants_images, remote, language_of(request))
    name = browser_name(request.query.get("browser"))
    browser = name or f"connection-{id(viewer)}"
    context.holder.opened(browser)
    try:
        await socket.prepare(request)
        if request.transport is not None:
            request.transport.set_write_buffer_limits(high=SEND_BUFFER_BYTES)
        await Connection(context, socket, viewer, browser).serve()
    finally:
        context.broadcaster.leave(viewer)
        context.holder.closed(browser, time.monotonic())
        if not name:  # it cannot come back under the same name
            context.holder.release(browser)
        context.camera.release(viewer)
    return socket


class Connection:
    """The WebSocket of one browser."""

    def __init__(self, context: WebContext, socket: web.WebSocketResponse, viewer: Viewer, browser: str) -> None:
        """Take over an open socket of a browser, see device.web.holder."""
        self._context, self._socket, self._viewer, self._browser = context, socket, viewer, browser
        self._hold: Hold | None = None  # as the browser has it
        limits = self._limits = context.limits
        self._commands = Bucket(limits.command_burst, limits.command_rate)
        self._messages = Bucket(limits.message_burst, limits.message_rate)
        self._image: bytes | None = None
        self._image_arrived = asyncio.Event()
        self._broken_images = 0
        self._wants_images = viewer.wants_images
        self._camera_granted = False

    async def serve(self) -> None:
        """Send and receive until one side ends; close with the reason."""
        tasks = [asyncio.create_task(work()) for work in (self._send, self._receive, self._decode)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
        error = next((task.exception() for task in done), None)
        if error is not None and not isinstance(error, ConnectionError | TimeoutError):
            raise error
        with contextlib.suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(1.0):
                await self._socket.close(message=b"" if error else next(iter(done)).result())

    async def _send(self) -> bytes:
        """Send views, the newest first; return the reason when the browser stops drawing."""
        while True:
            view = asyncio.ensure_future(self._viewer.next())
            waited = 0.0
            try:
                while not view.done():
                    await asyncio.wait([view], timeout=self._limits.stall_check_s)
                    idle = view.done() or self._viewer.ready
                    waited = 0.0 if idle else waited + self._limits.stall_check_s
                    if waited >= self._limits.stalled_s:
                        return b"nothing was drawn"
                    async with asyncio.timeout(self._limits.stalled_s):
                        await self._send_hold()  # also while there is nothing new to draw, such as without a camera
            finally:
                view.cancel()
            text, image = view.result()
            async with asyncio.timeout(self._limits.stalled_s):
                await self._send_hold()
                await self._socket.send_str(text)
                if image is not None:
                    await self._socket.send_bytes(image)

    async def _receive(self) -> bytes:
        """Handle messages; return the reason when one breaks a rule."""
        async for message in self._socket:
            if not self._messages.take(time.monotonic()):
                return b"too much"
            if message.type is WSMsgType.BINARY:
                self._image = message.data  # replaces an image not decoded yet
                self._image_arrived.set()
            elif message.type is WSMsgType.TEXT and not await self._handle(message.data):
                return b"not understood"
        return b""

    async def _handle(self, text: str) -> bool:
        """Handle one text message; return False for one that the page never sends."""
        try:
            message = parse_message(text)
        except MessageError:
            return False
        if message.do == "drawn":
            self._viewer.drawn(message.values["count"])
        elif not self._commands.take(time.monotonic()):
            return True  # ignored: impatient, not hostile
        elif message.do in ("press", "answer", "lend"):
            holds = self._context.holder.act(self._browser, time.monotonic())
            await self._send_hold()
            if message.do == "press":
                return self._context.press(message.values["button"]) if holds else True
            if message.do == "lend":
                await self._set_camera(holds and self._context.camera.claim(self._viewer))
            elif holds:
                self._context.activity.answer(message.values["text"][: self._limits.answer_characters])
        elif message.do in ("take", "release"):
            if message.do == "take":
                self._context.holder.take(self._browser, time.monotonic())
            else:
                self._context.holder.release(self._browser)
            await self._send_hold()
        elif message.do == "keep":
            self._context.camera.release(self._viewer, message.values.get("fault", ""))
            await self._set_camera(False)
        return True

    async def _decode(self) -> bytes:
        """Decode images of the browser's camera, the newest first, in the thread that encodes the previews."""
        loop = asyncio.get_running_loop()
        camera = self._context.camera
        while self._broken_images < self._limits.broken_images:
            await self._image_arrived.wait()
            self._image_arrived.clear()
            message, self._image = self._image, None
            if message is None or not self._camera_granted:
                continue
            if not self._context.holder.act(self._browser, time.monotonic()) or not camera.claim(self._viewer):
                # another browser has taken over
                await self._set_camera(False)
                continue
            try:
                frame = await loop.run_in_executor(
                    self._context.encoder, decode_frame, message, time.monotonic(), self._limits
                )
            except ImageError as error:
                self._broken_images += 1
                await self._send_json(error=str(error))
            else:
                self._broken_images = 0
                camera.put(self._viewer, frame)
        return b"no pictures"

    async def _set_camera(self, granted: bool) -> None:
        self._camera_granted = granted
        self._viewer.wants_images = self._wants_images and not granted  # the page shows its own camera instead
        await self._send_json(lent=granted)

    async def _send_hold(self) -> None:
        """Tell the browser whether it holds the station, if that has changed."""
        hold = self._context.holder.state(self._browser, time.monotonic())
        if hold != self._hold:
            self._hold = hold
            await self._send_json(station=asdict(hold))

    async def _send_json(self, **values: Any) -> None:
        await self._socket.send_str(json.dumps(values))
