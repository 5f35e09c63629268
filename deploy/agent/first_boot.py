"""The first start of a card from `make image`: what each station must do for itself. Every step may be repeated."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from .layout import AgentError, Layout
from .smoke import smoke

MARK = "first-boot"  # in /opt/handshape; removed when all is done
MIN_GROWTH = 64_000_000  # bytes behind the last partition; Raspberry Pi OS may have grown it before
SECTOR = 512
Run = Callable[[list[str]], int]


def first_boot(layout: Layout, run: Run | None = None) -> list[str]:
    """Grow the file system, make users and host keys, compile and test the release; return what was done.

    A step that fails is named and does not stop the others: a station that runs is better than none.
    """
    run = run or _run
    release = layout.current
    done = [grow_system(layout.root, run)]
    run(["systemd-sysusers", "/etc/sysusers.d/handshape.conf"])
    run(["systemd-tmpfiles", "--create", "/etc/tmpfiles.d/handshape.conf"])
    if (layout.root / "usr/bin/ssh-keygen").exists() and not _host_keys(layout.root):
        run(["ssh-keygen", "-A"])  # returns 0 even where it could not write
        done.append("host keys made" if _host_keys(layout.root) else "no host keys could be made")
    run([str(release / ".venv/bin/python"), "-m", "compileall", "-q", str(release / "device")])
    try:
        done.append(smoke(layout, layout.current_name()))
    except (AgentError, OSError) as error:
        done.append(f"the test failed: {error}")
    (layout.home / MARK).unlink(missing_ok=True)
    return done


def grow_system(root: Path, run: Run) -> str:
    """Let the last partition and its file system fill the card; return what was done."""
    device = _root_device(root)
    found = re.fullmatch(r"(.*?)(p?)(\d+)", device)
    disk = Path(found[1]).name if found else ""
    block = root / "sys/class/block"
    try:
        whole = int((block / disk / "size").read_text()) * SECTOR
        part = block / Path(device).name
        end = (int((part / "start").read_text()) + int((part / "size").read_text())) * SECTOR
    except (OSError, ValueError):
        return "the file system was not grown: its disk is not known"
    if found is None:
        return "the file system was not grown: its disk has no partitions"
    steps = [["resize2fs", device]]  # also where a power cut came after the partition had grown
    if whole - end >= MIN_GROWTH:
        steps = [
            ["sh", "-c", f"echo ', +' | sfdisk --quiet --no-reread --force -N {found[3]} {found[1]}"],
            ["partx", "--update", "--nr", found[3], found[1]],
            *steps,
        ]
    for step in steps:
        if run(step):
            return f"the file system was not grown: {step[0]} failed"
    if len(steps) == 1:
        return "the file system fills the card"
    return f"the file system was grown by {(whole - end) // 1_000_000} MB"


def _host_keys(root: Path) -> list[Path]:
    return list((root / "etc/ssh").glob("ssh_host_*_key"))


def _root_device(root: Path) -> str:
    """Return the device of the root file system, such as "/dev/mmcblk0p2"; "" if it is none."""
    done = subprocess.run(
        ["findmnt", "--noheadings", "--output", "SOURCE", "/"], capture_output=True, text=True, check=False
    )
    device = done.stdout.strip()
    return device if device.startswith("/dev/") else ""


def _run(command: list[str]) -> int:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(f"{' '.join(command)[:200]}: {(done.stderr or done.stdout).strip()[-300:]}\n")
    return done.returncode
