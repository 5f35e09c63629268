"""The model in the repository is what its metadata say, measured again where the data are."""

from pathlib import Path

import numpy as np
import pytest

from convert.parity import read_letters
from device.recognition.interpreter import Model
from training.datasets import sign_mnist
from training.metrics import per_signer

ROOT = Path(__file__).parents[2]
DATA = ROOT / ".." / "shared" / "data"
LETTERS = ROOT / "device" / "models" / "report" / "letters.tflite"


@pytest.fixture(scope="module")
def model():
    return Model(LETTERS)


def test_its_labels_are_the_24_static_letters_and_its_t_is_never_taught(model):
    assert "".join(model.metadata.labels) == "ABCDEFGHIKLMNOPQRSTUVWXY"
    assert model.metadata.excluded == ("T",)


def test_stored_input_is_the_pixel_less_128(model):
    (given,) = model.metadata.inputs
    assert (given.dtype, given.shape, given.zero_point) == ("int8", (1, 28, 28, 1), -128)
    assert given.scale == pytest.approx(1 / 255, abs=1e-7)
    assert (model.pixel_table == np.arange(256) - 128).all()


def test_it_was_learned_from_the_verified_rows_and_meets_the_target(model):
    assert model.metadata.provenance["data"]["sha256"] == sign_mnist.OFFICIAL["train"][1]
    assert model.metadata.provenance["test"]["sha256"] == sign_mnist.OFFICIAL["test"][1]
    figures = model.metadata.figures
    assert figures["accuracy"]["float"] >= 0.985
    assert abs(figures["accuracy"]["int8"] - figures["accuracy"]["float"]) <= 0.005
    assert figures["parity"]["agreement"] >= 0.99
    assert figures["bytes"] == LETTERS.stat().st_size


@pytest.mark.skipif(not (DATA / "sign_mnist").is_dir(), reason="needs ../shared/data/sign_mnist")
def test_the_figures_in_its_metadata_are_measured_again(model):
    rows = sign_mnist.read_official(DATA, "test")
    read = read_letters(model, rows.pixels, "official test")
    stated = model.metadata.figures["accuracy"]
    # Another processor's delegate may round the last bit the other way: a few rows of 7,172.
    assert (read == rows.letters).mean() == pytest.approx(stated["int8"], abs=0.001)
    for signer, accuracy in per_signer(rows.letters, read, rows.signers).items():
        assert accuracy == pytest.approx(stated["int8_per_signer"][signer], abs=0.005), signer
