"""Who sent a request, and under which address: of the connection, or as a trusted proxy passes them on.

A proxy that ends https connects by http and with its own address. The headers in which it says more can be sent by
anybody, so only those of proxies that `web.trusted_proxies` names count. `Forwarded` is not read.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from aiohttp import web

from device.web.addresses import PROXY_HEADERS, connected_address, host_of, normalized_address

Networks = tuple[IPv4Network | IPv6Network, ...]
PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True)
class Client:
    """The sender of a request.

    Attributes:
        address: IP address of the browser.
        scheme: "http" or "https", as the browser used it.
        host: host and port as the browser used them, in lower case.
        names: hosts that the request names; all of them must be this station's.
        local: the browser runs on the station itself. A request that a proxy passes on is not local.
    """

    address: str
    scheme: str
    host: str
    names: tuple[str, ...]
    local: bool

    @property
    def origin(self) -> str:
        """What the browser calls the origin of the station's page, with its port."""
        return origin_of(f"{self.scheme}://{self.host}")


def trusted_networks(settings: Iterable[str]) -> Networks:
    """Return the networks of `web.trusted_proxies`, whose rule has checked them."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in settings)


def client_of(request: web.Request, trusted: Networks) -> Client:
    """Return the sender of a request.

    Args:
        request: any request.
        trusted: proxies whose headers count.
    """
    peer = connected_address(request)
    own_host = request.headers.get("Host", "").lower()
    forwarded = any(name in request.headers for name in PROXY_HEADERS)
    local = ipaddress.ip_address(peer).is_loopback and not forwarded
    client = Client(peer, request.scheme, own_host, (own_host,), local)
    if not forwarded or not _is_trusted(peer, trusted):
        return client
    schemes = _values(request, "X-Forwarded-Proto")
    hosts = _values(request, "X-Forwarded-Host")
    scheme = schemes[-1].lower() if schemes and schemes[-1].lower() in PORTS else client.scheme
    host = hosts[-1].lower() if hosts else own_host
    return Client(_sender(request, peer, trusted), scheme, host, (own_host, host), local=False)


def origin_of(url: str) -> str:
    """Return scheme, host and port of an Origin, with the port that it leaves out; "" if it is none."""
    scheme, separator, authority = url.lower().partition("://")
    host = host_of(f"//{authority}")
    if not separator or scheme not in PORTS or not host:
        return ""
    tail = authority.rpartition("]")[2] if "]" in authority else authority
    port = tail.rpartition(":")[2] if ":" in tail else ""
    return f"{scheme}://{host}:{port or PORTS[scheme]}"


def _sender(request: web.Request, peer: str, trusted: Networks) -> str:
    """Return the newest address in X-Forwarded-For that is no trusted proxy; older ones can be made up."""
    address = peer
    for text in reversed(_values(request, "X-Forwarded-For")):
        try:
            address = normalized_address(_without_port(text))
        except ValueError:  # it ends what can be believed
            break
        if not _is_trusted(address, trusted):
            break
    return address


def _is_trusted(address: str, trusted: Networks) -> bool:
    parsed = ipaddress.ip_address(address)
    return any(parsed in network for network in trusted)


def _values(request: web.Request, name: str) -> list[str]:
    joined = ",".join(request.headers.getall(name, ()))
    return [value for part in joined.split(",") if (value := part.strip())]


def _without_port(text: str) -> str:
    """Return an address of X-Forwarded-For without the port that some proxies add."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
