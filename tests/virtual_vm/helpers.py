"""What these tests ask of a station, with the patience an emulated processor needs."""

from tests.virtual_vm.machine import Machine

SECONDS = 400.0
CLIP = "clip:/var/lib/handshape/camera.mp4?loop=1"
LETTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def settings(camera: str = CLIP, displays: str = '"log"', more: str = "") -> str:
    """A station.toml."""
    return f'[camera]\nuri = "{camera}"\nwait = true\n[display]\nuse = [{displays}]\n{more}'


def restart(machine: Machine, toml: str = "", mode: str = "run") -> None:
    """Start the station anew with these settings."""
    machine.write("/etc/handshape/station.toml", toml or settings())
    machine.write("/etc/handshape/environment", f"HANDSHAPE_MODE={mode}\n")
    machine.sudo("systemctl reset-failed handshape; systemctl restart handshape")


def reads(machine: Machine) -> bool:
    """Letters have been confirmed."""
    return bool(set(machine.status().get("text", "")) & LETTERS)


def frames(machine: Machine) -> int:
    """Processed since the station's start."""
    return int(machine.status().get("frames", 0))


def goes_on(machine: Machine, count: int = 5) -> None:
    """Wait for more frames."""
    before = frames(machine)
    machine.until(lambda machine: frames(machine) >= before + count, SECONDS, "more frames")


def release(machine: Machine) -> str:
    """Name of the release that `current` points to."""
    return machine.ssh("readlink /opt/handshape/current").stdout.strip().rpartition("/")[2]
