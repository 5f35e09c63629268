"""Paths and numbers on every command line: absurd values are one sentence. Options are found in the parsers."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.__main__ import COMMANDS, DESCRIPTION, PROGRAM
from device.system.command_line import make_parser
from device.system.option_types import Real, Whole
from tests.hard_inputs.kinds import KINDS, kind_of
from tests.hard_inputs.parsers import commands

PATHS = ("", ".", "..", "/", "~no-such-user/x", "a\x1b[2Jb/c", "x" * 300)
MISSING_PATHS = ("", "~no-such-user/x", "a\x1b[2Jb/c", "x" * 300)  # a folder would be read: it may be a large one
METAVARS = ("FILE", "DIR", "CSV", "LOG", "PATH", "MODEL|RUNTIME")
NUMBERS = ("nan", "inf", "-inf", "1e400", "9" * 30, "9" * 5000, "-" + "9" * 30, "", "²", "one")
MISSING = "clip:none.mp4"
CHEAP = {
    "run": ("--camera", MISSING, "--display", "log"),
    "practice": ("--camera", MISSING, "--display", "log", "--progress", "{tmp}/p.db"),
    "web": ("--port", "99999"),
    "bench": ("--camera", MISSING, "--frames", "1", "--quick"),
    "capture": (
        *("--camera", MISSING, "--signer", "a", "--hand", "left", "--lighting", "l", "--room", "r", "--consent", "yes"),
        *("--display", "log", "--to", "{tmp}/to"),
    ),
    "read": ("none.png",),
}
"""What makes a run of a command end at once; a command that is not named here runs without arguments."""


def actions() -> Iterator[tuple[str, argparse.Action]]:
    """All arguments of all commands."""
    for name, parser in make_parser(PROGRAM, DESCRIPTION, COMMANDS)[1].items():
        for action in parser.load()._actions:  # argparse has no public list
            yield name, action


def found(wanted) -> list[tuple[str, list[str]]]:
    """The arguments that are wanted, each on the first command that has it."""
    seen: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for name, action in actions():
        if wanted(action):
            seen.setdefault((action.dest, "" if action.option_strings else name), (name, action.option_strings[-1:]))
    return list(seen.values())


def writes(option: list[str]) -> bool:
    """Return whether an option names what a command writes, as the matrix of hard inputs has it."""
    kinds = {kind_of(each) for command in commands("device") for each in command.options if [each.flag] == option}
    return any(KINDS[kind].writes for kind in kinds if kind)


PATH_OPTIONS = found(lambda action: action.type is Path or action.metavar in METAVARS)
NUMBER_OPTIONS = found(lambda action: isinstance(action.type, Whole | Real))


def test_options_are_found():
    assert ("practice", ["--export"]) in PATH_OPTIONS
    assert ("read", []) in PATH_OPTIONS
    assert ("bench", ["--frames"]) in NUMBER_OPTIONS


def test_every_number_on_a_command_line_has_a_range():
    assert [(name, action.dest) for name, action in actions() if action.type in (int, float)] == []


@pytest.mark.parametrize(("name", "option"), PATH_OPTIONS, ids=lambda value: "".join(value))
def test_a_path_that_is_no_file_is_one_sentence(station, tmp_path, monkeypatch, tiny, name, option):
    here = tmp_path / "here"  # so that “..” is a folder of this test
    here.mkdir()
    monkeypatch.chdir(here)
    root = set(Path("/").iterdir())
    cheap = [word.format(tmp=tmp_path) for word in CHEAP.get(name, ())]
    model = tiny if name in ("run", "practice", "bench", "read") else ()
    for path in PATHS if option else MISSING_PATHS:
        if path == "/" and os.geteuid() == 0 and writes(option):
            continue  # root would write there
        given = [*cheap, *model, *option, path] if option or name != "read" else [path]
        code, _, err = station(name, *given)  # an exception that is not the project's own ends the test
        assert code in range(9), (path, err)
        assert "Traceback" not in err
        assert "\x1b" not in err, path
    assert set(Path("/").iterdir()) == root


@pytest.mark.parametrize(("name", "option"), NUMBER_OPTIONS, ids=lambda value: "".join(value))
def test_an_absurd_number_is_one_sentence(station, name, option):
    for number in NUMBERS:
        code, _, err = station(name, f"{option[0]}={number}")
        assert code == 2, (number, err)
        assert option[0] in err or "must lie between" in err
        assert len(err) < 5000
