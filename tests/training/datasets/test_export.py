"""From samples to squares and to the report's CSV, and back through the report's own loader."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from device.recognition.geometry import square_around
from device.recognition.preprocess import crop_grey
from device.types import HandBox
from tests.fakes.drawn_letters import draw
from tests.training import sample_folder
from tests.training.test_run_folder import files_limited_to
from training.datasets import recordings, report_custom, signers
from training.datasets.crops import crop_hand, crop_hands
from training.datasets.export import export_csv
from training.datasets.sign_mnist_csv import read_csv
from training.errors import DataError, RunError

ROOT = Path(__file__).parents[3]


def test_exported_recordings_are_read_back_as_rows(tmp_path):
    sample_folder.write_session(tmp_path / "recordings", "me", "one", "AKY")
    samples = recordings.samples(tmp_path / "recordings")
    count = export_csv(samples, tmp_path / "own.csv.gz")
    rows = read_csv(tmp_path / "own.csv.gz")
    assert count == 3  # without `nothing`
    assert rows.letters.tolist() == ["A", "K", "Y"]
    box = HandBox(0.25, 0.25, 0.625, 0.75)
    wanted = [crop_grey(s.load(), box, 28) for s in samples if s.letter in "AKY"]
    assert np.array_equal(rows.pixels, np.stack(wanted))
    assert np.abs(rows.pixels[0].astype(int) - draw("A")).mean() < 12


def test_beside_the_rows_stands_whose_hands_they_show(tmp_path):
    sample_folder.write_session(tmp_path / "recordings", "me", "one", "AB")
    export_csv(recordings.samples(tmp_path / "recordings"), tmp_path / "own.csv")
    with (tmp_path / "own_people.csv").open() as file:
        people = list(csv.DictReader(file))
    assert [(p["row"], p["file"], p["signer"]) for p in people] == [
        ("1", "me/one/A/0001.png", "me"),
        ("2", "me/one/B/0001.png", "me"),
    ]


def test_names_that_are_not_text_and_what_a_mac_leaves_do_not_end_an_export(tmp_path):
    sample_folder.write_session(tmp_path / "recordings", "me", "one", "AB")
    folder = tmp_path / "recordings" / "me" / "one" / "A"
    (folder / os.fsdecode(b"caf\xe9.png")).write_bytes((folder / "0001.png").read_bytes())
    (folder / "._0001.png").write_bytes(b"\0\5\x16\7")
    (tmp_path / "recordings" / ".Trashes" / "x" / "A").mkdir(parents=True)
    assert export_csv(recordings.samples(tmp_path / "recordings"), tmp_path / "own.csv") == 3
    with (tmp_path / "own_people.csv").open(encoding="utf-8") as file:
        assert [row["file"] for row in csv.DictReader(file)][1] == r"me/one/A/caf\xe9.png"


def test_a_broken_picture_is_a_warning_and_the_others_are_exported(tmp_path, capsys):
    sample_folder.write_session(tmp_path / "recordings", "me", "one", "AB")
    broken = tmp_path / "recordings" / "me" / "one" / "A" / "0001.png"
    broken.write_bytes(broken.read_bytes()[:-20])
    assert export_csv(recordings.samples(tmp_path / "recordings"), tmp_path / "own.csv") == 1
    assert f"{broken} is cut short: its end is missing" in capsys.readouterr().err


def test_the_same_samples_give_the_same_bytes(tmp_path):
    sample_folder.write_report_custom(tmp_path)
    samples = report_custom.samples(tmp_path)
    export_csv(samples, tmp_path / "a.csv.gz")
    export_csv(samples, tmp_path / "b.csv.gz")
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()


def test_an_empty_export_is_refused_and_leaves_no_file(tmp_path):
    with pytest.raises(DataError, match="No sample shows a letter with a labelled hand"):
        export_csv([], tmp_path / "own.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_too_full_for_the_rows_leaves_both_files_as_they_were(tmp_path):
    """The names of the people would still fit: beside the old rows they would be wrong."""
    sample_folder.write_report_custom(tmp_path)
    samples = report_custom.samples(tmp_path)
    out = tmp_path / "out"
    export_csv(samples[:1], out / "own.csv")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with files_limited_to(5000), pytest.raises(RunError, match=r"own\.csv"):
        export_csv(samples, out / "own.csv")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_export_from_the_command_line(tmp_path):
    sample_folder.write_report_custom(tmp_path)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "training",
            "datasets",
            "export",
            str(tmp_path / "own.csv"),
            "--sources",
            "report_custom",
            "--data",
            str(tmp_path),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "6 rows in the report's CSV format" in done.stdout
    assert len(read_csv(tmp_path / "own.csv").letters) == 6


def test_a_frame_is_cut_around_its_box_as_the_device_cuts(tmp_path):
    sample_folder.write_signers(tmp_path)
    sample = next(s for s in signers.samples(tmp_path) if s.box is not None)
    image = sample.load()
    assert np.array_equal(crop_hand(sample, 28), crop_grey(image, square_around(sample.box, 160, 120), 28))


def test_a_frame_whose_hand_is_not_marked_is_left_out(tmp_path):
    sample_folder.write_signers(tmp_path)
    samples = signers.samples(tmp_path)
    pixels, kept = crop_hands(samples, 28)
    assert len(kept) == len(pixels) == len(samples) - 2
    assert all(s.box is not None for s in kept)


def test_sheets_and_chart_are_drawn_for_every_source(tmp_path):
    import cv2

    from training.datasets.sheets import sheets

    sample_folder.write_signers(tmp_path)
    sample_folder.write_report_custom(tmp_path)
    paths = sheets(signers.samples(tmp_path) + report_custom.samples(tmp_path), tmp_path / "sheets")
    assert {p.name for p in paths} == {"signers_whole_frames.png", "report_custom.png", "class_balance.png"}
    sheet = cv2.imread(str(tmp_path / "sheets" / "report_custom.png"), cv2.IMREAD_GRAYSCALE)
    assert sheet.std() > 20  # there is something on it


def test_a_column_is_named_after_letter_and_kind(tmp_path):
    from training.datasets import negatives
    from training.datasets.sheets import column_of

    sample_folder.write_report_custom(tmp_path)
    sample_folder.write_negatives(tmp_path)
    sample_folder.write_session(tmp_path / "own", "me", "one")
    assert {column_of(s) for s in report_custom.samples(tmp_path)} == {"A", "B", "T*"}
    assert {column_of(s) for s in negatives.samples(tmp_path)} == {"open_hand", "no_hand", "horns"}
    assert {column_of(s) for s in recordings.samples(tmp_path / "own")} == {"A", "B", "nothing"}
