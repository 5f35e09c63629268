"""Progress survives a process that is killed, a plug that is pulled, and a card that is worn out.

Small runs of benchmarks/durability.py; docs/practice.md has the figures of the large one.
"""

import random

import pytest

from benchmarks import durability
from tests.tools import power_cut_fs

needs_strace = pytest.mark.skipif(
    not power_cut_fs.available(), reason="needs strace, and the right to watch a process with it"
)


def test_a_writer_killed_at_any_moment_loses_nothing(tmp_path):
    outcome = durability.kill_trials(tmp_path, 3, random.Random(1))
    assert (outcome.trials, outcome.lost, outcome.unsound) == (3, 0, 0), outcome.notes


@needs_strace
def test_a_plug_pulled_at_any_moment_loses_nothing(tmp_path):
    recording = power_cut_fs.record(tmp_path / "recorded", 2 * durability.PER_SESSION + 2)
    outcome = durability.cut_trials(recording, tmp_path, 60, random.Random(1))
    assert (outcome.trials, outcome.lost, outcome.unsound) == (60, 0, 0), outcome.notes


@needs_strace
def test_a_plug_pulled_during_a_recovery_loses_nothing(tmp_path):
    rng = random.Random(1)
    recording = durability.recovery(tmp_path / "recovered", rng)
    outcome = durability.cut_trials(recording, tmp_path, 40, rng)
    assert (outcome.trials, outcome.lost, outcome.unsound) == (40, 0, 0), outcome.notes


@needs_strace
def test_the_trial_notices_a_store_that_does_not_wait_for_the_disk(tmp_path):
    recording = power_cut_fs.record(tmp_path / "recorded", durability.PER_SESSION - 1, mode="WAL/OFF")
    assert durability.cut_trials(recording, tmp_path, 40, random.Random(1)).lost > 0


def test_a_damaged_file_is_replaced_by_its_last_good_copy(tmp_path):
    outcome = durability.damage_trials(tmp_path, 40, random.Random(1))
    assert (outcome.trials, outcome.lost, outcome.unsound) == (40, 0, 0), outcome.notes
    assert outcome.recovered > 20
