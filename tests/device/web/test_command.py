"""`python -m device web`: the settings it starts with."""

import json
import os
import re
import socket
import subprocess
import urllib.request

import pytest

from device.errors import DisplayError
from device.settings import DEMO, WebSettings
from device.web.listening import tls_context


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


# ── without its page the command is nothing ──────────────────────────────────────────────────────


@pytest.fixture(params=[socket.AF_INET, socket.AF_INET6], ids=["IPv4", "IPv6"])
def taken(request):
    """A port that another program uses, on one of the address families."""
    address = "127.0.0.1" if request.param == socket.AF_INET else "::1"
    with socket.socket(request.param, socket.SOCK_STREAM) as other:
        try:
            other.bind((address, 0))
        except OSError:
            pytest.skip("no IPv6 here")
        other.listen()
        yield other.getsockname()[1]


def ended(process, *arguments: object) -> tuple[int, str]:
    running = process(*arguments)
    code = running.wait(timeout=60)
    error = running.stderr.read()
    assert "Traceback" not in error
    return code, error.strip().splitlines()[-1]


@pytest.mark.parametrize("settings", ["", '[display]\nuse = ["log"]\n', '[display]\nuse = ["terminal", "web"]\n'])
def test_a_port_that_is_taken_ends_it_whatever_the_settings_say(process, tmp_path, taken, settings):
    config = tmp_path / "station.toml"
    config.write_text(f"{settings}[web]\nport = {taken}\n")
    code, error = ended(process, "web", "--config", config, "--progress", tmp_path / "p.db", "--camera", "page:")
    assert code == 5
    assert f"The web page cannot use port {taken} of " in error
    assert "set web.port to another" in error


@pytest.mark.parametrize("broken", ["missing", "text", "folder", "pipe", "key missing"])
def test_a_broken_certificate_ends_it(process, tmp_path, broken):
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    if broken == "text":
        certificate.write_text("no certificate")
        key.write_text("no key")
    elif broken == "folder":
        certificate.mkdir()
    elif broken == "pipe":
        os.mkfifo(certificate)
    elif broken == "key missing":
        certificate.write_text("no certificate")
    config = tmp_path / "station.toml"
    config.write_text(f'[web]\nport = 0\ncertificate = "{certificate}"\nkey = "{key}"\n')
    code, error = ended(process, "web", "--config", config, "--progress", tmp_path / "p.db", "--camera", "page:")
    assert code == 5
    assert str(key if broken == "key missing" else certificate) in error


def test_a_key_with_a_password_does_not_wait_for_it(tmp_path):
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-days", "1", "-subj", "/CN=x", "-passout", "pass:abc"]
    try:
        subprocess.run(
            [*command, "-keyout", tmp_path / "k.pem", "-out", tmp_path / "c.pem"], check=True, capture_output=True
        )
    except FileNotFoundError:
        pytest.skip("needs openssl to make a certificate")
    settings = WebSettings(certificate=str(tmp_path / "c.pem"), key=str(tmp_path / "k.pem"))
    with pytest.raises(DisplayError, match="the key without a password"):
        tls_context(settings)


def test_run_goes_on_with_its_other_displays(process, tmp_path, taken):
    config = tmp_path / "station.toml"
    config.write_text(f'[display]\nuse = ["log", "web"]\n[web]\nport = {taken}\n')
    running = process("run", "--config", config, "--camera", f"clip:{DEMO}?loop=1")
    assert f"The web page cannot use port {taken} of " in running.stderr.readline()
    assert running.stdout.readline().strip() == "The station is starting."
    running.terminate()
    assert running.wait(timeout=30) == 0


def test_a_task_of_practice_that_needs_no_page_is_done(station, tmp_path):
    """The command takes practice's options; before, it served the page and exported nothing."""
    code, out, _ = station("web", "--progress", tmp_path / "a.db", "--export", tmp_path / "a.csv")
    assert code == 0
    assert out.startswith("0 answers written to")
    assert (tmp_path / "a.csv").is_file()
