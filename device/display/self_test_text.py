"""The texts of the self-test, for all displays that show words."""

from device.assets.strings import Strings, load_strings
from device.view import Check, SelfTest, View

MARKS: dict[Check, str] = {"ok": "✓", "failed": "✗", "waiting": "…"}


def rows(test: SelfTest, language: str) -> list[tuple[Check, str]]:
    """Return the checks in their order, each with its name."""
    strings = load_strings(language)
    return [
        (test.camera, strings("self_test.camera")),
        (test.light, strings("self_test.light")),
        (test.hand, strings("self_test.hand")),
    ]


def whole_name(test: SelfTest) -> str:
    """Return the station's name, with its address where the page does not say that already; "" for neither."""
    network = "" if test.address else test.network
    return f"{test.name} ({network})" if test.name and network else test.name or network


def about(test: SelfTest, language: str) -> list[str]:
    """Return the station's name and the page's address, as far as they are known."""
    strings = load_strings(language)
    name = whole_name(test)
    lines: list[str] = [strings("self_test.name", name=name)] if name else []
    return [*lines, strings("self_test.page", address=test.address)] if test.address else lines


def sentence(view: View) -> str:
    """Return the sentence below the checks; "" if it says the same as the advice in the picture's place."""
    assert view.self_test is not None
    if view.message == view.self_test.advice and view.message:
        return ""
    return view.message or load_strings(view.language)("self_test.wait")


def summary(test: SelfTest, language: str) -> str:
    """Return all checks on one line."""
    return "  ".join(f"{MARKS[check]} {name}" for check, name in rows(test, language))


def log_line(test: SelfTest, strings: Strings) -> str:
    """Return a line for the system log, with the advice if there is one."""
    states = {name: strings(f"log.{getattr(test, name)}") for name in ("camera", "light", "hand")}
    key = "log.self_test_page" if test.address else "log.self_test"
    line = strings(key, name=whole_name(test) or "–", address=test.address, **states)
    return f"{line} {test.advice}." if test.advice else line
