"""What must not be the same on every station, or open: passwords, keys, ssh, the machine's identity."""

from pathlib import Path

from deploy.image.release import disable, mask

# Asks for a user at the first start, on the screen where the station's picture is. Raspberry Pi Imager still makes one:
# userconf.service, which reads what it writes, stays.
DIALOG = "userconfig.service"
SSH = ("ssh.service", "ssh.socket", "sshd.service")
LOCKED = "!"


def close(root: Path) -> list[str]:
    """Lock all passwords, switch ssh off, and remove what each station must make for itself.

    Returns:
        One sentence for each thing that was changed.
    """
    done = []
    users = lock_passwords(root)
    if users:
        done.append(f"The passwords of {', '.join(users)} are locked.")
    for unit in SSH:
        disable(root, unit)
    done.append("ssh is off.")
    if (root / f"usr/lib/systemd/system/{DIALOG}").exists() or (root / f"lib/systemd/system/{DIALOG}").exists():
        mask(root, DIALOG)
        done.append("The first start asks for no user name.")
    keys = sorted((root / "etc/ssh").glob("ssh_host_*"))
    for key in keys:
        key.unlink()
    identity = root / "etc/machine-id"
    identity.write_text("", encoding="ascii")  # systemd makes one at the first start
    (root / "var/lib/systemd/random-seed").unlink(missing_ok=True)
    done.append("Host keys and machine id are made at the first start.")
    return done


def lock_passwords(root: Path) -> list[str]:
    """Lock every account that has a password; return their names.

    An empty password counts, too: it lets anybody in at the keyboard.
    """
    shadow = root / "etc/shadow"
    if not shadow.exists():
        return []
    users, lines = [], []
    for line in shadow.read_text(encoding="utf-8").splitlines():
        name, colon, rest = line.partition(":")
        password, second, more = rest.partition(":")
        if colon and not password.startswith((LOCKED, "*")):
            users.append(name)
            line = f"{name}:{LOCKED}{second}{more}"
        lines.append(line)
    if users:
        mode = shadow.stat().st_mode
        shadow.write_text("\n".join(lines) + "\n", encoding="utf-8")
        shadow.chmod(mode)
    return users
