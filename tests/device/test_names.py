"""Any name as text for people and as JSON: nothing is obeyed, nothing is lost."""

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.errors import HandshapeError
from device.names import json_name, json_text, printable, shown
from device.system.messages import warn

NAMES = st.binary(min_size=1, max_size=30).filter(lambda name: b"\0" not in name).map(os.fsdecode)


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
        ("a\u2028b\x85c", r"a\u2028b\x85c"),
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


def test_every_error_and_warning_is_escaped(capsys):
    assert str(HandshapeError("“a\x1b[2J\nb\udce9” is no word.")) == r"“a\x1b[2J\nb\xe9” is no word."
    warn("The file x\x1b[2J\n is gone.")
    assert capsys.readouterr().err == "handshape: The file x\\x1b[2J\\n is gone.\n"
    assert printable("“fine” – as it is …") == "“fine” – as it is …"
