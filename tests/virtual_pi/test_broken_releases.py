"""Releases that are broken in every way we could think of: each is rolled back automatically."""

import os
import signal
import time

import pytest

from tests.virtual_pi.test_deploy import current, reads

LOOP = "        self._health.processed(self._shown, self._source.restarts)\n"


def test_one_that_cannot_be_imported_never_runs(pi, another, figures):
    good, pid = current(pi), pi.show("MainPID")
    broken = another("import-error")
    # A package that the workstation has (for its tests) and the station has not.
    broken.break_it("device/runtime/app.py", "import time\n", "import time\n\nimport hypothesis\n")
    done = broken.run("deploy", pi)
    assert done.code != 0
    assert "of the new release fails here" in done.said, done.said
    assert current(pi) == good
    assert pi.show("MainPID") == pid  # not even restarted
    figures.note("import error: refused by the smoke test, s", done.seconds)


def test_one_that_crashes_and_one_that_hangs_are_rolled_back_on_two_stations_at_once(pi, stations, another, figures):
    good = [current(station) for station in stations]
    dies, hangs = another("dies"), another("hangs")
    dies.break_it(
        "device/runtime/app.py", LOOP, LOOP + "        if self.frames == 300:\n            raise MemoryError\n"
    )
    hangs.break_it(
        "device/runtime/app.py", LOOP, LOOP + "        if self.frames == 60:\n            time.sleep(3600)\n"
    )
    started = time.monotonic()
    runs = [dies.start("deploy", stations[0]), hangs.start("deploy", stations[1])]
    said = [run.communicate(timeout=300)[0] for run in runs]
    assert all(run.returncode for run in runs), said
    assert "the station ended" in said[0], said[0]
    assert "MemoryError" in said[0], said[0]
    assert "was rolled back" in said[1], said[1]
    for station, name in zip(stations, good, strict=True):
        assert current(station) == name
        station.until(reads, 30, "letters of the old release")
        assert station.sudo("ls /opt/handshape/trial.json", check=False) == ""
    figures.note("dies after 20 s / watchdog starved: rolled back, both, s", time.monotonic() - started)


@pytest.mark.slow
def test_one_that_is_never_ready_is_rolled_back_with_its_unit(pi, another, figures):
    good = current(pi)
    slow = another("slow")
    slow.break_it("device/runtime/app.py", "        self._health.ready()\n", "        time.sleep(3600)\n")
    slow.break_it("systemd/handshape.service", "TimeoutStartSec=60", "TimeoutStartSec=8")
    done = slow.run("deploy", pi)
    assert done.code != 0
    assert "was rolled back" in done.said, done.said
    assert current(pi) == good
    assert pi.show("TimeoutStartUSec")["TimeoutStartUSec"] == "1min"
    pi.until(reads, 30, "letters of the old release")
    figures.note("never ready: rolled back, s", done.seconds)


@pytest.mark.slow
def test_the_power_goes_during_the_trial_of_a_bad_release(pi, another, figures):
    good = current(pi)
    bad = another("power-cut")
    bad.break_it("device/runtime/app.py", LOOP, LOOP + "        if self.frames == 20:\n            raise MemoryError\n")
    run = bad.start("deploy", pi)
    pi.until(lambda pi: current(pi) != good, 120, "the switch")
    pi.power_off(cleanly=False)
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    pi.boot()
    waited = pi.until(
        lambda pi: current(pi) == good and pi.sudo("ls /opt/handshape/trial.json", check=False) == "",
        200,
        "the good release back after the power cut",
    )
    pi.until(reads, 60, "letters of the old release")
    figures.note("bad release, power cut during its trial: back after ssh is up, s", waited)
