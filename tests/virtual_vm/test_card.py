"""`make image` from a stand-in for Raspberry Pi OS, and the first start of that card on an emulated computer."""

import os
import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.image.mounts import mounted
from deploy.image.partitions import read_card
from tests.virtual_pi.checkout import ROOT
from tests.virtual_pi.remote import PATIENCE
from tests.virtual_pi.rootfs import missing
from tests.virtual_vm.card import console_text, qemu_command, set_up, stand_in, start
from tests.virtual_vm.container import card_reader, powered

KEPT = os.environ.get("VIRTUAL_VM_CARD")  # a folder: the stand-in is made once and used again; for work on this test
SETTINGS = """mode = "read"
displays = ["json"]
[camera]
uri = "clip:/opt/handshape/current/device/assets/demo/hello_jz.mp4?loop=1"
"""
CARD_BYTES = 4_000_000_000  # of a card of 4 GB
GROWS = bool(int(re.findall(r"CapEff:\s*(\w+)", Path("/proc/self/status").read_text())[0], 16) >> 24 & 1)
WANTED = ("the file system was grown by", "host keys made", "known pictures read", '"state": "text"')

# A container's shutdown may add “handshape.service: Failed to kill control group”, which is of its kernel.
FAULT = re.compile(r"Traceback|Failed to start [^\n]*andshape|handshape[\w-]*\.service: Failed with result")


@pytest.fixture(scope="module")
def card(figures):
    """The folder with the finished image."""
    needed = ("qemu-system-x86_64", "mkfs.vfat", "mcopy", "losetup", "partx")
    absent = [tool for tool in needed if shutil.which(tool) is None]
    reason = missing() or (f"a card needs {', '.join(absent)}" if absent else "")
    if reason:
        pytest.skip(reason)
    folder = Path(KEPT or f"/var/tmp/virtual-card-{os.getpid()}")
    try:
        base = folder / "raspios.img"
        if not base.exists():
            stand_in(folder, figures.say)
            with mounted(base, read_card(base), folder / "mounted") as root:
                set_up(root)
        (folder / "handshape.toml").write_text(SETTINGS)
        started = time.monotonic()
        command = [ROOT / ".venv-deploy/bin/python", "-m", "deploy.image", base, "--to", folder / "card.img"]
        done = subprocess.run(
            [*map(str, command), "--settings", str(folder / "handshape.toml")],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "The passwords of pi are locked." in done.stdout
        figures.note("image made, s", time.monotonic() - started)
        yield folder
    finally:
        if not KEPT:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("machine", ["container", "emulated"])
def test_the_card_grows_makes_its_keys_and_reads(card, figures, machine):
    image, console, started = card / f"{machine}.img", card / f"{machine}.log", time.monotonic()
    shutil.copyfile(card / "card.img", image)
    os.truncate(image, CARD_BYTES)
    # ext4 grows while it is in use for CAP_SYS_RESOURCE only, which root may lack here; the emulator's root has it.
    grows = machine == "emulated" or GROWS
    with on(machine, card, image, console) as process:
        while not all(words in console_text(console) for words in WANTED[0 if grows else 1 :]):
            assert process.poll() is None, console_text(console)[-2000:]
            assert time.monotonic() - started < 1800 * PATIENCE, console_text(console)[-2000:]
            time.sleep(2)
        figures.note(f"card, {machine}: power on to the first letter, s", time.monotonic() - started)
    assert not FAULT.search(console_text(console))
    system = read_card(image).system
    assert system.start + system.size > CARD_BYTES - 2_000_000
    with mounted(image, read_card(image), card / "mounted") as root:
        facts = os.statvfs(root)
        assert not grows or facts.f_blocks * facts.f_frsize > 0.93 * system.size
        figures.note(f"card, {machine}: file system, MB", facts.f_blocks * facts.f_frsize // 1_000_000)
        keys = sorted((root / "etc/ssh").glob("ssh_host_*_key"))
        assert keys
        assert {key.stat().st_mode & 0o777 for key in keys} == {0o600}
        assert not (root / "opt/handshape/first-boot").exists()
        assert not (root / "etc/systemd/system/multi-user.target.wants/ssh.service").is_symlink()


@contextmanager
def on(machine, card, image, console):
    """Power the card on; the emulated computer loses its power at the end, the container is shut down."""
    if machine == "container":
        with card_reader(image, card / "root") as disk, powered(card / "root", disk, console) as process:
            yield process
        return
    process = start(qemu_command(card, image, console))
    try:
        yield process
    finally:
        process.kill()
        process.wait()
