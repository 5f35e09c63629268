"""Closed and full standard streams, and ASCII terminals, in every command of training and conversion."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from training.__main__ import COMMANDS

ROOT = Path(__file__).parents[2]
PROGRAMS = ["training", "convert", *(f"training {name}" for name in COMMANDS)]
ASCII = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


@pytest.mark.parametrize("words", PROGRAMS)
@pytest.mark.parametrize(
    ("streams", "code"),
    [("0<&- > /dev/null", 0), ("0<&- 1>&- 2>&-", 0), ("> /dev/full", 1), ("| head -c 1; exit ${PIPESTATUS[0]}", 0)],
    ids=["ascii", "closed", "full", "head"],
)
def test_help_of_every_command_survives_its_streams(words, streams, code):
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -m {words} --help {streams}'],
        cwd=ROOT,
        env={**os.environ, **ASCII},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == code
    said = done.stderr.decode()
    assert said == "" if code == 0 else said.startswith("Standard output cannot be written: No space left on device.")
