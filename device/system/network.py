"""The station's own name and address in its network."""

import contextlib
import socket

OUTSIDE = ("192.0.2.1", 9)  # TEST-NET-1 of RFC 5737: nothing is sent to it, only the route is looked up


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
