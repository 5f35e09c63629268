"""Translate PI="user@host other" into an Ansible inventory."""

import re
from typing import Any

from deploy.errors import DeployError

# user@host, host, or user@host:port; the user is optional because ~/.ssh/config may know it
ADDRESS = re.compile(r"(?:(?P<user>[a-z_][\w.-]*)@)?(?P<host>[A-Za-z0-9][\w.-]*)(?::(?P<port>\d{1,5}))?")


def inventory_of(addresses: list[str], ssh_args: str = "") -> dict[str, Any]:
    """Return the inventory for these stations.

    Raises:
        DeployError: an entry is not an address, or is listed twice.
    """
    hosts: dict[str, dict[str, Any]] = {}
    for address in addresses:
        found = ADDRESS.fullmatch(address)
        if found is None:
            raise DeployError(f'“{address}” is not an address; write PI=user@host, or PI="user@one user@two".')
        name = found["host"] if not found["port"] else f"{found['host']}:{found['port']}"
        if name in hosts:
            raise DeployError(f"PI lists {name} twice; remove one.")
        host: dict[str, Any] = {"ansible_host": found["host"]}
        if found["user"]:
            host["ansible_user"] = found["user"]
        if found["port"]:
            host["ansible_port"] = int(found["port"])
        if ssh_args:
            host["ansible_ssh_common_args"] = ssh_args
        hosts[name.replace(":", "_")] = host
    return {"all": {"hosts": hosts}}
