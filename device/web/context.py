"""The state that the page's handlers share."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

from device.activity import Action, Controls
from device.assets.strings import Strings, load_strings
from device.errors import SettingsError
from device.settings import WebSettings
from device.system.status import HealthStatus
from device.view import View
from device.web.broadcast import Broadcaster
from device.web.browser_camera import BrowserCamera
from device.web.client import trusted_networks
from device.web.controls_json import actions_json, page_actions, settings_actions, settings_json
from device.web.holder import Holder
from device.web.limits import Limits
from device.web.logins import Logins
from device.web.pairing import Pairings
from device.web.rate_limit import Bucket
from device.web.static_files import StaticFiles
from device.web.view_json import view_json


class WebContext:
    """The state behind the page. The web thread owns it, except for the attributes that name other threads.

    Attributes:
        settings: of the page.
        trusted: proxies whose headers count.
        limits: on requests, connections and images.
        activity: what the page shows and controls; its own threads rules apply.
        warn: takes one sentence for each internal error.
        encoder: one thread that encodes and decodes images; one, so that recognition keeps the other cores.
        broadcaster: sends the newest view to the browsers; any thread may call its `publish`.
        camera: a browser's camera in place of the station's; any thread may use it.
        pairings: the code on the display; any thread may call `current`.
        logins: browsers that have entered the code.
        teachers: browsers that have entered the code for the teacher's page.
        holder: the browser whose presses and choices count.
        files: static files.
        status: newest health figures, None before the first; any thread may set it.
    """

    def __init__(
        self,
        settings: WebSettings,
        activity: Controls,
        warn: Callable[[str], None],
        camera: BrowserCamera | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Prepare the state; see the attributes."""
        self.settings, self.activity, self.warn = settings, activity, warn
        self.trusted = trusted_networks(settings.trusted_proxies)
        self.limits = limits or Limits()
        self.encoder = ThreadPoolExecutor(1, "web-images")
        self.broadcaster = Broadcaster(self.encoder, self.describe)
        self.camera = camera or BrowserCamera()
        self.pairings, self.holder = Pairings(), Holder()
        self.logins, self.teachers = Logins(), Logins()
        self.files = StaticFiles()
        self.status: HealthStatus | None = None
        self._offered: set[str] = set()
        self._changes = Bucket(self.limits.change_burst, self.limits.change_rate)

    def strings(self, language: str | None) -> Strings:
        """Return the texts of a browser's language; None stands for the station's own."""
        return load_strings(language or self.activity.language)

    def describe(self, view: View, language: str | None) -> dict[str, Any]:
        """Return a view as JSON values in a browser's language, with the settings and actions that apply now."""
        strings = self.strings(language)
        actions = actions_json(self._current_actions(), strings)
        return {**view_json(view, strings), "settings": settings_json(self.activity), "actions": actions}

    def press(self, name: object) -> bool:
        """Press a button of the page; return False if the page has never had it.

        A button that an earlier view had is accepted: the browser may not have drawn the newest one.
        """
        self._current_actions()
        if name not in self._offered:
            return False
        self.activity.press(str(name))
        return True

    def change(self, chosen: object, strings: Strings) -> None:
        """Change settings of the activity; may write to the disk.

        Args:
            chosen: the JSON value that the browser sent.
            strings: of the browser's language, for what the error says.

        Raises:
            SettingsError: there is nothing to change, too many changes, or see Controls.change.
        """
        if not self.activity.choices:
            raise SettingsError(strings("page.watch_only"))
        if not isinstance(chosen, dict) or not chosen:
            raise SettingsError("Send an object with at least one setting.")
        if not self._changes.take(time.monotonic()):
            raise SettingsError(strings("page.slow_down"))
        try:
            self.activity.change(chosen)
        except SettingsError:
            self._changes.give_back()  # it cost nothing: no session was started
            raise

    def health(self) -> dict[str, Any]:
        """Return the station's health figures and, as "page", those of the page."""
        own = {
            "viewers": len(self.broadcaster.viewers),
            "lent": self.camera.owner is not None,
            "browsers": len(self.logins),
            "lan": self.settings.lan,
        }
        return {**(asdict(self.status) if self.status else {}), "page": own}

    def _current_actions(self) -> tuple[Action, ...]:
        actions = page_actions(self.activity)
        self._offered |= {action.name for action in (*actions, *settings_actions(self.activity))}
        return actions
