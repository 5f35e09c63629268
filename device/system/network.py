"""The station's own name and address in its network."""

import contextlib
import ipaddress
import socket
from pathlib import Path

OUTSIDE = ("192.0.2.1", 9)  # TEST-NET-1 of RFC 5737: nothing is sent to it, only the route is looked up


# A station without a network of its own reads here what systemd/handshape-dispatcher has noted.
NOTED = Path("/run/handshape-mode/address")


def own_name() -> str:
    """Return the name by which other machines of the network find this one, such as "handshape.local"."""
    name = socket.gethostname().partition(".")[0].lower()
    return f"{name}.local" if name and name != "localhost" else ""


def own_address() -> str:
    """Return this machine's IPv4 address in its network; "" without one."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(OUTSIDE)
        address = str(probe.getsockname()[0])
        return "" if address.startswith(("127.", "0.")) else address
    return ""


def noted_address(path: Path = NOTED) -> str:
    """Return the IPv4 address of the Pi that the system has noted for the station; "" for none."""
    try:
        return str(ipaddress.IPv4Address(path.read_text(encoding="ascii").strip()))
    except (OSError, ValueError):
        return ""
