"""One browser holds the station: another one changes nothing in its lesson, and can have it when it is free."""

import asyncio
import json

import aiohttp

from device.web.holder import CLOSED_S, IDLE_S, Hold, Holder
from device.web.limits import Limits

ANNA, BINH = "browser-anna", "browser-binh"
MINE, HELD, IDLE = Hold(True, True, True), Hold(False, False, True), Hold(False, True, True)
FREE = Hold(False, True, False)


class Browser:
    """One page's connection, which draws every view."""

    def __init__(self, socket) -> None:
        self.socket, self.drawn, self.letter = socket, 0, None

    async def told(self, key):
        """Receive messages until one has this key; return its value."""
        while True:
            content = json.loads((await self.socket.receive(timeout=10)).data)
            if "status" in content:
                self.drawn += 1
                await self.socket.send_json({"do": "drawn", "count": self.drawn})
            if key in content:
                return content[key]

    async def does(self, do, **values):
        await self.socket.send_json({"do": do, **values})


def test_the_first_browser_that_acts_holds_the_station_until_it_has_left_or_is_idle():
    holder = Holder()
    holder.opened(ANNA)
    holder.opened(BINH)
    assert holder.state(BINH, 0.0) == FREE
    assert holder.act(ANNA, 0.0)
    assert (holder.state(ANNA, 1.0), holder.state(BINH, 1.0)) == (MINE, HELD)
    assert not holder.act(BINH, 1.0)
    assert not holder.act("", 1.0)
    assert not holder.take(BINH, IDLE_S - 0.1)
    assert holder.state(BINH, IDLE_S) == IDLE
    assert not holder.act(BINH, IDLE_S)  # a press alone takes nothing from a learner who thinks
    assert holder.take(BINH, IDLE_S)
    assert not holder.act(ANNA, IDLE_S)
    holder.release(ANNA)
    assert holder.state(BINH, IDLE_S) == MINE
    holder.release(BINH)
    assert holder.act(ANNA, IDLE_S)


def test_a_page_that_is_loaded_again_still_holds_the_station_and_one_that_is_closed_does_not():
    holder = Holder()
    holder.opened(ANNA)
    holder.act(ANNA, 0.0)
    holder.closed(ANNA, 1.0)
    assert not holder.act(BINH, 0.9 + CLOSED_S)
    holder.opened(ANNA)
    assert not holder.act(BINH, 2.0 + CLOSED_S)
    holder.closed(ANNA, 30.0)
    assert holder.act(BINH, 30.0 + CLOSED_S)


def test_a_second_browser_watches_without_touching_the_first_ones_lesson(serve):
    served = serve(limits=Limits(stall_check_s=0.05))

    async def talk():
        headers = {"Origin": served.url}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.ws_connect(f"{served.url}/live?pictures=0&browser={ANNA}") as first,
            session.ws_connect(f"{served.url}/live?pictures=0&browser={BINH}") as second,
        ):
            anna, binh = Browser(first), Browser(second)
            served.show("A")
            assert await anna.told("station") == {"mine": False, "free": True, "held": False}
            await anna.does("press", button="save")
            assert await anna.told("station") == {"mine": True, "free": True, "held": True}
            served.show("B")
            while await binh.told("station") != {"mine": False, "free": False, "held": True}:
                served.show("B")
            await binh.does("press", button="clear")
            await binh.does("take")
            await binh.does("lend")
            assert await binh.told("lent") is False
            wishes = {"learner": "blue-whale", "language": "vi", "mode": "letters"}
            refused = await session.post(
                f"{served.url}/api/settings", json=wishes, headers={"X-Handshape-Browser": BINH}
            )
            assert refused.status == 409
            assert (await refused.json())["error"].startswith("Another browser")
            assert served.activity.pressed == ["save"]
            assert served.activity.changes == []
            served.show("C")
            while await binh.told("letter") != "C":
                pass
            await anna.does("release")
            assert await anna.told("station") == {"mine": False, "free": True, "held": False}
            assert await binh.told("station") == {"mine": False, "free": True, "held": False}, "also without a new view"
            accepted = await session.post(
                f"{served.url}/api/settings", json={"learner": "blue-whale"}, headers={"X-Handshape-Browser": BINH}
            )
            assert accepted.status == 200

    asyncio.run(asyncio.wait_for(talk(), 20))
    assert served.activity.changes == [{"learner": "blue-whale"}]
