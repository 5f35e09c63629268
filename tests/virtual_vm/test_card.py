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
from tests.virtual_pi.rootfs import missing
from tests.virtual_vm.card import console_text, qemu_command, set_up, stand_in, start

PATIENCE = float(os.environ.get("VIRTUAL_PI_PATIENCE", "1"))
SETTINGS = """mode = "read"
displays = ["json"]
[camera]
uri = "clip:/opt/handshape/current/device/assets/demo/hello_jz.mp4?loop=1"
"""
CARD_MB = 4000


@pytest.fixture(scope="module")
def card(figures):
    """The folder with the finished image, as it lies on a card of 4 GB."""
    reason = missing() or "".join(
        f"a card needs {tool}" for tool in ("qemu-system-x86_64", "mkfs.vfat", "losetup") if shutil.which(tool) is None
    )
    if reason:
        pytest.skip(reason)
    folder = Path(f"/var/tmp/virtual-card-{os.getpid()}")
    try:
        base = stand_in(folder, figures.say)
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
            file.truncate(CARD_MB * 1_000_000)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_the_card_grows_makes_its_keys_and_reads(card, figures):
    console, started = card / "console.log", time.monotonic()
    wanted = ("the file system was grown by", "host keys made", "known pictures read", '"state": "text"')
    machine = start(qemu_command(card, card / "card.img", console))
    try:
        while not all(words in console_text(console) for words in wanted):
            assert machine.poll() is None, console_text(console)[-2000:]
            assert time.monotonic() - started < 1800 * PATIENCE, console_text(console)[-2000:]
            time.sleep(2)
    finally:
        machine.kill()
        machine.wait()
    figures.note("emulated card: power on to the first letter, s", time.monotonic() - started)
    assert not re.search(r"Failed|Traceback", console_text(console))
