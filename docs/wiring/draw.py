"""Draw the wiring diagrams in this folder: `python -m docs.wiring.draw`.

The Pi's 40-pin header is seen from above: pin 1 at the top left, USB sockets at the bottom.
"""

import sys
import textwrap
from pathlib import Path
from xml.sax.saxutils import escape

from device.system.pins import HEADER
from docs.wiring.diagrams import DIAGRAMS, Wire

HERE = Path(__file__).parent
STEP, LEFT = 22, 250  # of two rows of pins; x of the left column
NOTE_COLUMNS, NOTE_LINE = 96, 14  # characters of a line of the note; its height
ENDS = 526  # x of the labels at the ends of the wires
CHARACTER = 7.2  # width of a character of the labels, generous: fonts differ
COLOURS = ("#c0392b", "#d35400", "#b7950b", "#1e8449", "#2471a3", "#6c3483", "#34495e")


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
