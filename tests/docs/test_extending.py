"""The recipes of docs/extending.md: their code runs, and the names they mention exist."""

import ast
import io
import re
import sys
import textwrap
import tomllib
from typing import TextIO

import numpy as np
import pytest

from device import activity, view
from device.camera.clip import ClipCamera
from device.display.base import Display
from device.display.making import DisplayOptions
from device.recognition.perception import open_perception
from device.settings import Settings
from device.types import Frame, Reading, Scores
from tests.docs.documents import ROOT, text_of

RECIPES = text_of(ROOT / "docs/extending.md")
TUTORIAL = ROOT / "docs/tutorial-develop.md"


EXAMPLES = re.findall(r"```python\n(.*?)```", RECIPES, re.DOTALL)


def source_of(name):
    """Return the code of the recipe that has this class."""
    return next(text for text in EXAMPLES if f"class {name}" in text)


def example(name):
    """Return a class of the recipes, made from the text of the document."""
    displays = {"Display": Display, "DisplayOptions": DisplayOptions}
    names = {**vars(activity), **vars(view), **displays, "TextIO": TextIO, "sys": sys}
    exec(compile(source_of(name), "docs/extending.md", "exec"), names)
    return names[name]


def test_the_example_of_a_display_rings_once_for_each_letter():
    stream = io.StringIO()
    bell = example("Bell")(stream)
    for status in ("searching", "confirmed", "confirmed", "holding", "confirmed"):
        bell.show(view.View(status))
    bell.close()
    assert stream.getvalue() == "\a\a"


def test_the_example_of_an_activity_counts_the_letters_of_the_clip():
    perception, tally = open_perception(Settings()), example("TallyActivity")()
    camera = ClipCamera(ROOT / "device/assets/demo/hello_jz.mp4")
    while (frame := camera.read()) is not None:
        shown, _ = tally.step(frame, *perception.see(frame))
    camera.close()
    assert shown.text == "7"
    assert tally.end(None)[2] == "7 letters"


def test_the_example_of_an_activity_starts_again():
    tally = example("TallyActivity")()
    frame = Frame(np.zeros((4, 4), np.uint8), 0.0)
    scores = Scores(0.0, ("A",), np.ones(1, np.float32), None)
    counted = Reading(0.0, "A", 1.0, confirmed=True, hold=1.0, hand=True, fresh=True)
    later = Reading(0.1, None, 0.0, confirmed=False, hold=0.0, hand=False)
    assert tally.step(frame, scores, counted)[0].text == "1"
    tally.press("clear")
    assert tally.step(frame, scores, later)[0].text == "0"


def test_the_file_of_the_tutorial_for_developers_is_whole():
    head = re.search(r"```python\n(.*?) *```", text_of(TUTORIAL), re.DOTALL)[1]
    names = {}
    exec(compile(textwrap.dedent(head) + source_of("Bell"), "docs/tutorial-develop.md", "exec"), names)
    assert names["make_bell"](DisplayOptions(Settings().display)).name == "bell"


@pytest.mark.parametrize(("document", "count"), [(TUTORIAL, 2), (ROOT / "docs/extending.md", 8)])
def test_names_said_to_be_in_a_file_are_there(document, count):
    text = " ".join(text_of(document).split())
    claims = re.findall(r"`(\w+)`(?: \w+)? (?:in|of) `?\(?`?([\w/]+\.py)`", text)
    assert len(claims) >= count
    for symbol, file in claims:
        tree = ast.parse(text_of(ROOT / file))
        words = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        words |= {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
        assert symbol in words, f"no {symbol} in {file}"


def test_the_layers_in_the_architecture_are_those_that_are_checked():
    contracts = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if "device.runtime" in contract.get("layers", ()))
    drawn = text_of(ROOT / "docs/architecture.md").split("### Layers")[1].split("```")[1].strip().splitlines()
    assert drawn == [re.sub(r"device\.", "", layer) for layer in layers if layer != "device.__main__"]
