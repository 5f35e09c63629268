"""Which part uses which GPIO, to find a pin that two parts claim.

Drivers claim pins when they open; this table tells `doctor` beforehand. Numbers are those of the Broadcom chip.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

I2C_PINS = (2, 3)  # bus 1, on every Pi
SPI_PINS = (7, 8, 9, 10, 11)  # bus 0 with both chip-select lines


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
