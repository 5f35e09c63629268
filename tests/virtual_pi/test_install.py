"""`./install.sh` on the Pi itself: every way in which the first hour can go wrong; what ran before still runs."""

import os
import shutil
import subprocess
import time

import pytest

from tests.virtual_pi.checkout import COPIED, ROOT
from tests.virtual_pi.conftest import CACHE
from tests.virtual_pi.package_index import Index
from tests.virtual_pi.test_deploy import current, reads

HOME = "/home/pi/handshape"
RUNNING: list = []  # installations begun by a test
PATIENCE = float(os.environ.get("VIRTUAL_PI_PATIENCE", "1"))  # times as long on a machine with much other work


@pytest.fixture(scope="module")
def older(stations, another) -> str:
    """An older release, put there by `make deploy`, with answers of a learner; returns its name."""
    checkout = another("older")
    (checkout.folder / "systemd/splash.txt").write_text("an older splash\n")
    done = checkout.run("deploy", stations[0], options=("--need-frames", "yes"), seconds=400 * PATIENCE)
    assert done.code == 0, done.said
    stations[0].sudo("echo kept > /var/lib/handshape/kept; chown handshape: /var/lib/handshape/kept")
    return done.release()


@pytest.fixture(scope="module")
def pi(stations, older):
    """The first station, with a checkout as `git clone` leaves it."""
    folder = stations[0].root / HOME[1:]
    folder.mkdir(parents=True)
    for name in (*COPIED, "install.sh"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    stations[0].ssh(f"sudo chown -R pi: {HOME}")
    return stations[0]


@pytest.fixture(scope="module")
def index(pi, tmp_path_factory):
    machine = pi.ssh("uname -m").stdout.strip()
    made = Index(
        tmp_path_factory.mktemp("index"), pi.host.rpartition(".")[0] + ".1", "3.11", machine, CACHE / "wheelhouse"
    )
    yield made
    made.close()


@pytest.fixture(autouse=True)
def on(pi):
    """The station runs before each test, and no installation of an earlier one does."""
    yield
    for process in RUNNING:
        process.kill()
        process.communicate()
    RUNNING.clear()
    if pi.ssh("pgrep -f deploy.on_pi", check=False).returncode != 1:  # it does not answer, or still installs
        pi.power_off(cleanly=False)
        pi.boot()


def command(index, *options):
    return (
        f"{HOME}/install.sh {' '.join(options)}" if index is None else f"{index.environment} {command(None, *options)}"
    )


def install(pi, index, *options):
    """Run it; returns exit code, output and seconds."""
    started = time.monotonic()
    done = pi.ssh(command(index, *options), check=False, timeout=400 * PATIENCE)
    return done.returncode, done.stdout + done.stderr, time.monotonic() - started


def begin(pi, index):
    words = ["ssh", *pi.ssh_args.split(), f"pi@{pi.host}", command(index)]
    RUNNING.append(subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
    return RUNNING[-1]


def still(pi, release):
    """The release runs and reads, and nothing is on trial."""
    pi.until(lambda pi: current(pi) == release, 60 * PATIENCE, f"{release} to run")
    pi.until(reads, 60 * PATIENCE, "letters")
    assert pi.sudo("ls /opt/handshape/trial.json", check=False) == ""


def test_without_a_network_it_says_so_and_the_older_release_runs_on(pi, older, figures):
    code, said, seconds = install(pi, None)
    assert code == 1
    assert "could not be downloaded: the network is not there" in said, said
    still(pi, older)
    figures.note("install without a network: refused, s", seconds)


def test_a_network_that_dies_midway(pi, index, older, figures):
    index.dies_after = 5
    code, said, _ = install(pi, index)
    index.dies_after = None
    assert code == 1
    assert "could not be downloaded: the network is not there" in said, said
    assert pi.sudo("ls -A /opt/handshape/venvs").count("\n") == 0, "only the older release's environment"
    still(pi, older)


def test_a_full_card(pi, index, older):
    pi.sudo("mount -t tmpfs -o size=60m tmpfs /opt/handshape/venvs")
    try:
        code, said, _ = install(pi, index)
    finally:
        pi.sudo("umount -l /opt/handshape/venvs")
    assert code == 1
    assert "The disk is full" in said, said
    still(pi, older)


POINTS = {
    "download": "ls -A /opt/handshape/inbox | grep pip-",
    "environment": "ls -d /opt/handshape/venvs/*/lib/python3.*/site-packages/numpy | wc -l | grep -x 2",
    "release": "ls -d /opt/handshape/releases/* | wc -l | grep -x 2",
    "switch": "ls /opt/handshape/trial.json",
    "trial": "ls /opt/handshape/trial.json && systemctl is-active handshape && ls /run/handshape/status.json",
}


@pytest.mark.parametrize("point", POINTS)
def test_the_power_fails(pi, index, older, point, figures):
    if current(pi) != older:  # the last cut came after the switch, and the new release has passed its trial
        pi.sudo("systemd-run --quiet --wait --pipe python3 /opt/handshape/agent.pyz rollback")
    still(pi, older)
    running = begin(pi, index)
    here = f"sudo sh -c '{POINTS[point]}'"
    pi.until(lambda pi: running.poll() is not None or pi.ssh(here, check=False).returncode == 0, 200 * PATIENCE, point)
    early = running.poll() is None
    pi.power_off(cleanly=False)
    running.kill()
    said = running.communicate()[0]
    assert early, said
    started = time.monotonic()
    pi.boot()
    pi.until(reads, 120 * PATIENCE, f"letters after a power cut at “{point}”")
    figures.note(f"power cut at “{point}”: reads again, s", time.monotonic() - started)


def test_at_last_it_is_installed_and_the_second_time_nothing_changes(pi, index, older, figures):
    code, said, seconds = install(pi, index)
    assert code == 0, said
    figures.note("install, at last, s", seconds)
    name = current(pi)
    assert name != older
    still(pi, name)
    assert pi.sudo("cat /var/lib/handshape/kept") == "kept"
    code, said, seconds = install(pi, None)
    assert (code, f"ok, nothing changed: {name} runs" in said) == (0, True), said
    figures.note("second install, nothing changed, s", seconds)
    assert pi.show("UnitFileState")["UnitFileState"] == "enabled"


def test_two_at_once(pi, index):
    (first, second) = begin(pi, index), begin(pi, index)
    said = [each.communicate(timeout=200 * PATIENCE)[0] for each in (first, second)]
    assert sorted((first.returncode, second.returncode)) == [0, 1], said
    assert "Another installation is running" in "".join(said)


def test_it_can_be_rolled_back_to_the_deployed_release(pi, older):
    pi.sudo("systemd-run --quiet --wait --pipe python3 /opt/handshape/agent.pyz rollback")
    still(pi, older)


def test_uninstall_keeps_what_is_asked_for(pi):
    code, said, _ = install(pi, None, "uninstall", "--keep", "progress")
    assert code == 0, said
    assert pi.sudo("cat /var/lib/handshape/kept") == "kept"
    assert pi.ssh("ls /opt/handshape", check=False).returncode != 0
    assert pi.ssh("systemctl cat handshape", check=False).returncode != 0
