"""Training runs of the landmark classifier, on landmarks that the other networks place."""

from collections.abc import Callable
from typing import Any

import numpy as np

from device.alphabet import STATIC_LETTERS
from device.recognition.fusion import fuse
from device.recognition.vocabulary import sum_classes
from training.datasets.hand_squares import LABELS, WINDOW, model_views
from training.errors import RunError
from training.fitting import landmark_classifier
from training.fitting.fit import fit
from training.fitting.hand_data import SquareData
from training.fitting.hand_networks import FINAL, HandRun, validation_figures
from training.fitting.start_weights import start_landmark_model
from training.networks import landmark as landmark_network
from training.networks import landmark_classifier as classifier_network
from training.networks import second_opinion as second_network
from training.networks.landmark_predictions import landmarks_of, landmarks_of_points, letter_accuracy, predict
from training.networks.weights import load_weights
from training.rendering.landmark_baseline import posed_landmarks
from training.tensorflow_quiet import import_keras

PREDICTED, RECORDED = 0.65, 0.25  # of a batch: landmarks that our networks place, and MediaPipe; the rest is posed
POSES = 150  # of each letter
EXAMPLES_PER_STEP = 16  # views on which the networks place landmarks, for one step of --steps
STEPS_PER_EPOCH = 100  # of --steps: one epoch of the classifier


def train_classifier(run: HandRun, data: SquareData) -> dict[str, float]:
    """Train the landmark classifier on the landmarks of the landmark model in `run.start`.

    Args:
        run: what to do.
        data: of hand_data.square_data.

    Returns:
        "share" (weight of the classifier in the fusion) and "temperature", chosen on the validation signers, and the
        accuracy of landmark model, classifier and fusion.

    Raises:
        RunError: no `start`, training diverged, or the run folder cannot be read or written.
    """
    if not run.start:
        raise RunError("The landmark classifier learns from a landmark model: name its weights with --start.")
    import_keras().utils.set_random_seed(run.seed)
    landmark_model = landmark_network.build()
    start_landmark_model(landmark_model, run.start, data)
    with_hand = data.weight * ((data.train.source != WINDOW) & (data.train.label >= 0))
    readers: list[tuple[Any, Callable[..., Any]]] = [(landmark_model, landmarks_of)]
    if run.second:
        larger = second_network.build()
        load_weights(larger, run.second)
        readers.append((larger, landmarks_of_points))
    views = with_hand / with_hand.sum(), run.steps * EXAMPLES_PER_STEP // len(readers), run.seed
    sources = [
        (landmark_classifier.predicted_landmarks(model, data.train, *views, read), PREDICTED / len(readers))
        for model, read in readers
    ]
    sources.append((landmark_classifier.recorded_landmarks(data.train, with_hand), RECORDED))
    batches = landmark_classifier.batches(sources, posed_landmarks(POSES, run.seed), run.seed)
    model = classifier_network.build()
    plan = landmark_classifier.make_plan(max(1, run.steps // STEPS_PER_EPOCH), run.seed)
    fit(model, landmark_classifier.objective(), batches, plan, run.folder)
    model.save_weights(run.folder / FINAL)
    return _fusion_figures(landmark_model, model, data)


def _fusion_figures(landmark_model: Any, classifier: Any, data: SquareData) -> dict[str, float]:
    labelled = data.validation.take(np.flatnonzero(data.validation.label >= 0))
    pixels, directions, _ = model_views(labelled, landmark_network.SIZE)
    by_image, heatmaps, _ = predict(landmark_model, pixels, directions)
    landmarks = landmark_classifier.turned_back(landmarks_of(heatmaps), directions)
    # The device adds up other handshapes before it fuses.
    by_image = sum_classes(by_image, LABELS)
    by_landmarks = sum_classes(classifier_network.predict(classifier, landmarks), LABELS)
    label = np.minimum(labelled.label, len(STATIC_LETTERS))
    weight, temperature = landmark_classifier.fusion_weights(by_image, by_landmarks, label, labelled.signer)
    fused = fuse(by_image, by_landmarks, weight, temperature)
    accuracies = {
        name: letter_accuracy(p, labelled)
        for name, p in (("landmark_model", by_image), ("classifier", by_landmarks), ("fused", fused))
    }
    return {"share": weight, "temperature": temperature, **validation_figures(accuracies)}
