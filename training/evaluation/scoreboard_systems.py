"""Measure all systems of the scoreboard on the same people: the device, MediaPipe and the student report's models."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from device.recognition.baseline import BASELINE_MODEL
from device.recognition.metadata import MIN_CONFIDENCE
from device.recognition.networks import networks_of, settings_of
from device.system import machine
from device.tutor.verification import VerifyThresholds
from training.datasets.data_folders import DataFolders
from training.datasets.table import load_table
from training.evaluation import experiment, rendered_set
from training.evaluation.access_log import touches
from training.evaluation.evaluation_set import (
    EvaluationSet,
    TrainingSet,
    open_test_signers,
    open_training_set,
    open_validation_signers,
)
from training.evaluation.frame_cost import frame_cost
from training.evaluation.image_set import ImageSet
from training.evaluation.mediapipe_classifier import train_classifier
from training.evaluation.mediapipe_systems import MediaPipeSystem, RecordedMediaPipeSystem, model_bytes
from training.evaluation.scoreboard import letters, measure, verified
from training.evaluation.systems import DeviceSystem, GuideBoxSystem
from training.evaluation.targets import lines
from training.mediapipe import client
from training.networks.catalogue import SHORT, load_classifier
from training.run_folder import environment

BASELINES = ("random_forest", "logistic_regression")
MEDIAPIPE, BASELINE_PART = "mediapipe", "baselines"
PARTS = (MEDIAPIPE, BASELINE_PART)
"""Systems beside the device, each of which may be left out."""
Systems = dict[str, dict[str, Any]]


def measure_all(
    models: str,
    folders: DataFolders,
    run: Path,
    cache: Path,
    *,
    validation: bool = False,
    without: Sequence[str] = (),
) -> dict[str, Any]:
    """Measure all systems.

    Args:
        models: preset, or a landmark model with the models that it needs beside it.
        folders: where the data are.
        run: folder of the run, for the access log.
        cache: for MediaPipe's results, rendered hands and baselines.
        validation: use the validation signers instead of the test signers.
        without: some of PARTS.

    Returns:
        The results as JSON; their "lines" are the target table.

    Raises:
        ModelError: a model is missing or damaged.
        DataError: a source is missing or damaged.
        RunError: a folder cannot be written, or MediaPipe fails.
    """
    start = time.perf_counter()
    device = DeviceSystem.open("Handshape", models)
    files = {path.name: path.stat().st_size for path in networks_of(settings_of(models)).files}
    made = environment()  # before the long run: its model and commit are those of now
    parts = [part for part in PARTS if part not in without]
    if MEDIAPIPE in parts and not client.installed():
        sys.stderr.write(f"MediaPipe is not installed and is left out; install it with: {client.INSTALL}\n")
        parts.remove(MEDIAPIPE)
    training = open_training_set(folders)
    measured = (
        open_validation_signers(folders)
        if validation
        else open_test_signers(folders, run, [device.name, *parts], "scoreboard")
    )
    rendered = ImageSet(rendered_set.samples(cache), "Rendered hands")
    thresholds = VerifyThresholds.of(device.recognizer.metadata.thresholds)
    systems: Systems = {"station": measure(device, measured, training, rendered, thresholds)}
    if MEDIAPIPE in parts:
        systems |= _mediapipe(folders, measured, training, rendered, cache)
    if BASELINE_PART in parts:
        systems |= _baselines(folders, measured, training, rendered, cache)
    bursts = measured.bursts
    results: dict[str, Any] = {
        "ground": "rehearsal" if validation else "eval",
        "webcam": list(measured.webcam),
        "hard": list(measured.crowd),
        "readers": systems,
        "cost": frame_cost(models, bursts, mediapipe=MEDIAPIPE in parts) if bursts else None,
        "files": files,
        "bytes": sum(files.values()),
        "peer_bytes": model_bytes(),
        "touches": touches(run),
        "made": {
            "time": made["started"],
            "commit": made["commit"],
            "cpu": machine.model_name(),
            "wall_s": time.perf_counter() - start,
        },
    }
    results["lines"] = lines(results)
    return results


def _mediapipe(
    folders: DataFolders, measured: EvaluationSet, training: TrainingSet, rendered: ImageSet, cache: Path
) -> Systems:
    """Measure MediaPipe: live, recorded, and live with its small model, with a classifier of the same people."""
    classifier = train_classifier(load_table(folders, ["signers", "hands"], ["train"]), cache)
    thresholds = VerifyThresholds()
    live, recording = MediaPipeSystem(classifier, cache), RecordedMediaPipeSystem(classifier)
    recorded = letters(recording, measured)
    recorded["verification"] = verified(recording, measured, training, thresholds)
    return {
        "peer-live": measure(live, measured, training, rendered, thresholds),
        "peer-recorded": recorded,
        "peer-lite": letters(MediaPipeSystem(classifier, cache, lite=True), measured),
    }


def _baselines(
    folders: DataFolders, measured: EvaluationSet, training: TrainingSet, rendered: ImageSet, cache: Path
) -> Systems:
    """Measure the student report's three models on its original training set; its CNN as the installed int8 file."""
    cnn = DeviceSystem.open("baseline CNN, int8", BASELINE_MODEL)
    found = {"report-cnn": measure(cnn, measured, training, rendered)}
    missing = [name for name in BASELINES if not (cache / name / "cost.json").is_file()]
    rows = experiment.training_rows(load_table(folders, ["sign_mnist"], ["train"]), "Sign MNIST") if missing else None
    for name in BASELINES:
        model = load_classifier(cache / name) if rows is None else experiment.train_cell(cache / name, name, rows, 1, 1)
        system = GuideBoxSystem(f"{SHORT[name]}, Sign MNIST", model, MIN_CONFIDENCE)
        found[name] = measure(system, measured, training, rendered)
    return found
