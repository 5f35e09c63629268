"""scikit-learn models on disk: skops files, which unlike pickles run nothing when they are opened."""

import zipfile
from pathlib import Path
from typing import Any

from training.errors import RunError
from training.run_folder import read_json, write_json, written_whole

FILE = "model.skops"


def save(folder: Path, model: Any, name: str, size: int, labels: tuple[str, ...]) -> None:
    """Write model.skops and, after it, labels.json as the report's CNN does."""
    import skops.io

    with written_whole(folder / FILE) as part:
        skops.io.dump(model, part, compression=zipfile.ZIP_DEFLATED, compresslevel=1)
    write_json(folder / "labels.json", {"name": name, "size": size, "labels": list(labels)})


def load(folder: Path, name: str) -> tuple[Any, tuple[str, ...]]:
    """The model and its labels.

    Raises:
        RunError: not there, damaged, another model's, or a file that wants to run code of its own.
    """
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException

    about = read_json(folder / "labels.json")
    if about.get("name") != name:
        raise RunError(f"{folder} holds {about.get('name')}, not {name}.")
    try:
        return skops.io.load(folder / FILE), tuple(about["labels"])
    except UntrustedTypesFoundException:
        raise RunError(f"{folder / FILE} holds more than a scikit-learn model and is not opened.") from None
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise RunError(f"{folder / FILE} cannot be read ({error}); delete the folder and train again.") from None
