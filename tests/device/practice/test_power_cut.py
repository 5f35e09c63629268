"""Progress survives a process that is killed, a plug that is pulled, and a card that is worn out.

Small runs of tests/device/practice/trials.py; docs/practice.md has the figures of the large one.
"""

import random

import pytest

from tests.device.practice import disk, trials

needs_strace = pytest.mark.skipif(not disk.available(), reason="needs strace, and the right to watch a process with it")


def test_a_writer_killed_at_any_moment_loses_nothing(tmp_path):
    outcome = trials.kill_trials(tmp_path, 3, random.Random(1))
    assert (outcome.trials, outcome.lost, outcome.unsound) == (3, 0, 0), outcome.notes


@needs_strace
def test_a_plug_pulled_at_any_moment_loses_nothing(tmp_path):
    recording = disk.record(tmp_path / "recorded", 2 * trials.PER_SESSION + 2)
    outcome = trials.cut_trials(recording, tmp_path, 60, random.Random(1))
    assert (outcome.trials, outcome.lost, outcome.unsound) == (60, 0, 0), outcome.notes


@needs_strace
def test_a_plug_pulled_during_a_recovery_loses_nothing(tmp_path):
    rng = random.Random(1)
    recording = trials.recovery(tmp_path / "recovered", rng)
    outcome = trials.cut_trials(recording, tmp_path, 40, rng)
    assert (outcome.trials, outcome.lost, outcome.unsound) == (40, 0, 0), outcome.notes


@needs_strace
def test_the_trial_notices_a_store_that_does_not_wait_for_the_disk(tmp_path):
    recording = disk.record(tmp_path / "recorded", trials.PER_SESSION - 1, mode="WAL/OFF")
    assert trials.cut_trials(recording, tmp_path, 40, random.Random(1)).lost > 0


def test_a_damaged_file_is_replaced_by_its_last_good_copy(tmp_path):
    outcome = trials.damage_trials(tmp_path, 40, random.Random(1))
    assert (outcome.trials, outcome.lost, outcome.unsound) == (40, 0, 0), outcome.notes
    assert outcome.recovered > 20
