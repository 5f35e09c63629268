"""The figures of many people's J and Z."""

import numpy as np
import pytest

from device.recognition.dynamic.network import CLASSES
from tests.training.dynamic.made_traces import made_trace
from training.evaluation.dynamic.evaluate import Detector
from training.evaluation.dynamic.people import HARD_WAYS, WAYS, Way, evaluate_people, other_shapes, see
from training.evaluation.dynamic.people_tables import people_table


class AlwaysJ:
    """A network that takes everything for a J, from its fifth step on."""

    def reset(self):
        self.steps = 0

    def step(self, x):
        self.steps += 1
        p = np.zeros(len(CLASSES), np.float32)
        p[CLASSES.index("J done") if self.steps > 5 else 0] = 1
        return p


def made():
    return [
        made_trace("J", split="dev"),
        made_trace("Z", split="dev"),
        made_trace("Z", "small", split="dev"),
        made_trace("Z", "untidy", split="dev"),
        made_trace("A", "other", split="dev"),
        made_trace("J_still", "still", split="dev"),
    ]


def test_recall_is_by_person_and_what_is_neither_counts_as_false():
    found = evaluate_people({"it": Detector(AlwaysJ(), 0.6)}, made(), WAYS[:1])
    score = found["recorded rate"]["it"]
    assert (score.recall("J"), score.recall("Z")) == (1.0, 0.0)
    assert score.missed == [("Ada/Z/0", "J")]
    assert score.small == (0, 1)
    assert [name for name, _ in score.false] == ["Ada/A/0", "Ada/J_still/0"]
    assert score.minutes == pytest.approx(2 * (29 / 15 + 0.5) / 60, rel=0.05)
    assert score.swapped == (1, 1)
    text = people_table(found)
    assert "| recorded rate | it | 1.000 | 0.000 | 0/1 | 1/1 = 100.0% | 2 |" in text
    assert "| Ada | J | 1/1 |" in text


@pytest.mark.parametrize("way", [*WAYS, *HARD_WAYS], ids=lambda way: way.name)
def test_every_way_of_seeing_keeps_time_and_holds_the_last_pose(way):
    trace = made_trace("J", right=-1.0)
    seen = see(trace, way, np.random.default_rng(1))
    assert (np.diff(seen.t) > 0).all()
    assert seen.t[-1] == pytest.approx(trace.t[-1] + 0.5, abs=0.2)
    assert set(seen.right) == {1.0 if way.flipped else -1.0}
    assert np.isfinite(seen.landmarks).all()


def test_the_error_of_a_way_is_its_share_of_the_diagonal():
    trace = made_trace("A", "other")
    sharp = see(trace, Way("", fps=30.0), np.random.default_rng(1)).landmarks
    off = see(trace, Way("", fps=30.0, error=0.05), np.random.default_rng(1)).landmarks
    diagonal = np.linalg.norm(np.ptp(sharp[0], axis=0))
    assert np.linalg.norm(off - sharp, axis=2).mean() / diagonal == pytest.approx(0.05, rel=0.2)


def test_a_z_path_is_drawn_with_another_handshape():
    (drawn,) = other_shapes(made())
    assert drawn.name == "Ada/Z/0 with A"
    (path,) = [trace for trace in made() if trace.letter == "Z" and trace.kind == "clean"]
    assert np.ptp(drawn.landmarks[:, 8], axis=0) == pytest.approx(np.ptp(path.landmarks[:, 8], axis=0))


def test_a_trace_without_a_hand_is_not_seen():
    trace = made_trace("A", "other")
    trace.landmarks[:] = np.nan
    assert len(see(trace, WAYS[0], np.random.default_rng(1)).t) == 0
