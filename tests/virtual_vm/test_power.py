"""The plug is pulled: while people practise, while a release is switched, while one arrives."""

import contextlib
import os
import random
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.virtual_vm.helpers import CLIP, SECONDS, frames, reads, release, restart, settings
from tests.virtual_vm.machine import mounted

INSTANTS = int(os.environ.get("VIRTUAL_VM_INSTANTS", "25"))
CUTS = int(os.environ.get("VIRTUAL_VM_CUTS", "4"))
PRACTICE = '[practice]\nletters = "HELO"\ntrials = 500\nmode = "round"\n'
PROGRESS = "/var/lib/handshape/progress.db"
WRITER = "/var/lib/handshape/tests"  # tests/tools/writer.py, on the machine
COUNT = """
import sqlite3, sys, time
seen = -1
while True:
    try:
        with sqlite3.connect("file:/var/lib/handshape/progress.db?mode=ro", uri=True) as db:
            count = db.execute("SELECT COUNT(*) FROM reviews").fetchone()[0]
    except sqlite3.Error:
        count = -1
    if count > seen:
        seen = count
        print(count, flush=True)
    time.sleep(0.2)
"""
JUDGE = """
import sqlite3, sys
db = sqlite3.connect(f"file:{sys.argv[1]}?mode=rw", uri=True)
print(db.execute("SELECT COUNT(*) FROM reviews").fetchone()[0], db.execute("PRAGMA integrity_check").fetchone()[0])
"""
AS_STATION = (
    "sudo systemd-run --quiet --pipe --wait --collect --unit=writer --uid=handshape "
    f"--setenv=PYTHONPATH=/opt/handshape/current:{WRITER} --working-directory={WRITER}"
)
PYTHON = "/opt/handshape/current/.venv/bin/python"


class Lines:
    """Numbers that a command on the machine prints: what is certain to be on its disk."""

    def __init__(self, machine, command: str, file: Path) -> None:
        self._file = file
        self._out = file.open("wb")
        self._process = subprocess.Popen(
            ["ssh", *machine.ssh_args.split(), f"pi@{machine.host}", command],
            stdout=self._out,
            stderr=subprocess.DEVNULL,
        )

    def last(self) -> int:
        """The newest whole line; -1 before the first."""
        whole = self._file.read_bytes().rpartition(b"\n")[0]
        return int(whole.rpartition(b"\n")[2] or -1)

    def end(self) -> int:
        """The connection is gone; the last number that came through it."""
        self._process.kill()
        self._process.wait()
        self._out.close()
        return self.last()


@pytest.fixture(scope="module")
def writer(machine):
    """Run tests/tools/writer.py on the machine: it saves reviews as fast as the disk allows."""
    here = Path(__file__).parents[1]
    machine.sudo(f"mkdir -p {WRITER}/tests/tools")
    for name in ("__init__.py", "tools/__init__.py", "tools/writer.py"):
        machine.write(f"{WRITER}/tests/{name}", (here / name).read_text(encoding="utf-8"))
    machine.write("/root/count.py", COUNT)
    machine.write("/root/judge.py", JUDGE)
    machine.sudo(f"chown -R handshape: {WRITER}; sync")
    return f"{AS_STATION} {PYTHON} -m tests.tools.writer {WRITER}/written.db"


def test_nothing_confirmed_is_lost_when_the_plug_is_pulled_during_practice(machine, writer, figures, tmp_path):
    moments, confirmed, recovered = random.Random(12), [0, 0], 0
    restart(machine, settings(CLIP, '"log"', PRACTICE), "practice")
    for cut in range(CUTS):
        machine.until(lambda machine: frames(machine) > 5, SECONDS, "practice")
        station = Lines(machine, "sudo python3 /root/count.py", tmp_path / f"station{cut}")
        dense = Lines(machine, writer, tmp_path / f"writer{cut}")
        start = time.monotonic()
        while station.last() <= confirmed[0] or dense.last() <= confirmed[1]:
            assert time.monotonic() - start < SECONDS, (station.last(), dense.last())
            time.sleep(0.05)
        time.sleep(moments.uniform(0, 6))
        machine.pull_the_plug()
        acknowledged = [station.end(), dense.end()]
        machine.boot()
        for number, path in enumerate((PROGRESS, f"{WRITER}/written.db")):
            count, sound = machine.ssh(f"sudo python3 /root/judge.py {path}").stdout.split()
            assert int(count) >= acknowledged[number] > confirmed[number]
            assert sound == "ok"
            confirmed[number] = int(count)
        recovered += "recovery complete" in machine.sudo("journalctl -k -b --no-pager")
        # The writer counts in whole sessions, and one was cut short.
        machine.sudo(f"rm -f {WRITER}/written.db*; sync")
        confirmed[1] = -1
    machine.until(lambda machine: frames(machine) > 5, SECONDS, "practice after the last cut")
    assert machine.show("NRestarts")["NRestarts"] == "0"
    assert recovered == CUTS  # the file system needed recovery each time: these were power cuts
    figures.note("power cuts during practice, nothing confirmed lost", f"{CUTS} of {CUTS}")
    figures.note("reviews of the practising station at the end", confirmed[0])


def test_nothing_confirmed_is_lost_at_many_instants_at_which_the_plug_could_be_pulled(
    machine, writer, figures, tmp_path
):
    """The disk as it is at an instant is copied while practice goes on, and recovered beside it: no boots."""
    moments, cuts = random.Random(7), []
    restart(machine, settings(CLIP, '"log"', PRACTICE), "practice")
    station = Lines(machine, "sudo python3 /root/count.py", tmp_path / "station")
    dense = Lines(machine, writer, tmp_path / "writer")
    machine.until(lambda machine: station.last() > 0 and dense.last() > 0, SECONDS, "something to lose")
    for number in range(INSTANTS):
        time.sleep(moments.uniform(0, 4))
        confirmed = (station.last(), dense.last())
        machine.disk_now(tmp_path / f"cut{number}.qcow2")
        cuts.append((tmp_path / f"cut{number}.qcow2", confirmed))
    dense.end()
    for disk, confirmed in cuts:
        with mounted(disk) as root:
            for name, least in zip((PROGRESS, f"{WRITER}/written.db"), confirmed, strict=True):
                with contextlib.closing(sqlite3.connect(root / name[1:])) as db:
                    assert db.execute("SELECT COUNT(*) FROM reviews").fetchone()[0] >= least
                    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        disk.unlink()
    assert cuts[-1][1][1] > cuts[0][1][1]  # it was written all the time
    figures.note("instants at which a power cut would have lost nothing confirmed", f"{INSTANTS} of {INSTANTS}")
    figures.note("reviews at the last instant: station, writer", " ".join(map(str, cuts[-1][1])))
    machine.sudo(f"systemctl stop writer; rm -f {WRITER}/written.db*", check=False)


def test_the_old_release_or_the_new_one_runs_when_the_plug_is_pulled_during_a_switch(machine, figures):
    restart(machine)
    both = set(machine.ssh("cat /opt/handshape/history").stdout.split())
    assert len(both) == 2
    moments, where = random.Random(3), []
    for _ in range(CUTS):
        old = release(machine)
        new = (both - {old}).pop()
        machine.sudo(
            f"sync; systemd-run --quiet --collect --unit=switch /usr/bin/python3 /opt/handshape/agent.pyz "
            f"activate {new} --options watchdog --need-frames auto"
        )
        machine.until(lambda machine: machine.sudo("ls /opt/handshape/trial.json", check=False), SECONDS, "the trial")
        time.sleep(moments.uniform(0, 8))
        machine.pull_the_plug()
        machine.boot()
        machine.until(
            lambda machine: not machine.sudo("ls /opt/handshape/trial.json", check=False),
            SECONDS,
            "the end of the trial",
        )
        machine.until(reads, SECONDS, "letters")
        where.append("new" if release(machine) == new else "old")
        assert release(machine) in both
        assert machine.show("ActiveState")["ActiveState"] == "active"
    figures.note("power cuts during a switch, a proven release reads", f"{CUTS} of {CUTS} ({', '.join(where)})")


def test_the_plug_is_pulled_while_a_release_arrives_and_the_next_deployment_works(machine, another, figures):
    old, new = release(machine), another("new")
    (new.folder / "systemd/splash.txt").write_text("a new splash\n")
    deployment = new.start("deploy", machine)
    for line in deployment.stdout:
        if "Unpack the release: done" in line:
            break
    else:
        raise AssertionError("the deployment ended before there was anything to cut short")
    machine.pull_the_plug()
    said, _ = deployment.communicate(timeout=300)
    assert deployment.returncode != 0, said
    machine.boot()
    machine.until(reads, SECONDS, "letters of the old release")
    assert release(machine) == old
    done = new.run("deploy", machine, seconds=1200)
    assert done.code == 0, done.said
    assert release(machine) == done.release() != old
    machine.until(reads, SECONDS, "letters of the new release")
    figures.note("deployment to the emulated machine, s", done.seconds)
