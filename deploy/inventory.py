"""Translate PI="user@host other" into an Ansible inventory."""

import ipaddress
import re
import shlex
from dataclasses import dataclass
from typing import Any

from deploy.errors import DeployError

USER = re.compile(r"[A-Za-z_][\w.-]{0,63}\$?", re.ASCII)
HOST_NAME = re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9_])?\.?", re.ASCII)  # letters of any case: DNS ignores it
MAX_HOST = 253  # characters of a name in DNS
MAX_NAME = 200  # characters of a station's name, which files are named after
MAX_PORT = 65_535


@dataclass(frozen=True)
class Address:
    """One station on the command line.

    Attributes:
        host: name, IPv4 or IPv6 address, the last with its zone ("fe80::1%eth0") and without brackets.
        user: to log in as, "" if ~/.ssh/config knows it.
        port: of ssh, None for the default.
    """

    host: str
    user: str = ""
    port: int | None = None

    @property
    def name(self) -> str:
        """The name in Ansible's output and of the reply's file: the host, with the port if there is one."""
        name = self.host if self.port is None else f"{self.host}_{self.port}"
        return re.sub(r"[^\w.-]", "_", name)[:MAX_NAME]

    @property
    def key(self) -> tuple[str, int]:
        """What two ways to write one address have in common."""
        host = self.host.lower().rstrip(".")
        return (ipaddress.IPv6Address(self.host).compressed if _is_ipv6(self.host) else host, self.port or 22)


def parse_address(text: str) -> Address:
    """Parse `host`, `user@host`, `user@host:port`, `user@IPv6` or `user@[IPv6]:port`.

    Raises:
        DeployError: the text is not an address, or the port is not between 1 and 65535.
    """
    user, at, rest = text.rpartition("@")
    if at and not USER.fullmatch(user):
        raise _not_an_address(text)
    if rest.startswith("["):
        host, bracket, port = rest[1:].partition("]")
        if not bracket or not _is_ipv6(host) or (port and not port.startswith(":")):
            raise _not_an_address(text)
        return Address(host, user, _port(port[1:], text) if port else None)
    if _is_ipv6(rest):
        return Address(rest, user)
    host, colon, port = rest.partition(":")
    if not is_host(host) or ":" in port:
        raise _not_an_address(text)
    return Address(host, user, _port(port, text) if colon else None)


def is_host(text: str) -> bool:
    """Return whether a text is a host's name or address, and nothing that ssh takes for an option."""
    return _is_ipv6(text) or (HOST_NAME.fullmatch(text) is not None and len(text) <= MAX_HOST)


def inventory_of(addresses: list[str], ssh_args: str = "") -> dict[str, Any]:
    """Return the inventory for these stations.

    Raises:
        DeployError: there is no entry, one is not an address or is listed twice, or a quote in `ssh_args` has no end.
    """
    if not addresses:
        raise DeployError("No Pi is named; write PI=user@host, or INVENTORY=file.")
    try:
        shlex.split(ssh_args)
    except ValueError:
        raise DeployError(f"A quote in the options for ssh has no end: {ssh_args[:80]}.") from None
    hosts: dict[str, dict[str, Any]] = {}
    seen: set[tuple[str, int]] = set()
    for text in addresses:
        address = parse_address(text)
        if address.key in seen:
            raise DeployError(f"PI lists {address.host} twice; remove one.")
        seen.add(address.key)
        host: dict[str, Any] = {"ansible_host": address.host}
        if address.user:
            host["ansible_user"] = address.user
        if address.port is not None:
            host["ansible_port"] = address.port
        if ssh_args:
            host["ansible_ssh_common_args"] = ssh_args
        name = address.name
        while name in hosts:  # two addresses may become one name
            name += "_"
        hosts[name] = host
    return {"all": {"hosts": hosts}}


def _is_ipv6(text: str) -> bool:
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return address.scope_id is None or re.fullmatch(r"[A-Za-z0-9_][\w.-]*", address.scope_id, re.ASCII) is not None


def _port(text: str, address: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or not 1 <= int(text) <= MAX_PORT:
        raise DeployError(f"“{address[:80]}” has a port that is not between 1 and {MAX_PORT}; write user@host:22.")
    return int(text)


def _not_an_address(text: str) -> DeployError:
    return DeployError(f'“{text[:80]}” is not an address; write PI=user@host, or PI="user@one user@two".')
