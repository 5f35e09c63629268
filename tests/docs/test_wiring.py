"""The doctor's codes are explained, and the drawings show the pins of the settings."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from device.system.pins import HEADER
from docs.wiring.diagrams import DIAGRAMS
from docs.wiring.draw import svg

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CHECKS = sorted((ROOT / "device/commands").glob("doctor_*.py"))
CODES = sorted({code for path in CHECKS for code in re.findall(r'"(D\d\d)"', path.read_text(encoding="utf-8"))})


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


@pytest.mark.parametrize("large", ["lcd", "character"])
def test_default_pins_are_wired_once(large):
    """LCD and character together need 31 of the 26 GPIOs of a Pi: this is the one pair that cannot be had."""
    drawn = {
        name: {wire.pin for wire in DIAGRAMS[name]()[1] if HEADER[wire.pin].startswith("GPIO")} for name in DIAGRAMS
    }
    pins = [pin for name in ("leds", "oled", "buttons", large) for pin in drawn[name]]
    assert len(set(pins)) == len(pins)


@pytest.mark.parametrize("name", DIAGRAMS)
def test_nothing_of_a_drawing_is_cut_off(name):
    drawing = ElementTree.fromstring(svg(*DIAGRAMS[name]()))
    _, _, width, height = map(float, drawing.attrib["viewBox"].split())
    for text in drawing.iter("{http://www.w3.org/2000/svg}text"):
        size = float(text.attrib.get("font-size", 12))
        length = 0.6 * size * len(text.text)
        x = float(text.attrib["x"]) - {"end": length, "middle": length / 2}.get(text.attrib.get("text-anchor"), 0)
        assert x >= 0, text.text
        assert x + length <= width, text.text
        assert float(text.attrib["y"]) <= height - 4, text.text


def test_the_wire_of_an_led_has_its_colour_and_its_resistor():
    _, wires, note = DIAGRAMS["leds"]()
    parts = {re.search(r"\((\w+)\)", wire.end)[1]: (wire.part, wire.colour) for wire in wires if wire.part}
    assert {colour: part for colour, (part, _) in parts.items()} == {
        "white": "68 Ω",
        "blue": "68 Ω",
        "yellow": "330 Ω",
        "green": "330 Ω",
        "red": "330 Ω",
    }
    assert "blue and white need 68 Ω" in note
    assert len({drawn for _, drawn in parts.values()}) == 5


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
