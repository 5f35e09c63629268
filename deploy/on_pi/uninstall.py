"""Remove the station from this Pi, and ask what to keep."""

import shutil
import subprocess
import sys
from collections.abc import Callable

from deploy.agent.buses import MARK
from deploy.agent.layout import Layout
from deploy.agent.mode import DROP_IN
from deploy.agent.system_files import ALWAYS, ENABLED, OPTIONS, UNITS
from deploy.on_pi.system import say

KEEPABLE = {
    "progress": ("the learners' progress and the recordings", "var/lib/handshape"),
    "settings": ("the settings", "etc/handshape"),
}


def uninstall(
    layout: Layout,
    keep: str,
    ask: Callable[[str], str] | None,
    run: Callable[[list[str]], object] | None = None,
) -> int:
    """Stop the station and remove its files; return the exit code.

    Args:
        layout: of this Pi.
        keep: "ask", "all", "nothing", "progress" or "settings".
        ask: asks a person; None where no person can answer, which keeps everything that can be kept.
        run: runs a command of the system; None for the real one.
    """
    run = run or (lambda command: subprocess.run(command, capture_output=True, check=False))
    kept = {
        name
        for name, (what, path) in KEEPABLE.items()
        if (layout.root / path).exists() and _keeps(name, what, keep, ask)
    }
    run(["systemctl", "disable", "--now", *ENABLED])
    files = [layout.root / target for target in (*ALWAYS.values(), *(target for _, target in OPTIONS.values()))]
    first_boot = "handshape-first-boot.service"  # of a card from `make image`
    files += [layout.root / UNITS / first_boot, layout.root / UNITS / "multi-user.target.wants" / first_boot]
    files.append(layout.root / DROP_IN)
    for path in files:
        path.unlink(missing_ok=True)
    drop_ins = layout.root / UNITS / "handshape.service.d"
    if drop_ins.is_dir() and not any(drop_ins.iterdir()):  # a person's own drop-in stays
        drop_ins.rmdir()
    run(["systemctl", "daemon-reload"])
    buses = (layout.home / MARK).exists()
    run(["systemctl", "start", "getty@tty1.service"])
    shutil.rmtree(layout.home, ignore_errors=True)
    for name, (_, place) in KEEPABLE.items():
        if name not in kept:
            shutil.rmtree(layout.root / place, ignore_errors=True)
    if "progress" not in kept:  # the user owns the progress
        run(["userdel", "handshape"])
    where = ", ".join(f"{what} in /{place}" for name, (what, place) in KEEPABLE.items() if name in kept)
    say(f"The station is removed. Kept: {where or 'nothing'}.")
    if buses:
        say("I²C and SPI stay on, and so do packages of apt; `sudo raspi-config` switches the two off.")
    for folder in ("boot/firmware", "boot"):
        if (layout.root / folder / "handshape.toml").exists():
            say(f"/{folder}/handshape.toml stays; delete it if you like.")
    return 0


def _keeps(name: str, what: str, keep: str, ask: Callable[[str], str] | None) -> bool:
    if keep != "ask":
        return keep in ("all", name)
    if ask is None:
        return True
    return ask(f"Keep {what}? [Y/n] ").strip().lower() not in ("n", "no")


def ask_at_terminal() -> Callable[[str], str] | None:
    """Return `input` if a person is at the terminal, else None."""
    return input if sys.stdin is not None and sys.stdin.isatty() else None
