"""The label fault of the student report reproduces its figures."""

import pytest

from device.alphabet import STATIC_LETTERS
from training.evaluation.report_figures import label_fault

TEST_SUPPORT = dict(
    zip(
        STATIC_LETTERS,
        (
            331,
            432,
            310,
            245,
            498,
            247,
            348,
            436,
            288,
            331,
            209,
            394,
            291,
            246,
            347,
            164,
            144,
            246,
            248,
            266,
            346,
            206,
            267,
            332,
        ),
        strict=True,
    )
)
"""Rows a letter of Kaggle's own test CSV; the report's two CNN tables have these supports."""


def test_the_reports_fault_gives_the_reports_figures():
    """A model that reads every row right: K–P at zero, a class 9 without rows, 25.3 % lost, macro over 25 classes."""
    truth = [letter for letter, count in TEST_SUPPORT.items() for _ in range(count)]
    fault = label_fault(truth, truth)
    late = fault["closed_at_q"]
    assert len(truth) == 7172
    assert late["zero"] == list("KLMNOP")
    assert late["phantom"] == TEST_SUPPORT["K"]
    assert late["lost"] == pytest.approx(0.2535, abs=1e-4)
    assert late["accuracy"] == pytest.approx(0.7465, abs=1e-4)
    assert (late["classes_listed"], late["macro_f1"]) == (25, pytest.approx(18 / 25))
    assert fault["sound"]["accuracy"] == 1.0
    assert fault["never_closed"]["accuracy"] == pytest.approx(0.437, abs=1e-3)
    assert fault["never_closed"]["zero"] == list("KLMNOPQRSTUVWXY")
