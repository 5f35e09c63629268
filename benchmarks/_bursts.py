"""What the programs share that replay webcam bursts for the tutor: signers, and the tutor itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from device.recognition.recognizer import Recognizer
from device.tutor import rules
from device.tutor.engine import Engine
from device.tutor.fairness import Leniency
from device.tutor.verification import Verifier, VerifyThresholds
from tests.tools.actor import Listed
from training.datasets.people import TEST_SIGNERS


@dataclass(frozen=True)
class BurstSigner:
    """One signer of the bursts.

    Attributes:
        name: of the signer's folder.
        split: "eval" or "train".
        folders: bursts, one folder a letter.
    """

    name: str
    split: str
    folders: tuple[Path, ...]


def burst_signers(data: Path) -> Iterator[BurstSigner]:
    """Yield the signers of the bursts, sorted by name."""
    for signer in sorted((data / "bursts").iterdir()):
        folders = tuple(sorted(signer.iterdir()))
        yield BurstSigner(signer.name, "eval" if signer.name in TEST_SIGNERS else "train", folders)


def engine_for(recognizer: Recognizer, letter: str, leniency: Leniency | None = None) -> Engine:
    """Return the tutor's engine that asks for one letter, with the thresholds of the model."""
    verifier = Verifier(recognizer.labels, recognizer.excluded, VerifyThresholds.of(recognizer.metadata.thresholds))
    return Engine(recognizer.labels, Listed(letter), rules.RULES["letters"], verifier, leniency)
