"""What the displays of a station say about its settings when it starts."""

import os
from collections.abc import Mapping
from pathlib import Path

ERROR_FILE = "settings-error.txt"  # in the service's RuntimeDirectory, written by device.settings.boot
MAX_NOTICES = 2  # more would not fit on a screen; `make status` prints all


def settings_notice(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Return the first sentences about wrong lines of the settings; empty outside of the service."""
    folder = environment.get("RUNTIME_DIRECTORY", "").partition(":")[0]
    if not folder:
        return ()
    try:
        lines = (Path(folder) / ERROR_FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return ()
    return tuple(line for line in lines if line)[:MAX_NOTICES]
