"""What the page's handlers share, and what the station's loop gives them."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from typing import Any

from device.activity import Activity
from device.assets.strings import Strings, load_strings
from device.errors import SettingsError
from device.settings import LANGUAGES, LEARNERS, MODES, PracticeSettings, WebSettings, settings_json
from device.system.status import HealthStatus
from device.view import Pairing, View
from device.web.broadcast import Broadcaster
from device.web.browser_camera import BrowserCamera
from device.web.logins import Logins
from device.web.pairing import Pairings
from device.web.rate_limits import Bucket
from device.web.static_files import StaticFiles
from device.web.view_json import view_json

BUTTONS = ("next", "skip", "save", "delete", "space", "clear")


class WebContext:
    """The state behind the page; used by its event loop only, but for `status` and `pairing_shown`.

    Attributes:
        tutor: takes buttons and other settings; None where the station only reads.
        hub: newest view → viewers.
        lending: the browser's camera in place of the station's.
        pairing, sessions: who may come in from the network.
        address: the page goes by in the browser that asked for a code.
        status: newest figures of the station's health, None before the first.
    """

    def __init__(
        self,
        settings: WebSettings,
        practice: PracticeSettings,
        station: Activity,
        warn: Callable[[str], None],
    ) -> None:
        """Prepare a site; call from within the event loop that serves it."""
        self.settings, self._file, self._warn = settings, practice, warn
        self.tutor = station if station.choices else None
        self.packer = ThreadPoolExecutor(1, "web-pictures")  # one: pictures must not take the cores from recognition
        self.hub = Broadcaster(asyncio.get_running_loop(), self.packer, self.describe)
        self.lending = BrowserCamera()
        self.pairing, self.sessions = Pairings(), Logins()
        self.address = ""
        self._choices = Bucket(5, 1)  # each begins a session and writes to the card
        self.files = StaticFiles()
        self.status: HealthStatus | None = None

    @property
    def practice(self) -> PracticeSettings:
        """As they are now, or will be with the next frame: buttons on the station change them, too."""
        values: dict[str, Any] = {} if self.tutor is None else {each.name: each.value for each in self.tutor.choices}
        return replace(self._file, **values)

    @property
    def strings(self) -> Strings:
        """Of the station's language."""
        return load_strings(self.practice.language)

    def describe(self, view: View) -> dict[str, Any]:
        """A view in JSON, with the settings it was made under."""
        return {**view_json(view, self.strings), "settings": settings_json(self.practice)}

    def choose(self, wishes: object) -> PracticeSettings:
        """Go on with other settings, and remember them.

        Raises:
            SettingsError: see choices.chosen and choices.keep.
        """
        if self.tutor is None:
            raise SettingsError("This station only reads; start it with `python -m device web` to practise.")
        if not isinstance(wishes, dict):
            raise SettingsError("Nothing was chosen.")
        if not self._choices.take(time.monotonic()):
            raise SettingsError(self.strings("page.slow_down"))
        self.tutor.change(wishes)
        return self.practice

    def options(self) -> dict[str, Any]:
        """What can be chosen."""
        strings = self.strings
        letters = () if self.tutor is None else [each for each in self.tutor.choices if each.name == "letters"]
        return {
            "modes": [[mode, strings(f"mode.{mode}")] for mode in MODES],
            "learners": [[slot, strings(f"learner.{slot}")] for slot in LEARNERS],
            "hands": [[hand, strings(f"page.hand_{hand}")] for hand in ("auto", "right", "left")],
            "languages": [[code, load_strings(code)("page.language_name")] for code in LANGUAGES],
            "letters": "".join(value for each in letters for value, _ in each.options),
        }

    def health(self) -> dict[str, Any]:
        """The station's figures, and the page's own."""
        own = {
            "viewers": len(self.hub.viewers),
            "lent": self.lending.lender is not None,
            "browsers": len(self.sessions),
            "lan": self.settings.lan,
        }
        return {**(asdict(self.status) if self.status else {}), "page": own}

    def pairing_shown(self) -> Pairing | None:
        """The code someone has to type, and where."""
        code = self.pairing.code(time.monotonic())
        return Pairing(self.address, f"{code[:3]} {code[3:]}") if code else None
