"""Hands of many people, and places without any: the pictures in the zip archives of `hands/`.

The index has the columns of the signers' index and three more. `use` says what a picture may teach:

- "letter": a checked letter;
- "other": another handshape, named in `letter`;
- "points": landmarks and box only;
- "nothing": no hand is visible.

`group` is the kind of recording. "crowd" people show one or a few letters each; "crowd_back" is Y from the back.
"""

from functools import cache, partial
from pathlib import Path
from typing import cast
from zipfile import BadZipFile, ZipFile

from device.alphabet import NO_LETTER
from device.names import shown
from device.system.text_file import reason_of
from device.types import Pixels
from training.datasets.index_csv import box_of, hand_of, landmarks_of, letter_of, read_rows, size_of, split_of
from training.datasets.leakage import refuse_leaks
from training.datasets.pictures import decode
from training.datasets.sample import UNKNOWN, Kind, Sample
from training.datasets.signers import COLUMNS
from training.errors import DataError

USES = ("letter", "other", "points", "nothing")
CROWD_BACK = "crowd_back"
"""The group of Y seen from the back, as it is not signed to a partner: for landmarks, not for letters."""
FULL_SIGNER = 18
"""Letters from which a person counts as a full signer."""


def samples(data: Path) -> list[Sample]:
    """Return the samples of `data`/hands/index.csv.gz, splits `train` and `dev`.

    `source` is "hands". `session` is the source in the index. `what` is "use, group, name", where the name is the
    letter or the other handshape as the index has it: see `use_of`, `group_of` and `name_of`. `letter` is NO_LETTER
    for other handshapes and places, and UNKNOWN for hands that may teach landmarks only. Digits that were found to
    be a letter (digits_as_letters.csv) have this letter.

    Raises:
        DataError: index or archive missing, damaged, with a wrong row, or with a person in two splits.
    """
    folder = data / "hands"
    index = folder / "index.csv.gz"
    digits = {row["file"]: row["letter"] for _, row in read_rows(folder / "digits_as_letters.csv", ("file", "letter"))}
    rows = read_rows(index, (*COLUMNS, "archive", "group", "use"))
    found = _without_foreign_places([_sample(folder, where, row, digits) for where, row in rows])
    refuse_leaks(found, index)
    return found


def _without_foreign_places(found: list[Sample]) -> list[Sample]:
    """Leave out places of a person whose hands are in the other split.

    The index splits places by scene. A person's room belongs to the person.
    """
    split_of_person = {s.signer: s.split for s in found if use_of(s) != "nothing"}
    for sample in found:
        split_of_person.setdefault(sample.signer, sample.split)
    return [s for s in found if use_of(s) != "nothing" or split_of_person[s.signer] == s.split]


def use_of(sample: Sample) -> str:
    """Return what the picture may teach, one of USES."""
    return sample.what.split(", ")[0]


def group_of(sample: Sample) -> str:
    """Return the kind of recording: "webcam", "crowd", "rooms" …"""
    return sample.what.split(", ")[1]


def name_of(sample: Sample) -> str:
    """Return the letter or handshape that the index names, such as "digit_3"."""
    return sample.what.split(", ")[2]


def _sample(folder: Path, where: str, row: dict[str, str], digits: dict[str, str]) -> Sample:
    use, name = row["use"], row["letter"]
    if use not in USES:
        raise DataError(f"{where}: the use is “{use}”, not one of {', '.join(USES)}.")
    if row["kind"] not in ("frame", "crop"):
        raise DataError(f"{where}: the kind is “{row['kind']}”, not frame or crop.")
    hand = hand_of(row["hand"])
    letter = letter_of(name, where) if use == "letter" else UNKNOWN if use == "points" else NO_LETTER
    empty = use == "nothing"  # a box there is a mistake of MediaPipe's
    return Sample(
        source="hands",
        name=row["file"],
        letter=digits.get(row["file"], letter),
        signer=row["signer"] or f"places of {row['split']}",  # scenes without a person
        session=row["source"],
        split=split_of(row["split"], where),
        kind=cast(Kind, row["kind"]),
        load=partial(_read, folder / row["archive"], row["file"]),
        hand=hand,
        box=None if empty else box_of(row["box"], hand, where),
        landmarks=None if empty else landmarks_of(row["landmarks"], where),
        what=f"{use}, {row['group']}, {name}",
        size=size_of(row["width"], row["height"], where),
    )


@cache
def _archive(path: Path) -> ZipFile:
    """Open an archive once; its directory is read only once."""
    return ZipFile(path)


def _read(path: Path, member: str) -> Pixels:
    """Read one picture, uint8 (h, w) grey.

    Raises:
        DataError: the archive or the picture is missing or damaged.
    """
    try:
        data = _archive(path).read(member)
    except (OSError, BadZipFile, KeyError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else f"{member} is missing or damaged in it"
        raise DataError(f"{shown(path)} cannot be read ({reason}); download it again.") from None
    return decode(data, f"{shown(path)}/{member}")
