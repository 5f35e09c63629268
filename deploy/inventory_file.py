"""Check an inventory file before a playbook runs: Ansible goes on, and succeeds, with a damaged or empty one."""

from pathlib import Path
from typing import Any

from deploy.ansible_programs import run_ansible
from deploy.errors import DeployError
from deploy.inventory import is_host
from device.names import shown
from device.system.input_files import read_input
from device.system.json_text import JsonError, parse_json

MAX_BYTES = 1 << 20
EXAMPLE = "see deploy/inventory.example.yml"


def checked_inventory(path: Path) -> Path:
    """Return the path of an inventory as Ansible takes it: whole, so that it is no option and no list of hosts.

    Raises:
        DeployError: it is no file, cannot be read, names no station, or a station without an address.
    """
    try:
        read_input(path, MAX_BYTES)
    except OSError as error:
        raise DeployError(f"The inventory {shown(path)} cannot be read: {error.strerror}; {EXAMPLE}.") from None
    whole = path.absolute()
    done = run_ansible("ansible-inventory", ["-i", str(whole), "--list"], capture=True)
    hosts = _hosts(done.stdout) if done.returncode == 0 else None
    if hosts is None:
        raise DeployError(f"The inventory {shown(path)} is not understood by Ansible; {EXAMPLE}.")
    if not hosts:
        raise DeployError(f"The inventory {shown(path)} names no station; {EXAMPLE}.")
    for name, host in hosts.items():
        if "{{" not in host and not is_host(host):  # a template of Ansible is filled in later
            raise DeployError(
                f"The inventory {shown(path)} gives the station “{name}” the address “{host}”, which is none; "
                f"{EXAMPLE}."
            )
    return whole


def _hosts(text: str) -> dict[str, str] | None:
    """Return name → address of all stations in the output of ansible-inventory, None if it is none."""
    try:
        groups: dict[str, Any] = parse_json(text)
        variables = groups.pop("_meta")["hostvars"]
        names = {name for group in groups.values() for name in group.get("hosts", ())}
        return {name: str(variables.get(name, {}).get("ansible_host", name)) for name in sorted(names)}
    except (JsonError, KeyError, TypeError, AttributeError):
        return None
