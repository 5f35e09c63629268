"""Conversion of the baseline CNN: run folder → int8 → gate → installed model with its metadata."""

from pathlib import Path
from typing import Any

import numpy as np

from convert.install import install
from convert.parity import check, compare, read_letters
from convert.quantise import representative, tensor_specs, to_int8
from device.names import shown
from device.recognition.interpreter import Model
from device.recognition.metadata import Metadata
from training import metrics
from training.datasets import sign_mnist
from training.datasets.sign_mnist_csv import Rows, read_csv
from training.errors import RunError
from training.networks.baseline_cnn import BaselineCnn
from training.networks.pixels import PIXEL_SCALE, to_input
from training.run_folder import environment, read_object

LICENCE = "Sign Language MNIST is CC0 (Kaggle datamunge/sign-language-mnist); the weights have the project's licence"
NOT_ASL = "T of Sign Language MNIST is not the ASL T (index finger sideways): it is in `excluded`"


def convert(run: Path, data: Path, folder: Path, name: str, per_letter: int) -> str:
    """Convert a finished run and install it as folder/name.tflite and name.json.

    Args:
        run: folder of `python -m training train`.
        data: folder with sign_mnist/.
        folder: to install in.
        name: of the files.
        per_letter: training rows of each letter to calibrate with.

    Returns:
        The figures as text.

    Raises:
        RunError: the run is not finished, or its model is not the one that was tested.
        DataError: the rows of the run are missing.
        ParityError: the int8 model differs too much; see convert.parity.
    """
    config = read_object(run / "config.json", "train", "test", "seed")
    ran = read_object(run / "environment.json")
    tested = read_object(run / "test.json", "accuracy")
    classifier = BaselineCnn()
    classifier.load(run / "model")
    train, test = _rows(config["train"], data, "train"), _rows(config["test"], data, "test")
    calibration = representative(train.pixels, train.letters, per_letter, config["seed"])
    tflite = to_int8(classifier.model, to_input(calibration))
    by_float = np.array(classifier.labels)[classifier.scores(test.pixels).argmax(1)]
    if abs(float((by_float == test.letters).mean()) - tested["accuracy"]) > 0.001:
        raise RunError(
            f"The model in {shown(run)} has another accuracy on its test rows than its run noted "
            f"({tested['accuracy']:.4f}): files of two runs are mixed; train again."
        )
    seen: dict[str, Any] = {}

    def gate(model: Model) -> dict[str, object]:
        truth = test.letters.tolist()
        by_int8 = read_letters(model, test.pixels, "Parity, int8 through the device's code").tolist()
        parity = compare(truth, by_float.tolist(), by_int8)
        seen.update(parity=parity, table=metrics.table(truth, by_int8, model.metadata.labels))
        check(parity)
        signers = {} if test.signers is None else metrics.per_signer(truth, by_int8, test.signers.tolist())
        return {
            "accuracy": {
                "protocol": tested["protocol"],
                "rows": parity.rows,
                "float": parity.float_accuracy,
                "int8": parity.int8_accuracy,
                "int8_macro_f1": seen["table"]["macro avg"]["f1-score"],
                "int8_per_signer": signers,
            },
            "parity": {
                "protocol": f"same rows, top letter; int8 through device/recognition/interpreter.py in {model.runtime}",
                "agreement": parity.agreement,
                "most_recall_lost": dict([parity.worst]) if parity.worst[1] > 0 else {},
            },
            "bytes": len(tflite),
        }

    inputs, outputs = tensor_specs(tflite)
    metadata = Metadata(
        name="report CNN, Sign Language MNIST",
        sha256="",
        labels=classifier.labels,
        excluded=tuple(letter for letter in sign_mnist.NOT_ASL_LETTERS if letter in classifier.labels),
        size=BaselineCnn.size,
        pixel_scale=PIXEL_SCALE,
        pixel_offset=0.0,
        inputs=inputs,
        outputs=outputs,
        provenance={
            "data": config["train"],
            "split": "learned from all training rows; " + tested["chosen"],
            "test": config["test"],
            "plan": {**config["plan"], "epochs_run": tested["epoch"]},
            "seed": config["seed"],
            "calibration": f"{len(calibration)} training rows, {per_letter} a letter",
            "trained_with": {key: ran[key] for key in ("python", "packages", "platform", "commit", "commit_clean")},
            "converted_with": environment()["packages"],
            "licence": LICENCE,
            "remark": NOT_ASL,
        },
    )
    path = install(tflite, metadata, folder, name, gate)
    return _text(seen, tested["protocol"], path, len(tflite))


def _rows(described: dict[str, Any], data: Path, part: sign_mnist.Part) -> Rows:
    """Read the rows that a run was made with."""
    if "sha256" in described:
        return sign_mnist.read_official(data, part)
    return read_csv(Path(described["file"]))


def _text(seen: dict[str, Any], protocol: str, path: Path, size: int) -> str:
    parity = seen["parity"]
    letter, loss = parity.worst
    return (
        f"int8, {protocol}\n\n{metrics.text(seen['table'])}\n"
        f"accuracy       float {parity.float_accuracy:.4f}  int8 {parity.int8_accuracy:.4f}  ({parity.rows:,} rows)\n"
        f"same letter    {parity.agreement:.4f}\n"
        f"recall lost    {f'at most {100 * loss:.1f} points ({letter})' if loss > 0 else 'by no letter'}\n"
        f"size           {size:,} bytes\n"
        f"installed      {path} and {path.with_suffix('.json').name}\n"
    )
