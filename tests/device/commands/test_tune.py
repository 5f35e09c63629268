"""`doctor --tune`: which of the measured choices is the best, and that what crashes is left out."""

import json

import pytest

from device.commands.tune import bench, tune
from device.errors import ModelError
from device.recognition.runtimes import installed_runtimes
from device.settings import PRESETS, Preset, Settings, with_values
from tests.fakes.clips import TINY


def rates(by_choice, by_width=None):
    """Measure that returns these rates: by (runtime, threads), then by the width of the camera."""

    def measure(settings):
        if settings.camera.uri.startswith("clip:"):
            return by_choice.get((settings.recognition.runtime, settings.recognition.threads))
        return (by_width or {}).get(settings.camera.width)

    return measure


@pytest.fixture(autouse=True)
def both(monkeypatch):
    monkeypatch.setattr("device.commands.tune.installed_runtimes", lambda: ["ai_edge_litert", "tflite_runtime"])


@pytest.fixture
def one_preset(monkeypatch):
    """The others are left out, so that there is no choice of networks."""
    for name in (*PRESETS,)[1:]:
        monkeypatch.delitem(PRESETS, name)


def best(by_choice, by_width=None, cores=4):
    said = []
    found = tune(Settings(), cores, said.append, rates(by_choice, by_width))
    return found, said


def test_fewer_threads_are_better_when_they_are_as_fast(one_preset):
    found, said = best({("ai_edge_litert", 1): 28.5, ("ai_edge_litert", 2): 30.0, ("tflite_runtime", 1): 10.0})
    assert (found.runtime, found.threads, found.fps) == ("ai_edge_litert", 1, 28.5)
    assert "tflite_runtime, 4 threads, the clip: does not work here" in said


def test_more_threads_are_better_when_they_are_faster():
    assert best({("ai_edge_litert", 1): 10.0, ("ai_edge_litert", 2): 18.0, ("ai_edge_litert", 4): 19.0})[0].threads == 2


def test_no_more_threads_than_cores_are_tried():
    assert not [line for line in best({("ai_edge_litert", 1): 1.0}, cores=2)[1] if "4 threads" in line]


def test_a_runtime_that_crashes_is_left_out():
    assert best({("tflite_runtime", 1): 12.0})[0].runtime == "tflite_runtime"


@pytest.mark.parametrize(
    ("by_width", "size"),
    [
        ({320: 30.0, 640: 29.0, 1280: 28.0}, (1280, 720)),
        ({320: 30.0, 640: 29.0, 1280: 15.0}, (640, 480)),
        ({320: 30.0, 640: 12.0}, (320, 240)),
        ({}, (0, 0)),
    ],
)
def test_the_largest_picture_that_is_nearly_as_fast_is_the_best(by_width, size):
    found, said = best({("ai_edge_litert", 1): 30.0}, by_width)
    assert (found.width, found.height) == size
    assert bool(by_width) or said[-1].startswith("No camera could be measured")


@pytest.mark.parametrize(
    ("standard", "small", "preset", "sentence"),
    [
        (15.0, 40.0, "standard", "Networks: standard, the first preset that reaches 15 frames a second."),
        (9.8, 21.0, "small", "Networks: small, the first preset that reaches 15 frames a second."),
        (7.0, 9.0, "small", "Networks: small, the fastest preset; none reaches 15 frames a second."),
        (None, 21.0, "small", "Networks: small, the first preset that reaches 15 frames a second."),
    ],
)
def test_the_first_preset_that_is_fast_enough_is_the_best(one_preset, monkeypatch, standard, small, preset, sentence):
    monkeypatch.setitem(PRESETS, "small", Preset())
    speed = {"standard": standard, "small": small}
    said = []
    found = tune(Settings(), 1, said.append, lambda settings: speed[settings.recognition.preset])
    assert (found.preset, found.fps) == (preset, speed[preset])
    assert sentence in said
    assert any("1 thread, small," in line for line in said) == (standard != 15.0)


def test_a_slow_machine_gets_the_preset_without_a_second_opinion():
    found = tune(Settings(), 1, lambda line: None, lambda settings: 12 + 8 * (settings.recognition.preset == "light"))
    assert found.preset == "light"


def test_a_preset_that_is_set_is_not_changed(monkeypatch):
    monkeypatch.setitem(PRESETS, "small", Preset())
    settings = with_values(Settings(), "recognition", preset="standard")
    assert tune(settings, 1, lambda line: None, lambda settings: 1.0).preset == ""


def test_where_nothing_works_it_says_so():
    with pytest.raises(ModelError, match="No TFLite runtime works"):
        best({})


def test_one_choice_is_measured_by_the_program_itself(tmp_path):
    settings = with_values(Settings(), "recognition", model=str(TINY), runtime=installed_runtimes()[0], threads=1)
    clip = f"clip:{TINY.parents[2] / 'device/assets/demo/hello_jz.mp4'}"
    assert bench(with_values(settings, "camera", uri=clip)) > 0
    assert bench(with_values(settings, "camera", uri="clip:/nowhere.mp4")) is None


def test_as_a_command_json_is_refused(station):
    code, _, err = station("doctor", "--tune", "--json")
    assert code == 2
    assert "--tune prints lines" in err


def test_the_result_is_kept_and_printed(station, monkeypatch, tmp_path):
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    monkeypatch.setattr("device.commands.tune.bench", rates({("ai_edge_litert", 1): 20.0}))
    code, out, _ = station("doctor", "--tune")
    assert code == 0
    assert "Best: ai_edge_litert, threads: 1" in out
    assert json.loads((tmp_path / "tuning.json").read_text())["runtime"] == "ai_edge_litert"
