"""The scoreboard command from end to end, on drawn images and with the installed models."""

import json
from functools import partial

import numpy as np
import pytest

from device.recognition.metadata import read_metadata
from device.recognition.recognizer import DYNAMIC_MODEL, LANDMARK_MODEL
from device.tutor.verification import VerifyThresholds
from tests.training import sample_folder
from training.__main__ import main
from training.datasets.data_folders import DataFolders
from training.errors import RunError
from training.evaluation import rendered_set
from training.evaluation.access_log import LOG
from training.evaluation.model_card import card, write_card
from training.evaluation.publish import BEGIN, END, publish
from training.evaluation.scoreboard_systems import PARTS, measure_all
from training.evaluation.scoreboard_text import markdown
from training.evaluation.slices import skin_third


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A data folder, a cache, and the people of dev as validation signers."""
    data, cache = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("cache")
    sample_folder.write_signers(data)
    sample_folder.write_negatives(data)
    sample_folder.write_hands(data)
    sample_folder.write_bursts(data)
    patch = pytest.MonkeyPatch()
    patch.setattr("training.datasets.hands.FULL_SIGNER", 3)
    patch.setattr(rendered_set, "samples", partial(rendered_set.samples, count=4))
    yield DataFolders(data), cache
    patch.undo()


@pytest.fixture(scope="module")
def measured(source, tmp_path_factory):
    folders, cache = source
    run = tmp_path_factory.mktemp("run")
    return run, measure_all(str(LANDMARK_MODEL), folders, run, cache, without=PARTS)


def test_all_figures_are_measured_and_the_use_of_the_test_signers_is_recorded(measured):
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


def test_a_validation_run_uses_no_test_signer(source, tmp_path):
    folders, cache = source
    results = measure_all(str(LANDMARK_MODEL), folders, tmp_path, cache, validation=True, without=PARTS)
    assert results["webcam"] == list(sample_folder.DEV)
    assert not (tmp_path / LOG).exists()
    assert "Validation run" in markdown(results)


def test_verification_is_measured_at_the_thresholds_that_the_tutor_reads_from_the_model(measured):
    _, results = measured
    tutor = VerifyThresholds.of(read_metadata(LANDMARK_MODEL.with_suffix(".json")).thresholds)
    assert results["readers"]["station"]["verification"]["thresholds"] == tutor.as_metadata()


@pytest.mark.parametrize("option", ["--validation", "--rehearse"])
def test_a_validation_run_is_not_published(tmp_path, capsys, option):
    assert main(["scoreboard", option, "--publish", "--data", str(tmp_path)]) == RunError.exit_code
    assert "leave out --validation" in capsys.readouterr().err


@pytest.mark.parametrize("part", ["mediapipe", "peer"])
def test_a_part_of_the_scoreboard_is_not_published(tmp_path, part):
    assert main(["scoreboard", "--without", part, "--publish", "--data", str(tmp_path)]) == RunError.exit_code


def test_summary_page_readme_and_card_are_published_into_the_repository(measured, tmp_path):
    _, results = measured
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "benchmarks.md").write_text(f"before\n{BEGIN}\n{END}\nafter\n")
    (tmp_path / "README.md").write_text("<!-- figure: models_mb -->?<!-- /figure -->\n")
    publish(results, markdown(results), tmp_path)
    write_card(results, str(LANDMARK_MODEL), tmp_path)
    page = (tmp_path / "docs" / "benchmarks.md").read_text()
    assert page.startswith("before")
    assert page.endswith("after\n")
    assert "| size of all models |" in page
    megabytes = sum(path.stat().st_size for path in (*LANDMARK_MODEL.parent.glob("*.tflite"), DYNAMIC_MODEL)) / 1e6
    assert f"-->{megabytes:.1f} MB<!--" in (tmp_path / "README.md").read_text()
    published = json.loads((tmp_path / "docs" / "scoreboard.json").read_text())
    assert [line["figure"] for line in published["lines"]] == [line["figure"] for line in results["lines"]]
    assert (tmp_path / "docs" / "model-card.md").read_text() == card(results, str(LANDMARK_MODEL))


def test_the_card_has_every_section_filled_from_what_was_measured(measured):
    _, results = measured
    words = card(results, str(LANDMARK_MODEL))
    assert "$" not in words
    for section in ("Intended use", "Data", "Protocol", "Letters", "Light", "Skin tone", "Limits"):
        assert f"## {section}" in words
    assert "Handshape landmark model" in words
    assert "| davidlee | 9 |" in words
    assert "Target missed" in words


def test_rendered_walls_are_the_same_every_time_and_patterned(source):
    _, cache = source
    one, again = rendered_set.samples(cache), rendered_set.samples(cache)
    assert [s.name for s in one] == [s.name for s in again]
    assert {skin_third(s) for s in one} <= {"light", "medium", "dark"}
    assert all(s.split == "eval" and s.landmarks.shape == (21, 3) for s in one)
    walls = [rendered_set.PatternedWalls().window(np.random.default_rng(i), 320, 240) for i in range(12)]
    for wall in walls:
        assert wall.shape == (240, 320, 3)
        assert wall.dtype == np.float32
        assert wall.std() > 0.03
