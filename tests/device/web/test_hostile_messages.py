"""Hostile messages on the WebSocket: each is ignored, answered, or closes this browser's socket; the page goes on."""

import asyncio
import contextlib
import json
import re
from pathlib import Path

import aiohttp
import pytest

from device.web.limits import Limits
from device.web.messages import MESSAGES, MessageError, parse_message
from tests.hard_inputs.web_messages import hostile_images, hostile_texts, image_message, valid_messages

DOCUMENT = Path(__file__).parents[3] / "docs/web-api.md"
CLOSED = (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
CODES = {1000, 1007, 1009}  # closed by us with a reason; text that is not UTF-8; a frame that is too long
# The page may end the connection while the rest of a too long frame is still being sent. Then no code arrives.
CUT_OFF = {"more than the largest frame": 1006}
# The limits would hide what is behind them.
LIMITS = Limits(message_burst=10**6, command_burst=10**6, broken_images=10**6, request_burst=10**6)


def documented_reasons() -> set[str]:
    section = DOCUMENT.read_text(encoding="utf-8").split("### Reasons for closing")[1].split("###")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", section, re.M))


@pytest.mark.parametrize("do", MESSAGES)
def test_every_message_stands_in_the_document(do):
    text = DOCUMENT.read_text(encoding="utf-8")
    assert f'{{"do": "{do}"' in text
    assert all(f'"{name}"' in text for name in MESSAGES[do])


@pytest.mark.parametrize("message", valid_messages(), ids=lambda message: message["do"])
def test_a_valid_message_is_understood_with_and_without_more(message):
    values = {name: value for name, value in message.items() if name != "do"}
    assert parse_message(json.dumps(message)).values == values
    assert parse_message(json.dumps({**message, "more": [1]})).values == values


def test_every_hostile_text_is_a_message_or_one_error():
    for label, text in hostile_texts():
        try:
            message = parse_message(text.decode("utf-8", "surrogateescape"))
        except MessageError:
            continue
        fields = MESSAGES[message.do]
        assert all(type(value) is fields[name].kind for name, value in message.values.items()), label


FRAMES = [(aiohttp.WSMsgType.TEXT, "texts", hostile_texts), (aiohttp.WSMsgType.BINARY, "images", hostile_images)]


@pytest.mark.parametrize(("kind", "name", "frames"), FRAMES, ids=["texts", "images"])
def test_a_hostile_frame_costs_its_sender_the_connection_at_most(serve, kind, name, frames):
    """One browser sends; another one, which shares the page, still gets an answer at the end."""
    served = serve(limits=LIMITS)
    closed: dict[str, int] = {}

    async def send_all(other):
        async with aiohttp.ClientSession() as session:
            socket = None
            for label, data in frames():
                if socket is None or socket.closed:
                    socket = await session.ws_connect(
                        f"{served.url}/live", headers={"Origin": served.url}, autoping=False, max_msg_size=0
                    )
                    await socket.send_json({"do": "lend"})
                if (code := await outcome(socket, kind, data)) is not None:
                    closed[label] = code
                assert served.warnings == [], (label, served.warnings)
            await socket.close()
        return await lent(other)

    assert served.converse(send_all) is True
    assert all(code in CODES or CUT_OFF.get(label) == code for label, code in closed.items()), closed
    assert served.display.server.fault is None
    unknown = {"an unknown message", "no JSON", "nothing"} if name == "texts" else set()
    assert unknown <= set(closed)


async def lent(socket) -> bool:
    """Ask for the use of this browser's camera; return the answer."""
    await socket.send_json({"do": "lend"})
    while "lent" not in (message := json.loads((await socket.receive(timeout=10)).data)):
        pass
    return message["lent"]


async def outcome(socket, kind, data) -> int | None:
    """Send a frame; return the code with which the page closes, None if it goes on."""
    with contextlib.suppress(aiohttp.ClientConnectionError):
        await socket.send_frame(data, kind)
        await socket.ping(b"x")
    async with asyncio.timeout(10):
        while (message := await socket.receive()).type not in CLOSED:
            if message.type is aiohttp.WSMsgType.PONG:
                return None
    assert socket.close_code != 1000 or message.extra in documented_reasons(), message
    return socket.close_code


def test_a_valid_image_is_still_taken_after_all_of_them(serve):
    served = serve(limits=LIMITS)

    async def send(socket):
        assert await lent(socket)
        for _, data in hostile_images():
            if len(data) <= Limits().image_bytes + 4:
                await socket.send_bytes(data)
        await socket.send_bytes(image_message(77))
        for _ in range(50):
            frame = await asyncio.to_thread(served.context.camera.take, 5.0)
            if frame is not None and frame.index == 77:
                return frame.index

    assert served.converse(send) == 77
