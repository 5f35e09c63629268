"""Letters recorded with `python -m device capture`: `<signer>/<session>/session.json`, `<LETTER>/NNNN.png`.

A session may stop anywhere (Ctrl-C, full disk): letter folders may be missing, `*.part` files are pictures
that were never finished and are not looked at.
"""

import json
from functools import partial
from pathlib import Path
from typing import Any

from device.types import HandBox
from training.datasets.index_csv import hand_of, letter_of
from training.datasets.pictures import read_picture
from training.datasets.sample import Sample
from training.errors import DataError


def samples(recordings: Path) -> list[Sample]:
    """One sample a frame; all are `train`, their box is the guide box the hand was held in.

    `what` is the session's lighting. Whether the signer belongs to the eval people is for the leakage check.

    Raises:
        DataError: the folder is missing, or pictures have no (whole) session.json.
    """
    if not recordings.is_dir():
        raise DataError(f"{recordings} is missing; record with `python -m device capture` or fetch with `make pull`.")
    found: list[Sample] = []
    for folder in sorted(path for path in recordings.glob("*/*") if path.is_dir()):
        pictures = sorted(folder.glob("*/*.png"))
        if not pictures:
            continue
        session = _session(folder / "session.json")
        hand = hand_of(session["hand"])
        box = HandBox(*session["guide_box"], hand)
        found += [
            Sample(
                source="recordings",
                name=str(path.relative_to(recordings)),
                letter=letter_of(path.parent.name, str(path.parent)),
                signer=session["signer"],
                session=f"{session['signer']}/{session['session']}",
                split="train",
                kind="frame",
                load=partial(read_picture, path),
                hand=hand,
                box=box,
                what=session["lighting"],
            )
            for path in pictures
        ]
    return found


def _session(path: Path) -> dict[str, Any]:
    try:
        session = json.loads(path.read_text(encoding="utf-8"))
        box = tuple(float(number) for number in session["guide_box"])
        words = {key: str(session[key]) for key in ("signer", "session", "hand", "lighting")}
    except OSError:
        raise DataError(
            f"{path} is missing, so nobody knows whose hands these are; fetch the session again "
            "or move its folder away."
        ) from None
    except (ValueError, TypeError, KeyError) as error:
        raise DataError(
            f"{path} is not a whole session file ({type(error).__name__}: {error}); fetch the session "
            "again or move its folder away."
        ) from None
    if len(box) != 4 or not (0 <= box[0] < box[2] <= 1 and 0 <= box[1] < box[3] <= 1):
        raise DataError(f"{path}: guide_box must be [x0, y0, x1, y1] in fractions of the frame, not {list(box)}.")
    return {**words, "guide_box": box}
