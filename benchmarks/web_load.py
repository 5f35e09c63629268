"""`python -m benchmarks.web_load`: what the page costs, and whether it slows recognition. Prints figures.

A station of its own process reads the bundled clip, first at the camera's pace (what it costs), then as fast as it goes
(what it takes from recognition), while so many browsers watch: each takes every picture it is given, as a page would. A
stalled one says it will watch and never reads. Run it on an otherwise idle machine.
"""

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp
import cv2
import numpy as np

from device.reading.activity import ReadingActivity
from device.recognition.perception import open_perception
from device.settings import DEMO, Settings, WebSettings
from device.system.status import HealthStatus
from device.types import Frame
from device.web.jpeg import HEAD
from device.web.web_display import WebDisplay
from tests.device.web.browser import Browsers, why_not
from tests.device.web.clips import write_mjpeg

SETTLE_S = 2.0
Figures = tuple[float, float, float, float, float]  # FPS, ms, %, MB, pictures/s
CASES = ((0, 0), (1, 0), (5, 0), (5, 1))  # viewers, stalled ones beside them


def main() -> None:
    """Run the three measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="each measurement takes (default 10)")
    parser.add_argument("--rounds", type=int, default=3, help="of all measurements (default 3)")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        flat_out()
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
    with tempfile.TemporaryDirectory() as folder, station(*command, f"{folder}/progress.db") as (pid, address):
        measure("reading the clip at its own pace, 15 FPS", pid, address, args.seconds, args.rounds)
        round_trips(address, args.seconds)
        in_chromium(address, Path(folder), args.seconds)
    with station("-m", "benchmarks.web_load", "--serve") as (pid, address):
        measure("reading as fast as it goes", pid, address, args.seconds, args.rounds)
    print(f"\nload of this machine after: {os.getloadavg()[0]:.1f}")


def measure(title: str, pid: int, address: str, seconds: float, rounds: int) -> None:
    """The cases in turn, several times: what else the machine does then troubles all of them alike. Medians."""
    figures: dict[tuple[int, int], list[Figures]] = {case: [] for case in CASES}
    for number in range(rounds):
        for case in CASES[:: 1 if number % 2 else -1]:  # none of them always comes first
            figures[case].append(asyncio.run(watch(pid, address, *case, seconds)))
    print(f"\n{title} (medians of {rounds})")
    print("  viewers stalled |   FPS | loop, CPU ms a frame | all, CPU % of a core | RSS MB | pictures/s each")
    for (viewers, stalled), seen in figures.items():
        fps, loop_ms, cpu, rss, rate = (statistics.median(column) for column in zip(*seen, strict=True))
        print(f"  {viewers:7} {stalled:7} | {fps:5.1f} | {loop_ms:20.2f} | {cpu:20.1f} | {rss:6.0f} | {rate:15.1f}")


@contextlib.contextmanager
def running(*arguments: str):  # noqa: ANN201
    """A process that is ended in the end."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    process = subprocess.Popen([sys.executable, *arguments], text=True, **quiet)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextlib.contextmanager
def station(*arguments: str):  # noqa: ANN201
    """A process that says where its page is; yields its number and the page's address."""
    with running(*arguments) as process:
        yield process.pid, process.stderr.readline().split()[-1].rstrip("/")


async def watch(pid: int, address: str, viewers: int, stalled: int, seconds: float) -> Figures:
    """One measurement of one case."""
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


async def viewer(session, address: str, counts: list[int], number: int) -> None:  # noqa: ANN001
    """Takes and acknowledges everything."""
    async with session.ws_connect(f"{address}/live", max_msg_size=0) as socket:
        drawn = 0
        async for message in socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                counts[number] += 1
            else:
                drawn += 1
                await socket.send_json({"do": "drawn", "count": drawn})


async def stall(session, address: str) -> None:  # noqa: ANN001
    """Watches and never reads; comes back when it is let go."""
    while True:
        socket = await session.ws_connect(f"{address}/live", max_msg_size=0, autoping=False)
        await asyncio.sleep(15)
        await socket.close()


async def processed(session, address: str) -> int:  # noqa: ANN001
    """Frames the station has processed."""
    async with session.get(f"{address}/api/health") as answer:
        return (await answer.json()).get("frames") or 0


def round_trips(address: str, seconds: float) -> None:
    """A browser's camera without a browser: from the picture sent to the view that was read in it."""
    jpegs = [cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, 80))[1].tobytes() for image in clip()]

    async def lend() -> list[float]:
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
                    await socket.send_bytes(HEAD.pack(number) + jpegs[number % len(jpegs)])
                said = json.loads(await socket.receive_str(timeout=10))
                if "status" in said:
                    drawn += 1
                    await socket.send_json({"do": "drawn", "count": drawn})
                    if said["frame"] == number:
                        trips.append(1000 * (time.monotonic() - sent))
                        sent = None
            return trips

    trips = sorted(asyncio.run(lend()))
    median, p95 = trips[len(trips) // 2], trips[int(len(trips) * 0.95)]
    print(
        f"\nlent camera, 640×480 JPEG, there and back: median {median:.0f} ms, p95 {p95:.0f} ms, "
        f"{len(trips) / seconds:.0f} pictures/s"
    )


def in_chromium(address: str, folder: Path, seconds: float) -> None:
    """The same with a real browser, its camera a file: what the page itself measures and shows."""
    if why_not():
        print(f"lent camera in a browser: not measured; {why_not()}")
        return
    browsers = Browsers()
    page = browsers.open(f"{address}/", write_mjpeg(folder / "camera.mjpeg", [(0, 92)]))
    page.click("#lend")
    page.wait_for_timeout(1000 * (seconds + SETTLE_S))
    print(f"lent camera in Chromium, median of the newest 60: {page.text_content('#figures')}")
    browsers.close()


def flat_out() -> None:
    """A station without a camera's pace: frames from memory, the page beside it."""
    settings = Settings(web=WebSettings(port=0))
    perception, activity = open_perception(settings), ReadingActivity()
    page = WebDisplay(settings, activity, lambda sentence: None)
    sys.stderr.write(f"page {page.url}\n")
    sys.stderr.flush()
    frames, count = clip(), 0
    while True:
        frame = Frame(frames[count % len(frames)], time.monotonic(), count)
        view, _ = activity.step(frame, *perception.see(frame))
        page.show(view)
        count += 1
        page.take_status(HealthStatus(frames=count))


def clip() -> list[np.ndarray]:
    """The demonstration clip's frames."""
    video, frames = cv2.VideoCapture(str(DEMO)), []
    while (read := video.read())[0]:
        frames.append(read[1])
    return frames


def cpu_s(pid: int, thread: int | None = None) -> float:
    """Processor time used, of all threads or of one."""
    folder = f"/proc/{pid}" if thread is None else f"/proc/{pid}/task/{thread}"
    fields = Path(f"{folder}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_mb(pid: int) -> float:
    """Resident memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
