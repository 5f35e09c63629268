"""Every measuring program starts in this environment and explains itself; a new one joins by itself."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import benchmarks

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", benchmarks.names())
def test_a_program_explains_itself(name, capsys):
    module = importlib.import_module(f"benchmarks.{name}")
    with pytest.raises(SystemExit) as ended:
        module.main(["--help"])
    assert ended.value.code == 0
    assert module.__doc__.splitlines()[0].split()[0] in capsys.readouterr().out


def test_the_list_names_every_program_with_what_it_measures():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    lines = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert sorted(lines) == benchmarks.names()
    assert all(summary.endswith(".") for summary in lines.values())
