"""What the displays of a station say about its settings when it starts."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from device.assets.strings import load_strings
from device.view import View

ERROR_FILE = "settings-error.txt"  # in the service's RuntimeDirectory, written by device.settings.boot
MIN_NOTICE_S = 20.0  # long enough to read two sentences and to look up from the plug
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


class Notice:
    """A sentence that displays show in place of the message until a hand is seen, for MIN_NOTICE_S at least."""

    def __init__(self, sentence: str, now: Callable[[], float] = time.monotonic) -> None:
        """Show this sentence, "" for none.

        Args:
            sentence: about the settings.
            now: monotonic clock, s.
        """
        self._sentence, self._now, self._until = sentence, now, float("inf")

    def on(self, view: View) -> View:
        """Return the view with the sentence; a lost camera matters more."""
        if not self._sentence or view.status == "camera lost":
            return view
        now = self._now()
        if self._until == float("inf") and view.status != "starting":
            self._until = now + MIN_NOTICE_S
        if now >= self._until and view.status in ("hand", "holding", "confirmed"):
            self._sentence = ""
            return view
        return replace(view, message=load_strings(view.language)("message.settings", problem=self._sentence))
