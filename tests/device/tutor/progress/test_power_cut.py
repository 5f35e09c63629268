"""Progress survives a killed process, a power cut and a damaged file.

Small runs of benchmarks/durability.py; docs/practice.md has the figures of the large one.
"""

import random

import pytest

from tests.tools import power_cut_fs, store_trials
from tests.tools.writer import PER_SESSION

needs_strace = pytest.mark.skipif(not power_cut_fs.available(), reason="needs strace and the right to trace processes")


def test_a_writer_killed_at_any_moment_loses_nothing(tmp_path):
    outcome = store_trials.kill_trials(tmp_path, 3, random.Random(1))
    assert (outcome.trials, outcome.lost, outcome.unsound) == (3, 0, 0), outcome.notes


@needs_strace
def test_a_power_cut_at_any_moment_loses_nothing(tmp_path):
    recording = power_cut_fs.record(tmp_path / "recorded", 2 * PER_SESSION + 2)
    outcome = store_trials.cut_trials(recording, tmp_path, 60, random.Random(1))
    assert (outcome.trials, outcome.lost, outcome.unsound) == (60, 0, 0), outcome.notes


@needs_strace
def test_a_power_cut_during_a_recovery_loses_nothing(tmp_path):
    rng = random.Random(1)
    recording = store_trials.record_recovery(tmp_path / "recovered", rng)
    outcome = store_trials.cut_trials(recording, tmp_path, 40, rng)
    assert (outcome.trials, outcome.lost, outcome.unsound) == (40, 0, 0), outcome.notes


@needs_strace
def test_the_trial_detects_a_store_that_does_not_wait_for_the_disk(tmp_path):
    recording = power_cut_fs.record(tmp_path / "recorded", PER_SESSION - 1, mode="WAL/OFF")
    assert store_trials.cut_trials(recording, tmp_path, 40, random.Random(1)).lost > 0


def test_a_damaged_file_is_replaced_by_its_last_good_copy(tmp_path):
    outcome = store_trials.damage_trials(tmp_path, 40, random.Random(1))
    assert (outcome.trials, outcome.lost, outcome.unsound) == (40, 0, 0), outcome.notes
    assert outcome.recovered > 20
