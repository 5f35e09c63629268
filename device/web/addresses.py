"""Host names and IP addresses in requests."""

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web

PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Via", "X-Real-IP")


def connected_address(request: web.Request) -> str:
    """Return the IP address that is connected, of a browser or a proxy; "0.0.0.0" if it has disconnected already."""
    peer = request.transport.get_extra_info("peername") if request.transport else None
    return normalized_address(peer[0]) if peer else "0.0.0.0"


def normalized_address(address: str) -> str:
    """Return an IP address without its zone; an IPv4 address mapped to IPv6 as IPv4.

    Raises:
        ValueError: this is no IP address.
    """
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)


def host_of(url: str) -> str:
    """Return the host of a URL in lower case; "" if it cannot be parsed or has more than a host and a port."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.username is not None or parts.path or parts.query or parts.fragment:
            return ""
        return normalized_address(host) if ":" in host else host
    except ValueError:
        return ""
