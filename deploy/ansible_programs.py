"""Run the programs of Ansible that are installed beside this Python."""

import os
import subprocess
import sys
from pathlib import Path

from deploy.bundle import ROOT
from deploy.errors import DeployError

PLAYBOOKS = Path(__file__).parent / "ansible"


def run_ansible(program: str, arguments: list[str], *, capture: bool) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end.

    Args:
        program: such as "ansible-playbook".
        arguments: of its command line.
        capture: return what it prints instead of printing it. What is not UTF-8 is escaped.

    Raises:
        DeployError: Ansible is not installed here.
    """
    command = [str(Path(sys.executable).parent / program), *arguments]
    # PYTHONPATH: the playbook runs modules of this package from any folder.
    environment = {
        **os.environ,
        "ANSIBLE_CONFIG": str(PLAYBOOKS / "ansible.cfg"),
        "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "1",  # else a damaged inventory is one without stations
        "ANSIBLE_NOCOWS": "1",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
    }
    try:
        return subprocess.run(
            command, env=environment, check=False, capture_output=capture, text=True, errors="backslashreplace"
        )
    except OSError as error:
        raise DeployError(
            f"{program} cannot be started ({error.strerror}); use `make deploy`, which installs it."
        ) from None
