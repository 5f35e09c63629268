"""A teacher's own pictures of signs: those of the settings' folder, and before them those sent from the page.

Pictures that are sent lie beside the progress file in a folder like that of the settings (`A.jpg`, `7.avi`), with the
names of those who gave them. A picture is written again as a JPEG, a clip as a video of its pictures, so that place and
time of the recording are not kept.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2

from device.activity import Question
from device.camera.picture_header import picture_format, picture_header
from device.camera.pictures import decode_picture
from device.errors import SettingsError
from device.names import printable, shown
from device.runtime.own_clips import SUFFIX, picture_file, sent_clip
from device.settings import PracticeSettings
from device.signing.own_pictures import MAX_KEPT, load_own_pictures, usable_picture
from device.signing.pose_table import pose_table
from device.system.files import write_atomic
from device.system.json_text import read_object
from device.types import Pixels
from device.view import OwnPicture

QUESTION = Question("own_picture", ("sign", "hand", "still"), "image/webp")
"""The page shows a teacher's picture; `hand` is "left" for a mirrored one; with `still` not "", a clip stands."""
FORMATS = ("JPEG", "PNG", "WebP")
MAX_BYTES = 3_000_000
"""Of a picture that is sent: a telephone's photograph, reduced by the page, has a tenth."""
MAX_PIXELS = 16_000_000
MAX_NAME = 40


class UploadedPictures(Mapping[str, OwnPicture]):
    """The picture of each sign that has one.

    The loop reads it, the page's thread changes it: each change is one assignment.
    """

    def __init__(self, settings: PracticeSettings, progress: Path, warn: Callable[[str], None]) -> None:
        """Read the pictures.

        Args:
            settings: with the folder of pictures, if there is one.
            progress: file beside which pictures are kept that are sent.
            warn: called with one sentence for each picture that cannot be used.
        """
        self._folder = progress.with_name("own-handshapes")
        self._names_path = progress.with_name("own-handshapes.json")
        self._given: Mapping[str, OwnPicture] = {}
        if settings.own_handshapes:
            self._given = load_own_pictures(Path(settings.own_handshapes), settings.own_handshapes_by, warn)
        self._sent: Mapping[str, OwnPicture] = {}
        if any(self._folder.glob("*.*")):
            names = self._names()
            self._sent = {
                sign: replace(own, by=names.get(sign, ""))
                for sign, own in load_own_pictures(self._folder, "", warn).items()
            }

    def __getitem__(self, sign: str) -> OwnPicture:
        """Return the picture of a sign.

        Raises:
            KeyError: it has none.
        """
        return self._sent[sign] if sign in self._sent else self._given[sign]

    def __iter__(self) -> Iterator[str]:
        """Return the signs that have a picture."""
        return iter(sorted({**self._given, **self._sent}))

    def __len__(self) -> int:
        """Return the number of signs that have a picture."""
        return len({**self._given, **self._sent})

    def describe(self) -> list[dict[str, Any]]:
        """Return of each picture "sign", "by", the name of who gave it, and "sent", whether the page can remove it."""
        return [{"sign": sign, "by": self[sign].by, "sent": sign in self._sent} for sign in self]

    def answer(self, arguments: Mapping[str, str]) -> bytes:
        """Return the picture of a sign as WebP, see QUESTION.

        Raises:
            SettingsError: the sign has none.
        """
        own = self.get(arguments.get("sign", ""))
        if own is None:
            raise SettingsError("There is no picture of a teacher for this sign.")
        return picture_file(own, "left" if arguments.get("hand") == "left" else "right", bool(arguments.get("still")))

    def keep(self, values: Mapping[str, str]) -> dict[str, Any]:
        """Keep a picture or clip that is sent, or remove one.

        Args:
            values: "sign"; "image", a picture of a right hand in base64, for a clip several with spaces between, "" to
                remove what was sent; "step_ms" of a clip, how long each stays; "by", the name of who gives it.

        Raises:
            KeyError: a value is missing.
            SettingsError: there is no such sign, or it cannot be written.
            CameraError: it is no picture that can be used.
        """
        sign = values["sign"]
        if sign not in pose_table().signs:
            raise SettingsError("There is no such letter or number.")
        sent, names = dict(self._sent), self._names()
        try:
            if values["image"]:
                by = printable(" ".join(values["by"].split()))[:MAX_NAME]
                suffix, data, sent[sign] = _read(values["image"], values.get("step_ms", ""), by)
                self._folder.mkdir(parents=True, exist_ok=True)
                path = self._folder / f"{sign}{suffix}"
                write_atomic(path, data, durable=True, mode=0o600)
                self._remove(sign, but=path)
                names[sign] = by
            else:
                self._remove(sign)
                sent.pop(sign, None)
                names.pop(sign, None)
            write_atomic(self._names_path, json.dumps(names, indent=1), durable=True, mode=0o600)
        except OSError as error:
            raise SettingsError(f"{shown(self._folder)} cannot be written: {error.strerror}.") from None
        self._sent = sent
        return {}

    def _remove(self, sign: str, but: Path | None = None) -> None:
        for path in (self._folder / f"{sign}.jpg", self._folder / f"{sign}{SUFFIX}"):
            if path != but:
                path.unlink(missing_ok=True)

    def _names(self) -> dict[str, str]:
        try:
            return {sign: str(name) for sign, name in read_object(self._names_path).items()}
        except (OSError, ValueError):
            return {}


def _read(text: str, step_ms: str, by: str) -> tuple[str, bytes, OwnPicture]:
    """Return a picture or clip that was sent: the suffix of its file, the file to keep, and what to show.

    Raises:
        SettingsError: it is too large, or of another format.
        CameraError: it is damaged or too small.
    """
    first, *more = text.split(" ", MAX_KEPT)
    if more:
        frames = [_picture(each) for each in (first, *more)]
        return SUFFIX, *sent_clip(frames, step_ms, by)
    image = usable_picture(_picture(first), "The picture")
    ok, jpeg = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, 90))
    if not ok:
        raise SettingsError("The picture cannot be kept; send another one.")
    return ".jpg", jpeg.tobytes(), OwnPicture(image, by)


def _picture(text: str) -> Pixels:
    """Return a picture that was sent in base64.

    Raises:
        SettingsError: it is too large, or of another format.
        CameraError: it is damaged.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SettingsError("Send the picture in base64.") from None
    header = picture_header(data) if picture_format(data) in FORMATS else None
    if header is None:
        raise SettingsError(f"Send a picture as {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.")
    if len(data) > MAX_BYTES or header.width * header.height > MAX_PIXELS:
        raise SettingsError("The picture is too large; make it smaller: 2000×2000 pixels are enough.")
    return decode_picture(data, "The picture")
