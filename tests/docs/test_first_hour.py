"""The pages of the first hour: every command, message and part that they name is there."""

import re

import pytest

from deploy.on_pi.__main__ import make_parser
from device.__main__ import COMMANDS
from docs.wiring.diagrams import DIAGRAMS
from tests.docs.documents import DOCUMENTS, OPTION, ROOT, code_of, name, text_of

COMMAND = text_of(ROOT / "systemd/handshape-command")
STATION = {word for words in re.findall(r"^([a-z |]+)\)$", COMMAND, re.MULTILINE) for word in words.split(" | ")}
PARTS = text_of(ROOT / "docs/appliance.md").partition("\n## Parts\n")[2].partition("\n## ")[0]


def sources(*folders):
    """Return the text of the modules, with sentences that are broken over lines joined."""
    text = "\n".join(text_of(path) for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return re.sub(r'"\s*\n\s*f?"', "", text)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_commands_of_a_station_exist(path):
    for words in re.findall(r"(?:^|[ `])handshape ([a-z][^\n`|]*)", code_of(path), re.MULTILINE):
        assert words.split()[0].rstrip(",") in STATION | set(COMMANDS), f"{name(path)}: handshape {words}"


def test_options_of_the_installation_exist():
    options = set(re.findall(OPTION, make_parser().format_help()))
    for path in DOCUMENTS:
        for arguments in re.findall(r"install\.sh([^\n`|]*)", code_of(path)):
            assert set(re.findall(OPTION, arguments)) <= options, f"{name(path)}: install.sh {arguments}"


def test_messages_that_an_installation_stops_with_are_those_of_the_program():
    table = text_of(ROOT / "docs/first-hour-pi.md").partition("## If the installation stops")[2]
    program = sources("deploy/on_pi", "deploy/agent")
    cells = re.findall(r"^\| (“.+?) \|", table, re.MULTILINE)
    messages = [message for cell in cells for message in re.findall(r"“([^”]+)”", cell)]
    assert len(messages) >= 8
    for message in messages:
        for part in message.split("…"):
            assert part.strip() in program, message


def test_the_parts_are_as_many_as_the_drawings_show():
    parts = [wire.part for make in DIAGRAMS.values() for wire in make()[1] if wire.part]
    assert f"{parts.count('330 Ω')} resistors 330 Ω and {parts.count('68 Ω')} of 68 Ω" in PARTS
    assert f"{parts.count('1 kΩ')} resistors 1 kΩ" in PARTS
    wires = {kind: len(make()[1]) for kind, make in DIAGRAMS.items()}
    assert f"LEDs {wires['leds']}, buttons {wires['buttons']}, character {wires['character']}" in PARTS
    assert f"OLED {wires['oled']}, LCD {wires['lcd']}" in PARTS
