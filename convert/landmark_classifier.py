"""The letter head: trained weights → int8 → gate → letters.tflite, with how much its answer counts."""

from pathlib import Path
from typing import Any

import numpy as np

from convert.install import install
from convert.quantise import tensor_specs, to_int8
from device.recognition.fusion import fuse
from device.recognition.interpreter import Model
from device.recognition.landmark_classifier import FEATURES, LandmarkClassifier, landmark_features
from device.recognition.landmarks import landmarks_from_heatmaps
from device.recognition.metadata import Metadata
from training.errors import ParityError
from training.fitting.hand_augment import plain_views
from training.fitting.hand_images import LABELS, Pool
from training.fitting.landmark_training import letters_read
from training.networks import landmark, landmark_classifier
from training.run_folder import read_json

CALIBRATION = 600  # hands
MAX_ACCURACY_LOSS = 0.005


def convert_letters(
    run: Path, learned: Pool, watch: Pool, folder: Path, protocol: str, provenance: dict[str, Any]
) -> str:
    """Install folder/letters.tflite for the reader that is already there.

    Args:
        run: of the head; its held_out.json has the share and temperature of the combined answer, set on the
            held-out training signers.
        learned: hands to calibrate with; watch: of the held-out training signers, to measure on.
        protocol: says so, or that the reader learned from them, too.

    Returns:
        The figures, for people.

    Raises:
        ParityError: the int8 head reads worse than the float one; it is not installed.
    """
    head = landmark_classifier.build()
    head.load_weights(run / "final.weights.h5")
    rng = np.random.default_rng(1)
    known = np.flatnonzero(~np.isnan(learned.points[:, 0, 0]))
    tflite = to_int8(head, landmark_features(learned.points[rng.choice(known, CALIBRATION, replace=False)]))
    inputs, outputs = tensor_specs(tflite)

    reader = Model(folder / "hand.tflite")
    pixels, _ = plain_views(watch, landmark.SIZE)
    read = [reader.read_all(picture) for picture in pixels]
    seen = np.array([p.reshape(-1) for p, _, _ in read])
    points = np.array([landmarks_from_heatmaps(maps[0]) for _, maps, _ in read])
    placed = landmark_classifier.read(head, points)
    tuned = read_json(run / "held_out.json")
    share, temperature = float(tuned["share"]), float(tuned["temperature"])
    shown: dict[str, object] = {}

    def gate(quantised: Model) -> dict[str, object]:
        device = LandmarkClassifier(quantised)
        by_int8 = np.array([device.commands.read(each) for each in points])
        figures = {
            "accuracy": {
                "protocol": protocol,
                "reader": round(letters_read(seen, watch), 4),
                "points, float": round(letters_read(placed, watch), 4),
                "points, int8": round(letters_read(by_int8, watch), 4),
                "both, float": round(letters_read(fuse(seen, placed, share, temperature), watch), 4),
                "both, int8": round(letters_read(fuse(seen, by_int8, share, temperature), watch), 4),
            },
            "bytes": len(tflite),
        }
        shown.update(figures)
        lost = figures["accuracy"]["both, float"] - figures["accuracy"]["both, int8"]  # type: ignore[index]
        if lost > MAX_ACCURACY_LOSS:
            raise ParityError(f"The int8 letter head loses {lost:.4f} of accuracy; it is not installed.")
        return figures

    metadata = Metadata(
        name="Handshape letters: what the points say",
        sha256="",
        labels=LABELS,
        size=0,
        pixel_scale=0.0,
        pixel_offset=0.0,
        inputs=inputs,
        outputs=outputs,
        thresholds={"share": share, "temperature": temperature},
        provenance=provenance,
    )
    assert metadata.inputs[0].shape == (1, FEATURES)
    return f"{install(tflite, metadata, folder, 'letters', gate)}: {shown}, share {share}, temperature {temperature}\n"
