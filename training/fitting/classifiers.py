"""The classifiers of the baseline comparison, ready to be trained."""

from training.fitting.baseline import TrainableBaselineCnn
from training.fitting.plan import TrainingPlan
from training.networks.base import TrainableClassifier
from training.networks.logistic_regression import LogisticRegression
from training.networks.random_forest import RandomForest


def new_classifier(name: str, epochs: int) -> TrainableClassifier:
    """Create an untrained classifier.

    Args:
        name: a key of training.networks.catalogue.CLASSIFIERS.
        epochs: of the baseline CNN; the others have no epochs.
    """
    if name == LogisticRegression.name:
        return LogisticRegression()
    if name == RandomForest.name:
        return RandomForest()
    return TrainableBaselineCnn(TrainingPlan(epochs))
