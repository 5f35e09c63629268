"""From the words on the command line of `evaluate` to the systems they name."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from device.names import shown
from device.recognition.interpreter import Model
from device.recognition.metadata import MIN_CONFIDENCE, sha256_of
from device.recognition.recognizer import open_recognizer
from device.settings import MODELS, Preset, RecognitionSettings, preset_with
from training.datasets.data_folders import DataFolders
from training.datasets.table import load_table
from training.errors import RunError
from training.evaluation.mediapipe_classifier import train_classifier
from training.evaluation.mediapipe_systems import MediaPipeSystem, RecordedMediaPipeSystem
from training.evaluation.systems import DeviceSystem, GuideBoxSystem, System
from training.mediapipe import client
from training.networks.base import LetterClassifier
from training.networks.catalogue import SHORT, load_classifier
from training.run_folder import read_object

MEDIAPIPE = "mediapipe"
MEDIAPIPE_NAMES = (MEDIAPIPE, "mediapipe-recorded", "mediapipe-full", "mediapipe-lite")
"""All three systems, or one: landmarks recorded from the colour originals; live with the full or the lite model."""
OLD_MEDIAPIPE = "peer"
"""Earlier word for "mediapipe" on the command line, still accepted."""


@dataclass(frozen=True)
class Candidate:
    """One system to be measured by `evaluate`.

    Attributes:
        slug: name of the file with its figures.
        fingerprint: changes when its model changes.
        group: what it was trained on, one or two words.
        system: reads images.
        classifier: reads 28×28 rows: a LetterClassifier or the device's Model; None if the system cannot read them.
        learned_negatives: it was trained on the images without a letter of the split `train`.
    """

    slug: str
    fingerprint: str
    group: str
    system: System
    classifier: LetterClassifier | Model | None = None
    learned_negatives: bool = False


def default_names(compare_run: Path) -> list[str]:
    """Return everything there is: the models of the comparison, those of the device, and MediaPipe."""
    names = [cell["folder"] for cell in _cells(compare_run) if (Path(cell["folder"]) / "model").is_dir()]
    installed = (MODELS / "report" / "letters.tflite", MODELS / "station" / "hand.tflite")
    names += [str(path) for path in installed if path.is_file()]
    return [*names, *([MEDIAPIPE] if client.installed() else [])]


def current_name(name: str) -> str:
    """Replace the earlier word for MediaPipe by the one in use; other names stay."""
    renamed = name.replace(OLD_MEDIAPIPE, MEDIAPIPE, 1)
    return renamed if renamed in MEDIAPIPE_NAMES else name


def candidates(names: Sequence[str], folders: DataFolders, compare_run: Path, cache: Path) -> list[Candidate]:
    """Return the systems of some names, each once.

    Args:
        names: run folders, .tflite files, or some of MEDIAPIPE_NAMES.
        folders: where the data are that MediaPipe's classifier learns from.
        compare_run: run of `compare`, which knows what its models were trained on.
        cache: for MediaPipe's results and its classifier.

    Raises:
        RunError: a name is no model, or MediaPipe is not installed.
        ModelError: a model of the device is damaged.
    """
    trainings = {cell["folder"]: cell["training"] for cell in _cells(compare_run)}
    found: list[Candidate] = []
    for name in map(current_name, names):
        if name in MEDIAPIPE_NAMES:
            found += [each for each in _mediapipe(folders, cache) if name in (MEDIAPIPE, each.slug)]
        elif name.endswith(".tflite"):
            found.append(_device(Path(name)))
        else:
            found.append(_run(Path(name), trainings.get(name)))
    return list({candidate.slug: candidate for candidate in found}.values())


def _run(folder: Path, training: str | None) -> Candidate:
    model = load_classifier(folder)
    files = sorted(folder.glob("model/model.*")) or sorted(folder.glob("model.*"))
    training = training or folder.name.removeprefix(f"{model.name}-")
    system = GuideBoxSystem(f"{SHORT[model.name]}, {training}", model, MIN_CONFIDENCE)
    return Candidate(_slug(f"{model.name}-{training}"), sha256_of(files[0])[:16], training, system, model)


def _device(path: Path) -> Candidate:
    if not path.is_file():
        raise RunError(f"There is no model {shown(path)}; run `make convert`, or name a run folder or “{MEDIAPIPE}”.")
    networks = preset_with(path)
    has_detector = networks.detector.is_file()
    recognizer = open_recognizer(RecognitionSettings(model=str(path)))
    name = "Handshape, int8" if has_detector else "baseline CNN, int8 on the device"
    return Candidate(
        _slug(f"{path.parent.name}-{path.stem}-int8"),
        _digest(networks) if has_detector else sha256_of(path)[:16],
        "station" if has_detector else "original",
        DeviceSystem(name, recognizer),
        None if has_detector else Model(path),
        learned_negatives=has_detector,
    )


def _digest(networks: Preset) -> str:
    """Return a digest of all models and metadata that read a frame: with another detector it changes."""
    files = sorted(path for path in networks.files if path != networks.motion)
    parts = [sha256_of(each) for path in files for each in (path.with_suffix(".json"), path)]
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:16]


def _mediapipe(folders: DataFolders, cache: Path) -> list[Candidate]:
    if not client.installed():
        raise RunError(f"The MediaPipe environment {client.PYTHON} is missing; make it with: {client.INSTALL}")
    samples = load_table(folders, ["signers"], ["train"])
    classifier = train_classifier(samples, cache)
    fingerprint = f"{client.VERSION}, network on landmarks and poses, {sum(s.landmarks is not None for s in samples)}"
    systems: dict[str, System] = {
        "mediapipe-recorded": RecordedMediaPipeSystem(classifier),
        "mediapipe-full": MediaPipeSystem(classifier, cache),
        "mediapipe-lite": MediaPipeSystem(classifier, cache, lite=True),
    }
    return [Candidate(slug, fingerprint, "60 people", system) for slug, system in systems.items()]


def _cells(compare_run: Path) -> list[dict[str, Any]]:
    path = compare_run / "results.json"
    cells: list[dict[str, Any]] = read_object(path).get("cells", []) if path.is_file() else []
    return cells


def _slug(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name).strip("-")
