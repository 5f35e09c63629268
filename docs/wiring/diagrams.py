"""What is wired to which pin. Pins are those of the settings, so that a drawing cannot contradict them."""

from dataclasses import dataclass

from device.settings import ButtonSettings, DisplaySettings
from device.system.pins import HEADER

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
