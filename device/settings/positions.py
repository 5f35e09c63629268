"""The line of a key in a TOML text, for error messages.

tomllib and tomlkit parse a key without keeping its line, so neither can replace this module.
"""

import re


def line_of(text: str, section: str, key: str) -> int:
    """Return the line (from 1) of a key in its section, or of the header if the key is a section; 1 if not found.

    Understands [section] headers, dotted keys (camera.fps = 30) and inline tables (camera = { fps = 30 }).

    Args:
        text: the TOML text.
        section: name of the section; "" for the top level.
        key: name of the key in it.
    """
    current, wanted = "", f"{section}.{key}" if section else key
    inside = re.compile(rf"[{{,]\s*[\"']?{re.escape(key)}[\"']?\s*=")
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        if header:
            current = header[1].strip("\"'")
            if current == wanted:
                return number
            continue
        assigned = re.match(r"\s*([\w.\"'-]+)\s*=", line)
        if assigned:
            name = re.sub("[\"']", "", assigned[1])
            full = f"{current}.{name}" if current else name
            if full == wanted or full.startswith(f"{wanted}.") or (full == section and inside.search(line)):
                return number
    return 1
