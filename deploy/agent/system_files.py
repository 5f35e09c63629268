"""Units, users and device rules: each release installs its own, and so does a rollback."""

import contextlib
import subprocess
from pathlib import Path

from .layout import Layout, write_atomic

UNITS = "etc/systemd/system"
ALWAYS = {
    "handshape.service": f"{UNITS}/handshape.service",
    "handshape-failed.service": f"{UNITS}/handshape-failed.service",
    "handshape-trial.service": f"{UNITS}/handshape-trial.service",
    "handshape-splash.service": f"{UNITS}/handshape-splash.service",
    "handshape-mode.service": f"{UNITS}/handshape-mode.service",
    "handshape.sysusers": "etc/sysusers.d/handshape.conf",
    "handshape.tmpfiles": "etc/tmpfiles.d/handshape.conf",
    "handshape.udev": "etc/udev/rules.d/70-handshape.rules",
    "handshape-command": "usr/local/bin/handshape",
    "handshape.journald": "etc/systemd/journald.conf.d/handshape.conf",
    "handshape-dispatcher": "etc/NetworkManager/dispatcher.d/50-handshape",
}
OPTIONS = {
    "network": ("handshape-network.conf", f"{UNITS}/handshape.service.d/network.conf"),
    # systemd reads this before network.conf, which permits more.
    "web": ("handshape-web.conf", f"{UNITS}/handshape.service.d/browser.conf"),
    # The picture of a station on its screen, in place of the login; "console" shows the display “terminal” there.
    "screen": ("handshape-screen.conf", f"{UNITS}/handshape.service.d/screen.conf"),
    "console": ("handshape-console.conf", f"{UNITS}/handshape.service.d/console.conf"),
    "backoff": ("handshape-backoff.conf", f"{UNITS}/handshape.service.d/backoff.conf"),
    "watchdog": ("handshape.watchdog", "etc/systemd/system.conf.d/handshape.conf"),
}
ENABLED = ("handshape.service", "handshape-trial.service", "handshape-splash.service", "handshape-mode.service")
SETTINGS = "etc/handshape/station.toml"
CARD = "boot/firmware/handshape.toml"


def target_files(release: Path, options: set[str]) -> dict[str, str | None]:
    """Return path below the root → content; None for a file that must not exist."""
    files: dict[str, str | None] = {target: _read(release / "systemd" / name) for name, target in ALWAYS.items()}
    for option, (name, target) in OPTIONS.items():
        path = release / "systemd" / name
        files[target] = path.read_text(encoding="utf-8") if option in options and path.is_file() else None
    return files


def changed_files(root: Path, files: dict[str, str | None]) -> list[str]:
    """Return the paths whose content differs."""
    return [target for target, content in files.items() if _read(root / target) != content]


def install(layout: Layout, release: Path, options: set[str]) -> list[str]:
    """Install the system files of this release and return the changed paths. Edited settings are never replaced."""
    files = target_files(release, options)
    changed = changed_files(layout.root, files)
    for target in changed:
        path, content = layout.root / target, files[target]
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, content, 0o755 if content.startswith("#!") else 0o644)
    return changed + install_settings(layout, release)


def install_settings(layout: Layout, release: Path) -> list[str]:
    """Install the settings that come with this release, unless a person has edited them; return the changed paths.

    Settings that are word for word those of a release on this station are unedited, and follow the release. The file
    on the boot partition holds comments only; it is made once, and a boot partition that cannot be written is no
    failure.
    """
    changed = []
    settings, own = layout.root / SETTINGS, _read(release / "systemd/station.toml")
    unedited = {_read(path) for path in layout.releases.glob("*/systemd/station.toml")}
    if own is not None and (not settings.exists() or (_read(settings) != own and _read(settings) in unedited)):
        settings.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(settings, own)
        changed.append(SETTINGS)
    card, content = layout.root / CARD, _read(release / "systemd/handshape.toml")
    if content is not None and card.parent.is_dir() and not card.exists():
        with contextlib.suppress(OSError):
            card.write_text(content, encoding="utf-8")
            changed.append(CARD)
    return changed


def reload_system(changed: list[str]) -> None:
    """Reload the services that read the changed files; a missing service (udev in a container) is no failure."""
    commands = [["systemctl", "daemon-reload"]] if any(UNITS in name for name in changed) else []
    for part, command in (
        ("sysusers.d", ["systemd-sysusers", "/etc/sysusers.d/handshape.conf"]),
        ("tmpfiles.d", ["systemd-tmpfiles", "--create", "/etc/tmpfiles.d/handshape.conf"]),
        ("udev", ["udevadm", "control", "--reload"]),
        ("dispatcher.d", ["sh", "/etc/NetworkManager/dispatcher.d/50-handshape"]),
        ("journald", ["systemctl", "try-restart", "systemd-journald.service"]),
        ("system.conf.d", ["systemctl", "daemon-reexec"]),
    ):
        if any(part in name for name in changed):
            commands.append(command)
    if any(UNITS in name for name in changed):
        there = [name for name in ENABLED if (Path("/") / UNITS / name).exists()]
        commands.append(["systemctl", "enable", "--quiet", *there])
    for command in commands:
        subprocess.run(command, capture_output=True, check=False)


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None
