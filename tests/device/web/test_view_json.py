"""The view as JSON; docs/web-api.md names every key."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import pytest
from PIL import Image

from device.assets.strings import load_strings
from device.types import Frame, HandBox, Scores
from device.view import BoardLetter, LessonResult, OwnPicture, Pairing, Task, View
from device.web.sign_pictures import asked_picture
from device.web.view_json import view_json

DOCUMENT = Path(__file__).parents[3] / "docs" / "web-api.md"
TASK = Task(mode="round", prompt="A", outcome="wrong", rival="S", attempt=2, score=3, left_s=61.2)


def test_a_view_has_texts_fractions_and_milliseconds():
    frame = Frame(np.zeros((48, 64), np.uint8), 0.0, 7)
    box = HandBox(0, 0.1, 1, 1, "left")
    view = View("camera lost", "A", 0.51234, 0.5, "AB", "More light", 15.04, 41.23, frame, box, task=TASK)
    result = view_json(view, load_strings("en"))
    assert (result["word"], result["confidence"], result["message"]) == ("Camera lost", 0.512, "More light")
    assert (result["fps"], result["age_ms"], result["frame"], result["size"]) == (15.0, 41.2, 7, [64, 48])
    assert (result["box"], result["hand"]) == ([0, 0.1, 1, 1], "left")
    assert (result["task"]["answer"], result["task"]["attempt"]) == ("Try again", "Try 2 of 3")
    assert result["task"]["left"] == "1:02"
    json.dumps(result)


def test_a_pairing_code_is_not_sent_to_browsers():
    result = view_json(View(pairing=Pairing("http://pi.local", "123 456")), load_strings("en"))
    assert "123 456" not in json.dumps(result)


def test_every_key_of_a_view_and_a_task_is_documented():
    documented = set(re.findall(r"`([a-z_]+)`", DOCUMENT.read_text(encoding="utf-8")))
    board = (BoardLetter("A", "known", True),)
    result = view_json(View(task=replace(TASK, result=LessonResult(board, ("Done",), "A"))), load_strings("en"))
    end = result["task"]["result"]
    assert end["board"] == [{"letter": "A", "standing": "known", "changed": True, "title": "known"}]
    assert {*result, *result["task"], *end, *end["board"][0]} - documented == set()


def test_fingers_that_are_off_come_with_their_points_and_a_marked_picture():
    landmarks = np.linspace(0, 1, 42, dtype=np.float32).reshape(21, 2)
    scores = Scores(0.0, ("A",), np.zeros(1, np.float32), None, landmarks)
    task = replace(TASK, picture="T", off=("thumb",), picture_hand="left", picture_skin="dark")
    result = view_json(View(task=task, scores=scores), load_strings("en"))
    assert len(result["marks"]) == 1
    assert result["marks"][0][-1] == pytest.approx(landmarks[4].tolist(), abs=1e-3)
    address = result["task"]["picture_address"]
    assert address == "/picture/T?seen_from=mirror&skin=dark&hand=left&off=thumb"
    query = dict(parse_qsl(address.partition("?")[2]))
    marked, plain = (Image.open(io.BytesIO(asked_picture("T", q))) for q in (query, {**query, "off": ""}))
    assert marked.tobytes() != plain.tobytes()


def test_j_moves_on_the_page_unless_motion_is_unwanted():
    assert Image.open(io.BytesIO(asked_picture("J", {}))).n_frames > 5
    assert Image.open(io.BytesIO(asked_picture("J", {"still": "1"}))).n_frames == 1


@pytest.mark.parametrize("query", [{"seen_from": "above"}, {"skin": "green"}, {"hand": "third"}, {"off": "toe"}])
def test_pictures_that_there_are_not_are_refused(query):
    with pytest.raises(KeyError):
        asked_picture("A", query)


def test_a_teacher_s_own_picture_is_shown_with_her_name_and_as_in_a_mirror():
    own = OwnPicture(np.zeros((60, 60), np.uint8), "Linh")
    task = view_json(View(task=Task(picture="A", caption="From a mirror", own_picture=own)), load_strings("en"))["task"]
    assert task["picture_address"].startswith("/api/own_picture?sign=A&hand=left")
    assert task["caption"] == "Linh"
