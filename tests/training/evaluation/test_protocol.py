"""The arithmetic of the protocols, on answers we made up and know."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.alphabet import STATIC_LETTERS
from device.types import HandBox
from tests.fakes.drawn_letters import draw
from tests.training import sample_folder
from training.datasets import signers
from training.datasets.geometry import normalise_landmarks
from training.evaluation.bootstrap import interval, macro_interval
from training.evaluation.calibration import reliability
from training.evaluation.frame_systems import Answer, answer
from training.evaluation.perturb import CLEAN, STEPS, box_around, disturb
from training.evaluation.report_figures import ZEROED, label_fault
from training.evaluation.slices import slices_of
from training.evaluation.unseen_signers import false_letters, figures

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


@pytest.fixture
def frames(tmp_path):
    sample_folder.write_signers(tmp_path)
    return [s for s in signers.samples(tmp_path) if s.split == "eval"]


def said(letter, confidence=0.9, found=True):
    return Answer(letter, confidence if found else 0.0, np.zeros(24, np.float32), found=found)


def test_a_hand_not_found_is_wrong(frames):
    answers = [said(s.letter) if s.letter != "A" else said(None, found=False) for s in frames]
    row = figures(frames, answers)
    assert row["macro"] == pytest.approx(2 / 3)
    assert row["per_signer"]["davidlee"] == {
        "frames": 9,
        "accuracy": pytest.approx(2 / 3),
        "found": pytest.approx(2 / 3),
        "of_found": 1.0,
        "without_t": pytest.approx(2 / 3),
    }
    assert row["per_letter"] == {"A": 0.0, "B": 1.0, "C": 1.0}
    assert row["confusion"]["A"] == {"–": 6}


def test_the_headline_is_the_mean_over_people_not_over_frames(frames):
    many = [s for s in frames if s.source == "davidlee"] * 5 + [s for s in frames if s.source == "ASLExplorer"]
    row = figures(many, [said(s.letter if s.source == "davidlee" else "Q") for s in many])
    assert row["macro"] == pytest.approx(0.5)
    assert row["webcam"] == 0.0


def test_a_letter_weighs_as_much_as_any_other_however_often_it_was_signed(frames):
    often = [s for s in frames if s.source == "davidlee"] + [s for s in frames if s.letter == "B"] * 9
    row = figures(often, [said("B") for _ in often])
    assert row["per_signer"]["davidlee"]["accuracy"] == pytest.approx(1 / 3)


def test_an_unsure_letter_counts_but_is_not_answered(frames):
    row = figures(frames, [said(s.letter, 0.4 if s.letter == "A" else 0.9) for s in frames])
    assert row["macro"] == 1.0
    assert row["sure"]["answered"] == pytest.approx(2 / 3)


def test_a_letter_never_shown_to_learners_is_no_answer():
    scores = np.array([0.1, 0.9], np.float32)
    assert answer(("S", "T"), scores, excluded=("T",)).letter is None
    assert answer(("S", "T"), scores).letter == "T"
    assert answer(("S", "nothing"), scores).letter is None


def test_false_letters_are_counted_at_all_and_when_sure():
    row = false_letters([said("A", 0.9), said("B", 0.3), said(None), said(None, found=False)])
    assert row == {"pictures": 4, "any": 0.5, "sure": 0.25}


shares = st.lists(st.booleans(), min_size=2, max_size=60)


@given(shares, st.integers(1, 10))
def test_an_interval_holds_the_accuracy_it_is_about(right, size):
    right = np.array(right)
    low, high = interval(right, [str(i // size) for i in range(len(right))])
    assert 0 <= low <= right.mean() + 1e-9
    assert right.mean() - 1e-9 <= high <= 1


def test_near_duplicates_widen_the_interval():
    right = np.repeat(np.random.default_rng(0).random(40) < 0.8, 20)
    single = interval(right, [str(i) for i in range(len(right))])
    grouped = interval(right, [str(i // 20) for i in range(len(right))])
    assert grouped[1] - grouped[0] > 3 * (single[1] - single[0])


def test_the_macro_interval_is_about_the_macro_mean():
    right = np.array([True] * 8 + [False] * 8)
    people, letters = ["a"] * 8 + ["b"] * 8, list("ABCDEFGH") * 2
    assert macro_interval(right, people, letters) == (0.5, 0.5)


def test_the_reports_fault_gives_the_reports_figures():
    """A model that reads every test row: K–P at zero, a class 9 nobody has, 25.3 % lost, macro over 25 classes."""
    truth = [letter for letter, count in TEST_SUPPORT.items() for _ in range(count)]
    fault = label_fault(truth, truth)
    late = fault["closed_at_q"]
    assert len(truth) == 7172
    assert late["zero"] == list(ZEROED)
    assert late["phantom"] == TEST_SUPPORT["K"]
    assert late["lost"] == pytest.approx(0.2535, abs=1e-4)
    assert late["accuracy"] == pytest.approx(0.7465, abs=1e-4)
    assert (late["classes_listed"], late["macro_f1"]) == (25, pytest.approx(18 / 25))
    assert fault["sound"]["accuracy"] == 1.0
    assert fault["never_closed"]["accuracy"] == pytest.approx(0.437, abs=1e-3)
    assert fault["never_closed"]["zero"] == list("KLMNOPQRSTUVWXY")


def test_calibration_error_is_zero_when_confidence_is_true_and_one_when_it_is_not():
    confidence = np.array([0.75] * 4)
    assert reliability(confidence, np.array([True, True, True, False]))["ece"] == pytest.approx(0)
    assert reliability(np.ones(5), np.zeros(5, bool))["ece"] == pytest.approx(1)
    assert reliability(np.ones(5), np.zeros(5, bool))["bins"] == [{"confidence": 1.0, "accuracy": 0.0, "count": 5}]


@pytest.mark.parametrize(("kind", "amount"), [("rotation", 25), ("rotation", -40), ("scale", 0.6), ("scale", 1.6)])
def test_landmarks_move_with_the_picture(kind, amount):
    picture = np.full((120, 160), 40, np.uint8)
    points = np.full((21, 3), 0.5, np.float32)
    points[:, 0], points[:, 1] = np.linspace(0.4, 0.6, 21), np.linspace(0.35, 0.6, 21)
    x, y = round(points[20, 0] * 160), round(points[20, 1] * 120)
    picture[y - 3 : y + 4, x - 3 : x + 4] = 250
    moved, at = disturb(picture, points, kind, amount, seed=0)
    rows, columns = np.nonzero(moved > 150)
    assert columns.mean() == pytest.approx(at[20, 0] * 160, abs=1.0)
    assert rows.mean() == pytest.approx(at[20, 1] * 120, abs=1.0)
    middle = (points[:, :2].min(0) + points[:, :2].max(0)) / 2
    assert np.allclose((at[0, :2] + at[20, :2]) / 2, middle, atol=1e-3)  # the hand stays where it is


@pytest.mark.parametrize("kind", STEPS)
def test_a_clean_step_changes_nothing_and_others_do(kind):
    picture, points = sample_folder.room("Ada", 1), np.full((21, 3), 0.5, np.float32)
    points[20] = 0.7
    same, at = disturb(picture, points, kind, CLEAN[kind], 1)
    assert np.array_equal(same, picture)
    assert np.array_equal(at, points)
    assert CLEAN[kind] in STEPS[kind]
    for amount in STEPS[kind]:
        if amount != CLEAN[kind]:
            changed, _ = disturb(picture, points, kind, amount, 1)
            assert (changed.shape, changed.dtype) == (picture.shape, np.uint8)
            assert not np.array_equal(changed, picture)


def test_brightness_clips_and_does_not_wrap():
    bright = np.full((4, 4), 250, np.uint8)
    assert disturb(bright, np.zeros((21, 3), np.float32), "brightness", 40, 0)[0].min() == 255
    assert disturb(bright // 25, np.zeros((21, 3), np.float32), "brightness", -40, 0)[0].max() == 0


def test_the_box_goes_round_the_landmarks():
    points = np.zeros((21, 3), np.float32)
    points[:, 0], points[:, 1] = np.linspace(0.2, 0.5, 21), np.linspace(0.9, 0.3, 21)
    box = box_around(points)
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx((0.2, 0.3, 0.5, 0.9))


places = st.tuples(st.floats(0.1, 0.4), st.floats(0.1, 0.4), st.floats(0.2, 1.0))


@given(places, st.integers(0, 1000))
def test_geometry_does_not_know_place_size_or_side(place, seed):
    x, y, size = place
    shape = np.random.default_rng(seed).uniform(0, 1, (21, 3)).astype(np.float32)
    here = normalise_landmarks(shape, "right", 1.0)
    there = normalise_landmarks((shape * size + np.array([x, y, 0.3])).astype(np.float32), "right", 1.0)
    mirrored = shape * np.array([-1, 1, 1], np.float32)
    assert np.allclose(here, there, atol=1e-3)
    assert np.allclose(here, normalise_landmarks(mirrored, "left", 1.0), atol=1e-5)
    assert np.abs(here).max() < 20


def test_geometry_measures_lengths_not_fractions():
    """The same hand in a wide and in a square frame."""
    points = np.random.default_rng(1).uniform(0, 1, (21, 3)).astype(np.float32)
    wide = points * np.array([0.5, 1, 0.5], np.float32)  # twice as wide: half the fractions, half the z in widths
    assert np.allclose(normalise_landmarks(points, "right", 1.0), normalise_landmarks(wide, "right", 0.5), atol=1e-5)


def test_slices_tell_hand_light_and_background(frames):
    sample = next(s for s in frames if s.box is not None)
    parts = slices_of(sample, sample.load())
    assert parts["hand"] == "right"
    assert parts["letters"].startswith(("fists", "round"))
    dark = np.full((120, 160), 30, np.uint8)
    assert slices_of(sample, dark)["light"] == "dim"
    assert slices_of(sample, dark)["background"] == "plain"
    assert slices_of(sample, dark + 200)["light"] == "bright"
    busy = np.kron(np.random.default_rng(0).integers(0, 2, (30, 40)) * 200, np.ones((4, 4))).astype(np.uint8)
    assert slices_of(sample, busy)["background"] == "busy"


def test_a_box_at_the_very_edge_still_has_light(frames):
    from dataclasses import replace

    sample = replace(frames[0], box=HandBox(0.999, 0.999, 1.2, 1.3))
    assert slices_of(sample, draw("A", 100))["light"] in ("dim", "even", "bright")
