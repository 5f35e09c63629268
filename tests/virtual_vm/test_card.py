"""`make image` from a stand-in for Raspberry Pi OS, and the first start of that card on an emulated computer."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from deploy.image.mounts import mounted
from deploy.image.partitions import read_card
from tests.virtual_pi.checkout import ROOT
from tests.virtual_pi.remote import PATIENCE
from tests.virtual_pi.rootfs import missing
from tests.virtual_vm.card import console_text, qemu_command, set_up, stand_in, start

KEPT = os.environ.get("VIRTUAL_VM_CARD")  # a folder: the stand-in is made once and used again; for work on this test
SETTINGS = """mode = "read"
displays = ["json"]
[camera]
uri = "clip:/opt/handshape/current/device/assets/demo/hello_jz.mp4?loop=1"
"""
CARD_BYTES = 4_000_000_000
WANTED = ("the file system was grown by", "host keys made", "known pictures read", '"state": "text"')


@pytest.fixture(scope="module")
def card(figures):
    """The folder with the finished image, as it lies on a card of 4 GB."""
    reason = missing() or "".join(
        f"a card needs {tool}" for tool in ("qemu-system-x86_64", "mkfs.vfat", "losetup") if shutil.which(tool) is None
    )
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
        with (folder / "card.img").open("r+b") as file:
            file.truncate(CARD_BYTES)
        yield folder
    finally:
        if not KEPT:
            shutil.rmtree(folder, ignore_errors=True)


def test_the_card_grows_makes_its_keys_and_reads(card, figures):
    console, started = card / "console.log", time.monotonic()
    machine = start(qemu_command(card, card / "card.img", console))
    try:
        while not all(words in console_text(console) for words in WANTED):
            assert machine.poll() is None, console_text(console)[-2000:]
            assert time.monotonic() - started < 1800 * PATIENCE, console_text(console)[-2000:]
            time.sleep(2)
    finally:
        machine.kill()
        machine.wait()
    figures.note("emulated card: power on to the first letter, s", time.monotonic() - started)
    assert not re.search(r"Failed|Traceback", console_text(console))


def test_the_card_is_whole_after_it_was_pulled_out(card, figures):
    """The emulator was ended without a shutdown, as when a card is pulled out."""
    image = card / "card.img"
    system = read_card(image).system
    assert system.start + system.size > CARD_BYTES - 1_000_000
    with mounted(image, read_card(image), card / "mounted") as root:
        facts = os.statvfs(root)
        assert facts.f_blocks * facts.f_frsize > 0.93 * system.size
        figures.note("grown file system, MB", facts.f_blocks * facts.f_frsize // 1_000_000)
        keys = sorted((root / "etc/ssh").glob("ssh_host_*_key"))
        assert keys
        assert {key.stat().st_mode & 0o777 for key in keys} == {0o600}
        assert not (root / "opt/handshape/first-boot").exists()
        assert not (root / "etc/systemd/system/multi-user.target.wants/ssh.service").is_symlink()
