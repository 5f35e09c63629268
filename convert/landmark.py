"""The station's conversion: finder, reader and letter head → int8 → gate → installed models with their metadata."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convert.install import install
from convert.landmark_classifier import convert_letters
from convert.quantise import tensor_specs, to_int8
from convert.thresholds import LANDMARK_MODEL_THRESHOLDS
from device.alphabet import NO_LETTER
from device.recognition.detector import box_from_grid
from device.recognition.interpreter import Model
from device.recognition.landmarks import landmarks_from_heatmaps
from device.recognition.metadata import Metadata, TensorSpec
from device.types import Pixels
from training.datasets import signers
from training.datasets.people import VALIDATION_SIGNERS
from training.errors import ParityError
from training.fitting import hand_augment
from training.fitting.detector_frames import frames_of
from training.fitting.detector_frames import plain_views as whole_frames
from training.fitting.detector_training import overlaps
from training.fitting.hand_images import LABELS, LETTERS, pool_of
from training.fitting.landmark_training import point_error
from training.networks import detector, landmark
from training.run_folder import environment, read_json

CALIBRATION = 400  # pictures; more change no scale by more than a per cent
LICENCE = (
    "Learned from public pictures, most of which state no licence, and from our own rendered hands (CC0 parts). "
    "No picture is in the weights' repository; the weights have the project's licence."
)
FINDER_THRESHOLDS = {"hand": 0.4}  # chosen as those of convert/thresholds.py
MAX_ACCURACY_LOSS = 0.005
MIN_AGREEMENT = 0.97  # of letters on strangers' hands: where the float model itself wavers between two
MAX_POINT_SHIFT = 0.01  # median distance of int8 points from float points, share of the hand's diagonal
MAX_FOUND_LOSS = 0.01
NEAR = 0.3  # overlap from which the reader, which looks again where the points say, gets hold of the hand


@dataclass(frozen=True)
class Asked:
    """What to convert and what to say of it.

    Attributes:
        reader, finder, letters: run folders of `python -m training hand`.
        data: folder with signers/; cache: of cut pictures.
    """

    reader: Path
    detector: Path
    letters: Path
    data: Path
    cache: Path


def convert(asked: Asked, folder: Path) -> str:
    """Install folder/hand.tflite, finder.tflite and letters.tflite with their metadata.

    Returns:
        The figures, for people.

    Raises:
        ParityError: an int8 model is not as good as its float parent; it is not installed.
    """
    samples = [s for s in signers.samples(asked.data) if s.split == "train"]
    told = _convert_finder(asked, samples, folder)
    told += _convert_reader(asked, samples, folder)
    pool = pool_of(samples, asked.cache, "Real hands")
    out = np.isin(pool.signer, VALIDATION_SIGNERS)
    learned, watch = pool.take(np.flatnonzero(~out)), pool.take(np.flatnonzero(out))
    return told + convert_letters(
        asked.letters,
        learned,
        watch,
        folder,
        _protocol(asked.reader, "perfect boxes, the int8 reader's letters and points"),
        _provenance(asked.letters),
    )


def _convert_reader(asked: Asked, samples: Sequence[Any], folder: Path) -> str:
    model = landmark.build()
    model.load_weights(asked.reader / "final.weights.h5")
    pool = pool_of(samples, asked.cache, "Real hands")
    out = np.flatnonzero(np.isin(pool.signer, VALIDATION_SIGNERS))
    kept = np.flatnonzero(~np.isin(pool.signer, VALIDATION_SIGNERS))
    rng = np.random.default_rng(1)
    calibration, _, _ = hand_augment.views(pool, rng.choice(kept, CALIBRATION), landmark.SIZE, rng)
    watch = pool.take(out)
    pixels, truth = hand_augment.plain_views(watch, landmark.SIZE)
    letters, maps, _ = model.predict(_real(pixels), batch_size=256, verbose=0)
    points = np.array([landmarks_from_heatmaps(each) for each in maps])
    tflite = to_int8(model, _real(calibration))
    inputs, outputs = tensor_specs(tflite)
    shown: dict[str, object] = {}

    def gate(quantised: Model) -> dict[str, object]:
        read = [quantised.read_all(picture) for picture in pixels]
        by_int8 = np.array([p.reshape(-1)[: len(LETTERS)] for p, _, _ in read]).argmax(1)
        by_float = letters[:, : len(LETTERS)].argmax(1)
        placed = np.array([landmarks_from_heatmaps(m[0]) for _, m, _ in read])
        shift = float(np.median(point_error(placed, points)))
        known = ~np.isnan(truth[:, 0, 0])
        figures = {
            "accuracy": {
                "protocol": _protocol(asked.reader, "perfect boxes"),
                "float": _per_signer(by_float == watch.label, watch.signer),
                "int8": _per_signer(by_int8 == watch.label, watch.signer),
            },
            "points": {
                "protocol": "same hands; median mean distance from MediaPipe's points, share of the hand's diagonal",
                "int8": round(float(np.median(point_error(placed[known], truth[known]))), 4),
            },
            "parity": {"agreement": round(float((by_float == by_int8).mean()), 4), "point_shift": round(shift, 4)},
            "bytes": len(tflite),
        }
        shown.update(figures)
        lost = figures["accuracy"]["float"] - figures["accuracy"]["int8"]  # type: ignore[index]
        agreement = figures["parity"]["agreement"]  # type: ignore[index]
        if lost > MAX_ACCURACY_LOSS or agreement < MIN_AGREEMENT or shift > MAX_POINT_SHIFT:
            raise ParityError(
                f"The int8 reader differs too much from the float one ({lost:.4f} accuracy lost, "
                f"{agreement:.4f} agreement, points shifted by {shift:.4f}); it is not installed."
            )
        return figures

    metadata = Metadata(
        name="Handshape reader: points and letter of a hand",
        sha256="",
        labels=LABELS,
        size=landmark.SIZE,
        pixel_scale=1 / 255,
        pixel_offset=0.0,
        levelled=True,
        inputs=inputs,
        outputs=_ordered(outputs, [(1, len(LABELS)), (1, *maps.shape[1:]), (1, 2)]),
        excluded=(NO_LETTER,),
        thresholds=dict(LANDMARK_MODEL_THRESHOLDS),
        provenance=_provenance(asked.reader),
    )
    path = install(tflite, metadata, folder, "hand", gate)
    return f"{path}: {shown}\n"


def _convert_finder(asked: Asked, samples: Sequence[Any], folder: Path) -> str:
    model = detector.build()
    model.load_weights(asked.finder / "final.weights.h5")
    boxed = [s for s in samples if s.box is not None and s.kind == "frame"]
    rng = np.random.default_rng(1)
    learned = [s for s in boxed if s.signer not in VALIDATION_SIGNERS]
    calibration, _ = whole_frames(
        frames_of([learned[i] for i in rng.choice(len(learned), CALIBRATION, replace=False)], "Calibration"),
        detector.SIZE,
    )
    watch = frames_of([s for s in boxed if s.signer in VALIDATION_SIGNERS], "Held-out frames")
    pixels, _ = whole_frames(watch, detector.SIZE)
    hand, reach = model.predict(_real(pixels), batch_size=256, verbose=0)
    tflite = to_int8(model, _real(calibration))
    inputs, outputs = tensor_specs(tflite)
    shown: dict[str, object] = {}

    def gate(quantised: Model) -> dict[str, object]:
        read = [quantised.read_all(picture) for picture in pixels]
        by_float = _found(hand, reach, watch)
        by_int8 = _found(np.concatenate([h for h, _ in read]), np.concatenate([r for _, r in read]), watch)
        figures = {
            "found": {
                "protocol": _protocol(asked.finder, "frames, IoU ≥ 0.3 with MediaPipe's box"),
                "float": by_float,
                "int8": by_int8,
            },
            "bytes": len(tflite),
        }
        shown.update(figures)
        if by_float - by_int8 > MAX_FOUND_LOSS:
            raise ParityError(
                f"The int8 finder finds {by_int8:.4f} of the hands, the float one {by_float:.4f}; it is not installed."
            )
        return figures

    metadata = Metadata(
        name="Handshape finder: where the hand is",
        sha256="",
        labels=(),
        size=detector.SIZE,
        pixel_scale=1 / 255,
        pixel_offset=0.0,
        inputs=inputs,
        outputs=_ordered(outputs, [(1, detector.GRID, detector.GRID, 1), (1, detector.GRID, detector.GRID, 4)]),
        thresholds=FINDER_THRESHOLDS,
        provenance=_provenance(asked.finder),
    )
    path = install(tflite, metadata, folder, "finder", gate)
    return f"{path}: {shown}\n"


def _found(hand: NDArray[Any], reach: NDArray[Any], frames: Any) -> float:
    """Share of hands found, mean over signers."""
    boxes = [box_from_grid(h[..., 0], r) for h, r in zip(hand, reach, strict=True)]
    placed = np.array([(b.x0, b.y0, b.x1, b.y1) for b in boxes])
    return _per_signer(overlaps(placed, frames.box) >= NEAR, frames.signer)


def _per_signer(right: NDArray[np.bool_], signer: NDArray[np.str_]) -> float:
    return round(float(np.mean([right[signer == person].mean() for person in np.unique(signer)])), 4)


def _real(pixels: Pixels) -> NDArray[np.float32]:
    return pixels[..., None] * np.float32(1 / 255)


def _ordered(specs: tuple[TensorSpec, ...], shapes: Sequence[tuple[int, ...]]) -> tuple[TensorSpec, ...]:
    """The outputs in the order the device reads them: the converter keeps none."""
    by_shape = {spec.shape: spec for spec in specs}
    return tuple(by_shape[shape] for shape in shapes)


def _protocol(run: Path, how: str) -> str:
    """Whose hands a figure is about: a last run may have learned from the held-out signers, too."""
    seen = "seen in the last steps of training" if read_json(run / "config.json").get("all") else "held out"
    return f"{len(VALIDATION_SIGNERS)} training signers, {seen} ({', '.join(VALIDATION_SIGNERS)}), {how}"


def _provenance(run: Path) -> dict[str, Any]:
    config, ran = (read_json(run / name) for name in ("config.json", "environment.json"))
    for key in ("run", "start", "synthetic"):  # which, not where on somebody's disk
        if config.get(key):
            config[key] = "/".join(Path(config[key]).parts[-2:])
    return {
        "data": "signers and negatives of the training split, by person; rendered hands where `synthetic` is named",
        "plan": config,
        "trained_with": {key: ran[key] for key in ("python", "packages", "platform", "commit")},
        "converted_with": environment()["packages"],
        "licence": LICENCE,
    }
