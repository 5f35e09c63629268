"""A page behind a proxy that ends https: whose headers count, and what they change."""

import pytest

from device.settings import WebSettings
from device.web.client import origin_of
from device.web.logins import COOKIE
from tests.device.web.conftest import code_of

HTTPS = {
    "X-Forwarded-For": "10.0.0.5",
    "X-Forwarded-Proto": "https",
    "Origin": "https://localhost",
    "Host": "localhost",
}
NOBODY = WebSettings(port=0, trusted_proxies=())
NAMED = WebSettings(port=0, host_names=("letters.example",))


def test_behind_a_proxy_on_the_station_the_page_works_after_the_code(served):
    assert served.ask("GET", "/api/page", headers=HTTPS)[0] == 401, "a proxied browser is not local"
    assert served.ask("POST", "/api/ask", json={}, headers=HTTPS)[:2] == (200, {"shown": True})
    assert served.display.current_pairing().address == "https://localhost"
    status, _, headers = served.ask("POST", "/api/pair", json={"code": code_of(served)}, headers=HTTPS)
    assert status == 200
    assert "Secure" in headers["Set-Cookie"]
    cookie = headers["Set-Cookie"].partition(";")[0]
    assert cookie.startswith(f"{COOKIE}=")
    assert served.ask("GET", "/api/page", headers={**HTTPS, "Cookie": cookie})[0] == 200


@pytest.mark.parametrize(
    "more",
    [
        {"X-Forwarded-Proto": "http"},
        {"X-Forwarded-Proto": ""},
        {"X-Forwarded-Proto": "gopher"},
        {"Origin": "https://localhost:8443"},
        {"Origin": "https://evil.example"},
        {"X-Forwarded-Host": "evil.example", "Origin": "https://evil.example"},
        {"Host": "evil.example", "X-Forwarded-Host": "localhost"},
    ],
)
def test_what_a_proxy_passes_on_must_fit_the_page(served, more):
    assert served.ask("POST", "/api/ask", json={}, headers={**HTTPS, **more})[0] == 403
    assert served.display.current_pairing() is None


@pytest.mark.parametrize("origin", ["https://localhost", "https://localhost:443", "HTTPS://LOCALHOST"])
def test_the_port_of_https_may_be_left_out(served, origin):
    assert served.ask("POST", "/api/ask", json={}, headers={**HTTPS, "Origin": origin})[0] == 200


def test_the_name_of_the_proxy_is_one_of_the_settings(serve):
    served = serve(NAMED)
    headers = {**HTTPS, "X-Forwarded-Host": "Letters.example:8443", "Origin": "https://letters.example:8443"}
    assert served.ask("POST", "/api/ask", json={}, headers=headers)[0] == 200
    assert served.display.current_pairing().address == "https://letters.example:8443"


@pytest.mark.parametrize("headers", [HTTPS, {**HTTPS, "X-Forwarded-For": "127.0.0.1"}])
def test_headers_of_a_proxy_that_is_not_named_change_nothing(serve, headers):
    served = serve(NOBODY)
    assert served.ask("POST", "/api/ask", json={}, headers=headers)[0] == 403
    assert served.ask("GET", "/api/page", headers={**headers, "Origin": ""})[0] in (401, 403)


@pytest.mark.parametrize(
    "sender", ["127.0.0.1", "::1", "10.0.0.5, 127.0.0.1", "[::1]:80", "unknown", "", "127.0.0.1:99", "x" * 4000, ",,,"]
)
def test_no_header_makes_a_browser_local(served, sender):
    headers = {"X-Forwarded-For": sender}
    assert served.ask("GET", "/api/page", headers=headers)[0] == 401


def test_tries_are_counted_for_each_browser_behind_the_proxy(served):
    def tries(sender: str) -> list[int]:
        headers = {**HTTPS, "X-Forwarded-For": sender}
        return [served.ask("POST", "/api/pair", json={"code": "1"}, headers=headers)[0] for _ in range(6)]

    assert tries("10.0.0.5")[-1] == 429
    assert tries("10.0.0.6")[0] == 403, "the first browser's tries are not this one's"
    assert tries("10.9.9.9, 10.0.0.5")[0] == 429, "only the newest address is the proxy's own word"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://localhost", "http://localhost:80"),
        ("https://[::1]", "https://::1:443"),
        ("https://[::1]:8420", "https://::1:8420"),
        ("http://[0:0::1]:80", "http://::1:80"),
        ("null", ""),
        ("", ""),
        ("file://x", ""),
        ("https://", ""),
        ("https://a/b", ""),
        ("https://a@b", ""),
        ("https://x][", ""),
    ],
)
def test_an_origin_has_scheme_host_and_port(url, origin):
    assert origin_of(url) == origin


@pytest.mark.parametrize("host", ["[::1]", "[::1]:8420", "[0:0:0:0:0:0:0:1]"])
def test_an_ipv6_address_that_is_not_connected_to_is_a_foreign_name(served, host):
    assert served.ask("GET", "/", headers={"Host": host})[0] == 403
