"""Hands of training people with MediaPipe's landmarks, of `signers/` and of `hands/`: letters and digits."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from device.names import shown
from device.types import Pixels
from training.datasets import signers
from training.datasets.index_csv import landmarks_of, read_rows, size_of
from training.datasets.people import person
from training.errors import DataError

Array = NDArray[np.float64]
DIGITS = tuple("0123456789")
COLUMNS = ("archive", "file", "signer", "group", "use", "letter", "split", "width", "height", "hand", "landmarks")
DIGIT_PREFIX = "digit_"
NOT_TO_A_PARTNER = ("crowd_back",)
"""Groups that show a letter's handshape in a way that is no spelling: Y from the back of the hand is a greeting."""


@dataclass(frozen=True)
class TrackedHand:
    """One picture of a hand.

    Attributes:
        sign: a static letter or a digit.
        signer: name of the person; see people.person.
        points: (21, 3) pixels of a right hand: x right, y up, z towards the viewer; left hands are mirrored.
        mirrored: whether the picture shows the mirror image of `points`.
        archive: zip file that holds the picture; None if `file` is a path.
        file: name inside the archive, or path.
    """

    sign: str
    signer: str
    points: Array
    mirrored: bool
    archive: Path | None
    file: str

    def picture(self) -> Pixels:
        """Read the picture, uint8 (h, w) grey, as the camera saw it.

        Raises:
            DataError: it cannot be read.
        """
        try:
            if self.archive is None:
                packed = Path(self.file).read_bytes()
            else:
                with zipfile.ZipFile(self.archive) as archive:
                    packed = archive.read(self.file)
        except (OSError, KeyError, zipfile.BadZipFile) as e:
            raise DataError(f"The picture {shown(self.file)} cannot be read ({e}).") from e
        image = cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_GRAYSCALE)
        if image is None:
            raise DataError(f"The picture {shown(self.file)} is damaged.")
        return np.asarray(image, np.uint8)


def tracked_hands(data: Path, split: str = "train") -> list[TrackedHand]:
    """Return the tracked hands of one split that show a static letter or a digit, in the order of the indexes.

    Args:
        data: folder that holds signers/ and hands/; a missing hands/ is left out.
        split: "train" or "dev" (`dev` only in hands/). The test signers' split is refused.

    Raises:
        DataError: an index is missing or damaged, or another split is asked for.
    """
    if split not in ("train", "dev"):
        raise DataError(f"Poses are fitted to train and chosen on dev, not to “{split}”.")
    found = list(_signers(data)) if split == "train" else []
    if (data / "hands" / "index.csv.gz").is_file():
        found += _hands(data / "hands", split)
    return found


def _signers(data: Path) -> Iterator[TrackedHand]:
    for sample in signers.samples(data):
        if sample.split != "train" or sample.landmarks is None or sample.letter not in STATIC_LETTERS:
            continue
        if not sample.is_asl or sample.size is None:
            continue
        left = sample.hand == "left"
        points = _upright(sample.landmarks, sample.size, left=left)
        yield TrackedHand(sample.letter, person(sample.signer), points, left, None, str(data / "signers" / sample.name))


def _hands(folder: Path, split: str) -> Iterator[TrackedHand]:
    for where, row in read_rows(folder / "index.csv.gz", COLUMNS):
        name = row["letter"]
        digit = row["use"] == "other" and name[: len(DIGIT_PREFIX)] == DIGIT_PREFIX
        sign = name[len(DIGIT_PREFIX) :] if digit else name
        if row["split"] != split or sign not in (DIGITS if digit else STATIC_LETTERS):
            continue
        landmarks = landmarks_of(row["landmarks"], where)
        if landmarks is None or row["use"] not in ("letter", "other") or row["group"] in NOT_TO_A_PARTNER:
            continue
        left = row["hand"] == "left"
        points = _upright(landmarks, size_of(row["width"], row["height"], where), left=left)
        yield TrackedHand(sign, person(row["signer"]), points, left, folder / row["archive"], row["file"])


def _upright(landmarks: NDArray[np.float32], size: tuple[int, int], *, left: bool) -> Array:
    """Convert fractions of the picture, y down and z away, to pixels of a right hand, y up and z to the viewer."""
    width, height = size
    factor = np.array([-width if left else width, -height, -width], float)
    out: Array = landmarks.astype(float) * factor
    return out
