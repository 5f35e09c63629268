"""Draw the wiring diagrams in this folder: `python -m docs.wiring.draw`. Pins are those of the settings.

The Pi's 40-pin header is seen from above: pin 1 at the top left, USB sockets at the bottom.
"""

import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from device.settings import ButtonSettings, DisplaySettings
from device.system.pins import HEADER

HERE = Path(__file__).parent
STEP, LEFT = 22, 250  # of two rows of pins; x of the left column
NOTE_COLUMNS, NOTE_LINE = 96, 14  # characters of a line of the note; its height
ENDS = 526  # x of the labels at the ends of the wires
CHARACTER = 7.2  # width of a character of the labels, generous: fonts differ
COLOURS = ("#c0392b", "#d35400", "#b7950b", "#1e8449", "#2471a3", "#6c3483", "#34495e")
LED_COLOURS = {"white": "#a6acaf", "blue": "#2471a3", "yellow": "#d4ac0d", "green": "#1e8449", "red": "#c0392b"}
LED_RESISTORS = {"white": "68 Ω", "blue": "68 Ω"}  # these need more than 2.8 V, so less is left for the resistor


@dataclass(frozen=True)
class Wire:
    """A wire from a physical pin to a labelled end, through a part such as “330 Ω”.

    Attributes:
        pin: physical pin, 1–40.
        end: what it is connected to.
        part: in the wire; "" for none.
        colour: of the line; "" for one of COLOURS.
    """

    pin: int
    end: str
    part: str = ""
    colour: str = ""


def pin_of(name: str) -> int:
    """Return the first physical pin of this name."""
    return next(pin for pin, label in HEADER.items() if label == name)


def leds() -> tuple[str, list[Wire], str]:
    """Return title, wires and note of five LEDs, each with its resistor."""
    lit = {"white": "searching", "blue": "hand seen", "yellow": "holding", "green": "right", "red": "try again"}
    wires = [
        Wire(
            pin_of(f"GPIO{gpio}"),
            f"{state} ({colour}), long leg",
            LED_RESISTORS.get(colour, "330 Ω"),
            LED_COLOURS[colour],
        )
        for gpio, (colour, state) in zip(DisplaySettings().led_pins, lit.items(), strict=True)
    ]
    wires.append(Wire(6, "all short legs"))
    note = "330 Ω gives a red LED 4 mA from 3.3 V (16 mA a pin are allowed); blue and white need 68 Ω."
    return "Five LEDs", wires, note


def character() -> tuple[str, list[Wire], str]:
    """Return title, wires and note of a 14-segment character with a common cathode."""
    names = (
        "a, top",
        "b, upper right",
        "c, lower right",
        "d, bottom",
        "e, lower left",
        "f, upper left",
        "g, middle left",
        "h, middle right",
        "i, ╲ upper left",
        "j, │ upper",
        "k, ╱ upper right",
        "l, ╱ lower left",
        "m, │ lower",
        "n, ╲ lower right",
    )
    wires = [
        Wire(pin_of(f"GPIO{gpio}"), f"segment {name}", "1 kΩ")
        for gpio, name in zip(DisplaySettings().character_pins, names, strict=True)
    ]
    wires.append(Wire(39, "common cathode"))
    return (
        "14-segment character",
        wires,
        "1 kΩ: at most 14 × 1.4 mA = 20 mA; all pins together may give 50 mA. Letters of the segments as in "
        "gpiozero. Common anode: to 3V3, and character_active_high = false. It uses the pins of SPI, which "
        "`handshape display auto character` switches off: take the character or an LCD.",
    )


def oled() -> tuple[str, list[Wire], str]:
    """Return title, wires and note of an SSD1306 or SH1106 module on I²C."""
    wires = [Wire(1, "VCC"), Wire(9, "GND"), Wire(3, "SDA"), Wire(5, "SCL")]
    note = (
        "The installation switches I²C on (by hand: sudo raspi-config nonint do_i2c 0). Modules bring their own "
        "pull-ups."
    )
    return "OLED on I²C", wires, note


def buttons() -> tuple[str, list[Wire], str]:
    """Return title, wires and note of push buttons to ground, on pins that LEDs, character and OLED leave free."""
    pins = ButtonSettings()
    ends = {
        "mode": "mode (held: learner)",
        "next": "next (reading: space)",
        "skip": "skip (reading: delete, held: clear)",
        "learner": "learner",
    }
    wires = [Wire(pin_of(f"GPIO{getattr(pins, name)}"), end) for name, end in ends.items()]
    wires.append(Wire(34, "other leg of all"))
    note = (
        "No resistor: the Pi's own pull-up is used. Leave out what you do not need (buttons.learner = -1); the "
        "station works without any."
    )
    return "Buttons", wires, note


def lamp() -> tuple[str, list[Wire], str]:
    """Return title, wires and note of a 5 V lamp, which needs power only."""
    wires = [Wire(2, "lamp +"), Wire(14, "lamp −")]
    return (
        "Lamp",
        wires,
        "A 5 V LED lamp of at most 300 mA. It shines whenever the Pi has power; a USB lamp in a "
        "USB socket does the same without a wire.",
    )


def lcd() -> tuple[str, list[Wire], str]:
    """Return title, wires and note of an ST7789 or ILI9341 module on the first SPI bus."""
    data, reset, light = DisplaySettings().lcd_pins
    wires = [
        Wire(1, "VCC"),
        Wire(9, "GND"),
        Wire(19, "MOSI / SDA / DIN"),
        Wire(23, "SCK / SCL / CLK"),
        Wire(24, "CS"),
        Wire(pin_of(f"GPIO{data}"), "DC / RS"),
        Wire(pin_of(f"GPIO{reset}"), "RST"),
        Wire(pin_of(f"GPIO{light}"), "BL / LED"),
    ]
    note = (
        "The installation switches SPI on (by hand: sudo raspi-config nonint do_spi 0). Many ready-made boards are "
        "wired to GPIO 25, 27, 24: set lcd_pins = [25, 27, 24], and give LEDs and the mode button other pins."
    )
    return "LCD on SPI", wires, note


DIAGRAMS = {"leds": leds, "character": character, "oled": oled, "lcd": lcd, "buttons": buttons, "lamp": lamp}


def svg(title: str, wires: list[Wire], note: str) -> str:
    """Return one diagram as SVG."""
    rows = textwrap.wrap(note, NOTE_COLUMNS)
    top = 52 + NOTE_LINE * len(rows) + 6
    height = top + 20 * STEP + 24
    width = round(ENDS + CHARACTER * max(len(wire.end) for wire in wires) + 24)
    width = max(width, round(48 + CHARACTER * max(map(len, rows))))
    used = {wire.pin for wire in wires}
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="24" y="34" font-size="20" font-weight="bold">{escape(title)}</text>',
        f'<rect x="{LEFT - 20}" y="{top + 8}" width="62" height="{20 * STEP + 4}" rx="4" fill="#222"/>',
    ]
    for row, words in enumerate(rows):
        lines.append(f'<text x="24" y="{54 + NOTE_LINE * row}" fill="#555">{escape(words)}</text>')
    for number, wire in enumerate(sorted(wires, key=lambda wire: (_place(wire.pin, top)[1], wire.pin))):
        lines += _wire(wire, number, len(wires), top)
    for pin, name in HEADER.items():
        x, y = _place(pin, top)
        colour = "#f1c40f" if pin in used else "#777"
        lines.append(f'<circle cx="{x}" cy="{y}" r="7" fill="{colour}"/>')
        lines.append(f'<text x="{x}" y="{y + 3}" font-size="8" text-anchor="middle">{pin}</text>')
        anchor, at = ("end", x - 30) if pin % 2 else ("start", x + 30)
        weight = ' font-weight="bold"' if pin in used else ' fill="#999"'
        lines.append(f'<text x="{at}" y="{y + 4}" text-anchor="{anchor}"{weight}>{name}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def _wire(wire: Wire, number: int, count: int, top: int) -> list[str]:
    x, y = _place(wire.pin, top)
    colour = "#000" if HEADER[wire.pin] == "GND" else wire.colour or COLOURS[number % len(COLOURS)]
    end_y = top + 20 + (number + 0.5) * (20 * STEP) / count
    bend = 380 + 8 * (number % 8)
    # Wires of the left row leave between two pins, so that none crosses a pin.
    # Wires of the right row jump over the pin's name.
    start = f"M {x} {y} V {y + STEP / 2} H {bend}"
    if not wire.pin % 2:
        start = f"M {x + 8} {y} H {x + 26} M {x + 80} {y} H {bend}"
    drawn = [f'<path d="{start} V {end_y:.0f} H {ENDS - 6}" fill="none" stroke="{colour}" stroke-width="2"/>']
    if wire.part:
        drawn.append(f'<rect x="468" y="{end_y - 7:.0f}" width="44" height="14" fill="white" stroke="{colour}"/>')
        drawn.append(f'<text x="490" y="{end_y + 4:.0f}" font-size="10" text-anchor="middle">{wire.part}</text>')
    drawn.append(f'<text x="{ENDS}" y="{end_y + 4:.0f}">{escape(wire.end)}</text>')
    return drawn


def _place(pin: int, top: int) -> tuple[int, int]:
    return LEFT if pin % 2 else LEFT + STEP, top + 20 + (pin - 1) // 2 * STEP


def main() -> int:
    """Write every diagram; return the exit code."""
    for name, parts in DIAGRAMS.items():
        (HERE / f"{name}.svg").write_text(svg(*parts()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
