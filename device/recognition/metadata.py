"""Metadata of a model: labels, input, quantisation, thresholds, provenance and figures.

`NAME.tflite` and `NAME.json` lie side by side; neither is used without the other. The JSON has the fields of Metadata
as its keys. Format 1 is read by every version.
"""

import hashlib
import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from device.errors import ModelError
from device.names import shown
from device.system.files import write_atomic
from device.system.json_text import read_json

FORMAT = 1

MIN_CONFIDENCE = 0.5
"""Minimum probability of a reported letter, for models without a class "nothing": more likely than all others."""


@dataclass(frozen=True)
class TensorSpec:
    """One input or output of a model.

    Attributes:
        name: of the tensor in the file.
        shape: with the batch dimension of 1 in front.
        dtype: "int8", "uint8" or "float32".
        scale, zero_point: real = scale × (stored − zero_point); both 0 for float32.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    scale: float = 0.0
    zero_point: int = 0

    def stores_like(self, other: "TensorSpec") -> bool:
        """Return whether both store a number as the same bytes; a file rounds the scales of a model's state."""
        alike = math.isclose(self.scale, other.scale, rel_tol=1e-6)
        return alike and (self.dtype, self.zero_point) == (other.dtype, other.zero_point)


@dataclass(frozen=True)
class Metadata:
    """Content of the JSON beside a model.

    Attributes:
        name: of the model, for people.
        sha256: of the .tflite file, hex; checked when the model is loaded.
        labels: classes in the order of the first output; empty for a model that does not classify.
        size: side of the square grey input, pixels; 0 for a model whose input is not an image.
        pixel_scale, pixel_offset: normalisation of the input, real = pixel × scale + offset.
        inputs, outputs: tensors, in the order in which the device passes them.
        levelled: the input must go through preprocess.normalise_contrast.
        excluded: labels that the model has but that are never shown to a learner (the T of Sign MNIST is not the
            ASL T).
        thresholds: limits that belong to the weights of this model, set by conversion:
            "enter", "exit": evidence at which a letter is shown and hidden (smoothing.Thresholds; landmark model and
                baseline CNN);
            "hand": minimum score of a box (hand detector) or minimum presence of a hand (landmark model, second
                opinion);
            "sure_peak", "exact_peak", "min_peak", "retry_peak", "closer_peak", "score_weight", "confirm_peak": which
                estimates are a hand, and which need another look, see `acquisition` (landmark model, second opinion);
            "below", "below_tracked", "sure", "classifier_share": when the second opinion is asked and how much the
                classifier counts then, see `second_look.SecondOpinion`;
            "share": weight of the landmarks in fusion, 0–1 (landmark classifier), or of the second opinion's letters;
            "temperature": of fusion, above 0 (landmark classifier);
            "done": minimum probability of a completed stroke (dynamic-letter model);
            "verify_accept", "verify_clear", "verify_stranger", "verify_name", "verify_patient": verification in
                lessons, see tutor.verification.VerifyThresholds (landmark model).
        provenance: where the weights come from: data, split, seed, tool versions.
        figures: measured accuracy and parity, each with its protocol; "letter_recall", "number_recall" and "numbers"
            see the methods.
        format: of this file.
    """

    name: str
    sha256: str
    labels: tuple[str, ...]
    size: int
    pixel_scale: float
    pixel_offset: float
    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    levelled: bool = False
    excluded: tuple[str, ...] = ()
    thresholds: dict[str, float] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    format: int = FORMAT

    def letter_recall(self) -> dict[str, float]:
        """Return {letter: share of validation frames of the letter that are read as it}, from figures["letter_recall"].

        Letters that are missing there are left out, and so are values that are no share; lessons treat them as read
        well.
        """
        return _shares(self.figures.get("letter_recall"))

    def number_recall(self) -> dict[str, float]:
        """Return the same for the numbers "0" to "9", from figures["number_recall"]."""
        return _shares(self.figures.get("number_recall"))

    def numbers_read(self) -> float | None:
        """Return the share of numbers of validation people that are read right, from figures["numbers"].

        The lower one of "mean", over numbers, then over people, and "each", over people, then over numbers; None if
        "mean" is not recorded, or no share.
        """
        shares = _shares(self.figures.get("numbers"))
        return min(shares["mean"], shares.get("each", 1.0)) if "mean" in shares else None

    def threshold(self, name: str) -> float:
        """Return one of the thresholds.

        Raises:
            ModelError: the metadata has no threshold of this name.
        """
        if name not in self.thresholds:
            raise ModelError(
                f"The metadata of the model “{self.name}” lacks the threshold “{name}”; "
                "convert the model again with this version, or reinstall the station."
            )
        return self.thresholds[name]


def metadata_path(model: Path) -> Path:
    """Return the path of the JSON beside a model.

    Raises:
        ModelError: the path has no name, such as “.”, or one that no file has.
    """
    if model.name in ("", "..") or "\0" in str(model):
        raise ModelError(f"{shown(model)} is no model; name its .tflite file.")
    return model.with_suffix(".json")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's content as hex digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_metadata(metadata: Metadata, path: Path) -> None:
    """Write the JSON atomically."""
    write_atomic(path, json.dumps(asdict(metadata), indent=1, ensure_ascii=False) + "\n")


def read_metadata(path: Path) -> Metadata:
    """Read and check the JSON beside a model.

    Raises:
        ModelError: the file is missing, is not JSON, has another format, or has a missing or wrong field.
    """
    try:
        raw = read_json(path)
    except OSError as error:
        raise ModelError(
            f"The model's metadata {shown(path)} cannot be read ({error.strerror}); "
            "run `make convert` or reinstall the station."
        ) from None
    except ValueError as error:
        raise ModelError(
            f"The model's metadata {shown(path)} is not JSON ({error}); run `make convert` or reinstall the station."
        ) from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise ModelError(
            f"The model's metadata {shown(path)} is not format {FORMAT}, which this version requires; "
            "convert the model again with this version (`make convert`)."
        )
    try:
        raw["labels"] = tuple(str(label) for label in raw["labels"])
        raw["excluded"] = tuple(str(label) for label in raw.get("excluded", ()))
        for key in ("inputs", "outputs"):
            raw[key] = tuple(TensorSpec(**{**spec, "shape": tuple(spec["shape"])}) for spec in raw[key])
        metadata = Metadata(**raw)
        _check(metadata)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(
            f"The model's metadata {shown(path)} is incomplete or wrong ({error}); convert the model again "
            "(`make convert`)."
        ) from None
    return metadata


def _check(metadata: Metadata) -> None:
    """Raise ValueError if fields contradict each other or are not numbers."""
    numbers = [metadata.size, metadata.pixel_scale, metadata.pixel_offset]
    for spec in (*metadata.inputs, *metadata.outputs):
        numbers += [*spec.shape, spec.scale, spec.zero_point]
    if not all(map(_is_number, numbers)):
        raise ValueError("a size, scale, offset or shape is not a number")
    if not isinstance(metadata.thresholds, dict) or not all(map(_is_number, metadata.thresholds.values())):
        raise ValueError("thresholds must be names with numbers")
    if len(set(metadata.labels)) != len(metadata.labels):
        raise ValueError("duplicate label")
    unknown = set(metadata.excluded) - set(metadata.labels)
    if unknown:
        raise ValueError(f"excluded labels {sorted(unknown)} are not labels")
    if not metadata.inputs or not metadata.outputs:
        raise ValueError("inputs and outputs must not be empty")
    if metadata.labels and metadata.outputs[0].shape[-1] != len(metadata.labels):
        raise ValueError(f"{len(metadata.labels)} labels for {metadata.outputs[0].shape[-1]} outputs")
    if metadata.size and metadata.inputs[0].shape != (1, metadata.size, metadata.size, 1):
        raise ValueError(f"size {metadata.size} for input {metadata.inputs[0].shape}")


def _shares(values: object) -> dict[str, float]:
    """Return the entries of a table that are shares; empty if it is no table."""
    if not isinstance(values, dict):
        return {}
    return {str(name): share for name, share in values.items() if _is_number(share) and 0 <= share <= 1}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
