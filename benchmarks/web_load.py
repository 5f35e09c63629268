"""Measure what the web page costs, and whether it slows recognition.

A process of its own recognizes the bundled clip, first at the camera's rate (what the page costs), then as fast as
possible (what the page takes from recognition), while browsers watch. Each browser takes every picture that it is
given. A stalled one connects and never reads. Run this on an otherwise idle machine.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import aiohttp
import cv2

from benchmarks._common import demo_clip, parser_for
from benchmarks._processes import cpu_s, rss_mb, running, serving
from benchmarks._web_viewers import processed, stall, viewer
from device.reading.activity import ReadingActivity
from device.recognition.perception import open_perception
from device.settings import DEMO, Settings, WebSettings
from device.system.command_line import exit_code_of
from device.system.option_types import COUNT, Real
from device.system.status import HealthStatus
from device.types import Frame
from device.web.jpeg import HEADER
from device.web.web_display import WebDisplay
from tests.device.web.browser import Browsers, press_camera, why_not
from tests.device.web.clips import write_mjpeg

SETTLE_S = 2.0
"""Time before a measurement, so that start-up does not count."""
Figures = tuple[float, float, float, float, float]
"""Frames a second, loop ms a frame, CPU % of a core, resident MB, pictures a second for each viewer."""
CASES = ((0, 0), (1, 0), (5, 0), (5, 1))
"""Viewers, and stalled ones beside them."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the three measurements."""
    parser = parser_for(__doc__)
    parser.add_argument(
        "--seconds",
        type=Real(0.01, 1_000_000.0),
        default=10.0,
        help="duration of each measurement (default: %(default)s)",
    )
    parser.add_argument(
        "--rounds", type=COUNT, default=3, help="repetitions of all measurements (default: %(default)s)"
    )
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.serve:
        serve_as_fast_as_possible()
        return
    print(f"load of this machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    without = ("practice", "--mode", "read", "--display", "log", "--camera", f"clip:{DEMO}?loop=1", "--progress")
    with tempfile.TemporaryDirectory() as folder, running("-m", "device", *without, f"{folder}/progress.db") as process:
        time.sleep(4 * SETTLE_S)
        cpu = cpu_s(process.pid)
        time.sleep(args.seconds)
        print(
            f"without the page: RSS {rss_mb(process.pid):.0f} MB, "
            f"CPU {100 * (cpu_s(process.pid) - cpu) / args.seconds:.1f} % of a core"
        )
    command = ("-m", "device", "web", "--port", "0", "--camera", f"clip:{DEMO}?loop=1", "--progress")
    with tempfile.TemporaryDirectory() as folder, serving(*command, f"{folder}/progress.db") as (pid, address):
        measure("clip at its own rate, 15 FPS", pid, address, args.seconds, args.rounds)
        round_trips(address, args.seconds)
        in_chromium(address, Path(folder), args.seconds)
    with serving("-m", "benchmarks.web_load", "--serve") as (pid, address):
        measure("as fast as possible", pid, address, args.seconds, args.rounds)
    print(f"\nload of this machine after: {os.getloadavg()[0]:.1f}")


def measure(title: str, pid: int, address: str, seconds: float, rounds: int) -> None:
    """Measure all cases in turn, several times, so that other load affects all of them alike; print medians."""
    figures: dict[tuple[int, int], list[Figures]] = {case: [] for case in CASES}
    for number in range(rounds):
        for case in CASES[:: 1 if number % 2 else -1]:  # alternate the order
            figures[case].append(asyncio.run(watch(pid, address, *case, seconds)))
    print(f"\n{title} (medians of {rounds})")
    print("  viewers stalled |   FPS | loop, CPU ms a frame | all, CPU % of a core | RSS MB | pictures/s each")
    for (viewers, stalled), seen in figures.items():
        fps, loop_ms, cpu, rss, rate = (statistics.median(column) for column in zip(*seen, strict=True))
        print(f"  {viewers:7} {stalled:7} | {fps:5.1f} | {loop_ms:20.2f} | {cpu:20.1f} | {rss:6.0f} | {rate:15.1f}")


async def watch(pid: int, address: str, viewers: int, stalled: int, seconds: float) -> Figures:
    """Measure one case once."""
    async with aiohttp.ClientSession(headers={"Origin": address}) as session:
        counts = [0] * viewers
        tasks = [asyncio.create_task(viewer(session, address, counts, number)) for number in range(viewers)]
        for _ in range(stalled):
            tasks.append(asyncio.create_task(stall(session, address)))
        await asyncio.sleep(SETTLE_S)
        before, loop, cpu = list(counts), cpu_s(pid, pid), cpu_s(pid)
        frames, start = await processed(session, address), time.monotonic()
        await asyncio.sleep(seconds)
        seen, took = await processed(session, address) - frames, time.monotonic() - start
        used, looped, after = cpu_s(pid) - cpu, cpu_s(pid, pid) - loop, list(counts)
        for task in tasks:
            task.cancel()
        rate = statistics.mean([b - a for a, b in zip(before, after, strict=True)] or [0]) / took
        return seen / took, 1000 * looped / max(1, seen), 100 * used / took, rss_mb(pid), rate


def round_trips(address: str, seconds: float) -> None:
    """Measure a browser's camera without a browser: from a sent picture to the view that belongs to it."""
    jpegs = [cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, 80))[1].tobytes() for image in demo_clip()]

    async def send_pictures() -> list[float]:
        async with (
            aiohttp.ClientSession(headers={"Origin": address}) as session,
            session.ws_connect(f"{address}/live?pictures=0", max_msg_size=0) as socket,
        ):
            await socket.send_json({"do": "lend"})
            trips, number, drawn, start = [], 0, 0, time.monotonic()
            sent = None
            while time.monotonic() - start < seconds:
                if sent is None:
                    number, sent = number + 1, time.monotonic()
                    await socket.send_bytes(HEADER.pack(number) + jpegs[number % len(jpegs)])
                message = json.loads(await socket.receive_str(timeout=10))
                if "status" in message:
                    drawn += 1
                    await socket.send_json({"do": "drawn", "count": drawn})
                    if message["frame"] == number:
                        trips.append(1000 * (time.monotonic() - sent))
                        sent = None
            return trips

    trips = sorted(asyncio.run(send_pictures()))
    median, p95 = trips[len(trips) // 2], trips[int(len(trips) * 0.95)]
    print(
        f"\nbrowser camera, 640×480 JPEG, round trip: median {median:.0f} ms, p95 {p95:.0f} ms, "
        f"{len(trips) / seconds:.0f} pictures/s"
    )


def in_chromium(address: str, folder: Path, seconds: float) -> None:
    """Measure the same with a real browser whose camera is a file: the page measures and shows the time itself."""
    if why_not():
        print(f"browser camera in Chromium: not measured; {why_not()}")
        return
    browsers = Browsers()
    page = browsers.open(f"{address}/", write_mjpeg(folder / "camera.mjpeg", [(0, 92)]))
    press_camera(page)
    page.wait_for_timeout(1000 * (seconds + SETTLE_S))
    print(f"browser camera in Chromium, median of the newest 60: {page.text_content('#figures')}")
    browsers.close()


def serve_as_fast_as_possible() -> None:
    """Recognize frames from memory without a camera's rate, with the page."""
    settings = Settings(web=WebSettings(port=0))
    perception, activity = open_perception(settings), ReadingActivity()
    page = WebDisplay(settings.web, activity, lambda sentence: None)
    sys.stderr.write(f"page {page.url}\n")
    sys.stderr.flush()
    frames, count = demo_clip(), 0
    while True:
        frame = Frame(frames[count % len(frames)], time.monotonic(), count)
        view, _ = activity.step(frame, *perception.see(frame))
        page.show(view)
        count += 1
        page.set_status(HealthStatus(frames=count))


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
