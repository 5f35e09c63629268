"""`python -m training average`: the mean of several runs of one network."""

import json

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from training.__main__ import main
from training.errors import RunError
from training.fitting.hand_networks import FINAL
from training.networks import detector
from training.networks.weights import load_weights


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two runs of a detector whose weights are all 1 and all 3."""
    folder = tmp_path_factory.mktemp("runs")
    model = detector.build()
    for name, value in (("one", 1.0), ("three", 3.0)):
        (folder / name).mkdir()
        model.set_weights([np.full_like(each, value) for each in model.get_weights()])
        model.save_weights(folder / name / FINAL)
        (folder / name / "config.json").write_text(json.dumps({"run": name, "steps": 100}))
    return folder


def test_each_run_counts_the_same(runs, tmp_path, capsys):
    assert main(["average", "detector", f"{runs}/one", f"{runs}/three", "--run", f"{tmp_path}/mean"]) == 0
    assert "mean of 2 runs" in capsys.readouterr().out
    model = detector.build()
    load_weights(model, tmp_path / "mean" / FINAL)
    assert all((each == 2.0).all() for each in model.get_weights())
    plan = json.loads((tmp_path / "mean" / "config.json").read_text())
    assert [each["run"] for each in plan["mean_of"]] == ["one", "three"]


@pytest.mark.parametrize("network", ["landmark", "second"])
def test_weights_of_another_network_are_refused(runs, tmp_path, capsys, network):
    wanted = ["average", network, f"{runs}/one", f"{runs}/three", "--run", f"{tmp_path}/mean"]
    assert main(wanted) == RunError.exit_code
    assert "of a network of another shape" in capsys.readouterr().err


@pytest.mark.parametrize("names", [["one"], ["one", "three/../one"]])
def test_one_run_has_no_mean(runs, tmp_path, capsys, names):
    folders = [f"{runs}/{name}" for name in names]
    assert main(["average", "detector", *folders, "--run", f"{tmp_path}/mean"]) == RunError.exit_code
    assert "name two or more different runs" in capsys.readouterr().err


def test_weights_that_are_no_numbers_are_refused(runs, tmp_path, capsys):
    (tmp_path / "broken").mkdir()
    model = detector.build()
    model.set_weights([np.full_like(each, np.nan) for each in model.get_weights()])
    model.save_weights(tmp_path / "broken" / FINAL)
    wanted = ["average", "detector", f"{runs}/one", f"{tmp_path}/broken", "--run", f"{tmp_path}/mean"]
    assert main(wanted) == RunError.exit_code
    assert "weights that are no numbers" in capsys.readouterr().err
    assert not (tmp_path / "mean").exists()
