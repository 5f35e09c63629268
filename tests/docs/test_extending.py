"""The recipes of docs/extending.md: their code runs, and the names they mention exist."""

import ast
import io
import re
import sys
from typing import TextIO

from device.view import View
from tests.docs.documents import ROOT, text_of

RECIPES = text_of(ROOT / "docs/extending.md")


def test_the_example_of_a_display_is_one():
    source = re.findall(r"```python\n(.*?)```", RECIPES, re.DOTALL)[0]
    names = {"TextIO": TextIO, "View": View, "sys": sys}
    exec(compile(source, "docs/extending.md", "exec"), names)
    stream = io.StringIO()
    bell = names["Bell"](stream)
    for status in ("searching", "confirmed", "confirmed", "holding", "confirmed"):
        bell.show(View(status))
    bell.close()
    assert stream.getvalue() == "\a\a"


def test_names_said_to_be_in_a_file_are_there():
    claims = re.findall(r"`(\w+)`(?: \w+)? (?:in|of) `?\(?`?([\w/]+\.py)`", " ".join(RECIPES.split()))
    assert len(claims) >= 8
    for symbol, file in claims:
        tree = ast.parse(text_of(ROOT / file))
        words = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        words |= {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
        assert symbol in words, f"docs/extending.md: no {symbol} in {file}"
