"""Agreement of MediaPipe with a rendered set: distances by letter, and hands that are not found."""

import numpy as np
import pytest

from tests.training import sample_folder
from training.datasets.signers import COLUMNS
from training.evaluation import tracker_agreement
from training.evaluation.tracker_agreement import agree
from training.mediapipe.client import Track


@pytest.fixture
def rendered(tmp_path):
    """Two images of A and one of B, each 100 × 50 pixels, whose hands are 40 pixels wide and 30 high."""
    landmarks = np.column_stack([np.linspace(0.2, 0.6, 21), np.linspace(0.1, 0.7, 21), np.zeros(21)])
    numbers = " ".join(f"{v:.4f}" for v in landmarks.ravel())
    rows = [
        f"{n}.jpg,synthetic,one,{letter},train,frame,100,50,left,1.000,,{numbers},thin,0.5,7,open,"
        for n, letter in enumerate("AAB")
    ]
    sample_folder.write_index(
        tmp_path / "index.csv.gz", [",".join((*COLUMNS, "shape", "skin", "seed", "variant", "what")), *rows]
    )
    return tmp_path, landmarks.astype(np.float32)


def test_the_distance_is_a_fraction_of_the_diagonal_and_a_lost_hand_is_counted(rendered, monkeypatch):
    folder, truth = rendered
    shifted = truth + np.array([0.05, 0, 0], np.float32)  # 5 pixels; the diagonal has 50
    answers = {"0.jpg": truth, "1.jpg": shifted, "2.jpg": None}

    def tracks(files, python):
        return [Track(answers[file.name], "left", 0.9, 1.0, 1.0) for file in files]

    monkeypatch.setattr(tracker_agreement, "track_files", tracks)
    table, worst = agree(folder)
    assert (table["A"].pictures, table["A"].found) == (2, 2)
    assert table["A"].median == pytest.approx(0.05, abs=1e-3)
    assert (table["B"].pictures, table["B"].found) == (1, 0)
    assert table["all"].found == 2
    assert [file for _, file in worst["A"]] == ["1.jpg", "0.jpg"]
    assert worst["B"] == [(np.inf, "2.jpg")]
    assert agree(folder, least_side=60)[0]["all"].pictures == 0
