"""Small runs of the baseline training: chosen epoch, resume after a kill, rejected input."""

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.training.drawn_rows import drawn, lines, write
from tests.training.test_run_folder import files_limited_to
from training.__main__ import main
from training.datasets.sign_mnist_csv import Rows
from training.errors import DataError, RunError
from training.fitting.baseline import TrainableBaselineCnn, best_epoch
from training.fitting.baseline_run import held_out_rows, train_and_test
from training.fitting.fit import BEST, CHECKPOINT
from training.fitting.plan import TrainingPlan
from training.run_folder import read_json

ROOT = Path(__file__).parents[3]
EPOCHS = 14
PLAN = TrainingPlan(epochs=3, batch=24)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("csv")
    write(folder / "train.csv", lines(*drawn(3, seed=11)))
    write(folder / "test.csv.gz", lines(*drawn(1, seed=12)))
    return folder


def command(files, folder, *more):
    return [
        "train",
        "report",
        "--train-csv",
        f"{files}/train.csv",
        "--test-csv",
        f"{files}/test.csv.gz",
        "--run",
        str(folder),
        "--epochs",
        str(EPOCHS),
        "--batch",
        "24",
        *more,
    ]


def test_a_killed_run_resumes_and_ends_as_if_it_had_not_been_killed(files, tmp_path, capsys):
    args = command(files, tmp_path / "killed")
    # A run of the same length, killed once it has written a few epochs.
    process = subprocess.Popen([sys.executable, "-m", "training", *args], cwd=ROOT, stderr=subprocess.DEVNULL)
    history, deadline = tmp_path / "killed" / "final" / "history.json", time.monotonic() + 300
    while not (history.exists() and len(read_json(history)) >= 2):
        assert process.poll() is None, "the run ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.kill()
    process.wait()
    reached = len(read_json(history))
    assert reached < EPOCHS
    assert main(args) == 0
    assert main(command(files, tmp_path / "whole")) == 0
    resumed, whole = (read_json(tmp_path / name / "final" / "history.json") for name in ("killed", "whole"))
    assert [row["epoch"] for row in resumed] == list(range(1, EPOCHS + 1))
    # Sums over threads differ in the last bits, and grow a little over the epochs.
    for key in ("loss", "accuracy", "learning_rate"):
        a, b = ([row[key] for row in rows] for rows in (resumed, whole))
        assert np.allclose(a[: reached + 3], b[: reached + 3], rtol=0.02, atol=0.02), key
    assert abs(resumed[-1]["loss"] - whole[-1]["loss"]) < 0.1
    assert resumed[-1]["learning_rate"] == pytest.approx(0, abs=1e-9)
    # Started again, a finished run only prints its figures again.
    capsys.readouterr()
    assert main(args) == 0
    assert "is finished" in capsys.readouterr().out
    assert len(read_json(tmp_path / "killed" / "final" / "history.json")) == EPOCHS


def test_the_run_folder_records_configuration_and_results(files, tmp_path, capsys):
    folder = tmp_path / "run"
    assert main([*command(files, folder)[:-4], "--epochs", "2", "--batch", "24", "--seed", "9"]) == 0
    said = capsys.readouterr().out
    config = read_json(folder / "config.json")
    assert config["seed"] == 9
    assert config["plan"]["augmentation"] == {"rotation": 10.0, "zoom": 0.1, "shift": 0.1}
    assert config["train"]["rows"] == 72
    figures = read_json(folder / "test.json")
    assert figures["chosen"] == "last epoch (no table of photographs beside the CSV)"
    assert figures["protocol"] == "a test file of your own"
    assert figures["macro avg"]["support"] == 24
    assert (folder / "test.txt").read_text() in said
    assert "weighted avg" in said
    assert (folder / "final" / "history.csv").read_text().startswith("epoch,loss,accuracy,learning_rate,seconds\n1,")
    assert read_json(folder / "environment.json")["packages"]["tensorflow"]


def photographed(per_letter, seed):
    """Drawn rows of three signers, every letter on several photographs of each."""
    pixels, letters = drawn(per_letter, seed)
    people = np.random.default_rng(seed).choice(["anna", "ben", "cleo"], len(letters))
    names = [f"{who}/{letter}{i % 5}.jpg" for i, (who, letter) in enumerate(zip(people, letters, strict=True))]
    return Rows(pixels, letters, np.array(names))


def test_held_out_photographs_choose_the_epoch_and_the_final_model_is_trained_on_all_rows(tmp_path):
    train, test = photographed(4, seed=21), photographed(1, seed=22)
    outcome = train_and_test(train, test, PLAN, tmp_path, seed=1, hold_out=0.25)
    chosen = read_json(tmp_path / "select" / "history.json")
    assert outcome.epoch == best_epoch(chosen)
    assert f"epoch {outcome.epoch}, the best on" in outcome.chosen
    assert len(read_json(tmp_path / "final" / "history.json")) == outcome.epoch
    assert set(outcome.figures["per_signer"]) == {"anna", "ben", "cleo", "macro mean"}


def test_the_model_ends_with_the_weights_of_the_best_epoch(tmp_path):
    pixels, letters = drawn(4, seed=31)
    model = TrainableBaselineCnn(replace(PLAN, epochs=5, learning_rate=4e-3))
    held = drawn(2, seed=32)
    model.fit(pixels, letters.tolist(), seed=2, run=tmp_path, validation=(held[0], held[1].tolist()))
    best = max(row["val_accuracy"] for row in model.history)
    read = np.array(model.labels)[model.scores(held[0]).argmax(1)]
    assert (read == held[1]).mean() == pytest.approx(best, abs=1e-6)
    assert (tmp_path / BEST).exists()


def test_no_photograph_is_on_both_sides():
    rows = photographed(30, seed=41)
    held = held_out_rows(rows.letters, rows.photographs, 0.1, seed=1)
    pairs = list(zip(rows.letters.tolist(), rows.photographs.tolist(), strict=True))
    out = {pair for pair, is_held in zip(pairs, held, strict=True) if is_held}
    stays = {pair for pair, is_held in zip(pairs, held, strict=True) if not is_held}
    assert out
    assert not out & stays
    assert {letter for letter, _ in out} == {letter for letter, _ in stays} == set(rows.letters)
    assert (held == held_out_rows(rows.letters, rows.photographs, 0.1, seed=1)).all()
    assert (held != held_out_rows(rows.letters, rows.photographs, 0.1, seed=2)).any()


def test_a_full_disk_stops_the_run_with_one_sentence_and_it_can_be_resumed(tmp_path):
    pixels, letters = drawn(1, seed=51)
    model = TrainableBaselineCnn(replace(PLAN, epochs=2, stop_after=1))
    model.fit(pixels, letters.tolist(), seed=1, run=tmp_path)
    model = TrainableBaselineCnn(replace(PLAN, epochs=2))
    with files_limited_to(100_000), pytest.raises(RunError, match="last checkpoint"):
        model.fit(pixels, letters.tolist(), seed=1, run=tmp_path)
    model.fit(pixels, letters.tolist(), seed=1, run=tmp_path)
    assert [row["epoch"] for row in model.history] == [1, 2]


def test_a_damaged_checkpoint_without_a_copy_gives_one_sentence(tmp_path):
    pixels, letters = drawn(1, seed=51)
    model = TrainableBaselineCnn(replace(PLAN, epochs=1))
    model.fit(pixels, letters.tolist(), seed=1, run=tmp_path)
    weights = tmp_path / CHECKPOINT / "latest.weights.h5"
    content = weights.read_bytes()
    for damaged in (content[: len(content) // 2], b""):
        weights.write_bytes(damaged)
        with pytest.raises(RunError, match="Delete the run's folder"):
            model.fit(pixels, letters.tolist(), seed=1, run=tmp_path)


def test_a_diverging_run_names_the_learning_rate(tmp_path):
    pixels, letters = drawn(1, seed=51)
    model = TrainableBaselineCnn(TrainingPlan(epochs=3, batch=8, learning_rate=1e30))
    with pytest.raises(RunError, match="--learning-rate"):
        model.fit(pixels, letters.tolist(), seed=1, run=tmp_path)


def test_bad_input_is_one_line_and_an_exit_code(files, tmp_path, capsys):
    cases = {
        ("train", "--data", str(tmp_path)): (6, "sign_mnist_train.csv is not in"),
        ("train", "--train-csv", str(tmp_path / "none.csv")): (6, "No such file"),
        tuple(command(files, tmp_path / "a", "--epochs", "0")): (2, "--epochs must be 1 or more"),
        tuple(command(files, tmp_path / "a", "--hold-out", "1")): (2, "--hold-out"),
        tuple(command(files, tmp_path / "a", "--learning-rate", "0")): (2, "--learning-rate must be above 0"),
        tuple(command(files, tmp_path / "a", "--seed", "-1")): (2, "--seed"),
        tuple(command(files, files / "train.csv")): (7, "cannot be written"),
    }
    for arguments, (code, text) in cases.items():
        assert main(list(arguments)) == code
        said = capsys.readouterr()
        assert text in said.err
        assert said.err.count("\n") == 1
        assert said.out == ""


def test_a_letter_without_training_rows_is_refused(tmp_path, capsys):
    pixels, letters = drawn(1, seed=41)
    kept = ~np.isin(letters, ["C", "K"])
    write(tmp_path / "train.csv", lines(pixels[kept], letters[kept]))
    write(tmp_path / "test.csv", lines(pixels, letters))
    assert (
        main(
            [
                "train",
                "report",
                "--train-csv",
                f"{tmp_path}/train.csv",
                "--test-csv",
                f"{tmp_path}/test.csv",
                "--run",
                str(tmp_path / "run"),
            ]
        )
        == DataError.exit_code
    )
    assert "No training row shows C, K, which the test rows do" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
