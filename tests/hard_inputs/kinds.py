"""Kinds of input, and which option is of which kind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.clips import TINY
from tests.hard_inputs.documents import (
    interpreters,
    inventories,
    models,
    packages,
    practice_logs,
    progress_files,
    settings,
    weights,
    word_lists,
)
from tests.hard_inputs.files import Input
from tests.hard_inputs.folders import (
    data_folders,
    empty_folder,
    fresh,
    output_files,
    output_folders,
    output_tables,
    run_folders,
)
from tests.hard_inputs.media import cameras, pictures, valid_clip, valid_picture
from tests.hard_inputs.parsers import Option
from tests.hard_inputs.tables import pixel_tables, progress_tables
from tests.hard_inputs.texts import addresses, numbers, sizes, texts


@dataclass(frozen=True)
class Kind:
    """One kind of input.

    Attributes:
        inputs: makes the hard inputs in an empty folder.
        valid: makes a valid one, for the commands' other options; None if they do without.
        writes: the command writes there.
    """

    inputs: Callable[[Path], Iterator[Input]]
    valid: Callable[[Path], str] | None = None
    writes: bool = False


KINDS: dict[str, Kind] = {
    "pictures, folders and videos": Kind(pictures, valid_picture),
    "cameras": Kind(cameras, valid_clip),
    "settings files": Kind(settings),
    "models": Kind(models, lambda folder: str(TINY)),
    "word lists": Kind(word_lists),
    "progress files": Kind(progress_files, fresh("valid.db"), writes=True),
    "progress tables": Kind(progress_tables),
    "pixel tables": Kind(pixel_tables),
    "practice logs": Kind(practice_logs),
    "data folders": Kind(data_folders, empty_folder),
    "run folders": Kind(run_folders),
    "weights": Kind(weights),
    "packages": Kind(packages, fresh("missing.whl")),
    "programs": Kind(interpreters),
    "inventories": Kind(inventories),
    "output files": Kind(output_files, fresh("out"), writes=True),
    "output tables": Kind(output_tables, writes=True),
    "output folders": Kind(output_folders, fresh("out-folder"), writes=True),
    "texts": Kind(texts, lambda folder: "a"),
    "addresses": Kind(addresses, lambda folder: "pi@table1"),
    "numbers": Kind(numbers, lambda folder: "1"),
    "sizes": Kind(sizes),
}
"""Name → kind."""


_RULES: dict[tuple[str, str], str] = {
    ("paths", "PATH"): "pictures, folders and videos",
    ("backgrounds", "DIR"): "data folders",
    ("camera", "URI"): "cameras",
    ("config", "FILE"): "settings files",
    ("preset", "NAME"): "texts",
    ("model", "FILE"): "models",
    ("models", "MODEL"): "models",
    ("models", "MODELS"): "run folders",
    ("model", ""): "models",
    ("against", "MODEL|RUNTIME"): "models",
    ("lstm", ""): "models",
    ("words", "FILE"): "word lists",
    ("words", ""): "texts",
    ("progress", "FILE"): "progress files",
    ("import_", "CSV"): "progress tables",
    ("export", "CSV"): "output tables",
    ("train_csv", ""): "pixel tables",
    ("test_csv", ""): "pixel tables",
    ("replay", "LOG"): "practice logs",
    ("log", "FILE"): "output files",
    ("log", ""): "output files",
    ("json", "FILE"): "output files",
    ("record_to", "DIR"): "output folders",
    ("to", "DIR"): "output folders",
    ("to", ""): "output folders",
    ("out", "DIR"): "output folders",
    ("out", ""): "output files",
    ("worst", ""): "output files",
    ("cache", ""): "output folders",
    ("cache", "FOLDER"): "output folders",
    ("data", ""): "data folders",
    ("bursts", "FOLDER"): "data folders",
    ("data", "FOLDER"): "data folders",
    ("recordings", "FOLDER"): "data folders",
    ("recordings", ""): "output folders",
    ("synthetic", "FOLDER"): "data folders",
    ("synthetic", ""): "data folders",
    ("folder", ""): "data folders",
    ("folder", "DIR"): "output folders",
    ("run", ""): "run folders",
    ("runs", ""): "run folders",
    ("compare", ""): "run folders",
    ("folds", ""): "run folders",
    ("cnn_run", ""): "run folders",
    ("detector", "RUN"): "run folders",
    ("classifier", "RUN"): "run folders",
    ("second", "RUN"): "run folders",
    ("start", ""): "weights",
    ("second", "WEIGHTS"): "weights",
    ("mine", "TFLITE"): "models",
    ("poses", "FILE"): "settings files",
    ("signs", ""): "texts",
    ("text", ""): "texts",
    ("out", "FILE"): "output files",
    ("work", ""): "output folders",
    ("wheel", ""): "packages",
    ("peer", ""): "programs",
    ("device_python", ""): "programs",
    ("inventory", "FILE"): "inventories",
    ("pi", "USER@HOST …"): "addresses",
    ("frame", "WxH"): "sizes",
    ("size", "WxH"): "sizes",
    ("display", "NAME"): "texts",
    ("signer", "NAME"): "texts",
    ("session", "NAME"): "texts",
    ("lighting", "TAG"): "texts",
    ("room", "TAG"): "texts",
    ("letters", "LETTERS"): "texts",
    ("letters", "ABC"): "texts",
    ("only", ""): "texts",
    ("modes", ""): "texts",
    ("name", ""): "texts",
    ("ssh_args", ""): "texts",
}
"""(dest, metavar) → kind. Options that share both take the same kind, in every command."""


def kind_of(option: Option) -> str | None:
    """Return the kind of what an option takes, None if it is in no table."""
    if option.type in ("int", "float", "Whole", "Real"):
        return "numbers"
    return _RULES.get((option.dest, option.metavar))
