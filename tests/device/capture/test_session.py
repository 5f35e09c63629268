"""The file of a session, the tags that name it, and the letters to record."""

import errno
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.alphabet import STATIC_LETTERS
from device.capture.session import (
    checked_tag,
    default_name,
    open_session,
    parse_letters,
    write_once,
)
from device.capture.store import PictureStore
from device.errors import RecordingError
from tests.device.capture.recordings import NOW, PICTURE, files, session


def test_a_session_is_written_with_the_keys_that_training_reads(tmp_path):
    open_session(tmp_path / "anna" / "monday", session())
    assert files(tmp_path) == ["anna/monday/session.json"]
    raw = json.loads((tmp_path / "anna" / "monday" / "session.json").read_text())
    assert list(raw) == [
        "signer",
        "session",
        "hand",
        "lighting",
        "room",
        "consent",
        "guide_box",
        "camera",
        "station_version",
        "started",
    ]
    assert raw["guide_box"] == [0.275, 0.2, 0.725, 0.8]


def test_the_same_session_goes_on_as_it_was_started(tmp_path):
    open_session(tmp_path, session())
    before = (tmp_path / "session.json").read_bytes()
    later = session(started="2025-11-24T00:00:00+01:00", camera="v4l2:/dev/video2")
    assert open_session(tmp_path, later) == session()
    assert (tmp_path / "session.json").read_bytes() == before


@pytest.mark.parametrize(
    ("key", "value"),
    [("signer", "ben"), ("hand", "right"), ("lighting", "sun"), ("room", "hall"), ("guide_box", (0.0, 0.0, 1.0, 1.0))],
)
def test_another_session_in_the_same_folder_is_refused(tmp_path, key, value):
    open_session(tmp_path, session())
    with pytest.raises(RecordingError, match=f"was recorded with {key} .*; name another --session"):
        open_session(tmp_path, session(**{key: value}))


def test_pictures_of_an_unknown_signer_are_not_added_to(tmp_path):
    PictureStore(tmp_path).keep("A", PICTURE)
    with pytest.raises(RecordingError, match=r"holds pictures without session.json"):
        open_session(tmp_path, session())


@pytest.mark.parametrize("content", ["", "{", "[]", '{"signer": "anna"}', '{"guide_box": 3}'])
def test_a_session_file_that_is_none_is_refused(tmp_path, content):
    (tmp_path / "session.json").write_text(content)
    with pytest.raises(RecordingError, match="is not the description of a session"):
        open_session(tmp_path, session())


def test_a_full_disk_leaves_no_half_session(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RecordingError, match=r"cannot be written \(No space left on device\); make room"):
        write_once(tmp_path / "session.json", "{}")
    assert not (tmp_path / "session.json").exists()


@pytest.mark.parametrize("tag", ["anna", "Anna-2", "a.b_c", "3", "x" * 40])
def test_a_tag_may_name_a_folder(tag):
    assert checked_tag(tag, "signer") == tag


@pytest.mark.parametrize("tag", ["", " ", "a b", "../x", "a/b", ".hidden", "-x", "ä", "a\n", "x" * 41, "a:b"])
def test_what_could_leave_its_folder_is_no_tag(tag):
    with pytest.raises(RecordingError, match="cannot name the signer"):
        checked_tag(tag, "signer")


@given(st.text(max_size=50))
def test_no_tag_leaves_its_folder(text):
    try:
        tag = checked_tag(text, "room")
    except RecordingError:
        return
    assert (Path("/base") / tag).parent == Path("/base")


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("", tuple(STATIC_LETTERS)),
        ("ABC", ("A", "B", "C")),
        ("cab", ("C", "A", "B")),
        ("A,b, C", ("A", "B", "C")),
        ("nothing", ("nothing",)),
        ("A,nothing", ("A", "nothing")),
        ("AAB", ("A", "B")),
        ("Nothing", ("nothing",)),
    ],
)
def test_letters_are_parsed_in_several_forms(text, letters):
    assert parse_letters(text) == letters


def test_by_default_the_24_letters_that_do_not_move_are_recorded():
    assert len(parse_letters("")) == 24
    assert not {"J", "Z"} & set(parse_letters(""))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("AJ", "J is a movement"),
        ("z", "Z is a movement"),
        ("A1", "“1” is no"),
        ("A,none", "“NONE” is not a letter"),
        ("Ä", "“Ä” is not a letter"),
    ],
)
def test_other_letters_are_refused(text, says):
    with pytest.raises(RecordingError, match=says):
        parse_letters(text)


def test_the_same_tags_on_the_same_day_are_the_same_session():
    assert default_name(NOW, "left", "lamp", "kitchen") == "2025-11-23-left-lamp-kitchen"
    later = NOW + timedelta(hours=3)
    assert default_name(later, "left", "lamp", "kitchen") == default_name(NOW, "left", "lamp", "kitchen")
