"""Ansible output as one line per step and station, and one sentence per failure."""

import re
import time
from typing import Any

from ansible.plugins.callback import CallbackBase

from deploy.advice import failure_text, with_advice

DOCUMENTATION = """
name: lines
type: stdout
short_description: one line a step
description: one line for each step that changed something or has something to say
"""


class CallbackModule(CallbackBase):  # type: ignore[misc]  # ansible-core has no type information
    """A callback that prints messages, failures, and steps that changed something."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "lines"

    def __init__(self) -> None:
        super().__init__()
        self._started = time.monotonic()

    def v2_runner_on_start(self, host: Any, task: Any) -> None:
        """Announce steps that may take long."""
        if re.search("environment|smoke|switch|wheelhouse", task.get_name(), re.IGNORECASE):
            self._say(host.get_name(), f"{task.get_name()} …")

    def v2_runner_on_ok(self, result: Any) -> None:
        """Print a message, or a step that changed something."""
        name, data = result._host.get_name(), result._result
        if result._task.action.endswith("debug"):
            self._say(name, data.get("msg", ""))
        elif data.get("changed") and not result._task.action.endswith("include_tasks"):
            self._say(name, f"{result._task.get_name()}: done")

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Print the last lines of a failure."""
        self._say(result._host.get_name(), f"FAILED, {result._task.get_name()}: {failure_text(result._result)}")

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """Print why a station cannot be reached, and what to do."""
        variables = result._host.get_vars()
        host = str(variables.get("ansible_host", result._host.get_name()))
        port = variables.get("ansible_port")
        text = with_advice(
            str(result._result.get("msg", "")),
            host,
            str(variables.get("ansible_user", "")),
            None if port is None else int(port),
        )
        self._say(result._host.get_name(), f"UNREACHABLE: {text}")

    def v2_playbook_on_no_hosts_matched(self) -> None:
        """Print that the inventory is empty."""
        self._display.display("The inventory names no station.")

    def _say(self, host: str, text: str) -> None:
        self._display.display(f"{time.monotonic() - self._started:6.1f} s  {host}: {text}")
