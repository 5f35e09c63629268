"""The search for poses in which fingers hide each other: the strategy, its cost, and rows that cannot be used."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("numba")

from training.errors import DataError
from training.rendering import pose_search
from training.rendering.contact_table import contact_table
from training.rendering.evolution import Box, minimise
from training.rendering.kinematics import PARAMETER_INDEX
from training.rendering.letters import HANDSHAPES
from training.rendering.person import Arm
from training.rendering.pose_fit import PoseFitter
from training.rendering.pose_residuals import Goal
from training.rendering.pose_search import PoseSearch, search_pose
from training.rendering.pose_table import built_in_table
from training.rendering.read_back import Reader, bundled_classifier
from training.rendering.rotation import view_rotation


def rosenbrock(x):
    return float((100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum())


def test_the_strategy_finds_the_bottom_of_a_curved_valley_and_the_same_twice():
    box = Box(np.full(4, -3.0), np.full(4, 3.0), 0.5)
    found, cost = minimise(rosenbrock, np.zeros(4), box, 250, np.random.default_rng(1))
    np.testing.assert_allclose(found, 1, atol=0.05)
    again, _ = minimise(rosenbrock, np.zeros(4), box, 250, np.random.default_rng(1))
    assert cost < 1e-3
    np.testing.assert_array_equal(found, again)


def test_the_strategy_stays_within_the_limits():
    box = Box(np.full(3, -2.0), np.full(3, 2.0), 1.0)
    found, _ = minimise(lambda x: float(((x - 5) ** 2).sum()), np.zeros(3), box, 60, np.random.default_rng(1))
    np.testing.assert_allclose(found, 2, atol=1e-6)


@pytest.fixture(scope="module")
def crossed():
    """The cost of R, with its own landmarks as the people's."""
    arm, shape, contacts = Arm(), HANDSHAPES["R"], contact_table()["R"]
    pose, view = shape.pose(arm.skeleton), view_rotation(shape.view)
    at = arm.skeleton.landmarks(pose)
    turned = (at - at.mean(0)) @ view.T
    seen = np.concatenate([turned[:, :2] / (6 - turned[:, 2:]), turned[:, 2:] / 6], 1)
    goal = Goal(contacts.all_touching, contacts.apart, contacts.folded, contacts.views)
    return PoseSearch(arm, contacts, PoseFitter(arm, goal, seen[None], np.ones(1)), view[None]), pose


def test_fingers_that_do_not_cross_cost_more(crossed):
    search, pose = crossed
    apart = pose.copy()
    apart[PARAMETER_INDEX["i_abd"]] += 18
    assert search.cost(apart) > search.cost(pose) + 3


def test_views_are_found_again(crossed):
    search, pose = crossed
    away = view_rotation((8, -6, 5)) @ search.rotations
    found = search.fitter.views(pose, away)
    assert search.fitter.misses(pose, found)[0] < 0.01


def test_a_search_does_not_end_worse_than_it_begins(crossed, monkeypatch):
    search, pose = crossed
    monkeypatch.setattr(pose_search, "GENERATIONS", 2)
    monkeypatch.setattr(pose_search, "FINE_GENERATIONS", 1)
    start = pose + np.where(np.arange(len(pose)) < 20, 3.0, 0.0)
    reader = Reader(bundled_classifier(), "R", built_in_table()["R"][0], count=4)
    reading = replace(search, reader=reader)
    found, views = search_pose(replace(search), start, reader)
    assert views.shape == (1, 3, 3)
    assert reading.cost(found) <= reading.cost(start) + 0.1, "but for rounding"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('alike = ["ix"]', "is no group of the fingers"),
        ('order = [["w", 8, 12, 3]]', "an axis x, y or z"),
        ('order = [["x", 8, 31, 3]]', "two landmarks 0–20"),
    ],
)
def test_a_wrong_row_of_the_contact_table_is_named(tmp_path, row, message):
    path = tmp_path / "contacts.toml"
    path.write_text(f"[N]\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=message):
        contact_table(path)
