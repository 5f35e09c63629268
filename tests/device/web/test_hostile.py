"""Hostile requests: other sites in the same browser, other machines, guesses, floods, malformed bytes."""

import contextlib
import gzip
import http.client
import socket
import time
from urllib.parse import urlsplit

import aiohttp
import pytest

from device.settings import WebSettings
from device.web.limits import Limits
from device.web.logins import COOKIE
from tests.device.web.conftest import code_of
from tests.tools.waiting import until

READS = ("/", "/api/page", "/api/health", "/api/progress", "/handshape/A", "/static/main.js", "/static/style.css")


def raw(served, request: bytes) -> bytes:
    """Send these bytes; return the answer."""
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
def test_the_page_itself_may_request_everything(served, path):
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
def test_a_request_under_a_foreign_name_is_refused(served, host):
    for path in ("/", "/api/page", "/live", "/api/progress.csv"):
        assert served.ask("GET", path, headers={"Host": host})[0] in (400, 403)


def test_a_name_from_the_settings_is_accepted(serve):
    served = serve(WebSettings(port=0, host_names=("Station.Classroom.lan",)))
    assert served.ask("GET", "/", headers={"Host": "station.classroom.lan:80"})[0] == 200
    assert served.ask("GET", "/", headers={"Host": "LOCALHOST"})[0] == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1", None])
def test_another_site_cannot_change_anything(served, origin):
    headers = {"Origin": origin} if origin else {}
    for path in ("/api/settings", "/api/ask", "/api/pair", "/api/leave"):
        status, answer, _ = served.ask("POST", path, json={"mode": "words", "code": "1"}, headers=headers)
        assert (status, answer["error"]) == (403, "Only the station's own page may ask for that.")
    assert served.activity.changes == []
    assert served.display.current_pairing() is None


def test_another_site_cannot_open_the_websocket(served):
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
def test_no_path_leads_to_another_file(served, path):
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
def test_malformed_requests_get_an_error_and_do_no_harm(served, request_, capfd):
    answer = raw(served, request_)
    assert answer == b"" or (answer.startswith(b"HTTP/1.") and answer[9:10] == b"4"), answer[:100]
    assert served.ask("GET", "/api/page")[0] == 200
    assert "Traceback" not in capfd.readouterr().err
    assert served.warnings == []


def test_a_body_that_is_too_long_or_not_json_is_refused(served):
    origin = {"Origin": served.url}
    assert served.ask("POST", "/api/settings", json={"mode": "x" * Limits().request_bytes}, headers=origin)[0] == 413
    json_ = {**origin, "Content-Type": "application/json"}
    for body in (b"{", b"[" * 5000, b"\xff\xfe", b"", b'{"trials": 1e999}'):
        assert served.ask("POST", "/api/settings", data=body, headers=json_)[0] == 400, body
    assert served.ask("POST", "/api/settings", data=b"mode=words", headers=origin)[0] == 415
    assert served.ask("PUT", "/api/settings", json={}, headers=origin)[0] == 405
    assert served.activity.changes == []


def test_requests_of_one_address_are_limited_for_a_moment(served):
    line = http.client.HTTPConnection("127.0.0.1", urlsplit(served.url).port, timeout=5)
    answers = []
    for _ in range(400):
        line.request("GET", "/api/health", headers={"Host": "localhost"})
        response = line.getresponse()
        response.read()
        answers.append(response.status)
    assert set(answers) == {200, 429}
    until(lambda: served.ask("GET", "/api/health")[0] == 200)


def test_connections_of_one_address_are_limited(served):
    port = urlsplit(served.url).port
    count = Limits().address_connections
    lines = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(count + 10)]
    until(lambda: sum(map(is_closed, lines)) == 10)
    for line in lines:
        line.close()
    until(lambda: not refused(served))


def is_closed(line: socket.socket) -> bool:
    """Whether the other side has closed the connection."""
    line.settimeout(0.01)
    try:
        return line.recv(1, socket.MSG_PEEK) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def refused(served) -> bool:
    try:
        return served.ask("GET", "/api/page")[0] != 200
    except (ConnectionError, aiohttp.ClientError):
        return True


# ── from the network ─────────────────────────────────────────────────────────────────────────────


def test_without_a_login_only_the_page_for_the_code_is_served(remote):
    status, _, headers = remote.ask("GET", "/")
    assert (status, headers["Location"]) == (302, "/pair")
    for path in ("/api/page", "/api/health", "/api/progress", "/api/progress.csv", "/handshape/A", "/live"):
        assert remote.ask("GET", path, headers={"Origin": remote.url})[0] == 401, path
    assert remote.post("/api/settings", {"mode": "words"})[0] == 401
    status, text, _ = remote.ask("GET", "/pair")
    assert status == 200
    assert 'id="code"' in text
    assert remote.ask("GET", "/static/pair.js")[0] == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_requests_through_a_proxy_on_the_station_need_a_login(served, header):
    assert served.ask("GET", "/api/page", headers={header: "192.0.2.7"})[0] == 401


def test_the_code_on_the_display_logs_a_browser_in(remote):
    assert remote.display.current_pairing() is None
    assert remote.post("/api/ask")[0] == 200
    assert remote.display.current_pairing().address == remote.url
    status, _, headers = remote.post("/api/pair", {"code": code_of(remote)})
    assert status == 200
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert remote.display.current_pairing() is None, "a used code is no longer shown"
    token = cookie.split(";")[0].split("=", 1)[1]
    assert remote.ask("GET", "/api/page", cookies={COOKIE: token})[0] == 200
    assert remote.ask("POST", "/api/leave", json={}, cookies={COOKIE: token}, headers={"Origin": remote.url})[0] == 200
    assert remote.ask("GET", "/api/page", cookies={COOKIE: token})[0] == 401


def test_wrong_codes_and_invented_cookies_are_refused(remote):
    remote.post("/api/ask")
    wrong = "000000" if code_of(remote) != "000000" else "000001"
    answers = [remote.post("/api/pair", {"code": wrong})[0] for _ in range(7)]
    assert answers == [403] * 5 + [429] * 2
    assert remote.display.current_pairing() is None, "five wrong tries invalidate a code"
    for code in (None, 7, ["1"], {"a": 1}):
        assert remote.post("/api/pair", {"code": code})[0] == 400
    for token in ("", "x", "a" * 4000, "%00"):
        assert remote.ask("GET", "/api/page", cookies={COOKIE: token})[0] == 401


def test_without_web_lan_the_page_listens_on_this_machine_only(served):
    assert {address for address, _ in served.display.server.addresses} <= {"127.0.0.1", "::1"}


def test_a_connection_without_a_complete_request_is_closed(serve):
    served = serve(limits=Limits(idle_s=0.5))
    with socket.create_connection(("127.0.0.1", urlsplit(served.url).port), timeout=5) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        line.settimeout(5)
        start = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while line.recv(1000):
                pass
        assert time.monotonic() - start < 4


def test_an_incomplete_body_is_an_error_after_a_while(serve):
    served = serve(limits=Limits(request_s=0.5))
    head = "POST /api/settings HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
    answer = raw(served, f"{head}Content-Type: application/json\r\nContent-Length: 90\r\n\r\n{{".encode())
    assert b" 408 " in answer.split(b"\r\n")[0]


def test_a_compressed_body_is_not_decompressed(served):
    bomb = gzip.compress(b'{"mode": "' + b"x" * 50_000_000 + b'"}')
    headers = {"Origin": served.url, "Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert served.ask("POST", "/api/settings", data=bomb, headers=headers)[0] in (400, 413)


def test_a_port_in_use_is_an_error(served, error_of_web):
    port = urlsplit(served.url).port
    sentence = error_of_web("--port", port)
    assert f"port {port}" in sentence
