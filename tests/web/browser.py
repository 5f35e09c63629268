"""Debian's Chromium, driven by Playwright, with a file for a camera."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

CHROMIUM = shutil.which("chromium")
# The container runs as root without a screen; the rest keeps the browser from calling its makers.
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--mute-audio",
]  # fmt: skip


def why_not() -> str:
    """Why no browser can be driven here, "" when one can."""
    if CHROMIUM is None:
        return "Chromium is not installed (Debian: apt install chromium)"
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "Playwright is not installed (requirements-dev.txt)"
    return ""


@contextlib.contextmanager
def chromium(camera: Path | None = None, **context) -> Iterator:
    """A browser context; `camera` is an MJPEG file that the fake camera plays over and over."""
    from playwright.sync_api import sync_playwright

    flags = [*FLAGS]
    if camera is not None:
        flags += ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                  f"--use-file-for-fake-video-capture={camera}"]  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        try:
            yield browser.new_context(**context)
        finally:
            browser.close()
