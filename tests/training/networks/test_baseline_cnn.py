"""The baseline CNN is that of the original report, and does what every classifier does."""

import numpy as np
import pytest

from tests.training.drawn_rows import drawn
from training.errors import RunError
from training.fitting.baseline import TrainableBaselineCnn
from training.fitting.plan import TrainingPlan
from training.networks.baseline_cnn import BaselineCnn, build
from training.networks.pixels import to_input


def test_the_network_is_that_of_the_report_layer_by_layer():
    model = build(24)
    assert model.count_params() == 319_352
    layers = [
        (
            type(layer).__name__,
            getattr(layer, "filters", None) or getattr(layer, "units", None) or getattr(layer, "rate", None),
            tuple(getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None) or ()),
            layer.output.shape[1:],
        )
        for layer in model.layers
    ]
    assert layers == [
        ("Conv2D", 128, (5, 5), (28, 28, 128)),
        ("MaxPooling2D", None, (3, 3), (14, 14, 128)),
        ("Conv2D", 64, (2, 2), (14, 14, 64)),
        ("MaxPooling2D", None, (2, 2), (7, 7, 64)),
        ("Conv2D", 32, (2, 2), (7, 7, 32)),
        ("MaxPooling2D", None, (2, 2), (4, 4, 32)),
        ("Flatten", None, (), (512,)),
        ("Dense", 512, (), (512,)),
        ("Dropout", 0.25, (), (512,)),
        ("Dense", 24, (), (24,)),
    ]
    activations = [layer.activation.__name__ for layer in model.layers if hasattr(layer, "activation")]
    assert activations == ["relu", "relu", "relu", "relu", "softmax"]


def test_pixels_are_divided_by_255():
    given = to_input(np.array([[[0, 255, 51]]], np.uint8))
    assert given.dtype == np.float32
    assert given.reshape(-1).tolist() == pytest.approx([0, 1, 0.2])


def test_a_trained_model_is_saved_and_read_back_as_the_same(tmp_path):
    pixels, letters = drawn(2, seed=3)
    trained = TrainableBaselineCnn(TrainingPlan(epochs=1, batch=16))
    trained.fit(pixels, letters.tolist(), seed=5, run=tmp_path / "run")
    assert trained.labels == tuple("ABCDEFGHIKLMNOPQRSTUVWXY")
    trained.save(tmp_path / "model")
    assert {path.name for path in (tmp_path / "model").iterdir()} == {"model.keras", "labels.json"}
    loaded = BaselineCnn()
    loaded.load(tmp_path / "model")
    assert loaded.labels == trained.labels
    p = loaded.scores(pixels)
    assert p.shape == (48, 24)
    assert p.dtype == np.float32
    assert np.allclose(p.sum(1), 1, atol=1e-5)
    assert np.allclose(p, trained.scores(pixels), atol=1e-6)


def test_it_learns_any_set_of_labels_in_alphabetical_order(tmp_path):
    pixels, letters = drawn(2, seed=3)
    few = np.isin(letters, ["Y", "B", "K"])
    model = TrainableBaselineCnn(TrainingPlan(epochs=1, batch=16))
    model.fit(pixels[few], letters[few].tolist(), seed=1, run=tmp_path)
    assert model.labels == ("B", "K", "Y")
    assert model.scores(pixels[:1]).shape == (1, 3)


def test_a_folder_without_a_model_gives_a_one_line_error(tmp_path):
    with pytest.raises(RunError, match="python -m training train") as caught:
        BaselineCnn().load(tmp_path)
    assert "\n" not in str(caught.value)
    (tmp_path / "labels.json").write_text('{"labels": ["A"]}')
    (tmp_path / "model.keras").write_bytes(b"not a zip")
    with pytest.raises(RunError, match="No trained model can be read"):
        BaselineCnn().load(tmp_path)
