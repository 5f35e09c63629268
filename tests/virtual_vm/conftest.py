"""One emulated station for all tests of this folder. By hand: it takes an hour."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.virtual_pi.checkout import ROOT, Checkout
from tests.virtual_pi.conftest import Figures, figures, prepare
from tests.virtual_pi.machine import VirtualPi
from tests.virtual_pi.rootfs import ARCH, CACHE, base, missing
from tests.virtual_vm.image import RECIPE, Parts, make_disk
from tests.virtual_vm.machine import QEMU, Machine

__all__ = ["figures"]


@pytest.fixture(scope="session")
def another():
    """Copies of the checkout, to change; not below pytest's folder, which later runs tidy while this one lasts."""
    folder = Path(f"/var/tmp/virtual-vm-{os.getpid()}-workstation")
    yield lambda name: Checkout(folder / name, CACHE / "wheelhouse")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def parts(another, figures: Figures) -> Iterator[Parts]:
    """A disk with a station on it, deployed by `python -m deploy`, and a release before it."""
    reason = missing() or _missing_here()
    if reason:
        pytest.skip(reason)
    started = time.monotonic()
    root, key = base(figures.say, RECIPE)
    kept = os.environ.get("VIRTUAL_VM_DISK")  # a folder: made once, used again; for work on these tests
    folder = Path(kept or f"/var/tmp/virtual-vm-{os.getpid()}")
    if (folder / "disk.img").exists():
        yield Parts.of(folder, key)
        return
    container = VirtualPi(3, root, key, folder / "container")
    try:
        container.create()
        container.boot()
        prepare(container)
        container.sudo("touch /dev/watchdog")  # the machine will have one: the deployment asks
        before = another("before")
        (before.folder / "systemd/splash.txt").write_text("the splash of the release before\n")
        for checkout in (before, another("now")):
            done = checkout.run("deploy", container, options=("--need-frames", "yes"), seconds=900)
            assert done.code == 0, done.said
        container.power_off()
        made = make_disk(container, key, folder, figures.say)
        container.destroy()
        figures.note("disk with a deployed station made, s", time.monotonic() - started)
        yield made
    finally:
        container.destroy()
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def machine(parts: Parts, figures: Figures) -> Iterator[Machine]:
    """The station, running."""
    machine = Machine(parts, Path(f"/var/tmp/virtual-vm-{os.getpid()}-machine"))
    try:
        figures.note("power on to ssh, s", machine.boot())
        yield machine
    finally:
        machine.destroy()


def _missing_here() -> str:
    if ARCH != "amd64":
        return "the virtual machine is an x86-64 one"
    if shutil.which(QEMU) is None or shutil.which("mke2fs") is None:
        return "a virtual machine needs: apt install qemu-system-x86 qemu-utils e2fsprogs"
    if not (ROOT / ".venv-deploy/bin/ansible-playbook").exists():
        return "needs .venv-deploy: `make test-vm` makes it"
    return ""
