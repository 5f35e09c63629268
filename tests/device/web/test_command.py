"""`python -m device web`: the settings it starts with."""

import json
import re
import urllib.request

import pytest

from device.settings import DEMO


@pytest.fixture
def settings_of_page(process, tmp_path):
    """Start the page, change settings, stop it; return the settings it started with."""

    def run(*arguments: object, **wishes: object) -> dict:
        kept = tmp_path / "progress.db"
        running = process("web", "--port", 0, "--progress", kept, "--camera", f"clip:{DEMO}?loop=1", *arguments)
        url = re.search(r"http\S+/", running.stderr.readline())[0]
        with urllib.request.urlopen(f"{url}api/page") as answer:
            page = json.load(answer)
        if wishes:
            headers = {"Content-Type": "application/json", "Origin": url.rstrip("/")}
            request = urllib.request.Request(f"{url}api/settings", json.dumps(wishes).encode(), headers)
            urllib.request.urlopen(request).close()
        running.terminate()
        assert running.wait(timeout=30) == 0
        assert "Traceback" not in running.stderr.read()
        return page["settings"]

    return run


def test_it_starts_with_reading_then_with_the_choices_and_always_with_the_options_given(settings_of_page):
    assert settings_of_page(mode="words", trials=7)["mode"] == "read"
    again = settings_of_page()
    assert (again["mode"], again["trials"]) == ("words", 7)
    assert settings_of_page("--mode", "letters")["mode"] == "letters"


def test_run_has_the_page_without_choices(process, tmp_path):
    config = tmp_path / "station.toml"
    config.write_text("[web]\nport = 0\n")
    running = process(
        "run", "--display", "json", "--display", "web", "--camera", f"clip:{DEMO}?loop=1", "--config", config
    )
    line = running.stderr.readline()
    try:
        url = re.search(r"http\S+/", line)[0]
        with urllib.request.urlopen(f"{url}api/page") as answer:
            assert json.load(answer)["tutor"] is False
    finally:
        running.terminate()
