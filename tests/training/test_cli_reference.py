"""docs/cli.md has the options of the training and conversion programs."""

import pytest

from docs import make_cli_reference as cli


@pytest.mark.parametrize("program", ["training", "convert"])
def test_the_options_of_a_program_are_current(program):
    block = cli.block_of(cli.TARGET.read_text(encoding="utf-8"), program)
    assert block == cli.PROGRAMS[program](), f"run `python -m docs.make_cli_reference {program}` (training environment)"
