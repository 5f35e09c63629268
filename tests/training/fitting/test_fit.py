"""`fit` on a network of a few weights: history, averaged weights, and runs that are interrupted at every point."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.errors import RunError
from training.fitting.batches import RandomBatches
from training.fitting.fit import BEST, CHECKPOINT, fit
from training.fitting.objective import Objective
from training.fitting.plan import TrainingPlan, split_steps
from training.tensorflow_quiet import import_keras

STEPS = 3
PLAN = TrainingPlan(epochs=4, batch=8, learning_rate=0.05, warm_up=2, weight_decay=0.01, clip_norm=5.0, seed=2)


def network() -> Any:
    """A line with dropout: float32 (n, 4) → (n, 1)."""
    keras = import_keras()
    keras.utils.set_random_seed(2)
    layers = keras.layers
    return keras.Sequential([keras.Input((4,)), layers.Dense(8), layers.Dropout(0.3), layers.Dense(1)], name="line")


def objective() -> Objective:
    """Squared error; its square root is a second figure."""
    ops = import_keras().ops

    def compute(targets: Any, outputs: Any) -> dict[str, Any]:
        loss = ops.mean((outputs[:, 0] - targets) ** 2)
        return {"loss": loss, "error": ops.sqrt(loss)}

    return Objective(("error",), compute)


def batches() -> RandomBatches:
    """Points of a plane."""

    def draw(rng: np.random.Generator) -> tuple[Any, Any]:
        x = rng.normal(0, 1, (8, 4)).astype(np.float32)
        return x, x.sum(1)

    return RandomBatches(draw, STEPS, PLAN.seed)


class Stopping:
    """Batches that are interrupted once, at a given epoch and step, as by Ctrl-C."""

    def __init__(self, epoch: int, step: int) -> None:
        self.steps_per_epoch = STEPS
        self._at = (epoch, step)
        self._batches = batches()

    def batch(self, epoch: int, step: int) -> tuple[Any, Any]:
        if (epoch, step) == self._at:
            raise KeyboardInterrupt
        return self._batches.batch(epoch, step)


def figures_of(history: list[dict[str, float]]) -> list[dict[str, float]]:
    """A history without the seconds."""
    return [{key: value for key, value in row.items() if key != "seconds"} for row in history]


def test_the_history_has_a_row_for_each_epoch_in_both_files(tmp_path: Path) -> None:
    history = fit(network(), objective(), batches(), PLAN, tmp_path, measure=lambda: {"share": 0.5})
    assert [row["epoch"] for row in history] == [1, 2, 3, 4]
    assert list(history[0]) == ["epoch", "loss", "error", "val_share", "learning_rate", "seconds"]
    assert json.loads((tmp_path / "history.json").read_text()) == history
    lines = (tmp_path / "history.csv").read_text().splitlines()
    assert lines[0] == "epoch,loss,error,val_share,learning_rate,seconds"
    assert [line.split(",")[0] for line in lines[1:]] == ["1", "2", "3", "4"]
    assert json.loads((tmp_path / "plan.json").read_text())["warm_up"] == 2


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, float]], list[np.ndarray]]:
    model = network()
    history = fit(model, objective(), batches(), PLAN, tmp_path_factory.mktemp("run"))
    return history, model.get_weights()


@pytest.mark.parametrize("at", [(0, 1), (1, 0), (2, 2)])
def test_an_interrupted_run_resumes_with_the_same_history_and_weights(uninterrupted, tmp_path: Path, at) -> None:
    history, weights = uninterrupted
    with pytest.raises(KeyboardInterrupt):
        fit(network(), objective(), Stopping(*at), PLAN, tmp_path)
    model = network()
    resumed = fit(model, objective(), batches(), PLAN, tmp_path)
    assert figures_of(resumed) == figures_of(history)
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(model.get_weights(), weights, strict=True))
    assert (tmp_path / "history.csv").read_text().count("\n") == 5


def stop_between_weights_and_metadata(folder: Path) -> None:
    """As if the process was killed after the weights of an epoch and before its metadata."""
    (folder / "training_metadata.json").write_text(json.dumps({"epoch": 1, "batch": 0}))


def stop_within_metadata(folder: Path) -> None:
    (folder / "training_metadata.json").write_text("")


def stop_within_weights(folder: Path) -> None:
    weights = folder / "latest.weights.h5"
    weights.write_bytes(weights.read_bytes()[:1000])


@pytest.mark.parametrize("stop", [stop_between_weights_and_metadata, stop_within_metadata, stop_within_weights])
def test_a_run_that_was_killed_while_it_wrote_the_checkpoint_resumes(uninterrupted, tmp_path: Path, stop) -> None:
    history, _ = uninterrupted
    early = TrainingPlan(**{**PLAN.__dict__, "stop_after": 2})
    fit(network(), objective(), batches(), early, tmp_path)
    stop(tmp_path / CHECKPOINT)
    assert figures_of(fit(network(), objective(), batches(), PLAN, tmp_path)) == figures_of(history)


def test_a_finished_run_is_not_trained_again(uninterrupted, tmp_path: Path) -> None:
    fit(network(), objective(), batches(), PLAN, tmp_path)
    model = network()
    again = fit(model, objective(), Stopping(0, 2), PLAN, tmp_path)
    assert figures_of(again) == figures_of(uninterrupted[0])
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(model.get_weights(), uninterrupted[1], strict=True))


def test_the_averaged_weights_are_measured_and_kept_and_training_continues_with_the_others(tmp_path: Path) -> None:
    averaging = TrainingPlan(**{**PLAN.__dict__, "ema_momentum": 0.9})
    model, measured = network(), []

    def measure() -> dict[str, float]:
        measured.append(model.get_weights())
        return {"share": 1.0}

    history = fit(model, objective(), batches(), averaging, tmp_path / "a", measure=measure)
    assert all(np.allclose(a, b, atol=1e-5) for a, b in zip(model.get_weights(), measured[-1], strict=True))
    plain = network()
    unaveraged = fit(plain, objective(), batches(), PLAN, tmp_path / "b")
    losses, others = ([row["loss"] for row in rows] for rows in (history, unaveraged))
    assert losses == pytest.approx(others, rel=1e-4), "averaging must not change the training itself"
    assert not np.allclose(model.get_weights()[0], plain.get_weights()[0], atol=1e-4)


def test_an_interrupted_run_with_averaged_weights_resumes(tmp_path: Path) -> None:
    averaging = TrainingPlan(**{**PLAN.__dict__, "ema_momentum": 0.9})

    def run(folder: Path, source: Any) -> tuple[list[dict[str, float]], Any]:
        model = network()
        return fit(model, objective(), source, averaging, folder, measure=lambda: {"share": 0.0}), model

    history, model = run(tmp_path / "a", batches())
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "b", Stopping(2, 1))
    resumed, other = run(tmp_path / "b", batches())
    assert figures_of(resumed) == figures_of(history)
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(model.get_weights(), other.get_weights(), strict=True))


def test_the_best_epoch_is_kept_also_when_the_run_is_resumed(tmp_path: Path) -> None:
    ranks = iter([0.1, 0.9, 0.5, 0.4])
    weights: list[list[np.ndarray]] = []
    model = network()

    def measure(model: Any) -> dict[str, float]:
        weights.append(model.get_weights())
        return {"share": next(ranks)}

    early = TrainingPlan(**{**PLAN.__dict__, "stop_after": 2})
    keep = {"keep_best": lambda row: row["val_share"]}
    fit(model, objective(), batches(), early, tmp_path, measure=lambda: measure(model), **keep)
    resumed = network()
    fit(resumed, objective(), batches(), PLAN, tmp_path, measure=lambda: measure(resumed), **keep)
    assert (tmp_path / BEST).is_file()
    assert all((a == b).all() for a, b in zip(resumed.get_weights(), weights[1], strict=True))


def test_a_checkpoint_of_another_network_gives_one_sentence(tmp_path: Path) -> None:
    fit(network(), objective(), batches(), PLAN, tmp_path)
    keras = import_keras()
    other = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Dense(1)])
    with pytest.raises(RunError, match="cannot be restored") as caught:
        fit(other, objective(), batches(), PLAN, tmp_path)
    assert "\n" not in str(caught.value)


def test_a_failing_batch_ends_the_run_with_its_error(tmp_path: Path) -> None:
    class Failing(Stopping):
        def batch(self, epoch: int, step: int) -> tuple[Any, Any]:
            if (epoch, step) == (1, 0):
                raise RuntimeError("no such picture")
            return super().batch(epoch, step)

    with pytest.raises(RuntimeError, match=r"^no such picture$"):
        fit(network(), objective(), Failing(9, 9), PLAN, tmp_path)


@pytest.mark.parametrize(("steps", "epochs", "each"), [(1, 1, 1), (499, 1, 499), (4200, 8, 525), (8000, 16, 500)])
def test_steps_are_divided_into_epochs(steps: int, epochs: int, each: int) -> None:
    assert split_steps(steps) == (epochs, each)
