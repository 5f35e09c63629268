"""From the station's loop to the viewers: newest view first, packed once for all, nobody waits for anybody.

The loop's thread leaves a view here and goes on. All else happens in the page's thread: a view is turned into JSON
once, its picture into a JPEG once, and each viewer takes the newest when its browser has drawn what it was sent before.
A browser that is slow thereby skips views, one that has stopped holds at most two.
"""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

from device.types import Frame, HandBox
from device.view import View
from device.web.jpeg import BadPicture, preview
from device.web.view_json import box_json

TEXT_S = 1 / 40  # between two views: no screen shows more
PICTURE_S = 1 / 15  # between two pictures: smooth enough to place a hand, a third of what a camera gives
IN_FLIGHT = 2  # views sent and not yet drawn: one on its way while one is being drawn

Describe = Callable[[View], dict[str, Any]]


class Viewer:
    """One browser that watches.

    Attributes:
        pictures: it wants to see what the camera sees.
        remote: it runs on another machine.
    """

    def __init__(self, hub: "Broadcaster", pictures: bool, remote: bool) -> None:
        self._hub = hub
        self._wake = asyncio.Event()
        self._sent = self._drawn = 0
        # What was packed for others before is not for this one: it may be hours old, or of another camera.
        self._shown, self._picture = hub.count, hub.pictures
        self.pictures, self.remote = pictures, remote

    @property
    def keeps_up(self) -> bool:
        """It may be sent another view."""
        return self._sent - self._drawn < IN_FLIGHT

    def drawn(self, count: int) -> None:
        """The browser has drawn this many of the views it was sent."""
        self._drawn = min(max(count, self._drawn), self._sent)
        self._wake.set()

    def wake(self) -> None:
        """There is something newer."""
        self._wake.set()

    async def next(self) -> tuple[str, bytes | None]:
        """The newest view not sent yet, as JSON, and its picture where there is a new one; waits for both to be due."""
        hub = self._hub
        while self._shown == hub.count or not self.keeps_up:
            self._wake.clear()
            await self._wake.wait()
        self._shown = hub.count
        self._sent += 1
        picture = None
        if self.pictures and hub.picture is not None and self._picture != hub.pictures:
            self._picture, picture = hub.pictures, hub.picture
        return hub.text, picture


class Broadcaster:
    """The newest view and who looks at it. Only `publish` may be called from other threads.

    Attributes:
        text: newest view as JSON.
        picture: newest picture as JPEG, None before the first.
        count, pictures: how many of each there were.
        pictured: box of the hand in the newest picture; a view may be newer than its picture.
        viewers: who looks.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, packer: Executor, describe: Describe) -> None:
        """Serve viewers of this loop; pictures are packed in `packer`, views described by `describe`."""
        self._loop, self._packer, self._describe = loop, packer, describe
        self._wake = asyncio.Event()
        self._view: View | None = None
        self._pending = False
        self._packed: Frame | None = None
        self.text = ""
        self.picture: bytes | None = None
        self.pictured: HandBox | None = None
        self.count = self.pictures = 0
        self.viewers: set[Viewer] = set()

    def publish(self, view: View) -> None:
        """Leave the newest view; costs the caller microseconds, and nothing while nobody looks."""
        self._view = view
        if self.viewers and not self._pending:
            self._pending = True
            self._loop.call_soon_threadsafe(self._wake.set)

    def join(self, pictures: bool, remote: bool = False) -> Viewer:
        """A browser begins to watch."""
        viewer = Viewer(self, pictures, remote)
        if not self.viewers:
            self._packed = None
        self.viewers.add(viewer)
        self._wake.set()
        return viewer

    def leave(self, viewer: Viewer) -> None:
        """A browser is gone; safe to call twice."""
        self.viewers.discard(viewer)

    async def run(self) -> None:
        """Pack views for as long as the page lives."""
        last_picture = float("-inf")
        while True:
            await self._wake.wait()
            self._wake.clear()
            self._pending = False
            view = self._view
            if view is None or not self.viewers:
                continue
            now = self._loop.time()
            wanted = any(viewer.pictures for viewer in self.viewers)
            if wanted and view.frame is not None and view.frame is not self._packed and now - last_picture >= PICTURE_S:
                last_picture, self._packed = now, view.frame
                await self._pack(view.frame, view.box)
            said = {**self._describe(view), "pictured": box_json(self.pictured)}
            self.text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
            self.count += 1
            for viewer in self.viewers:
                viewer.wake()
            await asyncio.sleep(TEXT_S)

    async def _pack(self, frame: Frame, box: HandBox | None) -> None:
        try:
            self.picture = await self._loop.run_in_executor(self._packer, preview, frame.image)
            self.pictures, self.pictured = self.pictures + 1, box
        except BadPicture:  # a view without its picture is better than none
            self.picture = None
