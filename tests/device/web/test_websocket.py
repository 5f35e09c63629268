"""The WebSocket: views out, buttons and pictures in."""

import asyncio
import contextlib
import json
import threading
import time

import aiohttp
import pytest

from device.settings import WebSettings
from device.web.broadcast import IN_FLIGHT
from device.web.jpeg import HEAD
from device.web.rate_limits import PICTURE_BYTES, VIEWERS
from tests.device.web.test_jpeg import jpeg


async def views(socket, count, drawn=True):
    """The next so many views, and the pictures that came with them."""
    got, pictures = [], []
    while len(got) < count:
        message = await socket.receive(timeout=10)
        if message.type is aiohttp.WSMsgType.BINARY:
            pictures.append(message.data)
        elif message.type is aiohttp.WSMsgType.TEXT and "status" in (said := json.loads(message.data)):
            got.append(said)
            if drawn:
                await socket.send_json({"do": "drawn", "count": len(got)})
        elif message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED):
            raise ConnectionError(message.extra or "closed")
    return got, pictures


@pytest.fixture
def moving(served):
    """A station that sees a new frame thirty times a second."""
    stop = threading.Event()

    def run():
        while not stop.wait(1 / 30):
            served.show(served.pose, 1 / 15)

    thread = threading.Thread(target=run)
    thread.start()
    yield served
    stop.set()
    thread.join()


def until_closed(socket):
    async def wait():
        while True:
            message = await socket.receive(timeout=30)
            if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING):
                return True

    return wait()


def test_a_browser_gets_views_with_the_letter_and_pictures(moving):
    moving.pose = "A"
    got, pictures = moving.converse(lambda socket: views(socket, 40))
    newest = got[-1]
    assert (newest["letter"], newest["text"], newest["settings"]["mode"]) == ("A", "A", "read")
    assert newest["box"] == [0.2, 0.2, 0.8, 0.8]
    assert newest["size"] == [64, 48]
    assert 1 <= len(pictures) < len(got), "pictures are rarer than views"
    assert all(picture.startswith(b"\xff\xd8") for picture in pictures)


def test_a_browser_that_draws_nothing_is_sent_two_views_and_no_more(moving):
    async def stare(socket):
        await views(socket, IN_FLIGHT, drawn=False)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(views(socket, 1, drawn=False), 1.0)

    moving.converse(stare)


def test_a_new_browser_gets_nothing_that_was_made_for_others_before(served):
    served.show("A", 0.1)
    assert served.converse(lambda socket: views(socket, 1))[0][0]["box"] is not None
    served.page.show(served.tutor.interrupted(served.t)[0])
    got, pictures = served.converse(lambda socket: views(socket, 1))
    assert (got[0]["status"], pictures) == ("camera lost", [])


def test_after_a_pause_comes_the_newest_view_not_the_next_one(moving):
    async def doze(socket):
        await views(socket, IN_FLIGHT, drawn=False)
        moving.pose = "B"
        await asyncio.sleep(1.5)
        await socket.send_json({"do": "drawn", "count": IN_FLIGHT})
        return (await views(socket, 1))[0][0]

    assert moving.converse(doze)["letter"] == "B"


def test_a_browser_that_falls_asleep_is_let_go(moving, monkeypatch):
    monkeypatch.setattr("device.web.websocket.STALLED_S", 0.4)
    monkeypatch.setattr("device.web.websocket.SENT_S", 0.2)

    async def sleep(socket):
        await until_closed(socket)

    moving.converse(sleep)
    time.sleep(0.3)
    assert moving.site.hub.viewers == set()


def test_one_that_keeps_up_is_not_let_go_however_still_the_station(served, monkeypatch):
    monkeypatch.setattr("device.web.websocket.STALLED_S", 0.4)
    monkeypatch.setattr("device.web.websocket.SENT_S", 0.2)

    async def stay(socket):
        await views(socket, 1)
        await asyncio.sleep(1.2)
        assert not socket.closed

    served.converse(stay)


def test_buttons_reach_the_tutor(served):
    served.show("A", 1.5)
    served.converse(lambda socket: socket.send_json({"do": "press", "button": "clear"}))
    time.sleep(0.2)
    assert served.show(None, 0.1).text == ""


@pytest.mark.parametrize(
    "message",
    [
        "",
        "{",
        "[]",
        "7",
        '{"do": "format"}',
        '{"do": "press"}',
        '{"do": "press", "button": "mode"}',
        '{"do": ["press"]}',
        '{"do": "drawn", "count": "9"}',
        "[" * 9000,
        '{"do": null}',
    ],
)
def test_what_no_page_of_ours_sends_ends_the_conversation(served, message):
    async def say(socket):
        await socket.send_str(message)
        return await until_closed(socket)

    assert served.converse(say)
    assert served.warned == []


def test_drawing_more_than_was_sent_opens_no_flood(moving):
    async def lie(socket):
        await socket.send_json({"do": "drawn", "count": 10**9})
        got = []
        with contextlib.suppress(asyncio.TimeoutError):
            while True:
                got += (await asyncio.wait_for(views(socket, 1, drawn=False), 0.7))[0]
        return got

    assert len(moving.converse(lie)) <= 2 * IN_FLIGHT


def test_too_many_messages_end_the_conversation(served):
    async def flood(socket):
        for _ in range(400):
            await socket.send_json({"do": "drawn", "count": 1})
        return await until_closed(socket)

    assert served.converse(flood)


def test_a_message_that_is_too_long_ends_the_conversation(served):
    async def say(socket):
        await socket.send_bytes(b"\0" * (PICTURE_BYTES + HEAD.size + 1))
        return await until_closed(socket)

    assert served.converse(say)


def test_so_many_viewers_and_no_more(served):
    async def crowd():
        async with aiohttp.ClientSession(headers={"Origin": served.url}) as session:
            sockets = [await session.ws_connect(f"{served.url}/live") for _ in range(VIEWERS)]
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(f"{served.url}/live")
            assert refused.value.status == 503
            for socket in sockets:
                await socket.close()

    asyncio.run(crowd())


# ── the browser's own camera ─────────────────────────────────────────────────────────────────────


def test_a_lent_camera_is_read_in_place_of_the_stations(served):
    frames = []

    async def lend(socket):
        await socket.send_json({"do": "lend"})
        while json.loads(await socket.receive_str()) != {"lent": True}:
            pass
        await socket.send_bytes(HEAD.pack(42) + jpeg())
        frames.append(await asyncio.to_thread(served.site.lending.take, 5.0))

    served.converse(lend)
    assert (frames[0].index, frames[0].image.shape) == (42, (480, 640))
    time.sleep(0.3)
    assert served.site.lending.lender is None, "the loan ends with the conversation"


def test_pictures_without_a_loan_are_not_looked_at(served):
    async def push(socket):
        await socket.send_bytes(HEAD.pack(42) + jpeg())
        assert await asyncio.to_thread(served.site.lending.take, 0.3) is None

    served.converse(push)


def test_a_second_lender_is_told_so(served):
    async def lend(first):
        await first.send_json({"do": "lend"})
        async with aiohttp.ClientSession(headers={"Origin": served.url}) as session:
            second = await session.ws_connect(f"{served.url}/live")
            await asyncio.sleep(0.2)
            await second.send_json({"do": "lend"})
            while "lent" not in (said := json.loads(await second.receive_str())):
                pass
            await second.close()
            return said

    assert served.converse(lend) == {"lent": False}


def test_a_lender_that_was_silent_goes_on_where_it_was(served):
    lending = served.site.lending

    async def arrived() -> int:
        until = time.monotonic() + 10
        while (frame := await asyncio.to_thread(lending.take, 0.1)) is None and time.monotonic() < until:
            await asyncio.sleep(0.02)
        return frame.index

    async def lend(socket):
        await socket.send_json({"do": "lend"})
        await socket.send_bytes(HEAD.pack(1) + jpeg())
        assert await arrived() == 1
        lending._heard -= 60
        assert lending.lender is None
        await socket.send_bytes(HEAD.pack(2) + jpeg())
        assert await arrived() == 2
        lending._heard -= 60
        assert lending.claim("another")
        await socket.send_bytes(HEAD.pack(3) + jpeg())
        while json.loads(await socket.receive_str()) != {"lent": False}:
            pass

    served.converse(lend)


def test_broken_pictures_are_named_and_ten_in_a_row_end_the_conversation(served):
    async def lend(socket):
        await socket.send_json({"do": "lend"})
        said = []
        for number in range(10):
            await socket.send_bytes(HEAD.pack(number) + b"\xff\xd8 broken")
            while "error" not in (message := json.loads(await socket.receive_str())):
                pass
            said.append(message["error"])
        assert await until_closed(socket)
        return said

    assert served.converse(lend) == ["This is no whole JPEG picture."] * 10
    assert served.warned == []


# ── privacy ──────────────────────────────────────────────────────────────────────────────────────


def test_other_machines_see_no_pictures_where_the_settings_say_so(serve, from_network, monkeypatch):
    monkeypatch.setattr("device.web.request_checks.RequestChecks.let_in", lambda self, request: True)
    served = serve(WebSettings(port=0, pictures=False))

    async def look(socket):
        for number in range(10):
            served.show("A", 1 / 15)
            message = await socket.receive(timeout=5)
            assert message.type is aiohttp.WSMsgType.TEXT
            await socket.send_json({"do": "drawn", "count": number + 1})
        await socket.send_json({"do": "keep"})
        for number in range(10, 15):
            served.show("A", 1 / 15)
            assert (await socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT
            await socket.send_json({"do": "drawn", "count": number})

    served.converse(look)
