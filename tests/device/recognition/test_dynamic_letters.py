"""Points over time → J and Z: what the network sees, and what is made of its answers."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.reading.letters import confirmed_letters
from device.recognition.dynamic.decisions import POSITION_CHANGE, Motion, StrokeDecision, merge_probabilities
from device.recognition.dynamic.detector import MIN_STEP_S, DynamicLetterDetector
from device.recognition.dynamic.features import FEATURE_NAMES, MotionFeatures
from device.recognition.dynamic.network import CLASSES
from device.recognition.interpreter import installed_runtimes
from device.recognition.perception import Perception
from device.recognition.presence import STROKE_GAP_S
from device.recognition.recognizer import DYNAMIC_MODEL, DynamicLetterRecognizer
from device.recognition.smoothing import Smoother, Thresholds
from device.settings import MODELS
from device.types import HandBox, Scores
from tests.fakes.scripted import Scripted

DEMO = MODELS.parent / "assets" / "demo" / "hello_jz_labels.json"
SHAPE = np.array(
    [
        (0, 0),
        (30, -20),
        (45, -45),
        (40, -70),
        (25, -80),
        (30, -95),
        (32, -130),
        (33, -150),
        (34, -170),
        (5, -100),
        (6, -130),
        (8, -110),
        (7, -95),
        (-15, -95),
        (-14, -122),
        (-12, -104),
        (-12, -90),
        (-35, -85),
        (-34, -105),
        (-31, -92),
        (-30, -82),
    ],
    float,
)
"""An upright right hand with the index finger out, pixels around the wrist."""


def path(n: int, fps: float = 30.0, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Times and points (n, 21, 2) of a hand that wanders about."""
    rng = np.random.default_rng(seed)
    steps = np.cumsum(rng.normal(0, 8, (n, 1, 2)), axis=0)
    return np.arange(n) / fps, SHAPE + np.array([300, 250]) + steps + rng.normal(0, 1, (n, 21, 2))


def features(t, points, right=1.0) -> np.ndarray:
    each = MotionFeatures()
    return np.array([each.update(now, frame, right) for now, frame in zip(t, points, strict=True)])


# ── what the network sees ────────────────────────────────────────────────────────────────────────


@given(st.floats(0.3, 5), st.floats(-500, 500), st.floats(-500, 500), st.floats(0, 1e5))
def test_neither_resolution_nor_distance_nor_place_nor_clock_matters(zoom, x, y, clock):
    t, points = path(20)
    seen = features(t + clock, points * zoom + np.array([x, y]))
    assert np.abs(seen - features(t, points)).max() < 1e-3


@given(st.integers(0, 50))
def test_a_left_hand_is_seen_as_the_right_hand_it_mirrors(seed):
    t, points = path(20, seed=seed)
    mirrored = points * np.array([-1, 1]) + np.array([640, 0])
    assert np.abs(features(t, mirrored, -1.0) - features(t, points, 1.0)).max() < 1e-5


def test_the_wrong_side_for_a_few_frames_changes_nothing():
    t, points = path(60)
    right = np.ones(60)
    right[[20, 21, 22, 40]] = -1
    each = MotionFeatures()
    seen = np.array([each.update(a, b, c) for a, b, c in zip(t, points, right, strict=True)])
    assert np.array_equal(seen, features(t, points))


def test_a_side_that_was_wrong_at_first_is_mended():
    t, points = path(90)
    right = np.ones(90)
    right[:3] = -1
    each = MotionFeatures()
    seen = np.array([each.update(a, b, c) for a, b, c in zip(t, points, right, strict=True)])
    assert each.side == 1
    assert np.abs(seen[-1] - features(t, points)[-1]).max() < 0.05


def test_everything_stays_within_limits_even_when_points_jump_about():
    rng = np.random.default_rng(3)
    t = np.cumsum(rng.uniform(0.001, 0.5, 200))
    seen = features(t, rng.uniform(-1e4, 1e4, (200, 21, 2)))
    assert np.isfinite(seen).all()
    assert np.abs(seen).max() <= 1.5


def test_all_points_in_one_place_are_no_reason_to_fail():
    assert np.isfinite(features([0, 0.1], np.zeros((2, 21, 2)))).all()


@pytest.mark.parametrize("fps", [10, 15, 30, 60])
def test_the_same_speed_looks_the_same_at_every_frame_rate(fps):
    t = np.arange(fps + 1) / fps
    points = SHAPE + np.stack([300 * t, 0 * t], 1)[:, None]  # about three hand sizes a second to the right
    seen = features(t, points)[-1]
    assert seen[FEATURE_NAMES.index("index tip velocity x")] == pytest.approx(0.37, abs=0.03)
    assert seen[FEATURE_NAMES.index("index tip from slow x")] == pytest.approx(0.84, abs=0.12)


def test_many_hands_at_once_are_seen_like_each_alone():
    tracks = [path(25, seed=seed)[1] for seed in range(4)]
    t = path(25)[0]
    together = MotionFeatures()
    right = np.array([1.0, -1.0, 1.0, -1.0])
    seen = np.stack(
        [together.update(np.full(4, t[i]), np.stack([track[i] for track in tracks]), right) for i in range(25)], 1
    )
    for k, track in enumerate(tracks):
        assert np.abs(seen[k] - features(t, track, right[k])).max() < 1e-5


# ── decisions ────────────────────────────────────────────────────────────────────────────────────


def says(**p: float) -> np.ndarray:
    out = np.zeros(len(CLASSES), np.float32)
    for name, value in p.items():
        out[CLASSES.index(name.replace("_", " "))] = value
    out[0] = 1 - out.sum()
    return out


def decide(script: list[np.ndarray], fps: float = 30.0, places=None, shapes=None) -> list[Motion]:
    decider = StrokeDecision(0.6)
    still = np.zeros(len(FEATURE_NAMES), np.float32)
    return [
        decider.update(
            i / fps, p, still if shapes is None else shapes[i], np.zeros(2) if places is None else places[i], 100.0
        )
        for i, p in enumerate(script)
    ]


def drawn(letter: str, steps: int = 10) -> list[np.ndarray]:
    return [says(**{f"{letter}_under_way": 0.9})] * steps + [says(**{f"{letter}_done": 0.95})] * 9


@pytest.mark.parametrize("letter", ["J", "Z"])
@pytest.mark.parametrize("fps", [10, 15, 30, 60])
def test_a_drawn_letter_is_done_once_and_soon(letter, fps):
    said = decide([says()] * 5 + drawn(letter) + [says()] * 20, fps)
    assert [motion.letter for motion in said if motion.done] == [letter]
    assert next(i for i, motion in enumerate(said) if motion.done) / fps <= 15 / fps + 0.1


def test_one_frame_that_says_done_is_not_believed_at_a_usual_rate():
    assert not any(motion.done for motion in decide([says()] * 5 + [says(J_done=0.9)] + [says()] * 20))


def test_the_letter_stays_while_the_hand_does():
    said = decide(drawn("J") + [says()] * 90)
    assert said[-1].letter == "J"


def test_a_hand_that_moves_away_shows_it_no_longer():
    script = drawn("J") + [says()] * 60
    places = [np.array([max(0, i - 40) * 5.0, 0]) for i in range(len(script))]
    said = decide(script, places=places)
    assert said[39].letter == "J"
    gone = next(i for i, motion in enumerate(said) if i > 30 and motion.letter is None)
    assert (gone - 40) * 5.0 == pytest.approx(POSITION_CHANGE * 100, abs=6)


def test_a_hand_that_changes_its_shape_shows_it_no_longer():
    script = drawn("Z") + [says()] * 40
    shapes = [np.zeros(len(FEATURE_NAMES), np.float32) for _ in script]
    for shape in shapes[40:]:
        shape[FEATURE_NAMES.index("index finger y")] = 0.8
    said = decide(script, shapes=shapes)
    assert (said[39].letter, said[45].letter) == ("Z", None)


def test_the_second_of_two_is_done_again():
    said = decide(drawn("Z") + [says()] * 10 + drawn("Z") + [says()] * 10)
    assert [motion.letter for motion in said if motion.done] == ["Z", "Z"]
    between = [motion.letter for motion in said[25:38]]
    assert None in between, "drawing again ends the first: or the two would look like one"


class Always:
    """A network that always says the same, and counts."""

    def __init__(self, p):
        self.p, self.steps, self.resets = p, 0, 0

    def step(self, x):
        self.steps += 1
        return self.p

    def reset(self):
        self.resets += 1


def test_frames_that_come_too_soon_or_show_no_hand_are_no_steps():
    network = Always(says())
    detector = DynamicLetterDetector(network)
    for i in range(30):
        detector.update(i * MIN_STEP_S / 2, SHAPE, 1.0)
    assert network.steps == 15
    detector.update(0.5, None, 0)
    assert network.steps == 15


def test_after_a_while_without_a_hand_everything_begins_anew():
    network = Always(says(J_done=1.0))
    detector = DynamicLetterDetector(network)
    for i in range(5):
        last = detector.update(i / 10, SHAPE, 1.0)
    assert last.letter == "J"
    resets = network.resets
    detector.update(0.4 + STROKE_GAP_S / 2, None, 0)
    assert network.resets == resets
    assert detector.update(0.4 + STROKE_GAP_S + 0.01, None, 0).letter is None
    assert network.resets == resets + 1


# ── still letters and moving ones together ───────────────────────────────────────────────────────

LABELS = ("A", "I", "nothing", "J", "Z")


@given(
    st.lists(st.floats(0, 1), min_size=3, max_size=3), st.sampled_from([None, "J", "Z"]), st.floats(0, 1), st.booleans()
)
def test_nothing_is_lost_or_won(values, letter, drawing, moving):
    p = np.array([*values, 0, 0], np.float32)
    out = merge_probabilities(p, LABELS, Motion(letter, False, drawing, moving))
    assert out.sum() == pytest.approx(p.sum(), abs=1e-5)
    assert (out >= 0).all()


def test_an_i_that_moves_is_no_i_yet():
    p = np.array([0.1, 0.9, 0, 0, 0], np.float32)
    assert merge_probabilities(p, LABELS, Motion(moving=True))[1] == 0
    assert merge_probabilities(p, LABELS, Motion(moving=False))[1] == np.float32(0.9)


def test_while_a_letter_is_drawn_no_other_is_believed():
    out = merge_probabilities(np.array([1, 0, 0, 0, 0], np.float32), LABELS, Motion(drawing=0.9))
    assert out[LABELS.index("A")] == pytest.approx(0.1)
    assert out[LABELS.index("nothing")] == pytest.approx(0.9)


class Moving(Scripted):
    """Says I all the time, with points."""

    labels, excluded, metadata, runtime = ("A", "I", "nothing"), ("nothing",), None, "none"

    def recognize(self, frame):
        p = np.array([0, 1, 0], np.float32)
        points = (SHAPE + 200) / np.array(frame.image.shape[1::-1])
        return Scores(frame.t, self.labels, p, HandBox(0, 0, 1, 1, "right"), points.astype(np.float32))


class Script:
    """A network that says J is under way from 0.3 s on and done at 1 s."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.n = 0

    def step(self, x):
        self.n += 1
        t = self.n / 30
        return says() if t < 0.3 else says(J_under_way=0.95) if t < 1 else says(J_done=0.95) if t < 1.3 else says()


def test_a_j_is_confirmed_at_once_and_never_as_an_i():
    from device.types import Frame

    recognizer = DynamicLetterRecognizer(Moving(lambda t: "I"), DynamicLetterDetector(Script()))
    assert recognizer.labels == ("A", "I", "nothing", "J", "Z")
    smoother = Smoother(recognizer.labels, Thresholds(), 0.5, 0.3, recognizer.excluded)
    frames = [Frame(np.zeros((480, 640), np.uint8), i / 30, i) for i in range(90)]
    (letter,) = confirmed_letters(Perception(recognizer, smoother), frames)
    assert (letter.letter, letter.confidence) == ("J", 1.0)
    assert letter.t == pytest.approx(1.05, abs=0.1)


def test_a_performed_letter_that_is_excluded_is_not_shown():
    smoother = Smoother(LABELS, Thresholds(), 0.5, 0.3, excluded=("J",))
    reading = smoother.update(Scores(0.0, LABELS, np.eye(5, dtype=np.float32)[3], HandBox(0, 0, 1, 1), None, "J"))
    assert reading.letter is None


# ── the installed network ────────────────────────────────────────────────────────────────────────


def demo() -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Times, points and truth of the bundled clip: HELLO, J and Z by our own synthetic hand."""
    rows = json.loads(DEMO.read_text())
    return np.array([r["t"] for r in rows]), np.array([r["kp"] for r in rows], float), [r["letter"] for r in rows]


def read(runtime: str | None, t, points, right=1.0) -> list[tuple[float, str]]:
    detector = DynamicLetterDetector.load(DYNAMIC_MODEL, runtime)
    said = [(now, detector.update(now, frame, right)) for now, frame in zip(t, points, strict=True)]
    return [(now, motion.letter) for now, motion in said if motion.done]


@pytest.mark.parametrize("runtime", installed_runtimes())
def test_j_and_z_of_the_bundled_clip_are_read_and_nothing_else(runtime):
    t, points, truth = demo()
    said = read(runtime, t, points)
    assert [letter for _, letter in said] == ["J", "Z"]
    for when, letter in said:
        last = max(now for now, true in zip(t, truth, strict=True) if true == letter)
        assert when <= last + 0.4


def test_a_left_hand_is_read_like_a_right_one():
    t, points, _ = demo()
    assert [letter for _, letter in read(None, t, points * np.array([-1, 1]) + np.array([640, 0]), -1.0)] == ["J", "Z"]


@pytest.mark.parametrize("fps", [10, 15, 24, 30, 60])
def test_the_bundled_clip_is_read_at_every_frame_rate(fps):
    t, points, _ = demo()
    times = np.arange(0, t[-1], 1 / fps)
    between = np.stack([np.interp(times, t, column) for column in points.reshape(len(t), -1).T], 1).reshape(-1, 21, 2)
    assert [letter for _, letter in read(None, times, between)] == ["J", "Z"]


def test_a_held_hand_that_trembles_is_never_read_as_moving():
    _, points, truth = demo()
    rng = np.random.default_rng(5)
    for letter in "HELOJZ":
        still = points[truth.index(letter) + 3]  # J and Z before they begin to move
        times = np.arange(0, 30, 1 / 30)
        assert read(None, times, still + rng.normal(0, 2, (len(times), 21, 2))) == []
