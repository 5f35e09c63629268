"""The classifiers of the baseline comparison by name, and reading one from a folder."""

from collections.abc import Callable
from pathlib import Path

from device.names import shown
from training.errors import RunError
from training.networks.base import LetterClassifier
from training.networks.baseline_cnn import BaselineCnn
from training.networks.logistic_regression import LogisticRegression
from training.networks.random_forest import RandomForest
from training.run_folder import read_json

CLASSIFIERS: dict[str, Callable[[], LetterClassifier]] = {
    LogisticRegression.name: LogisticRegression,
    RandomForest.name: RandomForest,
    BaselineCnn.name: BaselineCnn,
}

SHORT = {"logistic_regression": "logistic regression", "random_forest": "random forest", "report_cnn": "baseline CNN"}
"""Names for tables."""


def load_classifier(folder: Path) -> LetterClassifier:
    """Read the trained model of a run.

    Args:
        folder: the run, or its model/.

    Raises:
        RunError: there is no finished model, or one of a kind this version does not know.
    """
    for place in (folder / "model", folder):
        if (place / "labels.json").is_file():
            name = read_json(place / "labels.json").get("name")
            if name not in CLASSIFIERS:
                raise RunError(f"{place} holds a model “{name}”; known: {', '.join(CLASSIFIERS)}.")
            model = CLASSIFIERS[name]()
            model.load(place)
            return model
    raise RunError(
        f"{shown(folder)} holds no finished model; train one with `python -m training compare` or `python -m "
        "training train`."
    )
