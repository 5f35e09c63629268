"""A virtual Pi: real systemd as PID 1, a real sshd, its own network name space without a way out."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from tests.virtual_pi.remote import PATIENCE, Remote
from tests.virtual_pi.rootfs import ARCH, EMULATED, QEMU_CPU, emulate, run

BOOT_S = 120.0 * PATIENCE * (4 if EMULATED else 1)


class VirtualPi(Remote):
    """One station on an overlay of the base system.

    Attributes:
        name: of the machine; host: its address; root: its file system as the host sees it; key: that logs in;
            link: the host's end of its network.
    """

    def __init__(self, number: int, base: Path, key: Path, folder: Path) -> None:
        self.name, self.host = f"virtualpi{os.getpid()}n{number}", f"10.77.{number}.2"
        self._number, self._base, self.key, self._folder = number, base, key, folder
        self.root = folder / "root"
        self._netns, self.link = f"vpi{number}", f"vpi{number}h"
        self._process: subprocess.Popen[bytes] | None = None
        self.ssh_args = (
            f"-i {key} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "
            f"-o BatchMode=yes -o ConnectTimeout={20 if EMULATED else 5}"
        )

    def create(self) -> None:
        """A fresh system; what a test changes never reaches the base."""
        for part in ("upper", "work", "root"):
            (self._folder / part).mkdir(parents=True)
        layers = f"lowerdir={self._base},upperdir={self._folder}/upper,workdir={self._folder}/work"
        run("mount", "-t", "overlay", "overlay", "-o", layers, str(self.root))
        (self.root / "etc/hostname").write_text(f"station{self._number}\n", encoding="utf-8")
        (self.root / "etc/hosts").write_text(f"127.0.0.1 localhost station{self._number}\n", encoding="utf-8")
        if EMULATED:  # qemu-user cannot hand a network name space over a socket: that one lock stays open
            drop_in = self.root / "etc/systemd/system/handshape.service.d/emulated.conf"
            drop_in.parent.mkdir(parents=True)
            drop_in.write_text("[Service]\nPrivateNetwork=no\nPrivateIPC=no\n", encoding="utf-8")
        _quietly("ip", "netns", "delete", self._netns)
        _quietly("ip", "link", "delete", self.link)
        run("ip", "netns", "add", self._netns)
        run("ip", "link", "add", self.link, "type", "veth", "peer", "name", "eth0", "netns", self._netns)
        run("ip", "address", "add", f"10.77.{self._number}.1/24", "dev", self.link)
        run("ip", "link", "set", self.link, "up")
        run("ip", "-n", self._netns, "address", "add", f"{self.host}/24", "dev", "eth0")
        run("ip", "-n", self._netns, "link", "set", "eth0", "up")
        run("ip", "-n", self._netns, "link", "set", "lo", "up")

    def boot(self) -> float:
        """Start, wait for sshd; returns the seconds it took."""
        console = self._folder / "console.log"
        nspawn = (
            f"systemd-nspawn --quiet --directory={self.root} --boot --register=no --keep-unit "
            f"--machine={self.name} --network-namespace-path=/run/netns/{self._netns}"
            + (f" --setenv=QEMU_CPU={QEMU_CPU}" if EMULATED else "")
        )
        if EMULATED:
            emulate()
        started = time.monotonic()
        self._process = subprocess.Popen(
            ["script", "-qfc", nspawn, str(console)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "QEMU_CPU": QEMU_CPU},
        )
        while True:
            if self.ssh("true", check=False).returncode == 0:
                return time.monotonic() - started
            if self._process.poll() is not None or time.monotonic() - started > BOOT_S:
                raise RuntimeError(f"the virtual Pi did not boot: {console.read_text(errors='replace')[-800:]}")
            time.sleep(0.3)

    def power_off(self, *, cleanly: bool = True) -> None:
        """Shut down, or end it at once (the host's page cache survives: not quite a power cut)."""
        if self._process is None:
            return
        if cleanly:
            self.ssh("sudo systemctl poweroff", check=False)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                cleanly = False
        if not cleanly:
            for pid in self._machine_pids():
                _signal(pid, signal.SIGKILL)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait(10)
        self._process = None

    def _machine_pids(self) -> list[int]:
        """Its PID 1 as the host sees it: child of our own nspawn, which is child of our own `script`."""
        assert self._process is not None
        generation = [self._process.pid]
        for _ in range(4):
            below = [child for pid in generation for child in _children(pid)]
            names = {pid: _name(pid) for pid in below}
            inits = [pid for pid, name in names.items() if name == "systemd" or (EMULATED and "qemu" in name)]
            if inits:
                return inits
            generation = below
        return []

    def destroy(self) -> None:
        """Power off and leave nothing behind."""
        self.power_off(cleanly=False)
        _quietly("umount", "--lazy", str(self.root))
        _quietly("ip", "netns", "delete", self._netns)
        _quietly("ip", "link", "delete", self.link)
        shutil.rmtree(self._folder, ignore_errors=True)


def _children(pid: int) -> list[int]:
    found = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in thread.read_text().split()]
    return found


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _quietly(*command: str) -> None:
    subprocess.run(command, capture_output=True, check=False)


__all__ = ["ARCH", "VirtualPi"]
