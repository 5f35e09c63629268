"""What stands on the command line of `evaluate` → readers."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from device.recognition.interpreter import Model
from device.recognition.metadata import sha256_of
from device.recognition.recognizer import open_recognizer
from device.settings import MODELS, RecognitionSettings
from training.datasets.data_folders import DataFolders
from training.datasets.table import load_table
from training.errors import RunError
from training.evaluation.frame_systems import ClassifierReader, DeviceReader, System
from training.mediapipe import client
from training.networks.base import LetterClassifier
from training.networks.catalogue import SHORT, load_classifier
from training.run_folder import read_json

PEER = "peer"
PEERS = (PEER, "peer-recorded", "peer-full", "peer-lite")
"""All three, or one: landmarks recorded from the colour originals; MediaPipe now, its full or its lite model."""


@dataclass(frozen=True)
class Candidate:
    """One thing to be measured.

    Attributes:
        slug: file name of its measurements.
        fingerprint: changes when the model does.
        group: what it was trained on, one word or two.
        reader: reads whole frames and boxes.
        classifier: for 28×28 rows: a LetterClassifier or the device's Model; None when it cannot read them.
    """

    slug: str
    fingerprint: str
    group: str
    reader: System
    classifier: LetterClassifier | Model | None = None
    learned_negatives: bool = False


def default_names(compare_run: Path) -> list[str]:
    """Everything there is: the comparison's models, the device's models, the peer."""
    names = [cell["folder"] for cell in _cells(compare_run) if (Path(cell["folder"]) / "model").is_dir()]
    names += [
        str(path)
        for path in (MODELS / "report" / "letters.tflite", MODELS / "station" / "hand.tflite")
        if path.is_file()
    ]
    return [*names, *([PEER] if client.installed() else [])]


def candidates(names: list[str], places: DataFolders, compare_run: Path) -> list[Candidate]:
    """The readers of some names.

    Raises:
        RunError, ModelError: a name is no model, or its model cannot be read.
    """
    trainings = {cell["folder"]: cell["training"] for cell in _cells(compare_run)}
    found: list[Candidate] = []
    for name in names:
        if name in PEERS:
            found += [peer for peer in _peers(places) if name in (PEER, peer.slug)]
        elif name.endswith(".tflite"):
            found.append(_device(Path(name)))
        else:
            found.append(_run(Path(name), trainings.get(name)))
    return list({candidate.slug: candidate for candidate in found}.values())


def _run(folder: Path, training: str | None) -> Candidate:
    model = load_classifier(folder)
    files = sorted(folder.glob("model/model.*")) or sorted(folder.glob("model.*"))
    training = training or folder.name.removeprefix(f"{model.name}-")
    reader = ClassifierReader(f"{SHORT[model.name]}, {training}", model)
    return Candidate(_slug(f"{model.name}-{training}"), sha256_of(files[0])[:16], training, reader, model)


def _device(path: Path) -> Candidate:
    if not path.is_file():
        raise RunError(f"There is no model {path}; run `make convert`, or name a run folder or “{PEER}”.")
    station = path.with_name("finder.tflite").is_file()
    settings = RecognitionSettings(path="landmark" if station else "baseline", model=str(path))
    reader = DeviceReader("station, int8" if station else "report CNN, int8 on the device", open_recognizer(settings))
    return Candidate(
        _slug(f"{path.parent.name}-{path.stem}-int8"),
        _prints(path) if station else sha256_of(path)[:16],
        "station" if station else "original",
        reader,
        None if station else Model(path),
        learned_negatives=station,
    )


def _prints(path: Path) -> str:
    """Of all networks and metadata that read together: a station with another finder is another station."""
    parts = [sha256_of(each) for each in sorted(path.parent.glob("*")) if each.suffix in (".tflite", ".json")]
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:16]


def _peers(places: DataFolders) -> list[Candidate]:
    if not client.installed():
        raise RunError(f"The peer's environment {client.PYTHON} is missing; make it with: {client.INSTALL}")
    from training.mediapipe.system import PeerReader, RecordedPeerReader, train_peer

    svm = train_peer(load_table(places, ["signers"], ["train"]))
    print_of = f"mediapipe 0.10.21, svm on {svm.learned}"
    return [
        Candidate("peer-recorded", print_of, "60 people", RecordedPeerReader(svm)),
        Candidate("peer-full", print_of, "60 people", PeerReader(svm)),
        Candidate("peer-lite", print_of, "60 people", PeerReader(svm, lite=True)),
    ]


def _cells(compare_run: Path) -> list[dict[str, Any]]:
    path = compare_run / "results.json"
    return read_json(path)["cells"] if path.is_file() else []


def _slug(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name).strip("-")
