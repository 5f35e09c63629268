"""A learner's hand on the disk: samples as JSON, one file for each learner, beside the progress file.

The file is replaced atomically and durably, and the one before it is kept as a copy. A file whose checksum does not
fit is set aside, and the copy takes its place.
"""

import contextlib
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from device.errors import ExitCode, HandshapeError
from device.names import json_text, shown
from device.recognition.personal.samples import MODEL_LETTERS, HandSample
from device.settings import LEARNERS
from device.system.files import make_folder, write_atomic
from device.system.json_text import read_json

FORMAT = 1
LANDMARK_STEPS, P_STEPS = 1000, 10_000
"""Whole numbers in the file for 1."""
MAX_LANDMARK = 10.0
MAX_SAMPLES = 1000


class HandFileError(HandshapeError):
    """A learner's hand cannot be read or written."""

    exit_code = ExitCode.DATA


@dataclass(frozen=True)
class LearnerHand:
    """What is kept of a learner's hand.

    Attributes:
        learner: slot.
        networks: first 12 digits of the checksum of the landmark model that saw the samples.
        made: date, ISO 8601; "" if the station's clock was not set.
        samples: at least one.
    """

    learner: str
    networks: str
    made: str
    samples: tuple[HandSample, ...]


def hand_path(progress: Path, learner: str) -> Path:
    """Return the file of a learner's hand beside this progress file."""
    return progress.with_name(f"{progress.stem}-hands") / f"{learner}.json"


def load_hand(progress: Path, learner: str, warn: Callable[[str], None] = lambda sentence: None) -> LearnerHand | None:
    """Return a learner's hand, None if there is none.

    Args:
        progress: the progress file.
        learner: slot.
        warn: called with one sentence if the file was damaged, with what was done.
    """
    path = hand_path(progress, learner)
    for candidate, what in ((path, "The earlier one is used."), (_copy_of(path), "Show your letters again.")):
        try:
            return parse_hand(read_json(candidate))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            warn(f"The hand of {learner} in {shown(candidate)} cannot be read: {error.strerror}.")
        except (ValueError, HandFileError):
            with contextlib.suppress(OSError):
                candidate.replace(candidate.with_name(f"{candidate.name}.damaged"))
            warn(f"The hand of {learner} in {shown(candidate)} is damaged and was set aside. {what}")
    return None


def save_hand(progress: Path, hand: LearnerHand) -> Path:
    """Write a learner's hand, durably; return its path. The file that it replaces is kept as a copy.

    Raises:
        HandFileError: it cannot be written; the earlier one is unchanged.
    """
    path = hand_path(progress, hand.learner)
    try:
        make_folder(path.parent)
        if path.is_file():
            write_atomic(_copy_of(path), path.read_bytes(), durable=True)
        write_atomic(path, json_text(hand_json(hand), separators=(",", ":")) + "\n", durable=True, mode=0o600)
    except OSError as error:
        raise HandFileError(f"The hand cannot be kept in {shown(path)}: {error.strerror}.") from None
    return path


def remove_hand(progress: Path, learner: str) -> bool:
    """Delete a learner's hand with its copies; return whether there was one.

    Raises:
        HandFileError: it cannot be deleted.
    """
    path, found = hand_path(progress, learner), False
    for each in (path, _copy_of(path), *(p.with_name(f"{p.name}.damaged") for p in (path, _copy_of(path)))):
        try:
            each.unlink()
            found = True
        except FileNotFoundError:
            continue
        except OSError as error:
            raise HandFileError(f"{shown(each)} cannot be deleted: {error.strerror}.") from None
    return found


def hands(progress: Path) -> list[LearnerHand]:
    """Return the hands of all learners that have one."""
    return [hand for learner in LEARNERS if (hand := load_hand(progress, learner)) is not None]


def hand_json(hand: LearnerHand) -> dict[str, Any]:
    """Return a hand as JSON values; `parse_hand` is the inverse, rounded to the steps of the file."""
    samples = [
        {
            "letter": sample.letter,
            "pose": sample.pose,
            "landmarks": np.rint(sample.landmarks.reshape(-1) * LANDMARK_STEPS).astype(int).tolist(),
            "p": np.rint(sample.p * P_STEPS).astype(int).tolist(),
        }
        for sample in hand.samples
    ]
    return {
        "handshape_hand": FORMAT,
        "learner": hand.learner,
        "networks": hand.networks,
        "made": hand.made,
        "sum": _checksum(samples),
        "samples": samples,
    }


def parse_hand(raw: Any) -> LearnerHand:
    """Return the hand that a JSON value describes.

    Raises:
        HandFileError: it describes none, or it was changed or damaged.
    """
    try:
        if raw["handshape_hand"] != FORMAT or raw["sum"] != _checksum(raw["samples"]):
            raise ValueError
        samples = tuple(_sample(each) for each in raw["samples"])
        hand = LearnerHand(raw["learner"], raw["networks"], raw["made"], samples)
        texts = all(isinstance(text, str) for text in (hand.networks, hand.made))
        if not texts or hand.learner not in LEARNERS or not 0 < len(samples) <= MAX_SAMPLES:
            raise ValueError
        return hand
    except (KeyError, TypeError, ValueError, OverflowError):
        raise HandFileError("This is no hand of a learner, or it is damaged.") from None


def _sample(raw: Any) -> HandSample:
    landmarks, p = np.array(raw["landmarks"]), np.array(raw["p"])
    whole = all(values.dtype.kind == "i" for values in (landmarks, p))
    if not whole or landmarks.shape != (42,) or p.shape != (len(MODEL_LETTERS),) or type(raw["pose"]) is not int:
        raise ValueError
    if np.abs(landmarks).max() > MAX_LANDMARK * LANDMARK_STEPS or p.min() < 0 or p.max() > P_STEPS:
        raise ValueError
    if raw["letter"] not in MODEL_LETTERS:
        raise ValueError
    shape = (landmarks.reshape(21, 2) / LANDMARK_STEPS).astype(np.float32)
    return HandSample(raw["letter"], raw["pose"], shape, (p / P_STEPS).astype(np.float32))


def _checksum(samples: Sequence[Any]) -> str:
    return hashlib.sha256(json_text(samples, separators=(",", ":")).encode()).hexdigest()[:16]


def _copy_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.copy1")
