"""`./install.sh` on the Pi itself: every way in which the first hour can go wrong; what ran before still runs."""

import shutil
import subprocess
import time

import pytest

from tests.virtual_pi.checkout import COPIED, ROOT, patient
from tests.virtual_pi.conftest import CACHE
from tests.virtual_pi.installing import HOME, RUNNING, begin, install, roll_back, still
from tests.virtual_pi.package_index import Index
from tests.virtual_pi.remote import PATIENCE
from tests.virtual_pi.rootfs import ARCH
from tests.virtual_pi.test_deploy import current, reads

OFFLINE = "could not be downloaded: the network is not there"
# Debian's, in place of what unattended upgrades hold while they work.
LOCK = """
import fcntl, sys, time
locks = [open(path, "w") for path in ("/var/lib/apt/lists/lock", "/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock")]
for lock in locks:
    fcntl.lockf(lock, fcntl.LOCK_EX)
time.sleep(float(sys.argv[1]))
"""
PACKAGE = "Package: python3-venv\nVersion: 99\nArchitecture: all\nMaintainer: Test <a@b.c>\nDescription: a stand-in\n"
FAKE_CLOCK = "sudo env LD_PRELOAD=/usr/lib/{0}/faketime/libfaketime.so.1 FAKETIME_TIMESTAMP_FILE=/run/clock "
FAKE_CLOCK += "FAKETIME_NO_CACHE=1 "


@pytest.fixture(scope="module")
def station(stations):
    """The second one: at the end nothing is installed on it."""
    return stations[1]


@pytest.fixture(scope="module")
def older(station, another) -> str:
    """An older release, put there by `make deploy`, with answers of a learner; returns its name."""
    checkout = another("older")
    (checkout.folder / "systemd/splash.txt").write_text("an older splash\n")
    done = checkout.run("deploy", station, options=("--need-frames", "yes"), seconds=400)
    assert done.code == 0, done.said
    station.sudo("echo kept > /var/lib/handshape/kept; chown handshape: /var/lib/handshape/kept")
    return done.release()


@pytest.fixture(scope="module")
def pi(station, older):
    """The station with a checkout as `git clone` leaves it."""
    folder = station.root / HOME[1:]
    folder.mkdir(parents=True)
    for name in (*COPIED, "install.sh"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    patient(folder)
    station.ssh(f"sudo chown -R pi: {HOME}")
    return station


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
        process.wait()
    RUNNING.clear()
    if pi.ssh("pgrep -f deploy.on_pi", check=False).returncode != 1:  # it does not answer, or still installs
        pi.power_off(cleanly=False)
        pi.boot()


def test_without_a_network_it_says_so_and_the_older_release_runs_on(pi, older, figures):
    code, said, seconds = install(pi, None)
    assert code == 1
    assert OFFLINE in said, said
    still(pi, older)
    figures.note("install without a network: refused, s", seconds)


def test_a_network_that_dies_midway(pi, index, older, figures):
    index.dies_after = 5
    code, said, _ = install(pi, index)
    index.dies_after = None
    assert code == 1
    assert OFFLINE in said, said
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


@pytest.fixture
def no_venv_package(pi):
    """A Pi that lacks a package of apt; a source of packages that needs no network has it, once it is asked for."""
    pi.sudo("dpkg --purge --force-depends python3-venv")
    yield
    if pi.ssh("dpkg-query -W python3-venv", check=False).returncode:
        pi.sudo("dpkg --install /srv/apt/python3-venv.deb")


@pytest.fixture
def packages(pi):
    """A source of apt on the Pi itself."""
    pi.sudo("mkdir -p /srv/apt/made/DEBIAN")
    pi.write("/srv/apt/made/DEBIAN/control", PACKAGE)
    pi.sudo("dpkg-deb --build /srv/apt/made /srv/apt/python3-venv.deb")
    size, digest = pi.sudo("cd /srv/apt && stat -c %s python3-venv.deb && sha256sum python3-venv.deb").split()[:2]
    file = f"Filename: ./python3-venv.deb\nSize: {size}\nSHA256: {digest}\n"
    pi.write("/srv/apt/Packages", PACKAGE + file)


def sources(pi, text):
    """Let these be the only sources of packages."""
    pi.sudo("rm -rf /etc/apt/sources.list.d /var/lib/apt/lists; mkdir -p /var/lib/apt/lists/partial")
    pi.write("/etc/apt/sources.list", text)


def test_apt_without_a_network(pi, older, packages, no_venv_package):
    sources(pi, "deb http://deb.debian.org/debian bookworm main\n")
    code, said, _ = install(pi, None)
    assert code == 1
    assert "apt could not download python3-venv: is there a network?" in said, said
    still(pi, older)


def test_apt_that_unattended_upgrades_have_locked(pi, index, older, packages, no_venv_package, figures):
    sources(pi, "deb [trusted=yes] file:/srv/apt ./\n")
    pi.write("/root/lock.py", LOCK)
    pi.sudo("systemd-run --quiet --collect --unit=upgrades python3 /root/lock.py 40")
    index.dies_after = 0
    code, said, seconds = install(pi, index)
    index.dies_after = None
    assert pi.ssh("dpkg-query -W python3-venv").stdout.split() == ["python3-venv", "99"]
    assert seconds > 35
    assert (code, OFFLINE in said) == (1, True), said  # apt's part was done
    still(pi, older)
    figures.note("apt locked for 40 s: it has waited and gone on, s", seconds)


@pytest.fixture(scope="module")
def clock(pi, tmp_path_factory):
    """Set the clock that an installation sees; a container cannot set its own."""
    folder = tmp_path_factory.mktemp("faketime")
    done = subprocess.run(["apt-get", "download", "-q", f"libfaketime:{ARCH}"], cwd=folder, capture_output=True)
    if done.returncode:
        pytest.skip("needs Debian's package libfaketime: apt update")
    subprocess.run(["dpkg-deb", "-x", str(next(folder.glob("*.deb"))), str(pi.root)], check=True)
    return lambda text: pi.write("/run/clock", text)


def test_a_wrong_date_is_waited_for(pi, index, older, clock):
    before = FAKE_CLOCK.format(f"{pi.ssh('uname -m').stdout.strip()}-linux-gnu")
    clock("@2020-01-01 00:00:00")
    code, said, _ = install(pi, index, before=before)
    assert code == 1
    assert "with a wrong date nothing can be downloaded" in said, said
    index.dies_after = 0
    running = begin(pi, index, before)
    assert "The clock says 2020-01-01; waiting for a time server" in running.stdout.readline()
    clock("+0")
    said = running.communicate(timeout=200 * PATIENCE)[0]
    index.dies_after = None
    assert OFFLINE in said, said  # it has gone on
    still(pi, older)


POINTS = {
    "download": "ls -A /opt/handshape/inbox | grep pip-",
    "environment": "ls -d /opt/handshape/venvs/*/lib/python3.*/site-packages/numpy | wc -l | grep -x {environments}",
    "release": "ls -d /opt/handshape/releases/* | wc -l | grep -x {releases}",
    "switch": "ls /opt/handshape/trial.json",
    "trial": "ls /opt/handshape/trial.json && systemctl is-active handshape && ls /run/handshape/status.json",
}


@pytest.mark.parametrize("point", POINTS)
def test_the_power_fails(pi, index, older, point, figures):
    if current(pi) != older:  # the last cut came after the switch, and the new release has passed its trial
        roll_back(pi)
    still(pi, older)
    folders = {
        "releases": "/opt/handshape/releases/*",
        "environments": "/opt/handshape/venvs/*/lib/python3.*/site-packages/numpy",
    }
    one_more = {name: 1 + int(pi.sudo(f"ls -d {folder} | wc -l")) for name, folder in folders.items()}
    running = begin(pi, index)
    here = f"sudo sh -c '{POINTS[point].format(**one_more)}'"
    pi.until(lambda pi: running.poll() is not None or pi.ssh(here, check=False).returncode == 0, 200, point)
    early = running.poll() is None
    pi.power_off(cleanly=False)
    running.kill()
    said = running.communicate()[0]
    started = time.monotonic()
    pi.boot()
    assert early, said
    pi.until(reads, 120, f"letters after a power cut at “{point}”")
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
    roll_back(pi)
    still(pi, older)


def test_uninstall_keeps_what_is_asked_for(pi):
    code, said, _ = install(pi, None, "uninstall", "--keep", "progress")
    assert code == 0, said
    assert pi.sudo("cat /var/lib/handshape/kept") == "kept"
    assert pi.ssh("ls /opt/handshape", check=False).returncode != 0
    assert pi.ssh("systemctl cat handshape", check=False).returncode != 0
