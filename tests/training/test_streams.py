"""Closed and full standard streams, and ASCII terminals, in every command of training and conversion."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.forked import FULL, LEFT, run_in_fork
from training.__main__ import COMMANDS

ROOT = Path(__file__).parents[2]
PROGRAMS = [("training",), ("convert",), *(("training", name) for name in COMMANDS)]
ASCII = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
NO_SPACE = "Standard output cannot be written: No space left on device."
STREAMS = {
    "ascii": ({"closed": (0,)}, 0),
    "closed": ({"closed": (0, 1, 2)}, 0),
    "full": ({"out": FULL}, 1),
    "head": ({"out": LEFT}, 0),
}


@pytest.fixture(scope="module", autouse=True)
def imported() -> None:
    """Import every command once, so that a fork need not."""
    for module, _ in COMMANDS.values():
        importlib.import_module(module)


@pytest.mark.parametrize("words", PROGRAMS, ids=" ".join)
@pytest.mark.parametrize(("streams", "code"), STREAMS.values(), ids=list(STREAMS))
def test_help_of_every_command_survives_its_streams(words, streams, code):
    done = run_in_fork((*words, "--help"), encoding="ascii", **streams)
    said = done.err.decode()
    assert done.code == code, said
    assert said == "" if code == 0 else said.startswith(NO_SPACE)


@pytest.mark.parametrize("words", ["training", "convert"])
@pytest.mark.parametrize(
    ("streams", "code"),
    [("0<&- > /dev/null", 0), ("0<&- 1>&- 2>&-", 0), ("> /dev/full", 1)],
    ids=["ascii", "closed", "full"],
)
def test_a_new_interpreter_starts_with_any_streams(words, streams, code):
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -m {words} --help {streams}'],
        cwd=ROOT,
        env={**os.environ, **ASCII},
        capture_output=True,
        timeout=120,
        check=False,
    )
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert said == "" if code == 0 else said.startswith(NO_SPACE)
