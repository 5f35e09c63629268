"""What the check must notice: people in two splits, the same picture on both sides, broken and misnamed ones."""

import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training import sample_folder
from training.datasets import checks, negatives, signers
from training.datasets.folds import person_folds
from training.datasets.people import person
from training.datasets.sample import Sample
from training.datasets.similarity import NEAR, SAME, distances, hash_of, nearest, within
from training.errors import DataError

ROOT = Path(__file__).parents[3]


@pytest.fixture
def samples(tmp_path):
    sample_folder.write_signers(tmp_path)
    sample_folder.write_negatives(tmp_path)
    return signers.samples(tmp_path) + negatives.samples(tmp_path)


def found_by(check, samples):
    findings = checks.Findings()
    check(samples, findings)
    return findings


def test_sound_samples_have_no_errors(samples):
    findings = checks.Findings()
    sound, hashes = checks.read_all(samples, findings)
    checks.check_people(samples, findings)
    checks.check_duplicates(sound, hashes, findings)
    assert findings.errors == []


def test_a_person_in_two_splits_is_an_error(samples):
    moved = [replace(s, split="eval") if s.signer == "Ada" and s.letter == "A" else s for s in samples]
    (error,) = found_by(checks.check_people, moved).errors
    assert error.startswith("Ada is in eval and in train")


def test_a_person_under_two_names_is_still_one_person(samples):
    first = replace(samples[0], signer="user_3", split="eval")
    second = replace(samples[1], signer="mon95_user_3", split="train", source="mon95")
    (error,) = found_by(checks.check_people, [first, second]).errors
    assert "mon95_user_3" in error


def test_the_same_picture_on_both_sides_is_an_error(samples):
    ada = next(s for s in samples if s.signer == "Ada")
    copy = replace(
        ada,
        signer="davidlee",
        split="eval",
        name="copy.jpg",
        load=lambda: np.clip(ada.load().astype(int) + 6, 0, 255).astype(np.uint8),
    )
    findings = checks.Findings()
    sound, hashes = checks.read_all([*samples, copy], findings)
    checks.check_duplicates(sound, hashes, findings)
    assert len(findings.errors) == 1
    assert "copy.jpg (eval)" in findings.errors[0]
    assert ada.name in findings.errors[0]


def test_a_broken_picture_is_an_error_with_its_name(samples, tmp_path):
    path = tmp_path / "signers" / samples[0].name
    path.write_bytes(path.read_bytes()[:200])
    findings = checks.Findings()
    sound, hashes = checks.read_all(samples, findings)
    assert len(sound) == len(hashes) == len(samples) - 1
    message = f"{path} is not a picture that can be read: its JPEG header is damaged or cut short; copy it again."
    assert findings.errors == [message]


def test_one_picture_with_two_letters_is_listed(samples):
    twin = replace(samples[0], letter="V", name="twin.jpg")
    findings = checks.Findings()
    sound, hashes = checks.read_all([*samples, twin], findings)
    checks.check_duplicates(sound, hashes, findings)
    (line,) = findings.lists["Near-identical pictures with different letters"]
    assert "twin.jpg = V" in line


def test_a_letter_other_peoples_hands_contradict_is_listed(samples, tmp_path):
    sample_folder.write_signers(tmp_path, each=6)
    table = signers.samples(tmp_path)
    wrong = next(i for i, s in enumerate(table) if s.signer == "Bela" and s.letter == "C")
    table[wrong] = replace(table[wrong], letter="A")
    (line,) = found_by(checks.check_labels, table).lists["Letters that other people's hands contradict"]
    assert line.startswith(f"Bela: {table[wrong].name} = A, looks like C")


def test_the_label_check_does_not_use_test_signers(tmp_path):
    sample_folder.write_signers(tmp_path, each=6)
    table = [replace(s, letter="A") if s.split == "eval" else s for s in signers.samples(tmp_path)]
    assert found_by(checks.check_labels, table).lists == {}


def test_rows_that_are_too_few_for_the_published_table_are_errors():
    rows = [row("sign_mnist", "A", "train") for _ in range(3)]
    errors = found_by(checks.check_counts, rows).errors
    assert len(errors) == 24
    assert "show A 3 times, the report's table 1126 times" in errors[0]


def test_a_letter_without_samples_is_an_error(samples):
    errors = found_by(checks.check_classes, samples).errors
    (error,) = errors
    assert error.startswith("No training picture of signers shows D, E, F")
    assert found_by(checks.check_classes, [s for s in samples if s.letter == "nothing"]).errors == []


def test_signers_without_a_letter_are_listed(samples):
    lines = found_by(checks.check_classes, samples).lists["Signers without every letter"]
    assert any(line.startswith("Ada: only A B C") for line in lines)


def test_check_ends_with_an_error_status_and_no_traceback(tmp_path):
    """A test signer's frames among the clips that are learned from: two sources, each sound by itself."""
    sample_folder.write_signers(tmp_path)
    sample_folder.write_motion(tmp_path)
    (tmp_path / "motion" / "train" / "Ada").rename(tmp_path / "motion" / "train" / "davidlee")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "training",
            "datasets",
            "check",
            "--data",
            str(tmp_path),
            "--sources",
            "signers",
            "motion",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == DataError.exit_code
    assert "Error: davidlee is in eval and in train (davidlee, motion)" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_missing_source_on_the_command_line_is_one_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "training", "datasets", "--data", str(tmp_path), "--sources", "signers"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == DataError.exit_code
    assert done.stderr.count("\n") == 1
    assert "index.csv.gz is missing" in done.stderr


pictures = st.integers(0, 2**32 - 1).map(
    lambda seed: cv2.resize(np.random.default_rng(seed).integers(0, 256, (9, 9), np.uint8), (64, 48))
)


@given(pictures, st.integers(-12, 12))
def test_a_little_more_light_hardly_changes_a_hash(picture, light):
    lit = np.clip(picture.astype(int) * 0.8 + 20 + light, 0, 255).astype(np.uint8)
    base = np.clip(picture.astype(int) * 0.8 + 20, 0, 255).astype(np.uint8)
    assert distances(hash_of(base)[None], hash_of(lit)[None])[0, 0] <= NEAR // 2


@given(pictures, pictures)
def test_distance_is_symmetric_and_zero_for_the_same(first, second):
    a, b = hash_of(first)[None], hash_of(second)[None]
    assert distances(a, b)[0, 0] == distances(b, a)[0, 0]
    assert distances(a, a)[0, 0] == 0


def test_other_rooms_are_far_apart():
    rooms = np.stack([hash_of(sample_folder.room(f"room {n}", n)) for n in range(30)])
    far = distances(rooms, rooms)[~np.eye(30, dtype=bool)]
    assert far.min() > NEAR


def test_nearest_and_within_find_only_what_is_close():
    rooms = np.stack([hash_of(sample_folder.room(f"room {n}", n)) for n in range(6)])
    again = np.stack([hash_of(sample_folder.room("room 4", 99))])
    (pair,) = nearest(again, rooms, NEAR)
    assert (pair.first, pair.second) == (0, 4)
    assert nearest(again, rooms[:0], NEAR) == []
    both = np.concatenate([rooms, rooms[2:3]])
    assert [(p.first, p.second) for p in within(both, SAME, [*"abcdef", "z"])] == [(2, 6)]
    assert within(both, SAME, [*"abcdef", "c"]) == []


def row(source, letter, split, signer="somebody"):
    load = partial(np.zeros, (28, 28), np.uint8)
    return Sample(source, "a", letter, signer, signer, split, "pixels", load)


@given(st.lists(st.sampled_from("abcdefgh"), min_size=8), st.integers(2, 5))
def test_folds_divide_people_not_pictures(signers, count):
    rows = [row("x", "A", "train", name) for name in [*"abcdefgh", *signers]]
    folds = person_folds(rows, count)
    assert sorted(name for fold in folds for name in fold) == list("abcdefgh")
    assert folds == person_folds(rows[::-1], count)


def test_leaving_one_out_makes_a_fold_of_everybody():
    rows = [row("x", "A", "train", name) for name in ("user_3", "mon95_user_3", "billy_dark", "billy_left", "Ada")]
    assert sorted(person_folds(rows, None)) == [["Ada"], ["billy"], ["mon95_user_3"]]
    assert len({person(s.signer) for s in rows}) == 3


def test_more_folds_than_people_is_refused():
    with pytest.raises(DataError, match="1 signers cannot make 5 folds"):
        person_folds([row("x", "A", "train")], 5)
