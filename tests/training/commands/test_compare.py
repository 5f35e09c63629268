"""compare, evaluate and report from end to end, on drawn letters in a small data folder."""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from device.errors import ModelError
from device.recognition.baseline import GuideBoxRecognizer
from device.settings import RecognitionSettings
from tests.training import sample_folder
from tests.training.drawn_rows import drawn, lines
from training.__main__ import main
from training.commands import compare, evaluate, html
from training.datasets import sign_mnist
from training.datasets.data_folders import DataFolders
from training.errors import DataError, RunError
from training.evaluation.access_log import LOG, touches
from training.evaluation.candidates import Candidate, candidates, current_name
from training.evaluation.compare_text import BEGIN, END
from training.evaluation.fold_run import fold_run
from training.evaluation.systems import DeviceSystem, GuideBoxSystem
from training.rendering import landmark_baseline
from training.run_folder import read_json

ROOT = Path(__file__).parents[3]
TINY = ROOT / "tests" / "fakes" / "tiny_letters.tflite"
MODELS = ["logistic_regression", "random_forest", "report_cnn"]


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Drawn Sign MNIST (taken for the official files), test signers, negatives and the report's images."""
    data = tmp_path_factory.mktemp("data")
    (data / "sign_mnist").mkdir()
    official = {}
    for part, (each, seed) in {"train": (4, 1), "test": (1, 2)}.items():
        pixels, letters = drawn(each, seed)
        text = ("\n".join(lines(pixels, letters)) + "\n").encode()
        (data / "sign_mnist" / f"sign_mnist_{part}.csv.gz").write_bytes(gzip.compress(text))
        photographs = [f"{n},user_{3 + n % 4}/{letter}{n % 2}.jpg,0.99" for n, letter in enumerate(letters, start=1)]
        sample_folder.write_index(
            data / "sign_mnist" / f"{part}_photographs.csv.gz", ["row,photo,correlation", *photographs]
        )
        official[part] = (len(letters), hashlib.sha256(text).hexdigest())
    sample_folder.write_signers(data)
    sample_folder.write_negatives(data)
    sample_folder.write_hands(data)
    sample_folder.write_report_custom(data)
    patch = pytest.MonkeyPatch()
    for part, row in official.items():
        patch.setitem(sign_mnist.OFFICIAL, part, row)
    yield DataFolders(data)
    patch.undo()


@pytest.fixture(scope="module")
def compared(places, tmp_path_factory):
    run = tmp_path_factory.mktemp("compare")
    patch = pytest.MonkeyPatch()
    patch.setattr("training.evaluation.experiment.SINGLE_READS", 4)
    patch.setattr("training.networks.logistic_regression.ITERATIONS", 100)
    yield run, compare.compare(places, run, MODELS, None, epochs=1, seed=1)
    patch.undo()


def test_all_models_learn_from_both_sets_and_stand_beside_the_report(compared):
    _, results = compared
    cells = {(c["model"], c["training"]): c for c in results["cells"]}
    assert {(m, t) for m in MODELS for t in ("original", "custom")} <= set(cells)
    assert cells["logistic_regression", "custom"]["report"]["accuracy"] == 0.34
    assert cells["random_forest", "original"]["report"]["worst_f1"]["N"] == 0.35
    assert results["data"]["original"] == {"rows": 96, "sources": {"sign_mnist": 96}}
    assert results["data"]["custom"] == {"rows": 102, "sources": {"sign_mnist": 96, "report_custom": 6}}
    for cell in cells.values():
        low, high = cell["interval_photographs"]
        assert 0 <= low <= cell["accuracy"] <= high <= 1
        assert cell["reading_cost"]["median_ms"] > 0
        assert cell["bytes"] > 1000
    assert cells["logistic_regression", "original"]["accuracy"] > 0.6  # it has learned, not guessed (1/24)
    assert set(results["label_fault"]) == {"sound", "never_closed", "closed_at_q"}


def test_finished_models_are_not_trained_again_and_say_the_same(compared, places, monkeypatch):
    run, results = compared

    def trained_again(*args, **kwargs):
        raise AssertionError("a finished model was trained again")

    for name in ("logistic_regression.LogisticRegression", "random_forest.RandomForest"):
        monkeypatch.setattr(f"training.networks.{name}.fit", trained_again)
    monkeypatch.setattr("training.fitting.baseline.TrainableBaselineCnn.fit", trained_again)
    again = compare.compare(places, run, MODELS, None, epochs=1, seed=1)
    assert [c["read"] for c in again["cells"]] == [c["read"] for c in results["cells"]]


def test_the_same_seed_gives_the_same_figures_in_another_folder(compared, places, tmp_path):
    """Exactly for scikit-learn; TensorFlow's sums may differ in the last bit: at most one row of 24."""
    _, results = compared
    again = compare.compare(places, tmp_path, MODELS, None, epochs=1, seed=1)
    for old, new in zip(results["cells"], again["cells"], strict=True):
        differing = sum(a != b for a, b in zip(old["read"], new["read"], strict=True))
        assert differing <= (1 if old["model"] == "report_cnn" else 0)


def test_a_run_folder_with_another_seed_is_refused(compared, places):
    run, _ = compared
    with pytest.raises(RunError, match="seed = 1, not 2"):
        compare.compare(places, run, MODELS[:1], None, epochs=1, seed=2)


def test_a_finished_run_of_train_is_taken_for_the_original_cnn(compared, places, tmp_path):
    run, results = compared
    cnn = run / "report_cnn-original"
    (cnn / "test.json").write_text("{}")
    config = (cnn / "config.json").read_text()
    (cnn / "config.json").write_text(json.dumps({"train": {"sha256": "official"}}))
    try:
        again = compare.compare(places, tmp_path, ["report_cnn"], cnn, epochs=1, seed=1)
    finally:
        (cnn / "config.json").write_text(config)
        (cnn / "test.json").unlink()
    assert again["cells"][0]["folder"] == str(cnn)
    wanted = next(c for c in results["cells"] if c["folder"] == str(cnn))
    assert again["cells"][0]["read"] == wanted["read"]


def chosen(run):
    from training.networks.catalogue import load_classifier

    model = load_classifier(run / "logistic_regression-original")
    device = GuideBoxRecognizer(RecognitionSettings(model=str(TINY)))
    return [
        Candidate("lr", "1", "original", GuideBoxSystem("logistic regression", model, 0.5), model),
        Candidate("tiny", "1", "drawn", DeviceSystem("tiny, int8", device)),
    ]


@pytest.fixture(scope="module")
def evaluated(compared, places, tmp_path_factory):
    run = tmp_path_factory.mktemp("evaluate")
    patch = pytest.MonkeyPatch()
    patch.setattr("training.evaluation.robustness.STEPS", {"rotation": (0, 20), "noise": (0, 10)})
    results = evaluate.evaluate(places, run, chosen(compared[0]), list(evaluate.PROTOCOLS))
    yield run, results
    patch.undo()


def test_test_signers_are_read_in_whole_frames_and_given_boxes(evaluated):
    _, results = evaluated
    classifier, tiny = results["readers"]
    assert len(results["frames"]) == 18
    for reader in (classifier, tiny):
        assert set(reader["whole_frames"]["per_signer"]) == set(sample_folder.TEST_SIGNERS)
        assert sum(r["frames"] for r in reader["whole_frames"]["per_signer"].values()) == 18
        assert sum(r["frames"] for r in reader["given_boxes"]["per_signer"].values()) == 16  # those that are marked
        assert reader["cost"]["cpu_ms"] >= 0
        assert len(reader["answers"]["letters"]) == 18
    assert classifier["official"]["rows"] == 24
    assert "official" not in tiny


def test_negatives_are_those_of_test_signers_and_of_training_images(evaluated):
    _, results = evaluated
    rows = results["readers"][0]["negatives"]
    assert {name: row["pictures"] for name, row in rows.items()} == {
        "strangers, other handshapes": 1,
        "training pool, other handshapes": 1,
        "training pool, no hand": 1,
    }
    assert rows["strangers, other handshapes"]["any"] == 1.0  # it has no way to say “no letter”


def test_every_use_of_the_test_signers_is_recorded(evaluated, compared, places):
    run, _ = evaluated
    assert touches(run) == 1
    evaluate.evaluate(places, run, chosen(compared[0]), list(evaluate.PROTOCOLS))  # nothing new to measure
    assert touches(run) == 1
    changed = chosen(compared[0])[:1]
    changed[0] = Candidate("lr", "2", "original", changed[0].system)
    evaluate.evaluate(places, run, changed, ["strangers"])
    line = json.loads((run / LOG).read_text().splitlines()[-1])
    assert (touches(run), line["readers"], line["why"]) == (2, ["logistic regression"], "strangers")


def test_what_was_measured_stays_when_another_protocol_is_added(evaluated, compared, places, tmp_path):
    first = chosen(compared[0])[:1]
    evaluate.evaluate(places, tmp_path, first, ["official"])
    assert touches(tmp_path) == 0  # Sign MNIST's own test shows the people of its training rows
    (reader,) = evaluate.evaluate(places, tmp_path, first, ["strangers"])["readers"]
    assert touches(tmp_path) == 1
    assert reader["official"]["rows"] == 24
    assert reader["whole_frames"]["macro"] == evaluated[1]["readers"][0]["whole_frames"]["macro"]
    assert reader["protocols"] == ["official", "strangers"]


def test_rendered_hands_are_read_by_skin_without_the_test_signers(compared, places, tmp_path):
    sample_folder.write_rendered(tmp_path / "set")
    here = DataFolders(places.data, synthetic=tmp_path / "set")
    (reader,) = evaluate.evaluate(here, tmp_path / "run", chosen(compared[0])[:1], ["rendered"])["readers"]
    rows = reader["rendered"]
    assert (rows["frames"], rows["people"], rows["on"]) == (6, 3, "given boxes")
    assert {part: row["frames"] for part, row in rows["slices"]["skin"].items()} == {
        "light": 2,
        "medium": 2,
        "dark": 2,
    }
    assert touches(tmp_path / "run") == 0
    other = DataFolders(places.data, synthetic=sample_folder.write_rendered(tmp_path / "other", letters="ABC"))
    (again,) = evaluate.evaluate(other, tmp_path / "run", chosen(compared[0])[:1], ["rendered"])["readers"]
    assert again["rendered"]["frames"] == 9


def test_rendered_hands_that_are_not_there_are_one_sentence(compared, places, tmp_path, capsys):
    assert main(["evaluate", "--protocol", "rendered", "--run", str(tmp_path)]) == 2
    assert "needs --synthetic FOLDER" in capsys.readouterr().err
    here = DataFolders(places.data, synthetic=tmp_path)
    with pytest.raises(DataError, match="no finished set of rendered hands"):
        evaluate.evaluate(here, tmp_path / "run", chosen(compared[0])[:1], ["rendered"])


def test_only_these_modules_open_the_test_signers():
    """`datasets` lists and checks pictures and measures nothing."""
    asking = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "training").rglob("*.py")
        if re.search(r"\bopen_eval\(|\[\"eval\"\]|\bEVERY\)", path.read_text())
    }
    assert asking == {
        "training/evaluation/access_log.py",
        "training/commands/datasets.py",
        "training/evaluation/evaluation_set.py",
        "training/commands/synthetic_measure.py",
    }


def test_the_use_of_the_test_signers_clips_is_recorded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["motion", "evaluate", "--data", str(tmp_path)]) == DataError.exit_code  # there are none here
    (line,) = (tmp_path / "runs" / "motion-evaluate" / LOG).read_text().splitlines()
    assert json.loads(line)["why"] == "motion evaluate"


def test_folds_hold_people_out_and_are_taken_up_again(places, tmp_path, capsys, monkeypatch):
    assert fold_run(places, tmp_path, ["random_forest"], 3, 1, 1) == 0
    monkeypatch.setattr("training.evaluation.mediapipe_classifier.POSES", 1)
    quick = partial(landmark_baseline.train_network, rounds=6, batch=1500)
    monkeypatch.setattr(landmark_baseline, "train_network", quick)
    assert fold_run(places, tmp_path, ["peer"], 3, 1, 1) == 0  # the earlier word; figures of other models stay
    first = read_json(tmp_path / "results.json")
    assert first["folds"] == [["Ada"], ["Bela"], ["Cleo"]]
    assert set(first["models"]["random_forest"]["per_person"]) == set(sample_folder.TRAIN)
    assert first["models"]["mediapipe"]["macro"] > 0.9  # drawn landmarks spell the letter
    monkeypatch.setattr("training.networks.random_forest.RandomForest.fit", None)
    fold_run(places, tmp_path, ["random_forest", "mediapipe"], 3, 1, 1)
    assert read_json(tmp_path / "results.json") == first
    assert "3 people or mixed groups in 3 folds" in capsys.readouterr().out


def test_an_unknown_model_is_one_sentence(places, tmp_path):
    with pytest.raises(RunError, match="no finished model"):
        candidates([str(tmp_path)], places, tmp_path, tmp_path)
    with pytest.raises(RunError, match="There is no model"):
        candidates([str(tmp_path / "x.tflite")], places, tmp_path, tmp_path)
    with pytest.raises(ModelError):
        candidates([str(ROOT / "device" / "models" / "station" / "finder.tflite")], places, tmp_path, tmp_path)
    with pytest.raises(RunError, match="faces is no model"):
        fold_run(places, tmp_path, ["faces"], 3, 1, 1)


def test_a_landmark_model_with_another_detector_is_measured_again(places, tmp_path):
    folder = tmp_path / "station"
    shutil.copytree(ROOT / "device" / "models" / "station", folder)
    (before,) = candidates([str(folder / "hand.tflite")], places, tmp_path, tmp_path)
    about = json.loads((folder / "finder.json").read_text())
    about["thresholds"] = {**about["thresholds"], "hand": 0.123}
    (folder / "finder.json").write_text(json.dumps(about))
    (after,) = candidates([str(folder / "hand.tflite")], places, tmp_path, tmp_path)
    assert after.slug == before.slug
    assert after.fingerprint != before.fingerprint


@pytest.mark.parametrize(("old", "new"), [("peer", "mediapipe"), ("peer-recorded", "mediapipe-recorded")])
def test_the_earlier_words_for_mediapipe_are_accepted(old, new):
    assert current_name(old) == new
    assert current_name(new) == new
    assert current_name("runs/peer-of-mine") == "runs/peer-of-mine"


def test_the_table_is_published_in_the_baseline_page(compared, tmp_path):
    _, results = compared
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "baseline.md").write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    compare.publish(results, tmp_path)
    page = (tmp_path / "docs" / "baseline.md").read_text()
    assert page.startswith("before")
    assert page.endswith("after\n")
    assert "| logistic regression | custom |" in page
    assert "old" not in page


def test_a_part_of_the_comparison_is_not_published(places, tmp_path, capsys):
    arguments = ["--models", "random_forest", "--publish", "--data", str(places.data), "--run", str(tmp_path)]
    assert main(["compare", *arguments]) == RunError.exit_code
    assert "published with all models" in capsys.readouterr().err


def test_the_page_holds_everything_and_fetches_nothing(evaluated, compared, tmp_path):
    run, results = evaluated
    compare_run, cells = compared
    cells = {**cells, "whole": {"wall_s": 1, "cpu_s": 1, "peak_mb": 1}}
    part = {"frames": 2, "accuracy": 0.5}
    rendered = {"frames": 2, "people": 2, "on": "given boxes", "slices": {"skin": {"dark": part}}}
    results = {**results, "readers": [{**results["readers"][0], "rendered": rendered}, *results["readers"][1:]]}
    row = {"macro": 0.5, "interval_people": [0.4, 0.6], "per_person": {"Ada": 0.4, "Bela": 0.6}, "epochs": 3}
    folded = {"people": 2, "pictures": 9, "folds": [["Ada"], ["Bela"]], "left_out": 0, "models": {"report_cnn": row}}
    page = html.build(run, results, cells, compare_run, folded)
    for title in (
        "Test signers",
        "Confusions",
        "Robustness",
        "Learning curves",
        "Images without a letter",
        "Accuracy against cost",
        "Calibration",
        "The 0.74 explained",
        "Slices",
        "Rendered hands",
        "Cross-validation over training signers",
    ):
        assert f"{title}</h" in page
    sources = re.findall(r'(?:src|href)="([^"]{0,30})', page)
    assert len(sources) > 10
    assert all(source.startswith("data:image/") for source in sources)
    assert "do not\npublish" in page
    assert "baseline CNN, 3 epochs" in page
    assert "$" not in re.sub(r"base64,[^\"]*", "", page)


def test_the_page_is_made_from_the_command_line_and_the_table_beside_it(evaluated, tmp_path):
    run, results = evaluated
    (run / "results.json").write_text(json.dumps(results))
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "training",
            "html",
            str(run),
            "--compare",
            str(tmp_path),
            "--out",
            str(tmp_path / "page.html"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "page.html").stat().st_size > 50_000
    assert "| logistic regression | whole |" in (tmp_path / "page.md").read_text()


def reported(run, tmp_path):
    return main(["report", str(run), "--compare", str(tmp_path / "no"), "--folds", str(tmp_path / "no")])


@pytest.mark.parametrize("results", ['{"readers": [{"name": "old"}]}', '{"cells": [1]}', "7", '{"readers": 3}'])
def test_results_of_another_version_are_one_sentence(tmp_path, capsys, results):
    (tmp_path / "results.json").write_text(results)
    assert reported(tmp_path, tmp_path) == RunError.exit_code
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "measure again in a new folder" in error
    assert not (tmp_path / "report.html").exists()


def test_damaged_pictures_are_one_sentence(evaluated, tmp_path, capsys):
    (tmp_path / "results.json").write_text(json.dumps(evaluated[1]))
    (tmp_path / "pictures.npz").write_bytes((evaluated[0] / "pictures.npz").read_bytes()[:300])
    assert reported(tmp_path, tmp_path) == RunError.exit_code
    assert "pictures.npz is damaged; delete it" in capsys.readouterr().err


@pytest.mark.parametrize("numbers", [["--seed", "-1"], ["--epochs", "0"], ["--seed", "4294967296"]])
@pytest.mark.parametrize("command", ["compare", "evaluate"])
def test_numbers_no_library_takes_are_one_sentence(tmp_path, capsys, command, numbers):
    assert main([command, "--run", str(tmp_path / "run"), *numbers]) == 2
    assert capsys.readouterr().err.startswith(f"{numbers[0]} must be")
    assert not (tmp_path / "run").exists()


def test_a_folder_without_results_says_what_to_run_first(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "training", "report", str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == RunError.exit_code
    assert done.stderr.count("\n") == 1
    assert "run `python -m training evaluate`" in done.stderr
