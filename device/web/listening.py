"""The sockets that the page listens on, and what https needs."""

import errno
import socket
import ssl
import stat
from pathlib import Path

from device.errors import DisplayError
from device.names import shown
from device.settings import WebSettings

ANY_PORT_TRIES = 10  # of port 0, whose choice for IPv4 may be taken for IPv6
NO_IPV6 = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT, errno.EINVAL)  # disabled on many machines


def listening_sockets(settings: WebSettings) -> list[socket.socket]:
    """Return sockets for IPv4 and, where it is enabled, IPv6: of this machine only, or with web.lan of the network.

    Raises:
        DisplayError: the port is in use for one of them, or needs privileges.
    """
    tries = 1 if settings.port else ANY_PORT_TRIES
    for left in reversed(range(tries)):
        try:
            return _listen(settings)
        except _PortTaken as error:  # of a port that the system chose for IPv4, and that is taken for IPv6
            if not left:
                raise DisplayError(str(error)) from None
    raise AssertionError("unreachable")


class _PortTaken(Exception):
    """A port cannot be used; the message is a sentence for people."""


def _listen(settings: WebSettings) -> list[socket.socket]:
    addresses = ("0.0.0.0", "::") if settings.lan else ("127.0.0.1", "::1")
    sockets: list[socket.socket] = []
    port = settings.port
    for family, address in zip((socket.AF_INET, socket.AF_INET6), addresses, strict=True):
        try:
            each = socket.socket(family, socket.SOCK_STREAM)
            sockets.append(each)
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                each.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            each.bind((address, port))
            each.listen(64)
            each.setblocking(False)
        except OSError as error:
            if family == socket.AF_INET6 and error.errno in NO_IPV6:
                if len(sockets) > 1:
                    sockets.pop().close()
                continue
            for opened in sockets:
                opened.close()
            place = f"[{address}]" if family == socket.AF_INET6 else address
            raise _PortTaken(
                f"The web page cannot use port {port} of {place} ({error.strerror}); set web.port to another."
            ) from None
        port = each.getsockname()[1]
    return sockets


def tls_context(settings: WebSettings) -> ssl.SSLContext | None:
    """Return what https needs, None if the settings name no certificate.

    Raises:
        DisplayError: certificate or key cannot be read or do not match.
    """
    if not settings.certificate:
        return None
    for name, path in (("web.certificate", settings.certificate), ("web.key", settings.key or settings.certificate)):
        try:
            regular = stat.S_ISREG(Path(path).stat().st_mode)  # opening a pipe would wait for ever
            if regular:
                Path(path).open("rb").close()
            fault = "" if regular else "it is no file"
        except (OSError, ValueError) as error:
            fault = str(getattr(error, "strerror", None) or error)
        if fault:
            raise DisplayError(f"{name} {shown(path)} cannot be read ({fault}); correct the path or its owner.")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # Without a password OpenSSL would ask for one on the terminal, and a service would wait for ever.
        context.load_cert_chain(settings.certificate, settings.key or settings.certificate, password="")
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        why = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise DisplayError(
            f"web.certificate {shown(settings.certificate)} and web.key cannot be used ({why}); both must be PEM "
            "files that belong together, the key without a password."
        ) from None
    return context
