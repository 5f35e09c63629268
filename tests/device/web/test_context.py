"""What the page shows and changes: words, settings, progress, health."""

import io
import json
import re
import shutil
import subprocess
import time
import tomllib

import pytest

from device.assets.strings import load_strings
from device.display.status_log import StatusLog
from device.errors import DisplayError, SettingsError
from device.settings import PracticeSettings, WebSettings
from device.settings.page import choices_path, chosen, keep, load_page_settings
from device.system.status import HealthStatus
from device.tutor.progress.transfer import COLUMNS
from device.types import HandBox
from device.view import Pairing, Task, View
from device.web.static_files import FOLDER, PLACE, StaticFiles
from device.web.view_json import view_json
from tests.device.web.conftest import code_of

CODE = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}


# ── words and files ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_word_the_page_asks_for_exists(language):
    texts = load_strings(language).texts
    asked = {key for text in CODE.values() for key in re.findall(r"say\(\"([a-z_.]+)\"", text)}
    asked |= {key for text in CODE.values() for key in PLACE.findall(text)} - {"language"}
    rows = re.findall(r'^    \["([a-z_]+)", ', CODE["health.js"], re.MULTILINE)
    assert len(asked) > 60
    assert len(rows) > 10
    assert {key for key in asked | {f"health.{name}" for name in rows} if key not in texts} == set()


def test_no_word_of_the_page_is_left_unused():
    said = "".join(CODE.values()) + "".join(path.read_text(encoding="utf-8") for path in FOLDER.parent.glob("*.py"))
    tables = tomllib.loads((FOLDER.parents[1] / "assets" / "strings" / "en.toml").read_text(encoding="utf-8"))
    composed = {"hand_auto", "hand_left", "hand_right", "wrong", "late", "slow_down"}
    assert {key for key in tables["page"] if f"page.{key}" not in said} - composed == set()
    assert {key for key in tables["health"] if f"health.{key}" not in said and f'["{key}"' not in said} == set()


def test_nothing_is_fetched_from_anywhere_else():
    for name, text in CODE.items():
        uncommented = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
        addresses = set(re.findall(r"(?:https?:)?//[a-z0-9][\w.-]+", uncommented))
        assert addresses <= {"http://www.w3.org"}, f"{name}: only the name of SVG, which nobody fetches"
        assert "style=" not in text
        assert not re.search(r"\son[a-z]+=", text), "inline handlers are forbidden by our own policy"
        assert "innerHTML" not in text, "text from elsewhere is never markup"


def test_pages_come_in_the_stations_language():
    page, kind = StaticFiles().get("/", load_strings("vi"))
    assert kind == "text/html"
    assert '<html lang="vi">' in page.decode()
    assert "Luyện tập" in page.decode()
    assert "{{" not in page.decode()


def test_all_letters_have_their_picture():
    paths = StaticFiles().paths
    assert {f"/handshape/{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} <= set(paths)


# ── views ────────────────────────────────────────────────────────────────────────────────────────


def test_a_view_in_json_has_its_words():
    task = Task(mode="round", prompt="A", outcome="wrong", rival="S", attempt=2, score=3, left_s=61.2)
    view = View("camera lost", "A", 0.51234, 0.5, "AB", "More light", box=HandBox(0, 0.1, 1, 1, "left"), task=task)
    said = view_json(view, load_strings("en"))
    assert (said["word"], said["confidence"]) == ("Camera lost", 0.512)
    assert (said["box"], said["hand"]) == ([0, 0.1, 1, 1], "left")
    assert (said["task"]["answer"], said["task"]["attempt"]) == ("Try again", "Try 2 of 3")
    assert said["task"]["left"] == "1:02"
    json.dumps(said)


def test_a_pairing_code_is_not_told_to_browsers(served):
    served.site.pairing.ask(0)
    assert "pairing" not in view_json(View(), load_strings("en"))


# ── settings ─────────────────────────────────────────────────────────────────────────────────────


def test_choices_begin_another_session(served):
    status, said, _ = served.post("/api/settings", {"mode": "letters", "learner": "blue-whale", "letters": "bab"})
    assert (status, said["settings"]["letters"]) == (200, "BA")
    view = served.show("nothing", 1.0)
    assert (view.task.learner, view.task.mode) == ("Blue whale", "letters")
    assert served.ask("GET", "/api/page")[1]["settings"]["learner"] == "blue-whale"


def test_a_flood_of_choices_begins_few_sessions(served):
    answers = [served.post("/api/settings", {"trials": number})[0] for number in range(1, 31)]
    assert answers[0] == 200
    assert answers.count(400) > 10


@pytest.mark.parametrize(
    "wishes",
    [
        {"mode": "chess"},
        {"learner": "../../etc"},
        {"trials": 0},
        {"trials": "5"},
        {"trials": True},
        {"letters": "é"},
        {"letters": "Z"},
        {"language": "xx"},
        {"progress": "/etc/passwd"},
        {"words": "/etc/passwd"},
        {},
        [],
        None,
        5,
        "x",
    ],
)
def test_what_makes_no_sense_changes_nothing(served, wishes):
    before = served.tutor.settings
    status, said, _ = served.post("/api/settings", wishes) if wishes is not None else served.post("/api/settings", 0)
    assert status == 400
    assert said["error"].endswith((".", ")"))
    served.show(None, 0.2)
    assert served.tutor.settings == before


def test_choices_outlive_the_station_until_the_settings_file_is_changed(tmp_path):
    path, file = choices_path(tmp_path / "progress.db"), PracticeSettings()
    new = chosen(file, {"mode": "words", "trials": 12}, "ABC")
    keep(new, file, path)
    assert load_page_settings(file, path, pytest.fail) == new
    edited = PracticeSettings(trials=20)
    assert load_page_settings(edited, path, pytest.fail) == edited


@pytest.mark.parametrize("content", ["", "{", "[]", '{"chosen": {}}', "\xff", "null"])
def test_a_damaged_file_of_choices_is_a_warning(tmp_path, content):
    path, said = tmp_path / "page.json", []
    path.write_text(content, encoding="latin-1")
    assert load_page_settings(PracticeSettings(), path, said.append) == PracticeSettings()
    assert len(said) == 1


def test_choices_that_cannot_be_kept_say_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="until the station stops"):
        keep(PracticeSettings(), PracticeSettings(), tmp_path / "file" / "page.json")


# ── progress and health ──────────────────────────────────────────────────────────────────────────


def test_progress_is_drawn_from_what_was_answered(serve):
    served = serve(mode="letters", letters="AB", trials=3)
    served.show("nothing", 1.0)
    for _ in range(12):
        prompt = served.show("nothing", 0.7).task.prompt
        served.show(prompt or "nothing", 2.0)
    status, said, _ = served.ask("GET", "/api/progress?learner=red-fox")
    assert (status, said["kept"], said["learner"]) == (200, True, "red-fox")
    assert said["sessions"][0]["asked"] == 3
    assert said["sessions"][0]["right"] == 3
    assert {row["letter"] for row in said["letters"]} == {"A", "B"}
    assert said["learners"][0][0] == "red-fox"
    assert served.ask("GET", "/api/progress?learner=blue-whale")[1]["sessions"] == []
    status, table, headers = served.ask("GET", "/api/progress.csv")
    assert (status, headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert table.splitlines()[0] == ",".join(COLUMNS)
    assert len(table.splitlines()) >= 4


def test_confusions_are_counted(serve):
    served = serve(mode="letters", letters="A", trials=1)
    served.show("nothing", 1.0)
    for _ in range(3):
        served.show("B", 3.0)
        served.show("nothing", 6.0)
    assert served.ask("GET", "/api/progress")[1]["confusions"][0][:2] == ["A", "B"]


def test_a_learner_that_does_not_exist_is_refused(served):
    for name in ("nobody", "red-fox' OR 1=1 --", "../x", ""):
        assert served.ask("GET", "/api/progress", params={"learner": name})[0] == 400


def test_health_has_the_stations_figures_and_the_pages(served):
    served.page.take_status(HealthStatus(state="hand", fps=14.9, frames=7))
    said = served.ask("GET", "/api/health")[1]
    assert (said["fps"], said["frames"], said["page"]["viewers"]) == (14.9, 7, 0)


def test_a_fault_of_our_own_is_a_sentence_in_the_log_and_on_the_page(served, monkeypatch):
    monkeypatch.setattr(served.site, "health", lambda: 1 / 0)
    status, said, _ = served.ask("GET", "/api/health")
    assert (status, said["error"]) == (500, "The station could not do that; its log says why.")
    assert served.warned == ["The web page failed at '/api/health': ZeroDivisionError: division by zero."]


def test_a_page_that_dies_is_a_display_that_failed(served, monkeypatch):
    monkeypatch.setattr(served.site.hub, "_describe", lambda view: 1 / 0)
    served.site.hub.join(pictures=False)
    served.show("A", 1 / 15)
    until = time.monotonic() + 10
    while served.page._server.fault is None and time.monotonic() < until:
        time.sleep(0.05)
    with pytest.raises(DisplayError, match="division by zero"):
        served.page.show(View())


# ── https, and who else may be shown the page ────────────────────────────────────────────────────


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_with_a_certificate_the_page_is_https_and_its_cookie_secure(serve, from_network, tmp_path):
    files = {"certificate": str(tmp_path / "cert.pem"), "key": str(tmp_path / "key.pem")}
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-keyout",
            files["key"],
            "-out",
            files["certificate"],
        ],
        check=True,
        capture_output=True,
    )
    served = serve(WebSettings(port=0, **files))
    assert served.url.startswith("https://")
    served.post("/api/ask")
    assert served.page.pairing().address == served.url
    status, _, headers = served.post("/api/pair", {"code": code_of(served)})
    assert status == 200
    assert "Secure" in headers["Set-Cookie"]


def test_a_certificate_that_is_none_is_a_sentence(fault_of_web, tmp_path):
    (tmp_path / "cert.pem").write_text("no certificate")
    config = tmp_path / "station.toml"
    config.write_text(f'[web]\ncertificate = "{tmp_path}/cert.pem"\n')
    assert "web.certificate" in fault_of_web("--config", config, "--display", "web")


def test_a_code_is_shown_in_the_log_of_a_station_without_a_display():
    out = io.StringIO()
    StatusLog(out).show(View("searching", pairing=Pairing("http://pi.local:8420", "123 456")))
    assert out.getvalue() == "To use the web page, open http://pi.local:8420 and type 123 456.\n"
