"""The images of the student report: a zip of 28×28 JPEGs, `<LETTER>/<name>.jpg`."""

import zipfile
from functools import partial
from pathlib import Path

from device.names import shown
from device.types import Pixels
from training.datasets.index_csv import letter_of
from training.datasets.pictures import decode
from training.datasets.sample import Sample
from training.errors import DataError


def samples(data: Path) -> list[Sample]:
    """Return the samples of the zip; all are `train`, and their signers are not distinguished.

    Raises:
        DataError: the file is missing or truncated, or a folder is no letter.
    """
    path = data / "report_custom.zip"
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(info.filename for info in archive.infolist() if not info.is_dir())
            pictures = {name: archive.read(name) for name in names}  # 6 MB; verifies every checksum
    except FileNotFoundError:
        raise DataError(f"{shown(path)} is missing; set DATA to the folder that holds it.") from None
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise DataError(f"{shown(path)} is truncated or damaged ({error}); download it again.") from None
    return [
        Sample(
            source="report_custom",
            name=name,
            letter=letter_of(name.split("/")[0], f"{path}, {name}"),
            signer="report_custom",
            session=f"report_custom/{name.split('/')[0]}",
            split="train",
            kind="pixels",
            load=partial(_load, data, f"{path}, {name}"),
        )
        for name, data in pictures.items()
    ]


def _load(data: bytes, name: str) -> Pixels:
    image = decode(data, name)
    if image.shape != (28, 28):
        raise DataError(f"{name} is {image.shape[1]}×{image.shape[0]}, not 28×28.")
    return image
