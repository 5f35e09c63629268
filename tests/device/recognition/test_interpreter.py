"""The TFLite interpreter: a model must match its metadata, and numbers survive quantisation."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.errors import ModelError
from device.recognition.interpreter import Model
from device.recognition.metadata import TensorSpec
from device.recognition.quantisation import dequantise, quantise
from device.recognition.runtimes import RUNTIMES, installed_runtimes
from device.settings import PRESETS
from device.system.mute import muted
from tests.fakes.clips import TINY
from tests.fakes.drawn_letters import LETTERS, draw


@pytest.fixture
def copy(tmp_path):
    """A model and its metadata that may be spoiled: copy(bytes for the model, fields of the metadata)."""

    def make(content: bytes | None = None, **changes: object) -> Path:
        path = tmp_path / "letters.tflite"
        shutil.copy(TINY, path)
        raw = json.loads(TINY.with_suffix(".json").read_text(encoding="utf-8"))
        if content is not None:
            path.write_bytes(content)
            raw["sha256"] = hashlib.sha256(content).hexdigest()
        path.with_suffix(".json").write_text(json.dumps({**raw, **changes}), encoding="utf-8")
        return path

    return make


def complaint(path: Path, **options: object) -> str:
    with pytest.raises(ModelError) as caught:
        Model(path, **options)
    return str(caught.value)


def test_every_drawn_letter_gets_the_label_of_its_output():
    model = Model(TINY)
    for letter in LETTERS:
        p = model.read(draw(letter))
        assert model.metadata.labels[int(p.argmax())] == letter
        assert p.dtype == np.float32
        assert p.shape == (24,)


@pytest.mark.parametrize("runtime", installed_runtimes())
@pytest.mark.parametrize(
    "path", [path for preset in PRESETS.values() for path in preset.files], ids=lambda path: path.stem
)
def test_a_network_that_has_run_often_answers_as_one_that_was_just_loaded(path, runtime):
    """Its tensors are used where they lay after the first run."""
    model, rng = Model(path, runtime), np.random.default_rng(5)
    for _ in range(20):
        inputs = [rng.uniform(-1, 1, spec.shape) for spec in model.metadata.inputs]
        answers = [answer.tobytes() for answer in model.run(*inputs)]
    assert answers == [answer.tobytes() for answer in Model(path, runtime).run(*inputs)]


def test_pixels_and_real_numbers_give_the_same_result():
    model = Model(TINY, exact=True)
    pixels = draw("K")
    real = pixels[None, :, :, None] * model.metadata.pixel_scale + model.metadata.pixel_offset
    assert np.array_equal(model.run(real)[0].reshape(-1), model.read(pixels))


def test_a_table_of_contrast_is_looked_up_with_that_of_the_input():
    model = Model(TINY, exact=True)
    pixels = draw("K")
    inverted = np.arange(255, -1, -1, dtype=np.uint8)
    model.run_pixels(pixels, contrast=inverted)
    assert np.array_equal(model.outputs[0].read().reshape(-1), model.read(inverted[pixels]))


def test_a_missing_model_is_refused(copy):
    path = copy()
    path.unlink()
    assert f"The model {path} is missing" in complaint(path)


def test_missing_metadata_is_refused(copy):
    path = copy()
    path.with_suffix(".json").unlink()
    assert "metadata" in complaint(path)


def test_one_changed_byte_is_refused(copy):
    path = copy()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "sha256 differs" in complaint(path)


def test_a_truncated_model_is_refused(copy):
    path = copy()
    path.write_bytes(path.read_bytes()[:-100])
    assert "sha256 differs" in complaint(path)


@pytest.mark.parametrize("content", [b"", b"TFL3 but nothing more", bytes(2000)])
def test_a_file_that_is_not_a_model_is_refused_even_if_its_checksum_matches(copy, content):
    assert "does not load in" in complaint(copy(content))


@pytest.mark.parametrize("field", ["scale", "zero_point", "dtype", "name"])
@pytest.mark.parametrize("side", ["inputs", "outputs"])
def test_metadata_that_describes_another_tensor_is_refused(copy, side, field):
    path = copy()
    raw = json.loads(path.with_suffix(".json").read_text())
    other = {"scale": 0.5, "zero_point": 3, "dtype": "uint8", "name": "something"}
    raw[side][0][field] = other[field]
    path.with_suffix(".json").write_text(json.dumps(raw))
    assert "its metadata says" in complaint(path)


def test_metadata_with_more_tensors_than_the_model_is_refused(copy):
    raw = json.loads(TINY.with_suffix(".json").read_text())
    more = [*raw["outputs"], {**raw["outputs"][0], "name": "second"}]
    assert "1 tensors where its metadata names 2" in complaint(copy(outputs=more))


def test_an_unknown_runtime_is_refused():
    assert "There is no TFLite runtime “torch”" in complaint(TINY, runtime="torch")


def test_without_a_runtime_the_message_says_how_to_install_one(monkeypatch):
    monkeypatch.setattr("device.recognition.interpreter.importlib.util.find_spec", lambda name: None)
    assert "ai_edge_litert or tflite_runtime is not installed; run `pip install" in complaint(TINY)
    assert "ai_edge_litert is not installed" in complaint(TINY, runtime="ai_edge_litert")


def test_the_first_installed_runtime_is_used():
    assert installed_runtimes(), "the tests need a runtime"
    assert Model(TINY).runtime == installed_runtimes()[0]
    assert set(installed_runtimes()) <= set(RUNTIMES)


specs = st.builds(
    lambda dtype, scale, zero: TensorSpec("x", (1, 4), dtype, scale, zero + (128 if dtype == "uint8" else 0)),
    st.sampled_from(["int8", "uint8"]),
    st.floats(1e-4, 10),
    st.integers(-128, 127),
)


@given(specs, st.lists(st.integers(0, 255), min_size=1, max_size=40))
def test_stored_values_survive_the_round_trip_unchanged(spec, values):
    limits = np.iinfo(spec.dtype)
    stored = (np.array(values) + limits.min).astype(spec.dtype)
    assert np.array_equal(quantise(dequantise(stored, spec).astype(np.float64), spec), stored)


@given(specs, st.lists(st.floats(-100, 100), min_size=1, max_size=40))
def test_real_values_survive_within_half_a_step_or_are_clipped(spec, values):
    real = np.array(values)
    limits = np.iinfo(spec.dtype)
    low, high = ((limit - spec.zero_point) * spec.scale for limit in (limits.min, limits.max))
    back = dequantise(quantise(real, spec), spec)
    rounding = 1e-5 * np.maximum(np.abs(back), spec.scale)  # of float32
    assert (np.abs(back - real.clip(low, high)) <= spec.scale / 2 + rounding).all()


def test_float_tensors_are_not_changed():
    spec = TensorSpec("x", (2,), "float32")
    real = np.array([-1.5, 1e30])
    assert quantise(real, spec).dtype == np.float32
    assert np.array_equal(dequantise(quantise(real, spec), spec), real.astype(np.float32))


@pytest.mark.parametrize("runtime", installed_runtimes())
def test_a_runtime_prints_nothing_to_the_terminal(runtime, capfd):
    Model(TINY, runtime=runtime).read(draw("A"))
    assert capfd.readouterr() == ("", "")


def test_errors_are_printed_again_after_muting(capfd):
    def fail() -> None:
        with muted():
            os.write(2, b"chatter\n")
            raise ValueError("heard")

    with pytest.raises(ValueError, match="heard"):
        fail()
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"
