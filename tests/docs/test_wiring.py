"""The doctor's codes are explained, and the drawings show the pins of the settings."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from device.settings import DisplaySettings
from docs.wiring.draw import DIAGRAMS, HEADER, svg

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CODES = sorted(set(re.findall(r'"(D\d\d)"', (ROOT / "device/commands/doctor_checks.py").read_text(encoding="utf-8"))))


def test_doctor_has_codes():
    assert len(CODES) >= 10


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_the_doctor_is_explained(code):
    text = (DOCS / "troubleshooting.md").read_text(encoding="utf-8")
    assert re.search(rf"^### {code} ", text, re.MULTILINE), f"docs/troubleshooting.md has no section “### {code} …”"


def test_no_code_is_explained_that_the_doctor_does_not_know():
    text = (DOCS / "troubleshooting.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^### (D\d\d) ", text, re.MULTILINE)) == CODES


@pytest.mark.parametrize("name", DIAGRAMS)
def test_the_drawing_is_that_of_the_settings(name):
    drawn = (DOCS / f"wiring/{name}.svg").read_text(encoding="utf-8")
    assert drawn == svg(*DIAGRAMS[name]()), "run `python -m docs.wiring.draw`"
    ElementTree.fromstring(drawn)


def test_no_pin_is_wired_twice():
    claimed = [*DisplaySettings().led_pins, *DisplaySettings().character_pins, 2, 3, 25, 26]
    assert len(set(claimed)) == len(claimed)


def test_the_header_has_every_gpio_once():
    names = [name for name in HEADER.values() if name.startswith("GPIO")]
    assert sorted(names) == sorted(f"GPIO{number}" for number in range(28))
    assert sorted(HEADER) == list(range(1, 41))


def test_power_never_meets_a_gpio():
    for make in DIAGRAMS.values():
        _, wires, _ = make()
        assert len({wire.pin for wire in wires}) == len(wires)
        supplied = [wire for wire in wires if HEADER[wire.pin] == "5V"]
        assert all(wire.end.startswith("lamp") for wire in supplied)
