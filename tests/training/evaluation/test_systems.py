"""Systems: the device's recognizers, classifiers on the guide box, MediaPipe live and recorded."""

import numpy as np
import pytest

from device.recognition.baseline import BASELINE_MODEL
from device.recognition.recognizer import LANDMARK_MODEL
from tests.training.evaluation.made_up import MadeUpSystem, image_set, predictions, sample
from training.evaluation.image_set import ImageSet
from training.evaluation.mediapipe_systems import MediaPipeSystem, RecordedMediaPipeSystem
from training.evaluation.systems import CachedSystem, DeviceSystem, GuideBoxSystem
from training.mediapipe import client


class Classifier:
    """Stands for the landmark classifier and for a letter classifier: always the same scores."""

    labels, size, name = ("A", "B", "C"), 28, "constant"

    def scores(self, inputs, size=None):
        return np.tile(np.array([0.7, 0.2, 0.1], np.float32), (len(inputs), 1))


def tracks(images, *, lite=False, video=False):
    """A tracker that finds a hand in every second image."""
    for number, _ in enumerate(images):
        landmarks = None if number % 2 else np.full((21, 3), 0.5, np.float32)
        yield client.Track(landmarks, "right", 0.9, 10.0, 40.0)


def greys(count):
    return ImageSet.of([sample() for _ in range(count)], [np.full((10, 20), i, np.uint8) for i in range(count)])


def test_a_cached_system_reads_a_set_once():
    system = MadeUpSystem(predictions([[1, 0, 0, 0]]))
    cached = CachedSystem(system)
    assert cached.predict(image_set([sample()])) is cached.predict(image_set([sample()]))
    assert system.asked == 1
    assert (cached.name, cached.enter, cached.labels) == (system.name, system.enter, system.labels)


@pytest.mark.parametrize("model", [LANDMARK_MODEL, BASELINE_MODEL])
def test_a_device_system_reads_each_image_on_its_own(model):
    system = DeviceSystem.open("device", model)
    images = image_set([sample()] * 2)
    made = system.predict(images)
    assert made.scores.shape == (2, len(system.labels))
    assert np.array_equal(made.scores[0], made.scores[1])
    assert made.found.all() == system.takes_boxes  # a guide box is always there, a hand is not
    assert system.follow(images, 1 / 15).scores.shape == made.scores.shape
    assert len(system.predict(ImageSet(()))) == 0


def test_a_classifier_reads_the_guide_box():
    made = GuideBoxSystem("constant", Classifier(), 0.5).predict(greys(3))
    assert made.letters.tolist() == ["A"] * 3
    assert np.isnan(made.landmarks).all()


def test_mediapipe_looks_once_and_its_results_are_kept(monkeypatch, tmp_path):
    monkeypatch.setattr(client, "track", tracks)
    system = MediaPipeSystem(Classifier(), tmp_path)
    made = system.predict(greys(4))
    assert made.letters.tolist() == ["A", "–", "A", "–"]
    assert made.found.tolist() == [True, False, True, False]
    assert made.cpu_ms.tolist() == [40.0] * 4
    monkeypatch.setattr(client, "track", None)  # would fail if it were asked again
    again = system.predict(greys(4))
    assert np.array_equal(again.landmarks, made.landmarks, equal_nan=True)
    assert np.isnan(again.landmarks[1]).all()
    with pytest.raises(TypeError):
        system.predict(greys(3))


def test_recorded_landmarks_are_read_where_there_are_any():
    landmarks = np.random.default_rng(1).random((21, 3)).astype(np.float32)
    images = image_set([sample(), sample(landmarks=landmarks)])
    made = RecordedMediaPipeSystem(Classifier()).predict(images)
    assert made.found.tolist() == [False, True]
    assert np.array_equal(made.landmarks[1], landmarks[:, :2])
