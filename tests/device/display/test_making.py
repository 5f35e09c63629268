"""Making displays: the table of modules, and what a program loads that does not draw."""

import importlib
import subprocess
import sys

from device.display.making import MAKERS
from device.settings import DISPLAYS

NO_MAKER = {"web", "json", "auto"}


def test_every_display_has_a_maker() -> None:
    assert {name for name in DISPLAYS if name not in NO_MAKER} <= set(MAKERS)
    for module, function in MAKERS.values():
        assert callable(getattr(importlib.import_module(module), function))


def test_a_program_that_draws_nothing_loads_no_drawing_library() -> None:
    code = "import sys, device.commands.run; print('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
