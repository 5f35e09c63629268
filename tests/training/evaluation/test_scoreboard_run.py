"""The scoreboard command from end to end on drawn pictures, with the committed networks and a made-up peer."""

import json
import struct
import subprocess
import sys
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from device.recognition.interpreter import RUNTIMES
from device.recognition.recognizer import LANDMARK_MODEL
from tests.training import sample_folder
from training.commands import scoreboard as cli
from training.datasets.data_folders import DataFolders
from training.errors import RunError
from training.evaluation import rendered_set
from training.evaluation.access_log import LOG
from training.evaluation.evaluation_set import rehearsal
from training.evaluation.frame_cost import cost
from training.evaluation.mediapipe_systems import PeerEyes, RecordedPeerEyes, tracked
from training.evaluation.model_card import card, write_card
from training.evaluation.picture_set import Pictures
from training.evaluation.publish import BEGIN, END, publish
from training.evaluation.scoreboard_text import markdown
from training.evaluation.slices import skin_third
from training.mediapipe import client

LABELS = ("A", "B", "C")


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """A data folder, a cache, and Cleo as the only training signer held out."""
    data, cache = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("cache")
    sample_folder.write_signers(data)
    sample_folder.write_negatives(data)
    sample_folder.write_bursts(data)
    patch = pytest.MonkeyPatch()
    patch.setattr("training.evaluation.evaluation_set.VALIDATION_SIGNERS", ("Cleo",))
    patch.setattr(rendered_set, "samples", partial(rendered_set.samples, count=4))
    yield DataFolders(data), cache
    patch.undo()


@pytest.fixture(scope="module")
def measured(ground, tmp_path_factory):
    places, cache = ground
    run = tmp_path_factory.mktemp("run")
    return run, cli.scoreboard(LANDMARK_MODEL.parent, places, run, cache, without=cli.PARTS)


def test_every_line_of_the_table_is_there_and_the_strangers_are_written_down(measured):
    run, results = measured
    assert len((run / LOG).read_text().splitlines()) == results["touches"] == 1
    assert json.loads((run / LOG).read_text())["why"] == "scoreboard"
    assert (results["webcam"], results["hard"]) == (["ASLExplorer"], ["davidlee"])
    ours = results["readers"]["station"]
    assert ours["letters"]["per_signer"]["davidlee"]["frames"] == 9
    assert ours["placing"]["davidlee"]["marked"] == 8
    assert ours["false_letters"]["other handshapes, strangers"]["pictures"] == 1
    assert ours["false_letters"]["no hand, training pool"]["pictures"] == 1
    assert ours["votes"]["windows"] == 1
    assert 1 <= ours["patterned"]["frames"] <= 4
    assert results["bytes"] == sum(results["files"].values()) > 1_000_000
    assert len(results["lines"]) >= 15
    json.dumps(results)  # nothing in it that a file could not keep


def test_a_rehearsal_looks_at_no_stranger(ground, tmp_path):
    places, cache = ground
    shown = rehearsal(places, cache)
    assert set(shown.frames.people.tolist()) == {"Cleo"}
    assert not shown.bursts.samples
    results = cli.scoreboard(LANDMARK_MODEL.parent, places, tmp_path, cache, rehearse=True, without=cli.PARTS)
    assert not (tmp_path / LOG).exists()
    assert "Rehearsal" in markdown(results)


def test_summary_block_and_card_are_published_into_the_repository(measured, tmp_path):
    _, results = measured
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs").mkdir(exist_ok=True)
    (tmp_path / "docs/benchmarks.md").write_text(f"before\n{BEGIN}\n{END}\nafter\n")
    publish(results, markdown(results), tmp_path)
    write_card(results, LANDMARK_MODEL.parent, tmp_path)
    readme = (tmp_path / "docs/benchmarks.md").read_text()
    assert readme.startswith("before")
    assert readme.endswith("after\n")
    assert "| all models together |" in readme
    kept = json.loads((tmp_path / "docs" / "scoreboard.json").read_text())
    assert kept["lines"] == json.loads(json.dumps(results["lines"], default=str)) or kept["lines"]
    assert (tmp_path / "docs" / "model-card.md").read_text() == card(results, LANDMARK_MODEL.parent)


def test_the_card_has_every_section_filled_from_what_was_measured(measured):
    _, results = measured
    words = card(results, LANDMARK_MODEL.parent)
    assert "$" not in words
    for section in ("Intended use", "Data", "How it was measured", "Letters", "Light", "Skin tone", "Limits"):
        assert f"## {section}" in words
    assert "Handshape reader" in words
    assert "| davidlee | 9 |" in words
    assert "Target missed" in words


def test_rendered_walls_are_the_same_every_time_and_patterned(ground):
    _, cache = ground
    one, again = rendered_set.samples(cache), rendered_set.samples(cache)
    assert [s.name for s in one] == [s.name for s in again]
    assert {skin_third(s) for s in one} <= {"light", "medium", "dark"}
    assert all(s.split == "eval" and s.landmarks.shape == (21, 3) for s in one)
    walls = [rendered_set.PatternedWalls().window(np.random.default_rng(i), 320, 240) for i in range(12)]
    for wall in walls:
        assert wall.shape == (240, 320, 3)
        assert wall.dtype == np.float32
        assert wall.std() > 0.03


# -- the peer -------------------------------------------------------------------------------------------------------
class Classifier:
    labels = LABELS

    def scores(self, points):
        assert points.shape[1:] == (21, 2)
        return np.tile(np.array([0.7, 0.2, 0.1], np.float32), (len(points), 1))


def tracks(frames, *, lite=False, video=False):
    """A tracker that finds a hand in every second picture, and says which frames it was given."""
    number = 0
    for frame in frames:
        if frame is not None:
            marks = None if number % 2 else np.full((21, 3), 0.5, np.float32)
            yield client.Track(marks, "right", 0.9, 10.0, 20.0 if video else 40.0)
            number += 1


def shown(count=4):
    samples = [SimpleNamespace(letter="A", signer="Ada", session=f"{i // 2}", landmarks=None) for i in range(count)]
    return Pictures(samples, [np.full((10, 20), i, np.uint8) for i in range(count)])


def test_the_peer_looks_once_and_its_answers_are_kept(monkeypatch, tmp_path):
    monkeypatch.setattr(client, "track", tracks)
    eyes = PeerEyes(Classifier(), tmp_path)
    seen = eyes.see(shown())
    assert seen.found.tolist() == [True, False, True, False]
    assert seen.scores[0].argmax() == 0
    assert not seen.scores[1].any()
    monkeypatch.setattr(client, "track", None)  # would fail if it were asked again
    assert np.array_equal(eyes.see(shown()).found, seen.found)
    assert np.isnan(tracked(shown(), tmp_path)[1]).all()
    with pytest.raises(TypeError):
        eyes.see(shown(3))


def test_recorded_landmarks_are_read_where_there_are_any():
    pictures = shown(2)
    pictures.samples[1].landmarks = np.random.default_rng(1).random((21, 3)).astype(np.float32)
    seen = RecordedPeerEyes(Classifier()).see(pictures)
    assert seen.found.tolist() == [False, True]
    assert np.array_equal(seen.points[1], pictures.samples[1].landmarks[:, :2])


@pytest.mark.skipif(not client.installed(), reason="MediaPipe is not installed (make .venv-peer/installed)")
def test_mediapipe_answers_every_frame_and_no_break_between_them():
    wall = np.full((120, 160), 90, np.uint8)
    for video in (False, True):
        answers = list(client.track([wall, None, wall, wall], lite=True, video=video))
        assert [answer.landmarks for answer in answers] == [None] * 3
        assert all(answer.cpu_ms > 0 for answer in answers)


def filled(count):
    """Bursts of two frames that show walls."""
    shown_ = shown(count)
    return Pictures(shown_.samples, [np.full((120, 160), 90, np.uint8)] * count)


def test_cost_is_the_stations_own_beside_the_peers(monkeypatch, tmp_path):
    monkeypatch.setattr(client, "track", tracks)
    row = cost(LANDMARK_MODEL, filled(6), peer=True, device=tmp_path / "none")
    assert row["mediapipe_lite"] == {"tracking": 20.0, "searching": 40.0}
    assert row["frames"] == {"tracking": 3, "searching": 6}
    ((runtime, ours),) = row["ours"].items()
    assert runtime in RUNTIMES
    assert ours["searching"] > 0
    assert row["ratio"][runtime]["searching"] == pytest.approx(ours["searching"] / 40)


def test_cost_without_the_peer_has_no_ratio_and_the_same_runtime_counts_once():
    row = cost(LANDMARK_MODEL, filled(2), peer=False, device=Path(sys.executable))
    assert row["ratio"] is None
    assert row["mediapipe_lite"] is None
    assert len(row["ours"]) == 1


def test_a_station_that_does_not_start_is_one_sentence(tmp_path):
    with pytest.raises(RunError, match="make bench"):
        cost(tmp_path / "none.tflite", filled(2), peer=False)


def test_the_child_forgets_when_told_and_names_its_runtime(tmp_path):
    """By hand, as the parent speaks to it: a frame, a break, a frame."""
    frame = struct.pack("<II", 120, 160) + bytes([90]) * 120 * 160
    done = subprocess.run(
        [sys.executable, "-m", "training.evaluation.device_cost", str(LANDMARK_MODEL)],
        input=frame + struct.pack("<II", 0, 0) + frame,
        capture_output=True,
        check=True,
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert said[0] in RUNTIMES
    assert len(said) == 3
    assert min(said[1:]) >= 0
