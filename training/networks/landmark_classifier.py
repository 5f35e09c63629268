"""The landmark classifier: a small network from the geometry of 21 landmarks to a letter.

The features are those of device.recognition.landmark_classifier.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.landmark_classifier import FEATURES, landmark_features, mirrored
from training.datasets.hand_squares import LABELS
from training.tensorflow_quiet import import_keras

WIDTHS = (256, 160)


def build() -> Any:
    """Return an untrained keras.Model: float32 (n, FEATURES) → probabilities (n, labels)."""
    keras = import_keras()
    layers = keras.layers
    geometry = keras.Input((FEATURES,), name="geometry")
    x = geometry
    for width in WIDTHS:
        x = layers.BatchNormalization(momentum=0.97)(layers.Dense(width, use_bias=False)(x))
        x = layers.Dropout(0.1)(layers.ReLU(6.0)(x))
    return keras.Model(geometry, layers.Dense(len(LABELS), activation="softmax", name="letters")(x), name="letters")


def predict(model: Any, landmarks: NDArray[np.float32]) -> NDArray[np.float32]:
    """Classify many hands as device.recognition.landmark_classifier.LandmarkClassifier does one.

    Args:
        model: of `build`, trained.
        landmarks: (n, 21, 2) in a square scale, y down.

    Returns:
        float32 (n, labels): mean of the probabilities for the hand and its mirror image.
    """
    both = [model.predict(landmark_features(p), batch_size=1024, verbose=0) for p in (landmarks, mirrored(landmarks))]
    return np.asarray((both[0] + both[1]) / 2, np.float32)
