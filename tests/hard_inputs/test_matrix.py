"""Every kind of hard input on every command that takes it; what each cell must keep to is in trial.py."""

import pytest

from tests.hard_inputs.kinds import KINDS, kind_of
from tests.hard_inputs.parsers import NEEDS, commands, programs
from tests.hard_inputs.trial import cells, try_inputs, try_valid

COMMANDS = [command for program in programs() for command in commands(program)]
SAME = {"device personalise": "takes what `device run` and `device practice` take, and opens it in the same way"}
"""Commands that are left out, and why: `python -m benchmarks.hard_inputs --command NAME` tries them."""
CELLS = [(command, option, kind) for command in COMMANDS if command.name not in SAME for kind, option in cells(command)]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_option_has_a_kind(command):
    unknown = [f"{option.flag or option.dest} {option.metavar}" for option in command.options if not kind_of(option)]
    assert not unknown, f"add their kind to tests/hard_inputs/kinds.py: {unknown}"


def test_every_kind_has_an_option():
    assert {kind for _, _, kind in CELLS} <= set(KINDS)


@pytest.mark.parametrize(
    "command", [command for command in COMMANDS if NEEDS[command.program] == "fsrs"], ids=lambda command: command.name
)
def test_valid_values_are_taken(command, tmp_path):
    """The other values in the matrix hide no fault of the hard input."""
    result = try_valid(command, tmp_path)
    assert not result.faults, str(result)
    by_design = ("doctor",), ("personalise",)  # a fault of this machine; the tiny model has no landmarks
    assert result.code == 0 or command.words in by_design, str(result)


@pytest.mark.parametrize(
    ("command", "option", "kind"),
    CELLS,
    ids=[f"{c.name} {o.flag or o.dest}: {k}" for c, o, k in CELLS],
)
def test_hard_inputs(command, option, kind, tmp_path):
    results = try_inputs(command, option, kind, tmp_path)
    faults = [str(result) for result in results if result.faults]
    assert not faults, f"{len(faults)} of {len(results)}:\n" + "\n".join(faults)
