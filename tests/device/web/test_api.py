"""HTTP requests: texts and controls, settings, questions, health, https."""

import base64
import io
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from device.display.status_log import StatusLog
from device.errors import DisplayError, HandshapeError, SettingsError
from device.settings import WebSettings
from device.system.status import HealthStatus
from device.view import Pairing, View
from device.web.limits import Limits
from device.web.server import make_app
from tests.device.web.conftest import code_of

DOCUMENT = (Path(__file__).parents[3] / "docs" / "web-api.md").read_text(encoding="utf-8")


# ── the page's texts and controls ────────────────────────────────────────────────────────────────


def test_the_page_gets_the_controls_of_the_activity(served):
    page = served.ask("GET", "/api/page")[1]
    assert [action["name"] for action in page["actions"]] == ["save", "delete", "space", "clear"]
    assert page["actions"][0] == {"name": "save", "title": "Save letter", "key": "Enter", "typing_key": ""}
    assert [choice["name"] for choice in page["choices"]][:2] == ["mode", "learner"]
    assert page["choices"][3]["options"] == [["1", "1"], ["500", "500"]]
    assert page["questions"][0] == {"name": "progress", "arguments": ["learner"], "media_type": "application/json"}
    assert page["settings"]["mode"] == "read"
    assert page["tutor"] is True


def test_the_keys_of_earlier_versions_are_kept(served):
    page = served.ask("GET", "/api/page")[1]
    assert set(page) >= {"language", "texts", "options", "settings", "tutor", "reviewed"}
    assert page["options"]["modes"] == [["read", "Read"], ["letters", "Letters"]]
    assert set(page["options"]) == {"modes", "learners", "hands", "languages", "letters"}
    assert page["options"]["letters"] == "ABC"
    assert set(page["settings"]) == {"mode", "learner", "letters", "trials", "hand", "language"}


def test_every_key_of_the_page_is_documented(served):
    page = served.ask("GET", "/api/page")[1]
    keys = {*page, *page["actions"][0], *page["choices"][0], *page["questions"][0], *page["options"], *page["settings"]}
    assert {key for key in keys if f"`{key}`" not in DOCUMENT} == set()


def test_every_route_is_documented(served):
    routes = {route.resource.canonical for route in make_app(served.context).router.routes()}
    routes = {re.sub(r"^/(static|handshape|animal)/.*", r"/\1/", route) for route in routes}
    assert {route for route in routes if f"`{route}" not in DOCUMENT} == set()


# ── settings ─────────────────────────────────────────────────────────────────────────────────────


def test_a_change_reaches_the_activity(served):
    status, answer, _ = served.post("/api/settings", {"mode": "letters", "learner": "blue-whale"})
    assert (status, answer["settings"]["mode"]) == (200, "letters")
    assert served.activity.changes == [{"mode": "letters", "learner": "blue-whale"}]
    assert served.ask("GET", "/api/page")[1]["settings"]["learner"] == "blue-whale"


def test_a_change_of_language_changes_the_texts(served):
    served.post("/api/settings", {"language": "vi"})
    assert served.ask("GET", "/api/page")[1]["texts"]["page.read"] == "Đọc"


def test_changes_are_limited(served):
    answers = [served.post("/api/settings", {"trials": number})[0] for number in range(1, 31)]
    assert answers[0] == 200
    assert answers.count(400) > 10
    assert len(served.activity.changes) == answers.count(200)


@pytest.mark.parametrize("wishes", [{"mode": "chess"}, {"progress": "/etc/passwd"}, {}, [], 5, "x"])
def test_a_change_that_the_activity_refuses_is_an_error(served, wishes):
    status, answer, _ = served.post("/api/settings", wishes)
    assert (status, answer["error"][-1]) == (400, ".")
    assert served.activity.changes == []


def test_an_activity_without_choices_cannot_be_changed(served):
    served.activity.values = {}
    status, answer, _ = served.post("/api/settings", {"mode": "letters"})
    assert (status, answer["error"]) == (400, served.context.strings(None)("page.watch_only"))
    assert served.ask("GET", "/api/page")[1]["tutor"] is False


def test_the_movements_of_a_spelled_text_are_for_the_rigged_hand(served):
    status, track, _ = served.ask("GET", "/api/spelling?text=an&speed=2")
    assert status == 200
    samples = np.frombuffer(base64.b64decode(track["samples"]), "<i2").reshape(len(track["times"]), -1)
    assert samples.shape[1] == 4 * len(track["joints"]) + 3
    turns = samples[:, :-3].reshape(len(samples), -1, 4) / track["turn_steps"]
    assert np.allclose(np.linalg.norm(turns, axis=2), 1, atol=1e-3)
    assert [letter for _, _, letter in track["letters"]] == ["A", "N"]
    for text in ("", "é!", "文", "A" * 300):
        assert served.ask("GET", f"/api/spelling?text={text}&speed=nan")[0] in (200, 400)
    assert served.ask("GET", "/api/spelling?text=A&speed=fast")[0] == 400
    assert served.ask("GET", "/handshape/7")[2]["Content-Type"] == "image/webp"


def test_static_files_are_sent_compressed_to_browsers_that_ask_for_it(served):
    _, plain, _ = served.ask("GET", "/static/vendor/three.min.js", headers={"Accept-Encoding": "identity"})
    _, small, headers = served.ask("GET", "/static/vendor/three.min.js", headers={"Accept-Encoding": "gzip"})
    assert (headers["Content-Encoding"], small) == ("gzip", plain)
    assert int(headers["Content-Length"]) < len(plain) / 3


# ── questions ────────────────────────────────────────────────────────────────────────────────────


def test_a_question_is_answered_by_the_activity(served):
    served.activity.answers["progress"] = {"kept": True, "sessions": []}
    status, answer, _ = served.ask("GET", "/api/progress?learner=blue-whale")
    assert (status, answer) == (200, {"learner": "blue-whale", "kept": True, "sessions": []})
    assert served.activity.asked == [("progress", {"learner": "blue-whale"})]


def test_an_argument_that_is_missing_is_the_current_choice(served):
    served.ask("GET", "/api/progress")
    assert served.activity.asked == [("progress", {"learner": "red-fox"})]


def test_a_table_is_a_file_to_save(served):
    served.activity.answers["progress.csv"] = "session,learner\n1,red-fox\n"
    status, table, headers = served.ask("GET", "/api/progress.csv")
    assert (status, headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert headers["Content-Disposition"] == 'attachment; filename="handshape-progress.csv"'
    assert table.splitlines()[0] == "session,learner"


def test_an_argument_that_is_no_option_is_refused(served):
    for name in ("nobody", "red-fox' OR 1=1 --", "../x", ""):
        assert served.ask("GET", "/api/progress", params={"learner": name})[0] == 400
    assert served.activity.asked == []


@pytest.mark.parametrize(("error", "status"), [(HandshapeError("No."), 404), (SettingsError("No."), 400)])
def test_a_question_that_cannot_be_answered_is_an_error(served, error, status):
    served.activity.answers["progress.csv"] = error
    assert served.ask("GET", "/api/progress.csv")[:2] == (status, {"error": "No."})


def test_an_unknown_question_is_not_found(served):
    assert served.ask("GET", "/api/everything")[0] == 404


# ── health, and errors of our own ────────────────────────────────────────────────────────────────


def test_health_has_the_figures_of_the_station_and_of_the_page(served):
    served.display.set_status(HealthStatus(state="hand", fps=14.9, frames=7))
    health = served.ask("GET", "/api/health")[1]
    assert (health["fps"], health["frames"], health["page"]["viewers"]) == (14.9, 7, 0)
    assert set(health["page"]) == {"viewers", "lent", "browsers", "lan"}


def test_an_internal_error_is_a_warning_and_an_answer(served):
    served.activity.answers["progress"] = ZeroDivisionError("division by zero")
    status, answer, _ = served.ask("GET", "/api/progress")
    assert (status, answer["error"]) == (500, "The station could not do that; its log says why.")
    assert served.warnings == ["The web page failed at '/api/progress': ZeroDivisionError: division by zero."]


def test_when_the_web_thread_fails_the_display_fails(served):
    served.activity.values = {"mode": "broken"}  # the choices cannot be read
    served.context.broadcaster.join(wants_images=False)
    served.show("A")
    assert served.display.server.wait(10)
    with pytest.raises(DisplayError, match="The web page has failed"):
        served.display.show(View())


# ── https and pairing ────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_with_a_certificate_the_page_is_https_and_its_cookie_secure(serve, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    served = serve(WebSettings(port=0, certificate=str(certificate), key=str(key)))
    served.remote = True
    assert served.url.startswith("https://")
    served.post("/api/ask")
    assert served.display.current_pairing().address == served.url
    status, _, headers = served.post("/api/pair", {"code": code_of(served)})
    assert status == 200
    assert "Secure" in headers["Set-Cookie"]


def test_a_certificate_that_cannot_be_used_is_an_error(error_of_web, tmp_path):
    (tmp_path / "cert.pem").write_text("no certificate")
    config = tmp_path / "station.toml"
    config.write_text(f'[web]\ncertificate = "{tmp_path}/cert.pem"\n')
    assert "web.certificate" in error_of_web("--config", config, "--display", "web")


def test_a_station_without_a_screen_writes_the_code_to_its_log():
    out = io.StringIO()
    StatusLog(out).show(View("searching", pairing=Pairing("http://pi.local:8420", "123 456")))
    assert out.getvalue() == "To use the web page, open http://pi.local:8420 and enter 123 456.\n"


def test_the_documented_limits_are_those_of_the_code():
    limits = Limits()
    for number in (
        f"{limits.image_bytes // 1024} kB",
        f"{limits.request_bytes // 1024} kB",
        f"{limits.viewers} WebSockets",
        f"{limits.address_connections} connections",
        f"{limits.connections} in all",
        f"{limits.request_rate} requests",
    ):
        assert number in DOCUMENT, number


# ── the teacher ──────────────────────────────────────────────────────────────────────────────────


def test_only_a_teacher_sees_and_manages_the_class(served):
    """Also on the station itself the code is needed, and a learner's login is not enough."""
    values = {"learner": "red-fox", "name": "Anna"}
    served.log_in()
    for status in (served.ask("GET", "/api/class")[0], served.post("/api/teacher/name", values)[0]):
        assert status == 403
    served.post("/api/ask")
    cookies = served.post("/api/pair", {"code": code_of(served), "teacher": True})[2].getall("Set-Cookie")
    served.cookie = "; ".join([cookies[0].split(";")[0].split("=", 1)[1], cookies[1].split(";")[0]])
    assert served.ask("GET", "/api/class")[:2] == (200, {"learners": []})
    assert served.post("/api/teacher/name", values)[0] == 200
    assert served.activity.managed == [values]
    assert served.post("/api/teacher/other", values)[0] == 404
    assert served.post("/api/teacher/name", {"learner": 3})[0] == 400
    served.post("/api/leave")
    assert served.ask("GET", "/api/class")[0] == 403
