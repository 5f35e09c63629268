"""Units, users and device rules: each release installs its own, and so does a rollback."""

import subprocess
from pathlib import Path

from .layout import Layout, write_atomic

UNITS = "etc/systemd/system"
ALWAYS = {
    "handshape.service": f"{UNITS}/handshape.service",
    "handshape-failed.service": f"{UNITS}/handshape-failed.service",
    "handshape-trial.service": f"{UNITS}/handshape-trial.service",
    "handshape-splash.service": f"{UNITS}/handshape-splash.service",
    "handshape.sysusers": "etc/sysusers.d/handshape.conf",
    "handshape.tmpfiles": "etc/tmpfiles.d/handshape.conf",
    "handshape.udev": "etc/udev/rules.d/70-handshape.rules",
    "handshape-command": "usr/local/bin/handshape",
    "handshape.journald": "etc/systemd/journald.conf.d/handshape.conf",
}
OPTIONS = {
    "network": ("handshape-network.conf", f"{UNITS}/handshape.service.d/network.conf"),
    # systemd reads this before network.conf, which permits more.
    "web": ("handshape-web.conf", f"{UNITS}/handshape.service.d/browser.conf"),
    "console": ("handshape-console.conf", f"{UNITS}/handshape.service.d/console.conf"),
    "backoff": ("handshape-backoff.conf", f"{UNITS}/handshape.service.d/backoff.conf"),
    "watchdog": ("handshape.watchdog", "etc/systemd/system.conf.d/handshape.conf"),
}
ENABLED = ("handshape.service", "handshape-trial.service", "handshape-splash.service")


def target_files(release: Path, options: set[str]) -> dict[str, str | None]:
    """Return path below the root → content; None for a file that must not exist."""
    files: dict[str, str | None] = {
        target: (release / "systemd" / name).read_text(encoding="utf-8") for name, target in ALWAYS.items()
    }
    for option, (name, target) in OPTIONS.items():
        path = release / "systemd" / name
        files[target] = path.read_text(encoding="utf-8") if option in options and path.is_file() else None
    return files


def changed_files(root: Path, files: dict[str, str | None]) -> list[str]:
    """Return the paths whose content differs."""
    return [target for target, content in files.items() if _read(root / target) != content]


def install(layout: Layout, release: Path, options: set[str]) -> list[str]:
    """Install the system files of this release and return the changed paths. Existing settings are never replaced."""
    files = target_files(release, options)
    changed = changed_files(layout.root, files)
    for target in changed:
        path, content = layout.root / target, files[target]
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, content, 0o755 if content.startswith("#!") else 0o644)
    settings = layout.root / "etc/handshape/station.toml"
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(settings, (release / "systemd/station.toml").read_text(encoding="utf-8"))
        changed.append("etc/handshape/station.toml")
    return changed


def reload_system(changed: list[str]) -> None:
    """Reload the services that read the changed files; a missing service (udev in a container) is no failure."""
    commands = [["systemctl", "daemon-reload"]] if any(UNITS in name for name in changed) else []
    for part, command in (
        ("sysusers.d", ["systemd-sysusers", "/etc/sysusers.d/handshape.conf"]),
        ("tmpfiles.d", ["systemd-tmpfiles", "--create", "/etc/tmpfiles.d/handshape.conf"]),
        ("udev", ["udevadm", "control", "--reload"]),
        ("journald", ["systemctl", "try-restart", "systemd-journald.service"]),
        ("system.conf.d", ["systemctl", "daemon-reexec"]),
    ):
        if any(part in name for name in changed):
            commands.append(command)
    if any(UNITS in name for name in changed):
        commands.append(["systemctl", "enable", "--quiet", *ENABLED])
    for command in commands:
        subprocess.run(command, capture_output=True, check=False)


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None
