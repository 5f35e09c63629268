"""Conversion of the dynamic-letter model: one step in int8 against the whole network in float."""

import json
from pathlib import Path

import numpy as np
import pytest

from convert import dynamic
from convert.__main__ import main
from device.recognition.dynamic.network import RecurrentModel
from device.recognition.interpreter import Model
from training.dynamic.camera_noise import Noise, observe
from training.dynamic.examples import features
from training.dynamic.rendered_tracks import render_track
from training.errors import ParityError, RunError
from training.networks.dynamic import FloatNetwork, build, step_model
from training.networks.load_dynamic_int8 import load_converted_gru
from training.run_folder import environment, write_json
from training.tensorflow_quiet import import_keras


@pytest.fixture(scope="module")
def tracks() -> list[np.ndarray]:
    clips = [render_track(21, n, spelled=2) for n in range(6)]
    rng = np.random.default_rng(2)
    return [x[:100] for x in features([observe(clip, rng, 20.0, Noise()) for clip in clips])]


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_a_step_in_int8_computes_what_the_whole_network_computes(cell, tracks, tmp_path):
    """Untrained, large weights: every gate is used, and the states must be carried correctly."""
    keras = import_keras()
    keras.utils.set_random_seed(3)
    model = build(cell, 12)
    weights = model.get_layer("says").get_weights()
    model.get_layer("says").set_weights([weights[0] * 3, weights[1]])
    expected = keras.ops.softmax(model(np.stack(tracks)[:1])).numpy()[0]
    stepped = FloatNetwork(model, cell)
    by_step = np.array([stepped.step(x) for x in tracks[0]])
    assert np.abs(by_step - expected).max() < 1e-4

    step, states = step_model(model, cell), [np.zeros((1, 12), np.float32) for _ in range(1 if cell == "gru" else 2)]
    for x, p in zip(tracks[0], expected, strict=True):
        now, *states = (np.asarray(value) for value in step([x[None], *states]))
        assert np.abs(now[0] - p).max() < 1e-4

    path = dynamic.convert(model, cell, tracks[:5], tracks[5:], tmp_path, {})
    quantised = Model(path)
    assert all(spec.dtype == "int8" for spec in (*quantised.metadata.inputs, *quantised.metadata.outputs))
    quantised = RecurrentModel(quantised)
    same, _ = dynamic.compare(quantised, stepped, tracks)
    assert same > 0.95

    again = build(cell, 12)
    if cell == "gru":
        load_converted_gru(again, path)
        same, _ = dynamic.compare(quantised, FloatNetwork(again, cell), tracks)
        assert same > 0.95
        with pytest.raises(RunError, match="a network of another shape"):
            load_converted_gru(build(cell, 6), path)
    else:
        with pytest.raises(RunError, match="a network of another shape"):
            load_converted_gru(again, path)


@pytest.fixture
def run(tracks, tmp_path) -> Path:
    """A run folder as `python -m training motion train` leaves it, with untrained weights.

    One class stands out: steps without a likeliest class would differ in int8.
    """
    folder = tmp_path / "run"
    import_keras().utils.set_random_seed(4)
    write_json(folder / "config.json", {"cell": "gru", "units": 6})
    write_json(folder / "environment.json", environment())
    model = build("gru", 6)
    kernel, offset = model.get_layer("says").get_weights()
    model.get_layer("says").set_weights([kernel, offset + 3.0 * (np.arange(len(offset)) == 0)])
    model.save_weights(folder / "final.weights.h5")
    kinds = ["calibration"] * 3 + ["comparison"] * 3
    np.savez(folder / "tracks.npz", **{f"{kind}{i}": x for i, (kind, x) in enumerate(zip(kinds, tracks, strict=True))})
    return folder


def test_a_run_is_installed_by_the_command(run, tmp_path, capsys):
    assert main(["--dynamic", str(run), "--to", str(tmp_path / "models")]) == 0
    metadata = Model(tmp_path / "models" / "motion.tflite").metadata
    assert metadata.thresholds.keys() == {"done"}
    assert metadata.provenance["plan"] == {"cell": "gru", "units": 6}
    assert metadata.figures["parity"]["steps"] >= dynamic.MIN_AGREEMENT
    assert "parity" in capsys.readouterr().out


def test_a_model_that_differs_in_int8_is_not_installed_and_the_old_one_stays(run, tmp_path, monkeypatch, capsys):
    models = tmp_path / "models"
    assert main(["--dynamic", str(run), "--to", str(models)]) == 0
    before = {path.name: path.read_bytes() for path in models.iterdir()}
    monkeypatch.setattr(dynamic, "compare", lambda *_: (0.5, 0.3))
    assert main(["--dynamic", str(run), "--to", str(models)]) == ParityError.exit_code
    assert "agrees with the float one in 50" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in models.iterdir()} == before


def test_in_the_run_folder_the_figures_are_recorded_without_the_gate(run, monkeypatch):
    monkeypatch.setattr(dynamic, "compare", lambda *_: (0.5, 0.3))
    assert main(["--dynamic", str(run), "--to", str(run)]) == 0
    assert json.loads((run / "motion.json").read_text())["figures"]["parity"] == {"steps": 0.5, "done_shift": 0.3}


def test_an_unfinished_run_gives_one_line(run, capsys):
    (run / "tracks.npz").unlink()
    assert main(["--dynamic", str(run)]) == 7
    error = capsys.readouterr().err
    assert "is not a finished run" in error
    assert error.count("\n") == 1
