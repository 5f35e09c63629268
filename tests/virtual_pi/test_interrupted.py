"""A deployment that is killed, and two at once: something proven always runs, and the next one works."""

import fcntl
import os
import signal
import time

import pytest

from tests.virtual_pi.test_deploy import current, reads

MOMENTS = ("Send the release: done", "Unpack the release: done", "Environment …", "Smoke test, before", "Switch, watch")


def kill_at(pi, process, moment):
    """End the whole deployment as soon as it says this."""
    said = ""
    for line in process.stdout:
        said += line
        if moment in line:
            break
    else:
        raise AssertionError(f"it never said “{moment}”:\n{said}")
    if moment.startswith("Switch"):  # announced before it begins
        pi.until(lambda pi: pi.sudo("ls /opt/handshape/trial.json", check=False), 60, "the trial")
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.slow
def test_killed_at_every_step_the_station_reads_on_and_the_next_deployment_works(pi, another, figures):
    new = another("killed")
    (new.folder / "systemd/splash.txt").write_text("a new splash\n")
    for moment in MOMENTS:
        before = current(pi)
        kill_at(pi, new.start("deploy", pi), moment)
        if not moment.startswith("Switch"):
            assert current(pi) == before
        pi.until(reads, 30, f"letters after a deployment killed at “{moment}”")
    # The switch goes on without the workstation and ends well.
    pi.until(lambda pi: not pi.sudo("ls /opt/handshape/trial.json", check=False), 90, "the end of the trial")
    done = new.run("deploy", pi)
    assert done.code == 0, done.said
    assert "ok, nothing changed" in done.said
    figures.note("deployments killed at a step, station reading on", f"{len(MOMENTS)} of {len(MOMENTS)}")


@pytest.mark.slow
def test_two_deployments_at_once_from_two_workstations(pi, another, figures):
    both = [another(name) for name in ("one", "two")]
    for number, each in enumerate(both):
        (each.folder / "systemd/splash.txt").write_text(f"splash {number}\n")
    started = time.monotonic()
    runs = [each.start("deploy", pi) for each in both]
    said = [run.communicate(timeout=400)[0] for run in runs]
    # One after the other, or the second one is refused: never both into each other.
    refused = [words for run, words in zip(runs, said, strict=True) if run.returncode]
    assert len(refused) < 2, said
    assert all("at work on this station" in words for words in refused), said
    pi.until(reads, 30, "letters")
    assert current(pi) in "".join(said)
    figures.note("two deployments at once, s", time.monotonic() - started)


def test_two_deployments_from_one_folder_are_refused_at_once(pi, checkout):
    with (checkout.folder / ".cache/deploy/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = checkout.run("deploy", pi)
    assert done.code == 1
    assert "Another deployment runs from this folder" in done.said
