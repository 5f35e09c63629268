"""Stands in for Ansible: it takes what `python -m deploy` gives it, and every station replies."""

import io
import json
import subprocess
import tarfile
from pathlib import Path

INVENTORY = b"all:\n  hosts:\n    table1: {ansible_host: handshape-1.local}\n"
HOSTS = {"table1": "handshape-1.local"}
STATUS = {
    "active": "active",
    "release": "1-a",
    "trial": "",
    "earlier": ["1-0", "1-a"],
    "free_mb": 5000,
    "settings": "",
    "station": {},
}


class Misled(BaseException):
    """Ansible or ssh would do something that was not asked for."""


def run_ansible(program: str, arguments: list[str], *, capture: bool) -> "subprocess.CompletedProcess[str]":
    """Take the place of deploy.ansible_programs.run_ansible."""
    option, source, *more = arguments
    if option != "-i" or not source.startswith("/") or not Path(source).is_file():
        raise Misled(f"inventory {source!a}")
    if program == "ansible-inventory":
        known = Path(source).read_bytes() == INVENTORY
        listed = {"_meta": {"hostvars": {"table1": {"ansible_host": HOSTS["table1"]}}}, "all": {"hosts": ["table1"]}}
        return subprocess.CompletedProcess(arguments, not known, json.dumps(listed) if known else "", "")
    for name, address in _hosts(Path(source)).items():
        if address.startswith("-") or not (name + address).isprintable() or set(name + address) & set("/ ;|&$`{}\\"):
            raise Misled(f"host {address!a}")
        reply(Path(more[-1]).stem, Path(json.loads(more[1])["answers"]) / name)
    return subprocess.CompletedProcess(arguments, 0, "", "")


def _hosts(source: Path) -> dict[str, str]:
    if source.suffix != ".json":
        return HOSTS
    hosts = json.loads(source.read_bytes())["all"]["hosts"]
    return {name: host["ansible_host"] for name, host in hosts.items()}


def reply(command: str, place: Path) -> None:
    """Write what a station replies to a command, beside `place`, which is named after it."""
    if command == "status":
        place.with_name(f"{place.name}.json").write_text(json.dumps(STATUS), encoding="utf-8")
    elif command == "logs":
        place.with_name(f"{place.name}.txt").write_bytes(b"a line\nnot UTF-8: \xff, and \x1b[2J\n")
    elif command == "pull":
        with tarfile.open(place.with_name(f"{place.name}.tar"), "w") as tar:
            entry = tarfile.TarInfo("./anna/s1/A/0001.png")
            entry.size = 4
            tar.addfile(entry, io.BytesIO(b"data"))
