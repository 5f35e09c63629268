"""Only a process of the station's user that no signal can end restarts the Pi."""

import os

import pytest

from deploy.agent.unkillable import MIN_UP_S, must_restart, unkillable_processes


@pytest.fixture
def proc(tmp_path):
    def add(pid, state, name="python"):
        folder = tmp_path / str(pid)
        folder.mkdir()
        (folder / "stat").write_text(f"{pid} ({name}) {state} 1 2 3\n")

    add(10, "S")
    add(11, "D")
    add(12, "R", "D) D (evil")  # a name may hold anything
    (tmp_path / "uptime").write_text(f"{MIN_UP_S + 1} 0\n")
    (tmp_path / "13").mkdir()  # ended between the listing and the look
    (tmp_path / "self").mkdir()
    return tmp_path


def test_a_process_in_uninterruptible_sleep_is_found(proc):
    assert unkillable_processes(proc, os.getuid()) == [11]
    assert must_restart(proc, os.getuid())


def test_those_of_others_are_none_of_our_business(proc):
    assert unkillable_processes(proc, os.getuid() + 1) == []
    assert not must_restart(proc, os.getuid() + 1)


def test_soon_after_a_start_the_pi_is_not_restarted_again(proc):
    (proc / "uptime").write_text(f"{MIN_UP_S - 1} 0\n")
    assert not must_restart(proc, os.getuid())
