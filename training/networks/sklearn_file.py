"""scikit-learn models on disk as skops files, which, unlike pickles, run no code when they are opened."""

import zipfile
from pathlib import Path
from typing import Any

from device.names import shown
from training.errors import RunError
from training.run_folder import read_json, write_json, written_whole

FILE = "model.skops"


def save(folder: Path, model: Any, name: str, size: int, labels: tuple[str, ...]) -> None:
    """Write model.skops and, after it, labels.json.

    Args:
        folder: is created if missing.
        model: fitted scikit-learn estimator.
        name: of the classifier.
        size: side of its input, pixels.
        labels: classes in the order of its columns.

    Raises:
        RunError: the folder cannot be written.
    """
    import skops.io

    with written_whole(folder / FILE) as part:
        skops.io.dump(model, part, compression=zipfile.ZIP_DEFLATED, compresslevel=1)
    write_json(folder / "labels.json", {"name": name, "size": size, "labels": list(labels)})


def load(folder: Path, name: str) -> tuple[Any, tuple[str, ...]]:
    """Read the model and its labels.

    Args:
        folder: of `save`.
        name: of the classifier.

    Raises:
        RunError: a file is missing or damaged, is of another classifier, or contains types that could run code.
    """
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException

    about = read_json(folder / "labels.json")
    if about.get("name") != name:
        raise RunError(f"{shown(folder)} holds {about.get('name')}, not {name}.")
    try:
        return skops.io.load(folder / FILE), tuple(about["labels"])
    except UntrustedTypesFoundException:
        raise RunError(f"{folder / FILE} contains more than a scikit-learn model and is not opened.") from None
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise RunError(f"{folder / FILE} cannot be read ({error}); delete the folder and train again.") from None
