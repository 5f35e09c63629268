"""docs/configuration.md and docs/cli.md are those that the program writes."""

import pytest

from device.settings import reference
from docs import make_cli_reference as cli


def test_the_page_of_the_settings_is_current():
    assert reference.TARGET.read_text(encoding="utf-8") == reference.render(), (
        "run `python -m device.settings.reference`"
    )


@pytest.mark.parametrize("program", ["device", "deploy", "codes"])
def test_the_options_of_a_program_are_current(program):
    block = cli.block_of(cli.TARGET.read_text(encoding="utf-8"), program)
    assert block == cli.PROGRAMS[program](), f"run `python -m docs.make_cli_reference {program}`"


def test_text_around_a_block_is_kept():
    text = "before\n<!-- begin codes -->\nold\n<!-- end codes -->\nafter\n"
    assert cli.with_block(text, "codes", "new\n") == text.replace("old", "new")


def test_a_document_without_marks_is_refused():
    with pytest.raises(ValueError, match="no block"):
        cli.with_block("text", "codes", "new\n")
