"""Logistic regression and random forest behind the one interface."""

import numpy as np
import pytest

from tests.training.drawn_rows import drawn
from training.errors import RunError
from training.networks.catalogue import load_classifier
from training.networks.logistic_regression import LogisticRegression
from training.networks.random_forest import RandomForest

MODELS = [LogisticRegression, lambda: RandomForest(trees=25)]


@pytest.fixture(scope="module")
def rows():
    return drawn(6, 1), drawn(2, 2)


@pytest.mark.parametrize("make", MODELS)
def test_it_reads_rows_it_has_not_seen(make, rows, tmp_path):
    (pixels, letters), (unseen, truth) = rows
    model = make()
    model.fit(pixels, letters, seed=1, run=tmp_path)
    scores = model.scores(unseen)
    assert scores.dtype == np.float32
    assert scores.shape == (len(unseen), 24)
    assert np.allclose(scores.sum(1), 1, atol=1e-5)
    assert (np.array(model.labels)[scores.argmax(1)] == truth).mean() > 0.8


@pytest.mark.parametrize("make", MODELS)
def test_saved_and_loaded_it_says_the_same(make, rows, tmp_path):
    (pixels, letters), (unseen, _) = rows
    model = make()
    model.fit(pixels, letters, seed=1, run=tmp_path)
    model.save(tmp_path / "model")
    again = load_classifier(tmp_path)
    assert (again.name, again.labels) == (model.name, model.labels)
    assert np.array_equal(again.scores(unseen), model.scores(unseen))


@pytest.mark.parametrize("make", MODELS)
def test_the_same_seed_gives_the_same_model(make, rows, tmp_path):
    (pixels, letters), (unseen, _) = rows
    first, second = make(), make()
    first.fit(pixels, letters, seed=3, run=tmp_path)
    second.fit(pixels, letters, seed=3, run=tmp_path)
    assert np.array_equal(first.scores(unseen), second.scores(unseen))


def test_another_seed_grows_another_forest(rows, tmp_path):
    (pixels, letters), (unseen, _) = rows
    first, second = RandomForest(trees=5), RandomForest(trees=5)
    first.fit(pixels, letters, seed=1, run=tmp_path)
    second.fit(pixels, letters, seed=2, run=tmp_path)
    assert not np.array_equal(first.scores(unseen), second.scores(unseen))


def test_a_missing_model_says_how_to_make_one(tmp_path):
    with pytest.raises(RunError, match="no finished model; train one with"):
        load_classifier(tmp_path)


def test_a_damaged_model_is_called_that(rows, tmp_path):
    (pixels, letters), _ = rows
    model = RandomForest(trees=2)
    model.fit(pixels, letters, seed=1, run=tmp_path)
    model.save(tmp_path / "model")
    path = tmp_path / "model" / "model.skops"
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(RunError, match="cannot be read"):
        load_classifier(tmp_path)


def test_a_model_file_that_brings_code_is_not_opened(tmp_path, rows):
    """A class of its own is what a pickle would have run."""
    import skops.io

    from training.run_folder import write_json

    (tmp_path / "model").mkdir()
    skops.io.dump(RandomForest(trees=1), tmp_path / "model" / "model.skops")
    write_json(tmp_path / "model" / "labels.json", {"name": "random_forest", "size": 28, "labels": ["A"]})
    with pytest.raises(RunError, match="is not opened"):
        load_classifier(tmp_path)


def test_one_models_file_is_not_anothers(rows, tmp_path):
    (pixels, letters), _ = rows
    model = RandomForest(trees=2)
    model.fit(pixels, letters, seed=1, run=tmp_path)
    model.save(tmp_path / "model")
    with pytest.raises(RunError, match="holds random_forest, not logistic_regression"):
        LogisticRegression().load(tmp_path / "model")
