"""From the loop to the browsers: the newest view first, encoded once for all of them.

The loop's thread only stores a view here. The web thread encodes it as JSON once for each language that is read, and
its frame as JPEG once. Each viewer takes the newest view when its browser has drawn the one before the last: a slow
browser skips views, and a stalled one has at most two on their way.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

from device.names import json_text
from device.types import Frame, HandBox
from device.view import View
from device.web.jpeg import ImageError, encode_preview
from device.web.view_json import box_json

VIEW_S = 1 / 40  # minimum time between two views
PREVIEW_S = 1 / 15  # minimum time between two preview images: enough to place a hand
MAX_IN_FLIGHT = 2  # views sent and not yet drawn: one on its way while another is drawn


class Viewer:
    """One browser that shows the page. Only the web thread may use it.

    Attributes:
        wants_images: the browser shows preview images.
        remote: the browser runs on another machine.
        language: that the browser has chosen, None for the station's.
    """

    def __init__(
        self, broadcaster: "Broadcaster", wants_images: bool, remote: bool, language: str | None = None
    ) -> None:
        """Start with the next view; use Broadcaster.join."""
        self._broadcaster = broadcaster
        self._wake = asyncio.Event()
        self._sent = self._drawn = 0
        # What was encoded before is skipped: it may be hours old, or from another camera.
        self._view_number, self._image_number = broadcaster.view_count, broadcaster.image_count
        self.wants_images, self.remote, self.language = wants_images, remote, language

    @property
    def ready(self) -> bool:
        """Whether the browser has drawn enough to be sent another view."""
        return self._sent - self._drawn < MAX_IN_FLIGHT

    def drawn(self, count: int) -> None:
        """Note that the browser has drawn `count` views so far."""
        self._drawn = min(max(count, self._drawn), self._sent)
        self._wake.set()

    def wake(self) -> None:
        """Note that there is a new view."""
        self._wake.set()

    async def next(self) -> tuple[str, bytes | None]:
        """Wait until there is a new view and the browser is ready.

        Returns:
            The newest view as JSON, and the newest preview image as JPEG if it was not sent yet.
        """
        source = self._broadcaster
        while self._view_number == source.view_count or not self.ready:
            self._wake.clear()
            await self._wake.wait()
        self._view_number = source.view_count
        self._sent += 1
        image = None
        if self.wants_images and source.image is not None and self._image_number != source.image_count:
            self._image_number, image = source.image_count, source.image
        return source.texts[self.language], image


class Broadcaster:
    """The newest view and its viewers. Only `publish` may be called from other threads.

    Attributes:
        text: newest view as JSON.
        image: newest preview image as JPEG, None before the first.
        view_count, image_count: how many of each were encoded.
        viewers: the browsers that show the page.
    """

    def __init__(self, encoder: Executor, describe: Callable[[View, str | None], dict[str, Any]]) -> None:
        """Start without views.

        Args:
            encoder: encodes preview images.
            describe: returns a view as JSON values in a language, None for the station's.
        """
        self._encoder, self._describe = encoder, describe
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        self._view: View | None = None
        self._pending = False
        self._encoded: Frame | None = None
        self._image_box: HandBox | None = None  # of the newest image; a view may be newer than its image
        self.texts: dict[str | None, str] = {}
        self.image: bytes | None = None
        self.view_count = self.image_count = 0
        self.viewers: set[Viewer] = set()

    def publish(self, view: View) -> None:
        """Store the newest view; takes microseconds. Any thread may call this."""
        self._view = view
        if self._loop is not None and self.viewers and not self._pending:
            self._pending = True
            self._loop.call_soon_threadsafe(self._wake.set)

    def join(self, wants_images: bool, remote: bool = False, language: str | None = None) -> Viewer:
        """Add a browser; see Viewer."""
        viewer = Viewer(self, wants_images, remote, language)
        if not self.viewers:
            self._encoded = None
        self.viewers.add(viewer)
        self._wake.set()
        return viewer

    def leave(self, viewer: Viewer) -> None:
        """Remove a browser; safe to call twice."""
        self.viewers.discard(viewer)

    async def run(self) -> None:
        """Encode views until cancelled."""
        self._loop = asyncio.get_running_loop()
        last_image = float("-inf")
        while True:
            await self._wake.wait()
            self._wake.clear()
            self._pending = False
            view = self._view
            if view is None or not self.viewers:
                continue
            now = self._loop.time()
            if view.frame is not None and self._image_due(view.frame, now - last_image):
                last_image, self._encoded = now, view.frame
                await self._encode(view.frame, view.box)
            pictured = box_json(self._image_box)
            languages = {
                viewer.language for viewer in self.viewers
            }  # taken now: one that joins waits for the next view
            self.texts = {
                language: json_text({**self._describe(view, language), "pictured": pictured}, separators=(",", ":"))
                for language in languages
            }
            self.view_count += 1
            for viewer in self.viewers:
                viewer.wake()
            await asyncio.sleep(VIEW_S)

    def _image_due(self, frame: Frame, since_last: float) -> bool:
        wanted = any(viewer.wants_images for viewer in self.viewers)
        return wanted and frame is not self._encoded and since_last >= PREVIEW_S

    async def _encode(self, frame: Frame, box: HandBox | None) -> None:
        assert self._loop is not None
        try:
            self.image = await self._loop.run_in_executor(self._encoder, encode_preview, frame.image)
            self.image_count, self._image_box = self.image_count + 1, box
        except ImageError:  # the view is sent without its image
            self.image = None
