"""Browsers that watch the page while something else is measured."""

import asyncio
import threading

import aiohttp

VISIT_S, BETWEEN_S = 3.0, 1.0
"""Seconds that visitors stay, and pause; on the real clock."""


async def viewer(session: aiohttp.ClientSession, address: str, counts: list[int], number: int) -> None:
    """Take and acknowledge every message."""
    async with session.ws_connect(f"{address}/live", max_msg_size=0) as socket:
        drawn = 0
        async for message in socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                counts[number] += 1
            else:
                drawn += 1
                await socket.send_json({"do": "drawn", "count": drawn})


async def stall(session: aiohttp.ClientSession, address: str) -> None:
    """Connect and never read; connect again after a disconnection."""
    while True:
        socket = await session.ws_connect(f"{address}/live", max_msg_size=0, autoping=False)
        await asyncio.sleep(15)
        await socket.close()


async def processed(session: aiohttp.ClientSession, address: str) -> int:
    """Return the number of frames processed so far."""
    async with session.get(f"{address}/api/health") as answer:
        return (await answer.json()).get("frames") or 0


class Visitors:
    """Two browsers that watch the page for a while, leave, and come again, in a thread of their own.

    Attributes:
        visits: number of visits so far.
        pictures: number of pictures taken.
    """

    def __init__(self, address: str) -> None:
        """Start to visit the page at this address."""
        self._address = address
        self._stop = threading.Event()
        self.visits, self.pictures = 0, 0
        self._thread = threading.Thread(target=lambda: asyncio.run(self._visit()), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop after the present visit."""
        self._stop.set()
        self._thread.join(2 * VISIT_S)

    async def _visit(self) -> None:
        while not self._stop.is_set():
            counts = [0, 0]
            async with aiohttp.ClientSession(headers={"Origin": self._address}) as session:
                tasks = [asyncio.create_task(viewer(session, self._address, counts, i)) for i in range(len(counts))]
                await asyncio.sleep(VISIT_S)
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            self.visits += 1
            self.pictures += sum(counts)
            await asyncio.sleep(BETWEEN_S)
