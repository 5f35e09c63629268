"""`python -m device.settings.reference`: write docs/configuration.md from the dataclasses of the settings."""

import dataclasses
import inspect
import re
import sys
import typing
from pathlib import Path
from typing import Any

from device.settings.rules import rule_of
from device.settings.sections import Settings
from device.settings.writing import toml_value
from device.system.files import write_atomic

TARGET = Path(__file__).parents[2] / "docs" / "configuration.md"
KINDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}
INTRODUCTION = """# Configuration

All settings of `station.toml`. This page is made from the program by `python -m device.settings.reference`.

```toml
[camera]
uri = "auto"

[display]
use = ["framebuffer", "leds"]
```

Every key is optional. `python -m device doctor --config station.toml` checks a file. A mistake is reported with file,
line and key.

## Which value applies

From weakest to strongest:

1. the built-in value;
2. the settings file: `--config FILE`. A station uses `/etc/handshape/station.toml`, or the last correct one if that
   file is wrong;
3. on a station, [handshape.toml](#handshapetoml-on-the-boot-partition) on the boot partition, line by line;
4. the choices made on the web page (mode, learner, letters, trials, hand, language), until the settings file changes;
5. the command line.

## handshape.toml on the boot partition

Any computer can write the boot partition of the SD card (`bootfs`; on the Pi `/boot/firmware`). The file
`handshape.toml` there needs one line for each thing you want to change, and nothing else:

```toml
mode = "practice"             # or "read", "web"; or "letters", "words", "receptive", "round", "numbers", "watch"
displays = ["auto", "leds"]   # "auto" is every display that is really there
language = "vi"               # or "en"
letters = "ABCDE"             # letters to practise
words = ["ANNA", "TOM"]       # or a text file beside this one: "words.txt"
```

On the station itself, `handshape mode read` and `handshape display auto leds` write such a line and restart the
service. All sections of this page may follow; they change single keys of `station.toml`.

A line that is wrong is left out, and all other lines count. The display shows a sentence that names the wrong line
until the first hand is seen; `make status` prints it, too. Windows' Notepad may save the file as UTF-8 or UTF-16.
"""


def render() -> str:
    """Return the page in Markdown."""
    parts = [INTRODUCTION]
    for section in dataclasses.fields(Settings):
        parts.append(_section(section.name, typing.get_type_hints(Settings)[section.name]))
    return "\n".join(parts)


def meanings(kind: type) -> dict[str, str]:
    """Return the text of every attribute in the "Attributes:" part of a class's docstring.

    Args:
        kind: a class.
    """
    _, _, attributes = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")
    texts: dict[str, str] = {}
    name = ""
    for line in attributes.splitlines():
        begins = re.match(r" {4}(\w+): (.*)", line)
        if begins:
            name = begins[1]
            texts[name] = begins[2]
        elif name and line.strip():
            texts[name] += f" {line.strip()}"
    return texts


def _section(name: str, kind: type) -> str:
    summary, _, more = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")[0].partition("\n")
    lines = [f"## [{name}]", "", f"{summary} {more.strip()}".strip(), ""]
    lines += ["| key | type | default | allowed | meaning |", "| --- | --- | --- | --- | --- |"]
    texts, hints = meanings(kind), typing.get_type_hints(kind)
    for item in dataclasses.fields(kind):
        text = texts[item.name][0].upper() + texts[item.name][1:]
        old = item.metadata.get("old_names", ())
        if old:
            text += f" Former name: {', '.join(f'`{each}`' for each in old)}."
        cells = (f"`{item.name}`", _kind(hints[item.name]), f"`{toml_value(item.default)}`", rule_of(item).text, text)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _kind(hint: Any) -> str:
    if typing.get_origin(hint) is tuple:
        plural = {str: "texts", int: "whole numbers"}
        return f"list of {plural[typing.get_args(hint)[0]]}"
    return KINDS[hint]


def main() -> int:
    """Write the page; return the exit code."""
    write_atomic(TARGET, render())
    return 0


if __name__ == "__main__":
    sys.exit(main())
