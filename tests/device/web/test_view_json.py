"""The view as JSON; docs/web-api.md names every key."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from device.assets.strings import load_strings
from device.types import Frame, HandBox
from device.view import BoardLetter, LessonResult, Pairing, Task, View
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
