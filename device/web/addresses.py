"""Names and numbers of machines, as requests give them."""

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web


def address_of(request: web.Request) -> str:
    """IP address of the browser."""
    peer = request.transport.get_extra_info("peername") if request.transport else None
    return plain(peer[0]) if peer else "0.0.0.0"


def is_local(request: web.Request) -> bool:
    """The browser runs on the station itself; what a proxy there passes on comes from who knows where."""
    forwarded = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "Via", "X-Real-IP"))
    return ipaddress.ip_address(address_of(request)).is_loopback and not forwarded


def plain(address: str) -> str:
    """An IP address without its zone, and IPv4 as IPv4."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)


def host_of(url: str) -> str:
    """The host in a URL, lower case; "" where there is none that can be read, or more than a name and a port."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.username is not None or parts.path or parts.query or parts.fragment:
            return ""
        return plain(host) if ":" in host else host
    except ValueError:
        return ""
