"""Any name as text for people and as JSON: nothing is obeyed, nothing is lost."""

import ast
import io
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.errors import HandshapeError
from device.names import ESCAPED, json_name, json_text, printable, shown
from device.system.messages import warn

ROOT = Path(__file__).parents[2]
NAMES = st.binary(min_size=1, max_size=30).filter(lambda name: b"\0" not in name).map(os.fsdecode)
HARD_NAMES = NAMES | st.text('é“"→-\\u09\x85\udc85😀', max_size=4)


@given(NAMES)
def test_a_shown_name_is_one_line_that_every_stream_takes(name):
    text = shown(name)
    text.encode("utf-8")
    assert text.splitlines() == [text]
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in text)


@given(NAMES, NAMES)
def test_two_names_stay_two(one, other):
    assert (shown(one) == shown(other)) == (one == other)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("café.png", "café.png"),
        (os.fsdecode(b"caf\xe9.png"), r"caf\xe9.png"),
        (r"caf\xe9.png", r"caf\\xe9.png"),
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("gnp.\u202eevil", r"gnp.\u202eevil"),
        ("a\u2028b\x85c", r"a\u2028b\u0085c"),
        ("lone \ud800", r"lone \ud800"),
        ("手.png", "手.png"),
    ],
)
def test_what_people_see(name, text):
    assert shown(name) == shown(Path(name)) == text


@given(NAMES)
def test_json_leads_back_to_the_file(name):
    line = json_text({"file": json_name(name)})
    line.encode("utf-8")
    assert os.fsencode(json.loads(line)["file"]) == os.fsencode(name)
    assert json.loads(json_text(json_name(name), encoding="ascii")) == name


@given(st.recursive(st.none() | st.text(st.characters(min_codepoint=0)), lambda kids: st.lists(kids), max_leaves=5))
def test_json_text_can_always_be_encoded_and_read_back(value):
    for encoding in ("utf-8", "ascii", None):
        text = json_text(value, encoding=encoding)
        text.encode(encoding or "ascii")
        assert json.loads(text) == value or max(str(value)) >= "\ud800", "a pair of surrogates is one character"


@pytest.mark.parametrize("locale", ["C", "POSIX"])
@pytest.mark.parametrize("name", [b"caf\xc3\xa9", b"caf\xe9", b"\xff\n"])
def test_json_of_one_locale_leads_back_in_another(locale, name):
    code = (
        "import sys; from device.names import *; sys.stdout.write(json_text(json_name(sys.argv[1]), encoding='ascii'))"
    )
    env = {**os.environ, "LC_ALL": locale, "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    out = subprocess.run([sys.executable, "-c", code, os.fsdecode(name)], env=env, capture_output=True, check=True)
    assert os.fsencode(json.loads(out.stdout)) == name


@given(one=HARD_NAMES, other=HARD_NAMES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_two_names_stay_two_on_a_terminal_that_cannot_show_them(one, other, encoding, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding))
        texts = shown(one), shown(other)
    assert all(text.encode(encoding).decode(encoding) == text for text in texts)
    assert (texts[0] == texts[1]) == (one == other)


@pytest.mark.parametrize("program", ["device", "deploy"])
@pytest.mark.parametrize(("name", "text"), [("café–", rb"caf\u00e9\u2013"), (r"caf\u00e9", rb"caf\\u00e9")])
def test_an_ascii_stream_shows_which_file_is_meant(program, name, text, tmp_path):
    options = {"device": ["run", "--config", name], "deploy": ["status", "--inventory", name]}[program]
    done = subprocess.run(
        [sys.executable, "-m", program, *options],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert done.returncode in (1, 2)
    assert text in done.stderr
    assert b"?" not in done.stderr


def test_signs_of_our_sentences_have_a_plain_form():
    text = "“fine” – as it is … ✓ 3×4 đ\n"
    assert text.encode("ascii", ESCAPED).decode() == '"fine" - as it is ... + 3x4 \\u0111\n'


PATHS = {"path", "_path", "folder", "_folder", "table", "archive", "out", "recordings", "file", "inventory", "python"}
SINKS = {"warn", "_warn", "write", "error", "print"}
TOPS = ("device", "training", "convert", "deploy", "benchmarks")


@pytest.mark.parametrize("top", TOPS)
def test_every_path_in_a_sentence_goes_through_the_one_function(top):
    """A path in an error or warning is `shown(path)`, never `path` itself. The agent on the Pi travels alone."""
    raw = []
    for source in sorted((ROOT / top).rglob("*.py")):
        if (ROOT / "deploy/agent") in source.parents:
            continue
        for call in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and is_sentence(call.func):
                values = [each for each in ast.walk(call) if isinstance(each, ast.FormattedValue)]
                raw += [f"{source}:{each.lineno} {ast.unparse(each)}" for each in values if is_path(each.value)]
    assert not raw, "write {shown(path)}:\n" + "\n".join(raw)


def is_sentence(function: ast.expr) -> bool:
    name = getattr(function, "attr", getattr(function, "id", ""))
    return name.endswith("Error") or name in SINKS


def is_path(value: ast.expr) -> bool:
    if isinstance(value, ast.Attribute) and value.attr in ("name", "parent", "stem"):
        return is_path(value.value)
    return getattr(value, "attr", getattr(value, "id", "")) in PATHS


def test_every_error_and_warning_is_escaped(capsys):
    assert str(HandshapeError("“a\x1b[2J\nb\udce9” is no word.")) == r"“a\x1b[2J\nb\xe9” is no word."
    warn("The file x\x1b[2J\n is gone.")
    assert capsys.readouterr().err == "handshape: The file x\\x1b[2J\\n is gone.\n"
    assert printable("“fine” – as it is …") == "“fine” – as it is …"
