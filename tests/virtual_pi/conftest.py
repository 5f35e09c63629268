"""Two virtual Pis for all tests of this folder; figures go to a file that people read."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.virtual_pi.checkout import ROOT, Checkout
from tests.virtual_pi.machine import VirtualPi
from tests.virtual_pi.rootfs import ARCH, CACHE, Unbuildable, base, missing

SETTINGS = """[camera]
uri = "clip:/var/lib/handshape/camera.mp4?loop=1"
wait = true
[display]
use = ["log"]
[practice]
mode = "read"
"""


STARTED = time.monotonic()
LIMIT_S = float(os.environ.get("VIRTUAL_PI_LIMIT", "inf"))


@pytest.fixture(autouse=True)
def within_the_time() -> None:
    """Where time is short, the tests that would begin after VIRTUAL_PI_LIMIT seconds are skipped."""
    if time.monotonic() - STARTED > LIMIT_S:
        pytest.skip(f"the {LIMIT_S:.0f} s given to virtual Pis are over (VIRTUAL_PI_LIMIT)")


class Figures:
    """Measured while testing; written to $VIRTUAL_PI_FIGURES when set."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.values: dict[str, object] = {"arch": ARCH, "date": time.strftime("%Y-%m-%d")}
        self.say = say

    def note(self, name: str, value: float | str) -> None:
        self.values[name] = round(value, 2) if isinstance(value, float) else value
        self.say(f"{name}: {self.values[name]}")


@pytest.fixture(scope="session")
def figures(request) -> Iterator[Figures]:
    terminal = request.config.pluginmanager.get_plugin("terminalreporter")
    figures = Figures(lambda text: terminal.write_line(f"[virtual Pi] {text}"))  # these tests take minutes
    yield figures
    target = os.environ.get("VIRTUAL_PI_FIGURES")
    if target:
        Path(target).write_text(json.dumps(figures.values, indent=1) + "\n")


@pytest.fixture(scope="session")
def stations(tmp_path_factory, figures) -> Iterator[list[VirtualPi]]:
    reason = missing()
    if reason:
        pytest.skip(reason)
    if not (ROOT / ".venv-deploy/bin/ansible-playbook").exists():
        pytest.skip("needs .venv-deploy: `make test-pi` makes it")
    started = time.monotonic()
    try:
        root, key = base(figures.say)
    except Unbuildable as error:
        pytest.skip(str(error))
    figures.note("root file system built or found, s", time.monotonic() - started)
    # Not below pytest's folder: it keeps the last three runs, and a root file system is large.
    folder = Path(f"/var/tmp/virtual-pi-{os.getpid()}")
    machines = [VirtualPi(number, root, key, folder / str(number)) for number in (1, 2)]
    try:
        for machine in machines:
            machine.create()
            figures.note(f"{machine.name[-2:]} boot to ssh, s", machine.boot())
            prepare(machine)
        yield machines
    finally:
        for machine in machines:
            machine.destroy()
        shutil.rmtree(folder, ignore_errors=True)


def prepare(machine: VirtualPi) -> None:
    """A clip where its camera would be, and settings that name it: both are there before the first deployment."""
    clip = (ROOT / "device/assets/demo/hello_jz.mp4").read_bytes()
    for path, data in (("var/lib/handshape/camera.mp4", clip), ("etc/handshape/station.toml", SETTINGS.encode())):
        target = machine.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        target.chmod(0o644)


@pytest.fixture(scope="session")
def checkout(tmp_path_factory) -> Checkout:
    return Checkout(tmp_path_factory.mktemp("workstation") / "handshape", CACHE / "wheelhouse")


@pytest.fixture(scope="session")
def another(tmp_path_factory):
    """Further copies of the checkout, to break."""

    def make(name: str) -> Checkout:
        return Checkout(tmp_path_factory.mktemp("workstation") / name, CACHE / "wheelhouse")

    return make


@pytest.fixture
def pi(deployed, stations) -> VirtualPi:
    """The first station, with a good release."""
    return stations[0]


@pytest.fixture(scope="session")
def deployed(stations, checkout, figures) -> str:
    """The first deployment, to both stations at once; the release's name."""
    done = checkout.run("deploy", *stations, options=("--need-frames", "yes"))
    assert done.code == 0, done.said
    figures.note("first deploy, two stations at once, s", done.seconds)
    return done.release()
