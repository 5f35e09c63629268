"""Take docs/web.png, the README's picture of the page: `python -m docs.make_web_picture [OUT]`.

A station of its own plays the bundled clip. Chromium shows its page three times: reading on a desktop, practice and the
alphabet on a phone. Needs Debian's chromium, and Playwright of requirements-dev.txt.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

OUT = Path("docs/web.png")
CLIP = "clip:device/assets/demo/hello_jz.mp4?loop=1"
GAP, GREY = 22, (128, 128, 128)
SEEN = "localStorage.setItem('first visit', 'yes')"
"""The three steps of a first visit are passed over."""
SHOT_MS = 180_000
"""Longest time for a picture: without a graphics card, software draws the hand in three dimensions."""
WAIT_S, SETTLE_MS = 60, 3500
"""Longest wait for a text; then the time in which the clip comes to a held letter and a hand is drawn."""


@dataclass(frozen=True)
class Shot:
    """One picture of the page.

    Attributes:
        mode: of the station.
        tab: name of the part of the page.
        size: of the window, pixels.
        element, text: element and pattern of its text that are waited for.
    """

    mode: str
    tab: str
    size: tuple[int, int]
    element: str
    text: str


SHOTS = (
    Shot("read", "Read", (1200, 800), "#text", "[HELO]{3}"),
    Shot("letters", "Practise", (360, 800), "#prompt", "[A-Z]"),
    Shot("letters", "Alphabet", (360, 800), "#alphabet", "[A-Z]"),
)


def start(mode: str, progress: Path) -> tuple[subprocess.Popen[str], str]:
    """Start a station in a mode; return it and its page's address."""
    command = [sys.executable, "-m", "device", "web", "--port", "0", "--camera", CLIP, "--mode", mode]
    command += ["--letters", "EL", "--progress", str(progress)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert running.stdout is not None
    for line in running.stdout:
        if found := re.search(r"http://localhost:\d+/", line):
            return running, found[0]
    raise SystemExit("The station does not start; run `python -m device web`.")


def picture(browser: Any, url: str, shot: Shot, to: Path) -> Image.Image:
    """Return a picture of the page, as soon as it shows the text that is waited for."""
    page = browser.new_page(viewport={"width": shot.size[0], "height": shot.size[1]})
    page.add_init_script(SEEN)
    page.goto(url)
    page.wait_for_selector("body[data-ready=true]")
    page.locator("nav").get_by_text(shot.tab, exact=True).click()
    until = time.monotonic() + WAIT_S
    while not re.search(shot.text, page.text_content(shot.element) or "") and time.monotonic() < until:
        page.wait_for_timeout(100)
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=str(to), timeout=SHOT_MS)
    page.close()
    return Image.open(to).convert("RGB")


def main(out: Path = OUT) -> None:
    """Take all pictures, put them side by side and print the size."""
    taken = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        flags = ["--no-sandbox", "--enable-unsafe-swiftshader"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        for number, shot in enumerate(SHOTS):
            running, url = start(shot.mode, Path(folder) / f"{number}.db")
            try:
                taken.append(picture(browser, url, shot, Path(folder) / f"{number}.png"))
            finally:
                running.terminate()
                running.wait()
        browser.close()
    whole = Image.new("RGB", (sum(each.width + GAP for each in taken) - GAP, max(each.height for each in taken)), GREY)
    left = 0
    for each in taken:
        whole.paste(each, (left, 0))
        left += each.width + GAP
    whole.quantize(256).save(out, optimize=True)
    sys.stdout.write(f"{out}: {out.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main(*(Path(name) for name in sys.argv[1:]))
