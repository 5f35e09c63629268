"""A station on an emulated computer: its own kernel, a disk, a screen, a watchdog. The plug can be pulled."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.virtual_pi.remote import Remote
from tests.virtual_pi.rootfs import run
from tests.virtual_vm.image import Parts

QEMU = "qemu-system-x86_64"
BOOT_S = 600.0  # an emulated processor, on a machine that has other work


class Machine(Remote):
    """One computer; its disk is a layer on the image, which stays as it is.

    Attributes:
        folder: of its disk, its console's text and its screen's pictures.
    """

    host = "127.0.0.2"  # Ansible takes 127.0.0.1 for the workstation itself

    def __init__(self, parts: Parts, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder, self._parts = folder, parts
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.ssh_args = (
            f"-i {parts.key} -o Port={self._port} -o StrictHostKeyChecking=no -o LogLevel=ERROR "
            "-o UserKnownHostsFile=/dev/null -o BatchMode=yes -o ConnectTimeout=30"
        )
        run("qemu-img", "create", "-q", "-f", "qcow2", "-b", str(parts.disk), "-F", "raw", str(folder / "disk.qcow2"))

    def power_on(self) -> None:
        """Start; does not wait."""
        command = [
            "nice",
            "-n",
            "5",
            QEMU,
            "-machine",
            "q35",
            "-accel",
            "tcg,thread=multi",
            "-cpu",
            "max",
            "-smp",
            "2",
            "-m",
            "1024",
            "-kernel",
            str(self._parts.kernel),
            "-initrd",
            str(self._parts.initrd),
            "-append",
            "root=/dev/vda ro quiet loglevel=3 no_timer_check console=tty0 console=ttyS0",
            "-drive",
            f"if=none,id=disk,format=qcow2,file={self.folder / 'disk.qcow2'}",
            "-device",
            "virtio-blk-pci,drive=disk",
            "-device",
            "virtio-rng-pci",
            "-vga",
            "std",
            "-device",
            "i6300esb",
            "-action",
            "watchdog=reset",
            "-netdev",
            f"user,id=net,restrict=on,hostfwd=tcp:{self.host}:{self._port}-10.0.2.15:22",
            "-device",
            "virtio-net-pci,netdev=net,romfile=",
            "-display",
            "none",
            "-serial",
            f"file:{self.folder / 'console.log'}",
            "-monitor",
            f"unix:{self._monitor},server,nowait",
        ]
        with (self.folder / "qemu.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def boot(self) -> float:
        """Start, wait for sshd; returns the seconds it took."""
        started = time.monotonic()
        self.power_on()
        self.answers()
        return time.monotonic() - started

    def answers(self) -> None:
        """Wait for sshd."""
        started = time.monotonic()
        while not self._let_in():
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() - started > BOOT_S:
                raise RuntimeError(f"the machine did not boot: {self.console_text()[-800:]}")
            time.sleep(1)

    def _let_in(self) -> bool:
        try:
            return self.ssh("true", check=False, timeout=60).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def pull_the_plug(self) -> None:
        """A power cut: what the machine had not handed to its disk is gone."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def disk_now(self, path: Path) -> None:
        """A copy of what a power cut at this moment would leave; the machine goes on and notices nothing."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGSTOP)
        try:
            shutil.copyfile(self.folder / "disk.qcow2", path)
        finally:
            os.killpg(self._process.pid, signal.SIGCONT)

    def power_off(self) -> None:
        """Shut down."""
        self.ssh("sudo systemctl poweroff", check=False)
        assert self._process is not None
        self._process.wait(180)
        self._process = None

    def boot_id(self) -> str:
        """Another one after each start; "" while it does not answer."""
        try:
            return self.ssh("cat /proc/sys/kernel/random/boot_id", check=False, timeout=60).stdout
        except subprocess.TimeoutExpired:
            return ""

    def console_text(self) -> str:
        """Return the text of the serial console and of QEMU itself."""
        logs = (self.folder / name for name in ("console.log", "qemu.log"))
        return "\n".join(log.read_text(errors="replace") for log in logs if log.exists())

    def screenshot(self, path: Path) -> None:
        """What the screen shows, as PNG."""
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as monitor:
            monitor.connect(str(self._monitor))
            monitor.settimeout(20)
            monitor.recv(4096)
            monitor.sendall(f"screendump {path} -f png\n".encode())
            started = time.monotonic()
            while not (path.exists() and path.stat().st_size):
                assert time.monotonic() - started < 20, "no picture of the screen"
                time.sleep(0.2)
            time.sleep(0.5)

    def destroy(self) -> None:
        """Leave nothing behind."""
        if self._process is not None:
            self.pull_the_plug()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _monitor(self) -> Path:
        return self.folder / "monitor"


@contextlib.contextmanager
def mounted(disk: Path) -> Iterator[Path]:
    """The file system of a disk that `disk_now` copied, once the kernel of this machine has recovered it."""
    raw, folder = disk.with_suffix(".raw"), disk.with_suffix(".mounted")
    folder.mkdir()
    try:
        run("qemu-img", "convert", "-O", "raw", str(disk), str(raw))
        run("mount", "-o", "loop", str(raw), str(folder))
        try:
            yield folder
        finally:
            run("umount", str(folder))
    finally:
        raw.unlink(missing_ok=True)
        folder.rmdir()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((Machine.host, 0))
        return int(probe.getsockname()[1])
