"""Debian's Chromium, driven by Playwright, with a file for a camera."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:  # Playwright is optional
    from playwright.sync_api import ConsoleMessage, Page

CHROMIUM = shutil.which("chromium")
EXPECTED = "The Cross-Origin-Opener-Policy header has been ignored"
"""Warning of Chromium on a page that is neither localhost nor https, where the header has no effect."""
CAMERA_BUTTONS = "#first-cameras .large, #stage button"
WAIT_MS = 60_000  # for what takes two seconds on an idle machine
# The tests may run as root without a screen; the other flags prevent requests to the browser's maker.
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-3d-apis",  # no WebGL: software would draw it for seconds, and warn
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--mute-audio",
]


def why_not() -> str:
    """Return why no browser can be used here, "" if one can."""
    if CHROMIUM is None:
        return "Chromium is not installed (Debian: apt install chromium)"
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "Playwright is not installed (requirements-dev.txt)"
    return ""


class Browsers:
    """Open browsers, and the problems in them.

    Attributes:
        problems: errors and warnings of the pages' consoles, and requests to other hosts than the station.
    """

    def __init__(self) -> None:
        from playwright.sync_api import sync_playwright

        self._running = sync_playwright()
        self._playwright = self._running.__enter__()
        self._open: list = []
        self.problems: list[str] = []

    def open(self, url: str, camera: Path | None = None, flags: tuple[str, ...] = (), **context):
        """A page in a browser of its own; `camera` is an MJPEG file that its fake camera plays over and over."""
        flags = [*FLAGS, *flags]
        if camera is not None:
            flags += [
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={camera}",
            ]
        browser = self._playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        self._open.append(browser)
        page = browser.new_context(**context).new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", lambda request: self._check(request.url, url))
        page.goto(url)
        page.wait_for_selector("body[data-ready=true]")
        return page

    def _note_console(self, message: "ConsoleMessage") -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            self.problems.append(message.text)

    def close(self) -> None:
        """End all of them."""
        for browser in self._open:
            browser.close()
        self._running.__exit__(None, None, None)

    def _check(self, asked: str, ours: str) -> None:
        if urlsplit(asked.removeprefix("blob:")).netloc != urlsplit(ours).netloc:
            self.problems.append(f"asked for {asked}")


def press_camera(page: "Page") -> None:
    """Press the one button that gives this device's camera to the station, or takes it back.

    The large one replaces the other at the first view without a picture, so that finding and pressing are one step.
    """
    visible = f"[...document.querySelectorAll('{CAMERA_BUTTONS}')].find((button) => button.checkVisibility())"
    page.evaluate(f"{visible}.click()")
