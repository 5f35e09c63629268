"""Which part uses which GPIO, to find a pin that two parts claim.

Drivers claim pins when they open; this table tells `doctor` beforehand. Numbers are those of the Broadcom chip.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

I2C_PINS = (2, 3)  # bus 1, on every Pi
SPI_PINS = (7, 8, 9, 10, 11)  # bus 0 with both chip-select lines
SPI_SELECT = {"spidev0.0": 8, "spidev0.1": 7}  # device → its chip-select line, which the kernel holds
# Physical pin → name; BCM numbers as printed by `pinout` on every Pi with 40 pins.
HEADER = {
    1: "3V3",
    2: "5V",
    3: "GPIO2",
    4: "5V",
    5: "GPIO3",
    6: "GND",
    7: "GPIO4",
    8: "GPIO14",
    9: "GND",
    10: "GPIO15",
    11: "GPIO17",
    12: "GPIO18",
    13: "GPIO27",
    14: "GND",
    15: "GPIO22",
    16: "GPIO23",
    17: "3V3",
    18: "GPIO24",
    19: "GPIO10",
    20: "GND",
    21: "GPIO9",
    22: "GPIO25",
    23: "GPIO11",
    24: "GPIO8",
    25: "GND",
    26: "GPIO7",
    27: "GPIO0",
    28: "GPIO1",
    29: "GPIO5",
    30: "GND",
    31: "GPIO6",
    32: "GPIO12",
    33: "GPIO13",
    34: "GND",
    35: "GPIO19",
    36: "GPIO16",
    37: "GPIO26",
    38: "GPIO20",
    39: "GND",
    40: "GPIO21",
}


def pin_name(gpio: int) -> str:
    """Return the name of a GPIO with its place on the header, such as "GPIO25 (pin 22)"."""
    name = f"GPIO{gpio}"
    place = next((pin for pin, label in HEADER.items() if label == name), None)
    return name if place is None else f"{name} (pin {place})"


def held_by_kernel(root: Path) -> tuple[int, ...]:
    """Return the GPIOs that no program can have while the SPI bus is switched on; empty while it is off.

    Args:
        root: root of the file system.
    """
    return tuple(gpio for device, gpio in SPI_SELECT.items() if (root / "dev" / device).exists())


def claimed_twice(uses: Mapping[str, Iterable[int]]) -> dict[int, tuple[str, ...]]:
    """Return the pins that several parts claim.

    Args:
        uses: part, such as "display.led_pins" → its GPIO numbers.

    Returns:
        GPIO → the parts that claim it, in the order of `uses`; empty if none is claimed twice.
    """
    parts: dict[int, list[str]] = defaultdict(list)
    for part, pins in uses.items():
        for pin in pins:
            parts[pin].append(part)
    return {pin: tuple(names) for pin, names in sorted(parts.items()) if len(names) > 1}
