"""The WebSocket: views out, presses and camera images in."""

import asyncio
import contextlib
import json
import threading

import aiohttp
import pytest

from device.settings import WebSettings
from device.view import View
from device.web.broadcast import MAX_IN_FLIGHT
from device.web.browser_camera import SILENT_S
from device.web.jpeg import HEADER
from device.web.limits import Limits
from tests.device.web.test_jpeg import jpeg

CLOSED = (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING)
IMPATIENT = Limits(stalled_s=0.4, stall_check_s=0.2)


async def views(socket, count, drawn=True):
    """Receive `count` views and the preview images between them."""
    got, images = [], []
    while len(got) < count:
        message = await socket.receive(timeout=10)
        if message.type is aiohttp.WSMsgType.BINARY:
            images.append(message.data)
        elif message.type is aiohttp.WSMsgType.TEXT and "status" in (content := json.loads(message.data)):
            got.append(content)
            if drawn:
                await socket.send_json({"do": "drawn", "count": len(got)})
        elif message.type in CLOSED:
            raise ConnectionError(message.extra or "closed")
    return got, images


async def answer(socket, key):
    """Receive messages until one has this key; return its value."""
    while key not in (content := json.loads((await socket.receive(timeout=10)).data)):
        pass
    return content[key]


async def close_reason(socket):
    """Receive messages until the socket is closed; return the reason."""
    while (message := await socket.receive(timeout=30)).type not in CLOSED:
        pass
    return message.extra


async def until(condition, seconds=10.0):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


class Station:
    """Shows a view thirty times a second."""

    def __init__(self, served):
        self.served, self.letter = served, None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._stop.wait(1 / 30):
            self.served.show(self.letter)

    def stop(self):
        self._stop.set()
        self._thread.join()


@pytest.fixture
def run_station():
    """Start stations that show views; they stop at the end of the test."""
    started = []

    def start(served) -> Station:
        started.append(Station(served))
        return started[-1]

    yield start
    for each in started:
        each.stop()


# ── views ────────────────────────────────────────────────────────────────────────────────────────


def test_a_browser_gets_views_settings_actions_and_images(served, run_station):
    run_station(served).letter = "A"
    got, images = served.converse(lambda socket: views(socket, 40))
    newest = got[-1]
    assert (newest["letter"], newest["settings"]["mode"], newest["actions"][0]["name"]) == ("A", "read", "save")
    assert (newest["box"], newest["pictured"], newest["size"]) == ([0.2, 0.2, 0.8, 0.8], [0.2, 0.2, 0.8, 0.8], [64, 48])
    assert 1 <= len(images) < len(got), "there are fewer images than views"
    assert all(image.startswith(b"\xff\xd8") for image in images)


def test_a_browser_that_draws_nothing_is_sent_two_views(served, run_station):
    run_station(served)

    async def stare(socket):
        await views(socket, MAX_IN_FLIGHT, drawn=False)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(views(socket, 1, drawn=False), 1.0)

    served.converse(stare)


def test_a_new_browser_gets_no_image_made_for_others_before(served):
    served.show("A")
    assert served.converse(lambda socket: views(socket, 1))[0][0]["box"] is not None
    served.display.show(View("camera lost"))
    got, images = served.converse(lambda socket: views(socket, 1))
    assert (got[0]["status"], images) == ("camera lost", [])


def test_after_a_pause_the_browser_gets_the_newest_view(served, run_station):
    station = run_station(served)

    async def pause(socket):
        await views(socket, MAX_IN_FLIGHT, drawn=False)
        station.letter = "B"
        encoded = served.context.broadcaster.view_count
        await until(lambda: served.context.broadcaster.view_count > encoded + 5)
        await socket.send_json({"do": "drawn", "count": MAX_IN_FLIGHT})
        return (await views(socket, 1))[0][0]

    assert served.converse(pause)["letter"] == "B"


def test_a_browser_that_stops_drawing_is_disconnected(serve, run_station):
    served = serve(limits=IMPATIENT)
    run_station(served)
    assert served.converse(close_reason) == "nothing was drawn"
    asyncio.run(until(lambda: not served.context.broadcaster.viewers))


def test_a_browser_that_has_drawn_everything_stays_connected(serve):
    served = serve(limits=IMPATIENT)

    async def stay(socket):
        await views(socket, 1)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(close_reason(socket), 3 * IMPATIENT.stalled_s)

    served.converse(stay)


# ── presses ──────────────────────────────────────────────────────────────────────────────────────


def test_presses_reach_the_activity(served):
    async def press(socket):
        await socket.send_json({"do": "press", "button": "clear"})
        await until(lambda: served.activity.pressed == ["clear"])

    served.converse(press)


def test_a_button_of_an_earlier_view_is_accepted(served):
    async def press(socket):
        await views(socket, 1)
        served.activity.values["mode"] = "letters"
        await socket.send_json({"do": "press", "button": "clear"})
        await socket.send_json({"do": "press", "button": "skip"})
        await until(lambda: served.activity.pressed == ["clear", "skip"])

    served.converse(press)


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
        '{"do": "press", "button": ["clear"]}',
        '{"do": ["press"]}',
        '{"do": "drawn", "count": "9"}',
        "[" * 9000,
        '{"do": null}',
    ],
)
def test_a_message_that_the_page_never_sends_closes_the_socket(served, message):
    async def send(socket):
        await socket.send_str(message)
        return await close_reason(socket)

    assert served.converse(send) == "not understood"
    assert served.warnings == []


def test_confirming_more_views_than_were_sent_gives_no_more_of_them(served, run_station):
    run_station(served)

    async def lie(socket):
        await socket.send_json({"do": "drawn", "count": 10**9})
        got = []
        with contextlib.suppress(asyncio.TimeoutError):
            while True:
                got += (await asyncio.wait_for(views(socket, 1, drawn=False), 0.7))[0]
        return got

    assert len(served.converse(lie)) <= 2 * MAX_IN_FLIGHT


def test_too_many_messages_close_the_socket(served):
    async def flood(socket):
        for _ in range(400):
            await socket.send_json({"do": "drawn", "count": 1})
        return await close_reason(socket)

    assert served.converse(flood) == "too much"


def test_a_message_that_is_too_long_closes_the_socket(served):
    async def send(socket):
        await socket.send_bytes(b"\0" * (Limits().image_bytes + HEADER.size + 1))
        await close_reason(socket)

    served.converse(send)


def test_the_number_of_viewers_is_limited(serve):
    served = serve(limits=Limits(viewers=3))

    async def crowd():
        async with aiohttp.ClientSession(headers={"Origin": served.url}) as session:
            sockets = [await session.ws_connect(f"{served.url}/live") for _ in range(3)]
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(f"{served.url}/live")
            assert refused.value.status == 503
            for socket in sockets:
                await socket.close()

    asyncio.run(crowd())


# ── the browser's own camera ─────────────────────────────────────────────────────────────────────


def test_a_browsers_camera_is_used_in_place_of_the_stations(served):
    camera = served.context.camera

    async def lend(socket):
        await socket.send_json({"do": "lend"})
        assert await answer(socket, "lent") is True
        await socket.send_bytes(HEADER.pack(42) + jpeg())
        return await asyncio.to_thread(camera.take, 5.0)

    frame = served.converse(lend)
    assert (frame.index, frame.image.shape) == (42, (480, 640))
    asyncio.run(until(lambda: camera.owner is None))


def test_images_without_permission_are_not_decoded(served):
    async def push(socket):
        await socket.send_bytes(HEADER.pack(42) + jpeg())
        assert await asyncio.to_thread(served.context.camera.take, 0.3) is None

    served.converse(push)


def test_a_second_browser_is_refused(served):
    async def lend(first):
        await first.send_json({"do": "lend"})
        await until(lambda: served.context.camera.owner is not None)
        async with aiohttp.ClientSession(headers={"Origin": served.url}) as session:
            second = await session.ws_connect(f"{served.url}/live")
            await second.send_json({"do": "lend"})
            return await answer(second, "lent")

    assert served.converse(lend) is False


def test_a_browser_that_was_silent_continues_unless_another_has_taken_over(served):
    camera = served.context.camera

    async def arrived() -> int:
        while (frame := await asyncio.to_thread(camera.take, 0.1)) is None:
            pass
        return frame.index

    async def lend(socket):
        await socket.send_json({"do": "lend"})
        await socket.send_bytes(HEADER.pack(1) + jpeg())
        assert await arrived() == 1
        served.clock.t += SILENT_S + 1
        assert camera.owner is None
        await socket.send_bytes(HEADER.pack(2) + jpeg())
        assert await arrived() == 2
        served.clock.t += SILENT_S + 1
        assert camera.claim("another")
        await socket.send_bytes(HEADER.pack(3) + jpeg())
        while await answer(socket, "lent"):
            pass

    served.converse(lend)


def test_broken_images_are_reported_and_ten_in_a_row_close_the_socket(served):
    async def lend(socket):
        await socket.send_json({"do": "lend"})
        errors = []
        for number in range(10):
            await socket.send_bytes(HEADER.pack(number) + b"\xff\xd8 broken")
            errors.append(await answer(socket, "error"))
        return errors, await close_reason(socket)

    assert served.converse(lend) == (["The image is not a complete JPEG."] * 10, "no pictures")
    assert served.warnings == []


# ── privacy ──────────────────────────────────────────────────────────────────────────────────────


def test_without_web_pictures_other_machines_get_no_images(serve):
    served = serve(WebSettings(port=0, pictures=False))
    served.remote = True
    served.log_in()

    async def look(socket):
        for number in range(10):
            served.show("A")
            assert (await socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT
            await socket.send_json({"do": "drawn", "count": number + 1})
        await socket.send_json({"do": "keep"})
        for number in range(10, 15):
            served.show("A")
            assert (await socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT
            await socket.send_json({"do": "drawn", "count": number})

    served.converse(look)
