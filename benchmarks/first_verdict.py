"""Measure the web page: the bytes a browser receives, and the time from opening the page to the first verdict.

A real Chromium opens the page with a file for a camera: an empty picture, and a hand that holds L. The program presses
the buttons as soon as they are there, so that a person's time to read is not in the figures: use this device's camera,
start a lesson of L. Times count from the request of the page.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._common import parser_for
from benchmarks._processes import serving
from device.assets.strings import load_strings
from device.system.command_line import exit_code_of
from device.system.option_types import COUNT
from device.web.static_files import StaticFiles
from tests.device.web.browser import Browsers, why_not
from tests.device.web.clips import held, write_mjpeg

if TYPE_CHECKING:  # Playwright is optional
    from playwright.sync_api import Page

NOTHING = (0, 4)
"""Frames of the demo clip without a hand."""
HAND_FILES = ("/three.min.js", "/hand.glb")
"""What the turnable hand needs, requested with the first visit to "Watch" or "Alphabet"."""
LIMIT_S = 60.0
CAMERA = """(() => {
  const shown = (button) => button.checkVisibility();
  const button = [...document.querySelectorAll("#first-cameras .large, #stage button")].find(shown);
  button?.click();
  return Boolean(button);
})()"""
STEPS = (
    ("the page can be used", "document.body.dataset.ready === 'true'", ""),
    ("the camera is offered and pressed", CAMERA, ""),
    (
        "the station has its picture",
        "document.querySelector('#cameras [aria-pressed=true]') && document.getElementById('figures').textContent",
        "location.hash = '#/practise'; document.querySelector('#begin [type=submit]').click()",
    ),
    ("the letter is asked for", "document.getElementById('prompt').textContent === 'L'", ""),
    ("the first verdict", "document.getElementById('at-hand').textContent === '✓ L'", ""),
)
"""What is waited for, a JavaScript expression that is true then, and what is done next."""
RECEIVED = """[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter(({ name }) => !name.includes("/picture/"))
  .reduce(([sent, all], each) => [sent + each.transferSize, all + each.decodedBodySize], [0, 0])"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print bytes, then the median time of each step."""
    parser = parser_for(__doc__)
    parser.add_argument("--rounds", type=COUNT, default=5, help="browsers, one after the other (default: %(default)s)")
    args = parser.parse_args(arguments)
    print_files()
    if why_not():
        print(f"times: not measured, {why_not()}")
        return
    rounds = [first_lesson() for _ in range(args.rounds)]
    sent, decoded = (statistics.median(column) for column in zip(*(received for _, received in rounds), strict=True))
    print(f"received until the first verdict, with headers: {sent / 1000:.0f} kB, unpacked {decoded / 1000:.0f} kB")
    for number, (name, _, _) in enumerate(STEPS):
        times = [took[number] for took, _ in rounds]
        print(f"{statistics.median(times):6.2f} s  {name}  ({min(times):.2f} to {max(times):.2f})")


def print_files() -> None:
    """Print the size of the page's own files, and of those of the turnable hand."""
    files, strings = StaticFiles(), load_strings("en")
    own, hand = [0, 0], [0, 0]
    for path in files.paths:
        if path.startswith("/static") or path == "/":
            content, _ = files.get(path, strings)
            total = hand if path.endswith(HAND_FILES) else own
            total[0] += len(content)
            total[1] += len(files.compressed(path, content) or content)
    for name, (whole, packed) in (("the page's own files", own), ("the turnable hand", hand)):
        print(f"{name}: {whole / 1000:.0f} kB, compressed {packed / 1000:.0f} kB")


def first_lesson() -> tuple[list[float], tuple[float, float]]:
    """Open the page in a new browser; return the time of each step, seconds, and the bytes received and unpacked."""
    with tempfile.TemporaryDirectory() as folder:
        clip = write_mjpeg(Path(folder) / "l.mjpeg", [NOTHING, NOTHING, NOTHING, held("L")])
        command = ("-m", "device", "web", "--port", "0", "--camera", "page:", "--letters", "L", "--progress")
        with serving(*command, f"{folder}/progress.db") as (_, address):
            browsers = Browsers()
            try:
                page = browsers.open(address, clip)
                times = [_reached(page, condition, then) for _, condition, then in STEPS]
                sent, decoded = page.evaluate(RECEIVED)
            finally:
                browsers.close()
    return times, (sent, decoded)


def _reached(page: "Page", condition: str, then: str) -> float:
    """Wait until a condition is true; return the page's own clock, seconds."""
    until = time.monotonic() + LIMIT_S
    while not page.evaluate(condition):
        assert time.monotonic() < until, condition
        page.wait_for_timeout(20)
    now: float = page.evaluate("performance.now()") / 1000
    if then:
        page.evaluate(then)
    return now


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
