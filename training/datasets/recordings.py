"""Letters recorded with `python -m device capture`: `<signer>/<session>/session.json`, `<LETTER>/NNNN.png`.

A session may stop at any time (Ctrl-C, full disk): letter folders may be missing, and `*.part` files are incomplete
pictures, which are ignored.
"""

from functools import partial
from pathlib import Path
from typing import Any

from device.camera.listing import visible
from device.names import shown
from device.system.json_text import read_object
from device.types import HandBox
from training.datasets.index_csv import hand_of, letter_of
from training.datasets.pictures import read_picture
from training.datasets.sample import Sample
from training.errors import DataError


def samples(recordings: Path) -> list[Sample]:
    """Return one sample for each frame; all are `train`, and their box is the guide box.

    `what` is the session's lighting. `table.load_table` refuses recordings of test signers.

    Raises:
        DataError: the folder is missing, or a session has no valid session.json.
    """
    if not recordings.is_dir():
        raise DataError(
            f"{shown(recordings)} is missing; record with `python -m device capture` or fetch with `make pull`."
        )
    found: list[Sample] = []
    for folder in visible(path for path in recordings.glob("*/*") if path.is_dir()):
        pictures = visible(folder.glob("*/*.png"))
        if not pictures:
            continue
        session = _session(folder / "session.json")
        hand = hand_of(session["hand"])
        x0, y0, x1, y1 = session["guide_box"]
        box = HandBox(x0, y0, x1, y1, hand)
        found += [
            Sample(
                source="recordings",
                name=shown(path.relative_to(recordings)),
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
        session = read_object(path)
        box = tuple(float(number) for number in session["guide_box"])
        words = {key: str(session[key]) for key in ("signer", "session", "hand", "lighting")}
    except OSError:
        raise DataError(
            f"{shown(path)} is missing, so the signer is not known; fetch the session again or move its folder away."
        ) from None
    except (ValueError, TypeError, KeyError) as error:
        raise DataError(
            f"{shown(path)} is not a valid session file ({type(error).__name__}: {error}); fetch the session "
            "again or move its folder away."
        ) from None
    if len(box) != 4 or not (0 <= box[0] < box[2] <= 1 and 0 <= box[1] < box[3] <= 1):
        raise DataError(
            f"{shown(path)}: guide_box must be [x0, y0, x1, y1] in fractions of the frame, not {list(box)}."
        )
    return {**words, "guide_box": box}
