"""Figures of classification: a table per class in scikit-learn's layout, and means over signers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike


def table(truth: ArrayLike, read: ArrayLike, labels: Sequence[str]) -> dict[str, Any]:
    """Figures of one evaluation.

    Args:
        truth, read: n letters each; a letter read that is not in `labels` is an error for its true letter.
        labels: classes in the order of the table.

    Returns:
        {"accuracy", "classes": {label: {"precision", "recall", "f1-score", "support"}}, "macro avg": {…},
        "weighted avg": {…}}, all float but the int supports. A class that is never read has precision 0.
    """
    from sklearn.metrics import precision_recall_fscore_support as score

    truth, read = np.asarray(truth), np.asarray(read)
    order = list(labels)
    columns = score(truth, read, labels=order, zero_division=0)
    classes = {label: _row(*(column[i] for column in columns)) for i, label in enumerate(order)}
    averages = {}
    for kind in ("macro", "weighted"):
        precision, recall, f1, _ = score(truth, read, labels=order, average=kind, zero_division=0)
        averages[f"{kind} avg"] = _row(precision, recall, f1, len(truth))
    return {"accuracy": float((truth == read).mean()), "classes": classes, **averages}


def text(figures: dict[str, Any]) -> str:
    """`table` as scikit-learn's classification_report prints it, the layout of the report's appendix."""
    width = max(len("weighted avg"), *(len(label) for label in figures["classes"]))
    names = ("precision", "recall", "f1-score", "support")

    def line(label: str, row: dict[str, float]) -> str:
        shares = "".join(f" {row[name]:>9.4f}" for name in names[:3])
        return f"{label:>{width}} {shares} {row['support']:>9}"

    support = figures["macro avg"]["support"]
    lines = [
        " " * (width + 1) + "".join(f" {name:>9}" for name in names),
        "",
        *(line(label, row) for label, row in figures["classes"].items()),
        "",
        f"{'accuracy':>{width}} {'':20} {figures['accuracy']:>9.4f} {support:>9}",
        *(line(kind, figures[kind]) for kind in ("macro avg", "weighted avg")),
    ]
    return "\n".join(lines) + "\n"


def per_signer(truth: ArrayLike, read: ArrayLike, signers: ArrayLike) -> dict[str, float]:
    """Return the accuracy of each signer's rows and, under "macro mean", the mean over signers."""
    figures = by_signer(np.asarray(truth) == np.asarray(read), signers)
    return {**figures, "macro mean": float(np.mean(list(figures.values())))}


def by_signer(right: ArrayLike, signers: ArrayLike, letters: ArrayLike | None = None) -> dict[str, float]:
    """Return {signer: share of their rows that are right}, in the order in which the signers first occur.

    Args:
        right: bool (n,).
        signers: str (n,).
        letters: str or int (n,), the true classes; when given, a signer's share is the mean over their classes.
    """
    right, signers = np.asarray(right, float), np.asarray(signers)
    classes = None if letters is None else np.asarray(letters)
    shares = {}
    for name in dict.fromkeys(signers.tolist()):
        own = signers == name
        parts = [own] if classes is None else [own & (classes == each) for each in np.unique(classes[own])]
        shares[str(name)] = float(np.mean([right[part].mean() for part in parts]))
    return shares


def macro_by_signer(right: ArrayLike, signers: ArrayLike, letters: ArrayLike | None = None) -> float:
    """Return the mean over signers of `by_signer`: a signer counts once, however many rows they have.

    Returns:
        0–1; NaN without rows.
    """
    shares = by_signer(right, signers, letters)
    return float(np.mean(list(shares.values()))) if shares else float("nan")


def _row(precision: float, recall: float, f1: float, support: float) -> dict[str, float]:
    return {
        "precision": float(precision),
        "recall": float(recall),
        "f1-score": float(f1),
        "support": int(support),
    }
