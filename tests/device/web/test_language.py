"""The language of the page: each browser has its own, and none of them changes the lesson."""

import json

from device.assets.strings import load_strings
from device.tutor.message_text import Texts
from device.tutor.scene import Message
from device.view import Task

ENGLISH, VIETNAMESE = load_strings("en"), load_strings("vi")
MISS = Message("looks_like", (("letter", "T"), ("rival", "N")))
CHOSEN = {"Cookie": "handshape_language=vi"}


def view_seen(served, **headers) -> dict:
    """The view of a browser that sends these headers."""

    async def talk(socket):
        await socket.send_json({"do": "drawn", "count": 0})
        lesson = Texts(ENGLISH)
        task = Task(
            prompt="T", hint=lesson.hint("T"), caption=lesson.caption("mirror"), learner=ENGLISH("learner.red-fox")
        )
        while True:
            served.show(message=lesson.message(MISS), task=task)
            view = json.loads((await socket.receive()).data)
            if view.get("task"):
                return view

    return served.converse(talk, **headers)


def test_a_browser_reads_the_lesson_of_another_one_in_its_own_language(served):
    for headers, strings in (({}, ENGLISH), (CHOSEN, VIETNAMESE), ({}, ENGLISH)):
        view = view_seen(served, **headers)
        texts = Texts(strings)
        assert view["language"] == strings.language
        assert view["message"] == texts.message(MISS)
        assert view["task"]["hint"] == texts.hint("T")
        assert view["task"]["caption"] == texts.caption("mirror")
        assert view["task"]["learner"] == strings("learner.red-fox")
        assert view["actions"][0]["title"] == strings("page.save")
        assert view["settings"]["language"] == "en", "the lesson and the displays keep theirs"
    assert (served.activity.changes, served.activity.language) == ([], "en")


def test_page_and_controls_are_in_the_language_of_the_browser_that_asks(served):
    _, page, _ = served.ask("GET", "/api/page", headers=CHOSEN)
    assert page["language"] == "vi"
    assert page["texts"]["page.read"] == VIETNAMESE("page.read")
    assert dict(page["choices"][0]["options"])["read"] == VIETNAMESE("mode.read")
    assert ["vi", "Tiếng Việt"] in page["languages"]
    assert 'lang="vi"' in served.ask("GET", "/", headers=CHOSEN)[1]
    for cookie in ("", "handshape_language=xx", "handshape_language=../../en"):
        assert served.ask("GET", "/api/page", headers={"Cookie": cookie})[1]["language"] == "en"
