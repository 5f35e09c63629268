"""Conversion of landmark model and second opinion: weights → int8 → gate → hand.tflite, second.tflite."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convert.install import install
from convert.provenance import FROM_MEDIAPIPE, LICENCE, protocol, provenance
from convert.quantise import in_order, quantise, tensor_specs
from convert.thresholds import LANDMARK_MODEL_THRESHOLDS, SECOND_OPINION_THRESHOLDS
from device.alphabet import NO_LETTER
from device.recognition.interpreter import Model
from device.recognition.metadata import Metadata
from training.datasets.hand_squares import LABELS, HandSquares, model_views
from training.errors import ParityError
from training.fitting.landmark_augmentation import random_views
from training.networks import landmark, second_opinion
from training.networks.landmark_predictions import landmarks_of, landmarks_of_points, letter_accuracy, predict
from training.networks.measures import landmark_error
from training.networks.pixels import PIXEL_SCALE, to_input
from training.networks.weights import load_weights

CALIBRATION = 400  # pictures; more change no scale by more than a per cent
MAX_ACCURACY_LOSS = 0.005
MIN_AGREEMENT = 0.97  # of letters; the float model itself is undecided about the others
MAX_LANDMARK_SHIFT = 0.01  # median distance of int8 from float landmarks, fraction of the hand's diagonal
LANDMARK_FILE = "hand"


@dataclass(frozen=True)
class Kind:
    """Which of both networks is converted.

    Attributes:
        build: returns the untrained network.
        read: converts its second output to landmarks, (n, 21, 2).
        name: for the metadata.
        file: of the model, without suffix.
        thresholds: for the metadata.
        licence: for the metadata.
    """

    build: Callable[[], Any]
    read: Callable[[NDArray[np.float32]], NDArray[np.float32]]
    name: str
    file: str
    thresholds: dict[str, float]
    licence: str = LICENCE


LANDMARK = Kind(
    landmark.build,
    landmarks_of,
    "Handshape landmark model: landmarks and letter of a hand",
    LANDMARK_FILE,
    LANDMARK_MODEL_THRESHOLDS,
)
SECOND = Kind(
    second_opinion.build,
    landmarks_of_points,
    "Handshape second opinion: landmarks and letter of a hand",
    "second",
    SECOND_OPINION_THRESHOLDS,
    FROM_MEDIAPIPE,
)


@dataclass(frozen=True)
class LandmarkParity:
    """Float and int8 model on the same hands.

    Attributes:
        by_float: accuracy of the float model, mean over signers, 0–1.
        by_int8: the same of the int8 model.
        agreement: fraction of hands for which both give the same letter.
        shift: median of `landmark_error` between both.
    """

    by_float: float
    by_int8: float
    agreement: float
    shift: float

    def check(self, name: str = LANDMARK_FILE) -> None:
        """Check that the int8 model may replace the float model.

        Args:
            name: of the model's file, without suffix, for the message.

        Raises:
            ParityError: it may not; says why.
        """
        lost = self.by_float - self.by_int8
        if lost > MAX_ACCURACY_LOSS or self.agreement < MIN_AGREEMENT or self.shift > MAX_LANDMARK_SHIFT:
            raise ParityError(
                f"The int8 model {name}.tflite differs too much from the float one ({lost:.4f} accuracy lost, at most "
                f"{MAX_ACCURACY_LOSS}; {self.agreement:.4f} agreement, at least {MIN_AGREEMENT}; landmarks shifted by "
                f"{self.shift:.4f}, at most {MAX_LANDMARK_SHIFT}). It was not installed; train again."
            )


def convert_landmark_model(
    run: Path, training: HandSquares, validation: HandSquares, folder: Path, data: Path, kind: Kind = LANDMARK
) -> str:
    """Convert a run and install folder/hand.tflite or folder/second.tflite.

    Args:
        run: folder of `python -m training hand landmark` or `second`.
        training: hands to calibrate with.
        validation: hands to measure on.
        folder: to install in.
        data: folder of the data, for the provenance.
        kind: of the network.

    Returns:
        The figures as text.

    Raises:
        RunError: the run is not finished.
        ParityError: the int8 model differs too much; nothing is installed.
    """
    model = kind.build()
    load_weights(model, run / "final.weights.h5")
    rng = np.random.default_rng(1)
    rows = rng.choice(len(training.label), CALIBRATION)
    calibration, angles, _, _ = random_views(training, rows, landmark.SIZE, rng)
    pixels, directions, truth = model_views(validation, landmark.SIZE)
    letters, places, _ = predict(model, pixels, directions)
    float_landmarks = kind.read(places)
    angles[:4] = [[1, 0], [-1, 0], [0, 1], [0, -1]]  # the full range of cosine and sine
    real = to_input(calibration)
    tflite = quantise(model, ({"picture": real[i : i + 1], "direction": angles[i : i + 1]} for i in range(len(real))))
    figures: dict[str, Any] = {}

    def gate(quantised: Model) -> dict[str, object]:
        outputs = [quantised.read_all(*square) for square in zip(pixels, directions, strict=True)]
        int8_letters = np.array([p.reshape(-1) for p, _, _ in outputs])
        int8_landmarks = kind.read(np.concatenate([stored for _, stored, _ in outputs]))
        static = len(LABELS) - 1
        parity = LandmarkParity(
            round(letter_accuracy(letters, validation), 4),
            round(letter_accuracy(int8_letters, validation), 4),
            round(float((letters[:, :static].argmax(1) == int8_letters[:, :static].argmax(1)).mean()), 4),
            float(np.median(landmark_error(int8_landmarks, float_landmarks))),
        )
        known = ~np.isnan(truth[:, 0, 0])
        figures.update(
            {
                "accuracy": {
                    "protocol": protocol("exact squares"),
                    "float": parity.by_float,
                    "int8": parity.by_int8,
                },
                "points": {
                    "protocol": "same hands; median mean distance from MediaPipe's landmarks, fraction of the hand's "
                    "diagonal",
                    "int8": round(float(np.median(landmark_error(int8_landmarks[known], truth[known]))), 4),
                },
                "parity": {"agreement": parity.agreement, "point_shift": round(parity.shift, 4)},
                "bytes": len(tflite),
            }
        )
        parity.check(kind.file)
        return figures

    inputs, outputs = tensor_specs(tflite)
    metadata = Metadata(
        name=kind.name,
        sha256="",
        labels=LABELS,
        size=landmark.SIZE,
        pixel_scale=PIXEL_SCALE,
        pixel_offset=0.0,
        levelled=True,
        inputs=in_order(inputs, [(1, landmark.SIZE, landmark.SIZE, 1), (1, 2)]),
        outputs=in_order(outputs, [(1, len(LABELS)), (1, *places.shape[1:]), (1, 2)]),
        excluded=(NO_LETTER,),
        thresholds=dict(kind.thresholds),
        provenance=provenance(run, data, kind.licence),
    )
    return f"{install(tflite, metadata, folder, kind.file, gate)}: {figures}\n"
