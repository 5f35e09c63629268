"""docs/configuration.md and docs/cli.md are those that the program writes."""

import re
from pathlib import Path

import pytest

from device.settings import reference
from docs import make_cli_reference as cli

ROOT = Path(__file__).parents[2]


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


def test_every_command_that_the_doctor_advises_exists():
    from device.__main__ import COMMANDS

    checks = (ROOT / "device/commands").glob("doctor_*.py")
    source = "".join(path.read_text(encoding="utf-8") for path in checks)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8") + (ROOT / "deploy/deploy.mk").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    own = set(
        re.findall(r"^([a-z |]+)\)$", (ROOT / "systemd/handshape-command").read_text(encoding="utf-8"), re.MULTILINE)
    )
    station = {word for words in own for word in words.split(" | ")} | set(COMMANDS)
    advised = set(re.findall(r"`make ([a-z-]+)`", source))
    assert advised
    assert advised <= targets, advised - targets
    assert set(re.findall(r"handshape ([a-z]+) [a-z]", source)) <= station
    assert all((ROOT / name).is_file() for name in re.findall(r"requirements-[a-z]+\.txt", source))
