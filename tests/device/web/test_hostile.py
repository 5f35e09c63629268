"""What strangers send: other sites in the same browser, other machines, guessers, flooders."""

import contextlib
import gzip
import http.client
import socket
import time
from urllib.parse import urlsplit

import pytest

from device.settings import WebSettings
from device.web.logins import COOKIE
from device.web.rate_limits import CONNECTIONS_EACH, REQUEST_BYTES
from tests.device.web.conftest import code_of

READS = ("/", "/api/page", "/api/health", "/api/progress", "/handshape/A", "/static/main.js", "/static/style.css")


def raw(served, request: bytes) -> bytes:
    """What comes back for these bytes."""
    with socket.create_connection(("127.0.0.1", urlsplit(served.url).port), timeout=5) as line:
        line.sendall(request)
        line.settimeout(5)
        out = b""
        while part := line.recv(65536):
            out += part
            if b"\r\n\r\n" in out and b"Connection: close" not in request:
                break
        return out


@pytest.mark.parametrize("path", READS)
def test_the_page_itself_gets_what_it_asks_for(served, path):
    status, _, headers = served.ask("GET", path)
    assert status == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


FOREIGN = [
    "evil.example",
    "127.0.0.1.evil.example",
    "192.0.2.1",
    "",
    "[::ffff:192.0.2.1]",
    "x][",
    "look.at.me@localhost",
    "localhost/x",
]


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_name_that_leads_here_is_turned_away(served, host):
    for path in ("/", "/api/page", "/live", "/api/progress.csv"):
        assert served.ask("GET", path, headers={"Host": host})[0] in (400, 403)


def test_a_name_from_the_settings_is_fine(serve):
    served = serve(WebSettings(port=0, host_names=("Station.Classroom.lan",)))
    assert served.ask("GET", "/", headers={"Host": "station.classroom.lan:80"})[0] == 200
    assert served.ask("GET", "/", headers={"Host": "LOCALHOST"})[0] == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1", None])
def test_another_site_cannot_change_anything(served, origin):
    headers = {"Origin": origin} if origin else {}
    for path in ("/api/settings", "/api/ask", "/api/pair", "/api/leave"):
        status, said, _ = served.ask("POST", path, json={"mode": "words", "code": "1"}, headers=headers)
        assert (status, said["error"]) == (403, "Only the station's own page may ask for that.")
    assert served.tutor.settings.mode == "read"
    assert served.page.pairing() is None


def test_another_site_cannot_listen(served):
    for headers in ({"Origin": "http://evil.example"}, {}):
        upgrade = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        }
        assert served.ask("GET", "/live", headers={**upgrade, **headers})[0] == 403


def test_another_site_may_link_to_the_front_page_only(served):
    fetched = {"Sec-Fetch-Site": "cross-site"}
    assert served.ask("GET", "/api/page", headers=fetched)[0] == 403
    assert served.ask("GET", "/handshape/A", headers={**fetched, "Sec-Fetch-Mode": "no-cors"})[0] == 403
    assert served.ask("GET", "/", headers={**fetched, "Sec-Fetch-Mode": "navigate"})[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py",
        "/static/..%2f..%2fsettings.py",
        "/../../../../etc/passwd",
        "/static/%2e%2e/hub.py",
        "/handshape/../../errors",
        "/handshape/a",
        "/handshape/AA",
        "/handshape/%00",
        "/static/",
        "/static",
        "/favicon.ico",
        "//etc/passwd",
        "/static/index.html",
        "/.git/config",
        "/api",
        "/api/progress.csv/x",
    ],
)
def test_no_path_leads_anywhere_else(served, path):
    answer = raw(served, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert b"404" in answer.split(b"\r\n")[0], answer[:200]
    assert b"import" not in answer


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\0" * 500 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 500 + b"\r\n",
        b"POST /api/pair HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"0\r\n\r\n",
        b"POST /api/pair HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
    ],
    ids=["tls", "short", "version", "zeros", "long header", "long path", "many headers", "smuggling", "negative"],
)
def test_rubbish_gets_an_error_and_the_next_one_the_page(served, request_, capfd):
    answer = raw(served, request_)
    assert answer == b"" or (answer.startswith(b"HTTP/1.") and answer[9:10] == b"4"), answer[:100]
    assert served.ask("GET", "/api/page")[0] == 200
    assert "Traceback" not in capfd.readouterr().err
    assert served.warned == []


def test_a_body_that_is_too_long_or_no_json_is_refused(served):
    origin = {"Origin": served.url}
    assert served.ask("POST", "/api/settings", json={"mode": "x" * REQUEST_BYTES}, headers=origin)[0] == 413
    json_ = {**origin, "Content-Type": "application/json"}
    for body in (b"{", b"[" * 5000, b"\xff\xfe", b"", b'{"trials": 1e999}'):
        assert served.ask("POST", "/api/settings", data=body, headers=json_)[0] == 400, body
    assert served.ask("POST", "/api/settings", data=b"mode=words", headers=origin)[0] == 415
    assert served.ask("PUT", "/api/settings", json={}, headers=origin)[0] == 405
    assert served.tutor.settings.mode == "read"


def test_a_flood_is_slowed_down_and_then_all_is_as_before(served):
    line = http.client.HTTPConnection("127.0.0.1", urlsplit(served.url).port, timeout=5)
    answers = []
    for _ in range(400):
        line.request("GET", "/api/health", headers={"Host": "localhost"})
        response = line.getresponse()
        response.read()
        answers.append(response.status)
    assert set(answers) == {200, 429}
    time.sleep(0.5)
    assert served.ask("GET", "/api/health")[0] == 200


def test_one_address_gets_so_many_connections_and_no_more(served):
    port = urlsplit(served.url).port
    lines = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(CONNECTIONS_EACH + 10)]
    time.sleep(0.3)
    hung_up = 0
    for line in lines:
        line.settimeout(0.05)
        try:
            hung_up += line.recv(1) == b""
        except TimeoutError:
            pass
        except ConnectionError:
            hung_up += 1
    assert hung_up == 10
    for line in lines:
        line.close()
    time.sleep(0.3)
    assert served.ask("GET", "/api/page")[0] == 200, "there is room again"


# ── from the network ─────────────────────────────────────────────────────────────────────────────


def test_without_a_code_there_is_nothing_but_the_page_to_type_it(served, from_network):
    status, _, headers = served.ask("GET", "/")
    assert (status, headers["Location"]) == (302, "/pair")
    for path in ("/api/page", "/api/health", "/api/progress", "/api/progress.csv", "/handshape/A", "/live"):
        assert served.ask("GET", path, headers={"Origin": served.url})[0] == 401, path
    assert served.post("/api/settings", {"mode": "words"})[0] == 401
    status, text, _ = served.ask("GET", "/pair")
    assert status == 200
    assert 'id="code"' in text
    assert served.ask("GET", "/static/pair.js")[0] == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_what_a_proxy_on_the_station_passes_on_needs_a_code(served, header):
    assert served.ask("GET", "/api/page", headers={header: "192.0.2.7"})[0] == 401


def test_the_code_on_the_display_lets_a_browser_in(served, from_network):
    assert served.page.pairing() is None
    assert served.post("/api/ask")[0] == 200
    assert served.page.pairing().address == served.url
    status, _, headers = served.post("/api/pair", {"code": code_of(served)})
    assert status == 200
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert served.page.pairing() is None, "it is not shown any longer"
    token = cookie.split(";")[0].split("=", 1)[1]
    assert served.ask("GET", "/api/page", cookies={COOKIE: token})[0] == 200
    assert served.ask("POST", "/api/leave", json={}, cookies={COOKIE: token}, headers={"Origin": served.url})[0] == 200
    assert served.ask("GET", "/api/page", cookies={COOKIE: token})[0] == 401


def test_wrong_codes_and_made_up_cookies_do_not(served, from_network):
    served.post("/api/ask")
    wrong = "000000" if code_of(served) != "000000" else "000001"
    answers = [served.post("/api/pair", {"code": wrong})[0] for _ in range(7)]
    assert answers == [403] * 5 + [429] * 2
    assert served.page.pairing() is None, "five wrong tries end a code"
    for code in (None, 7, ["1"], {"a": 1}):
        assert served.post("/api/pair", {"code": code})[0] == 400
    for token in ("", "x", "a" * 4000, "%00"):
        assert served.ask("GET", "/api/page", cookies={COOKIE: token})[0] == 401


def test_a_station_that_is_not_open_to_the_network_listens_on_itself_only(served):
    sockets = served.page._server._sockets
    assert {each.getsockname()[0] for each in sockets} <= {"127.0.0.1", "::1"}


def test_headers_that_drip_in_are_not_waited_for(monkeypatch, serve):
    monkeypatch.setattr("device.web.server.IDLE_S", 0.5)
    served = serve()
    with socket.create_connection(("127.0.0.1", urlsplit(served.url).port), timeout=5) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        line.settimeout(5)
        start = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while line.recv(1000):
                pass
        assert time.monotonic() - start < 4


def test_a_body_that_drips_in_is_not_waited_for(monkeypatch, served):
    monkeypatch.setattr("device.web.request_checks.REQUEST_S", 0.5)
    head = "POST /api/settings HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
    answer = raw(served, f"{head}Content-Type: application/json\r\nContent-Length: 90\r\n\r\n{{".encode())
    assert b" 408 " in answer.split(b"\r\n")[0]


def test_a_small_body_that_would_unpack_to_a_huge_one_is_refused(served):
    bomb = gzip.compress(b'{"mode": "' + b"x" * 50_000_000 + b'"}')
    headers = {"Origin": served.url, "Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert served.ask("POST", "/api/settings", data=bomb, headers=headers)[0] in (400, 413)


def test_the_page_is_not_opened_where_its_port_is_taken(served, tmp_path, fault_of_web):
    port = urlsplit(served.url).port
    sentence = fault_of_web("--port", port)
    assert f"port {port}" in sentence
