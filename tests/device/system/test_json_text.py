"""JSON from outside: everything that is not accepted is one error that says where."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.system.json_text import MAX_DEPTH, JsonError, parse_json, read_object
from device.system.text_file import TextError


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 100_000, "nested more than 64 deep in line 1, column 65"),
        ('{"a":' * 100_000, "nested more than"),
        ('"' + "[" * 1000, "Unterminated string"),
        ('"' + '\\"' * 200_000, "Unterminated string"),
        ('{"a": NaN}', "NaN is not a number"),
        ("-Infinity", "-Infinity is not a number"),
        ("1e999", "too large"),
        ("9" * 5000, "too large"),
        ("123456789012345678901", "too large"),
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "“c” stands in it twice"),
        ("", "line 1, column 1"),
        ('{\n "a": }', "line 2, column 7"),
        ("{} {}", "Extra data"),
        (b"\xff\xff", "not UTF-8"),
        (b"\xff\xfe\x00", "not UTF-8"),
    ],
)
def test_what_is_not_accepted_is_refused_with_its_place(text, said):
    with pytest.raises(JsonError, match=said):
        parse_json(text)


def test_the_limit_of_depth_is_exact():
    assert parse_json("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    with pytest.raises(JsonError):
        parse_json("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    assert parse_json('["' + "[" * 200 + '"]') == ["[" * 200]
    assert len(parse_json("[" + "[]," * 1000 + "[]]")) == 1001


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_usual_encodings_are_read(tmp_path, encoding):
    path = tmp_path / "a.json"
    path.write_bytes('{"name": "Bảo"}'.encode(encoding))
    assert read_object(path) == {"name": "Bảo"}


def test_a_list_is_no_object(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("[1]")
    with pytest.raises(TextError, match="not a JSON object"):
        read_object(path)


def test_figures_without_data_may_be_allowed():
    assert parse_json('{"a": NaN}', allow_nan=True)["a"] != 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
)  # fmt: skip


@given(JSON)
def test_what_json_writes_is_read(value):
    assert parse_json(json.dumps(value)) == value


@given(st.binary(max_size=200) | st.text('[]{}",:\\ue1.NaNI0', max_size=200))
def test_any_text_is_a_value_or_the_error_of_json(text):
    with contextlib.suppress(JsonError):
        parse_json(text)
