"""One small real run, trained by the project's own command on drawn letters, for all conversion tests."""

import pytest

from tests.training.drawn_rows import drawn, lines, write

TRAIN_SEED, TEST_SEED = 101, 102


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory):
    """A run folder as `python -m training train` leaves it; CSV → report CNN, a few hundred steps."""
    from training.__main__ import main

    folder = tmp_path_factory.mktemp("run")
    write(folder / "train.csv", lines(*drawn(30, TRAIN_SEED)))
    write(folder / "test.csv", lines(*drawn(4, TEST_SEED)))
    run = folder / "report"
    arguments = ["train", "--train-csv", f"{folder}/train.csv", "--test-csv", f"{folder}/test.csv", "--run", str(run)]
    assert main([*arguments, "--epochs", "10", "--batch", "36", "--learning-rate", "0.002"]) == 0
    return run
