"""Training and validation data of the hand detector and the landmark models."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.datasets import negatives, signers, synthetic
from training.datasets.hand_squares import WINDOW, HandSquares, cut_squares, join
from training.datasets.letterboxed_frames import LetterboxedFrames, letterbox_frames
from training.datasets.people import VALIDATION_SIGNERS
from training.datasets.sample import Sample
from training.fitting.batches import sampling_weights
from training.fitting.negative_hands import locate_hands
from training.fitting.no_hand_crops import cut_windows

WINDOWS = 4000  # squares without a hand
BALANCE = 0.5  # see sampling_weights: four times the pictures of a signer are drawn twice as often
SQUARE_FRACTIONS = {WINDOW: 0.08, "negatives": 0.05}
EMPTY_FRACTION = 0.12  # frames without a hand in a batch of the detector
CROP_FRACTION = 0.1  # of its batches: pictures cut around a hand, unlike what the detector gets from a camera


@dataclass(frozen=True)
class Sources:
    """Samples to train from.

    Attributes:
        real: pictures of training signers, and other handshapes, with a hand.
        rendered: our rendered hands.
        empty: frames known to show no hand.
    """

    real: list[Sample]
    rendered: list[Sample]
    empty: list[Sample]


@dataclass(frozen=True)
class SquareData:
    """Data of the landmark model and the landmark classifier: weight (n,) is the probability of each row of `train`."""

    train: HandSquares
    weight: NDArray[np.float64]
    validation: HandSquares


@dataclass(frozen=True)
class FrameData:
    """Data of the hand detector: weight (n,) is the probability of each row of `train`."""

    train: LetterboxedFrames
    weight: NDArray[np.float64]
    validation: LetterboxedFrames


def read_sources(data: Path, rendered: Path | None, cache: Path) -> Sources:
    """Read the samples of the split `train`.

    Args:
        data: folder with signers/ and negatives/.
        rendered: folder of `python -m training synthetic render`, or None.
        cache: folder for landmarks of other handshapes.

    Raises:
        DataError: a folder is missing or damaged.
        RunError: MediaPipe is needed for other handshapes and is not installed.
    """
    real = [s for s in signers.samples(data) if s.split == "train"]
    rejects = [s for s in negatives.samples(data) if s.split == "train"]
    empty = [s for s in rejects if negatives.is_no_hand(s)]
    real += locate_hands([s for s in rejects if not negatives.is_no_hand(s)], data, cache)
    return Sources(real, synthetic.samples(rendered) if rendered else [], empty)


def square_data(sources: Sources, cache: Path, seed: int, synthetic_fraction: float, everybody: bool) -> SquareData:
    """Cut the squares of the landmark model.

    Args:
        sources: of read_sources.
        cache: folder for cut squares.
        seed: of the squares without a hand.
        synthetic_fraction: of a batch, if there are rendered hands.
        everybody: also train on the validation signers.

    Raises:
        DataError: a picture cannot be read.
    """
    parts = [cut_squares(sources.real, cache, "Real hands")]
    fractions = dict(SQUARE_FRACTIONS)
    if sources.rendered:
        parts.append(cut_squares([s for s in sources.rendered if s.box is not None], cache, "Rendered hands"))
        fractions["synthetic"] = synthetic_fraction
    framed = [s for s in sources.real if s.kind == "frame" and s.box is not None]
    parts.append(cut_windows([*framed, *sources.empty * 4], WINDOWS, seed))
    squares = join(parts)
    held_out = np.isin(squares.signer, VALIDATION_SIGNERS)
    validation = squares.take(np.flatnonzero(held_out & (squares.source != WINDOW)))
    train = squares.take(np.flatnonzero(~held_out | everybody))
    fractions = {name: fraction for name, fraction in fractions.items() if (train.source == name).any()}
    return SquareData(train, sampling_weights(train.signer, train.source, fractions, BALANCE), validation)


def frame_data(sources: Sources, synthetic_fraction: float, everybody: bool) -> FrameData:
    """Letterbox the frames of the hand detector; arguments and errors as in square_data."""
    samples = [
        *(s for s in sources.real if s.box is not None),
        *(s for s in sources.rendered if s.kind == "frame"),
        *sources.empty,
    ]
    frames = letterbox_frames(samples, "Frames")
    held_out = np.isin(frames.signer, VALIDATION_SIGNERS)
    kept = ~held_out | everybody
    train, validation = frames.take(np.flatnonzero(kept)), frames.take(np.flatnonzero(held_out))
    crop = np.array([s.kind == "crop" for s in samples])[kept]
    group = np.where(np.isnan(train.box[:, 0]), "empty", np.where(crop, "crop", train.source))
    fractions = {"empty": EMPTY_FRACTION, "crop": CROP_FRACTION, "synthetic": synthetic_fraction}
    fractions = {name: fraction for name, fraction in fractions.items() if (group == name).any()}
    return FrameData(train, sampling_weights(train.signer, group, fractions, BALANCE), validation)
