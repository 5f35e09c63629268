"""Conversion of the hand detector: weights → int8 → gate → finder.tflite."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convert.install import install
from convert.provenance import protocol, provenance
from convert.quantise import in_order, tensor_specs, to_int8
from convert.thresholds import DETECTOR_THRESHOLDS
from device.recognition.detector import box_from_grid
from device.recognition.interpreter import Model
from device.recognition.metadata import Metadata
from training.datasets.letterboxed_frames import LetterboxedFrames, detector_views, letterbox_frames
from training.datasets.sample import Sample
from training.errors import ParityError
from training.metrics import macro_by_signer
from training.networks import detector
from training.networks.measures import iou_pairs
from training.networks.pixels import PIXEL_SCALE, to_input
from training.networks.weights import load_weights

CALIBRATION = 400  # frames; more change no scale by more than a per cent
MAX_FOUND_LOSS = 0.01
NEAR = 0.3  # IoU from which the landmark model, which estimates again around its landmarks, finds the hand


def convert_detector(run: Path, train: Sequence[Sample], dev: Sequence[Sample], folder: Path, data: Path) -> str:
    """Convert a run and install folder/finder.tflite.

    Args:
        run: folder of `python -m training hand detector`.
        train: some are chosen to calibrate with.
        dev: to measure on.
        folder: to install in.
        data: folder of the data, for the provenance.

    Returns:
        The figures as text.

    Raises:
        DataError: a picture cannot be read.
        RunError: the run is not finished.
        ParityError: the int8 model finds fewer hands; nothing is installed.
    """
    model = detector.build()
    load_weights(model, run / "final.weights.h5")
    training, frames = _framed(train), letterbox_frames(_framed(dev), "Validation frames")
    chosen = np.random.default_rng(1).choice(len(training), min(CALIBRATION, len(training)), replace=False)
    calibration, _ = detector_views(letterbox_frames([training[i] for i in chosen], "Calibration"), detector.SIZE)
    pixels, _ = detector_views(frames, detector.SIZE)
    hand, offsets, _ = model.predict(to_input(pixels), batch_size=256, verbose=0)
    by_float = found_fraction(hand, offsets, frames)
    tflite = to_int8(model, to_input(calibration))
    figures: dict[str, Any] = {}

    def gate(quantised: Model) -> dict[str, object]:
        outputs = [quantised.read_all(picture) for picture in pixels]
        by_int8 = found_fraction(
            np.concatenate([hand for hand, _, _ in outputs]),
            np.concatenate([offsets for _, offsets, _ in outputs]),
            frames,
        )
        how = protocol(f"frames, IoU ≥ {NEAR} with MediaPipe's box")
        figures.update({"found": {"protocol": how, "float": by_float, "int8": by_int8}, "bytes": len(tflite)})
        check(by_float, by_int8)
        return figures

    inputs, outputs = tensor_specs(tflite)
    metadata = Metadata(
        name="Handshape hand detector: where the hand is",
        sha256="",
        labels=(),
        size=detector.SIZE,
        pixel_scale=PIXEL_SCALE,
        pixel_offset=0.0,
        inputs=inputs,
        outputs=in_order(outputs, [(1, detector.GRID, detector.GRID, channels) for channels in (1, 4, 2)]),
        thresholds=dict(DETECTOR_THRESHOLDS),
        provenance=provenance(run, data),
    )
    return f"{install(tflite, metadata, folder, 'finder', gate)}: {figures}\n"


def _framed(samples: Sequence[Sample]) -> list[Sample]:
    """Return the whole frames with a known box."""
    return [s for s in samples if s.box is not None and s.kind == "frame"]


def check(by_float: float, by_int8: float) -> None:
    """Check the fractions of hands found.

    Raises:
        ParityError: the int8 model finds too few.
    """
    if by_float - by_int8 > MAX_FOUND_LOSS:
        raise ParityError(
            f"The int8 hand detector finds {by_int8:.4f} of the hands, the float one {by_float:.4f} "
            f"(at most {MAX_FOUND_LOSS} less). It was not installed; train again."
        )


def found_fraction(hand: NDArray[Any], offsets: NDArray[Any], frames: LetterboxedFrames) -> float:
    """Compute the fraction of hands whose box is found with IoU ≥ NEAR, mean over signers.

    Args:
        hand: (n, g, g, 1), output of the detector.
        offsets: (n, g, g, 4), output of the detector.
        frames: n frames with a hand.
    """
    boxes = [box_from_grid(h[..., 0], o) for h, o in zip(hand, offsets, strict=True)]
    near = iou_pairs(np.array([(b.x0, b.y0, b.x1, b.y1) for b in boxes]), frames.box) >= NEAR
    return round(macro_by_signer(near, frames.signer), 4)
