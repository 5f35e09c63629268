"""The scoreboard: its arithmetic on answers we made up, and the whole command on drawn pictures."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.alphabet import NO_LETTER
from device.tutor.verification import Verifier, VerifyThresholds
from device.types import HandBox
from tests.training import sample_folder
from training.datasets.hand_free import CLEARANCE
from training.datasets.sample import Sample
from training.errors import RunError
from training.evaluation import scoreboard_text
from training.evaluation.burst_windows import WINDOW, votes, windows
from training.evaluation.evaluation_set import hand_free
from training.evaluation.localisation import placing, pooled
from training.evaluation.measure import false_letters
from training.evaluation.picture_set import Pictures
from training.evaluation.predictions import Once, Seen
from training.evaluation.publish import BEGIN, END, summary, with_block
from training.evaluation.targets import lines
from training.evaluation.verification import (
    CLEARS,
    NEVER,
    judge,
    nearest_rivals,
    operating_point,
    verification,
)

LABELS = ("A", "B", "S", NO_LETTER)
USUAL = VerifyThresholds()


class Reader:
    name, how, labels, excluded, enter, places = "made up", "nowhere", LABELS, (NO_LETTER,), 0.55, True

    def __init__(self, seen=None):
        self.seen, self.asked = seen, 0

    def see(self, pictures):
        self.asked += 1
        return self.seen


def sample(letter="A", signer="Ada", landmarks=None, session="s", box=None):
    return Sample(
        "signers",
        f"{signer}{letter}",
        letter,
        signer,
        session,
        "eval",
        "frame",
        lambda: np.zeros((100, 200), np.uint8),
        landmarks=landmarks,
        box=box,
    )


def pictures(samples):
    return Pictures(list(samples), [np.zeros((100, 200), np.uint8) for _ in samples])


def hand(x, y, size=0.2):
    """21 points on a square of `size` of the frame's height, float32 (21, 3)."""
    points = np.zeros((21, 3), np.float32)
    points[:, 0], points[:, 1] = x + size / 2 * np.linspace(0, 1, 21), y + size * np.linspace(0, 1, 21)
    return points


def pose(*values):
    return np.array(values, np.float32)


# -- places ---------------------------------------------------------------------------------------------------------
def test_a_hand_is_hit_by_overlap_and_its_points_are_measured_in_pixels():
    truth = hand(0.2, 0.2)
    shown = pictures([sample(landmarks=truth)] * 4 + [sample(landmarks=None)])
    shifted = truth[:, :2] + [0.01, 0.0]  # two pixels of a diagonal of √2 × 20
    far = truth[:, :2] + 0.5
    points = np.array([truth[:, :2], shifted, far, np.full((21, 2), np.nan), far], np.float32)
    found = np.array([True, True, True, False, True])
    row = placing(shown, Seen(np.zeros((5, 4), np.float32), found, points))["Ada"]
    assert (row["frames"], row["marked"]) == (5, 4)
    assert row["found"] == 0.8
    assert row["hit"] == 0.5
    assert row["points"] == pytest.approx((0 + 2 / np.hypot(20, 20)) / 2, abs=1e-4)


def test_a_person_counts_once_however_many_frames():
    truth = hand(0.2, 0.2)
    right, lost = truth[:, :2], np.full((21, 2), np.nan)
    shown = pictures([sample(signer="Ada", landmarks=truth)] * 9 + [sample(signer="Bela", landmarks=truth)])
    found, points = np.array([True] * 9 + [False]), np.array([right] * 9 + [lost], np.float32)
    seen = Seen(np.zeros((10, 4), np.float32), found, points)
    assert pooled(placing(shown, seen)) == {"found": 0.5, "hit": 0.5, "points": 0.0}


# -- verification ---------------------------------------------------------------------------------------------------
def judged(letters, scores, people=None):
    people = ["Ada"] * len(letters) if people is None else people
    return judge(LABELS, (NO_LETTER,), USUAL, np.array(list(letters)), np.array(people), np.array(scores, np.float32))


shares = st.lists(st.floats(0, 1), min_size=4, max_size=4)


@given(shares, st.sampled_from("ABS"))
def test_clearness_is_what_the_tutors_own_judgement_accepts_at_every_threshold(values, asked):
    p = pose(*values) / max(sum(values), 1e-6)
    clearest = judged(["A", "B", "S"], [p, p, p]).clear[asked][0]
    for index in (0, 10, 31, 63):
        verifier = Verifier(LABELS, (NO_LETTER,), replace(USUAL, rival_margin=CLEARS[index]))
        assert (verifier.judge(asked, p).decision == "right") == (clearest >= index)


def test_the_nearest_rival_is_the_letter_most_often_taken_for_it():
    held = judged("AABBSS", [pose(1, 0, 0, 0)] * 2 + [pose(0, 1, 0, 0)] * 2 + [pose(0.9, 0, 0.1, 0), pose(0, 0, 1, 0)])
    assert nearest_rivals(held)["A"] == "S"


def test_the_operating_point_keeps_false_accepts_of_those_who_set_it_and_only_of_them():
    doubtful = [pose(0.6, 0, 0.4, 0)] * 50  # S that looks like A, 1.5 times as much
    held = judged(["A"] * 50 + ["S"] * 50 + ["B"], [pose(0.9, 0, 0.1, 0)] * 50 + doubtful + [pose(0, 1, 0, 0)])
    nearest = nearest_rivals(held)
    index = operating_point(held, nearest)
    assert 1.5 < CLEARS[index] < 9
    measured = judged("AS", [pose(0.9, 0, 0.1, 0), pose(0.95, 0, 0.05, 0)], ["Cleo", "Cleo"])
    row = verification(held, measured, {"webcam": ["Cleo"], "hard": []})
    assert row["held_out"]["false"]["mean"] <= 0.03
    assert row["held_out"]["true"]["per_letter"]["A"] == 1.0
    assert row["webcam"]["false"]["per_letter"]["A"] == 1.0  # a stranger's S that nobody foresaw
    assert row["webcam"]["true"]["per_signer"] == {"Cleo": 0.5}
    assert "hard" not in row
    assert row["hindsight_webcam"]["false"]["mean"] <= 0.03


def test_a_hand_that_was_not_found_is_not_accepted():
    assert judged("A", [pose(0, 0, 0, 0)]).clear["A"][0] == NEVER


# -- false letters and votes ----------------------------------------------------------------------------------------
def test_false_letters_count_from_the_confidence_at_which_the_station_shows_one():
    scores = np.array([pose(0.9, 0, 0, 0.1), pose(0.5, 0.1, 0, 0.4), pose(0.3, 0, 0, 0.7), pose(0, 0, 0, 0)])
    seen = Seen(scores, np.array([True, True, True, False]), np.zeros((4, 21, 2), np.float32))
    row = false_letters(Reader(), pictures([sample(NO_LETTER)] * 4), seen)
    assert row == {"pictures": 4, "people": 1, "shown": 0.25, "any": 0.5}


def test_a_window_is_the_mean_of_its_frames_and_a_lost_hand_gives_nothing():
    burst = [sample("A", session="Ada/A")] * (2 * WINDOW)
    scores = np.tile(pose(0.4, 0.6, 0, 0), (2 * WINDOW, 1))
    scores[:3] = pose(1.0, 0, 0, 0)
    scores[-1] = 0
    found = np.array([True] * (2 * WINDOW - 1) + [False])
    seen = Seen(scores, found, np.zeros((2 * WINDOW, 21, 2), np.float32))
    voted = windows(pictures(burst), seen)
    assert voted.first.tolist() == [0, WINDOW]
    assert voted.scores[0, 0] == pytest.approx((3 + 0.4 * (WINDOW - 3)) / WINDOW)
    assert voted.scores[1].sum() == pytest.approx((WINDOW - 1) / WINDOW)
    row = votes(Reader(), pictures(burst), seen, voted)
    assert row["single"]["mean"] == pytest.approx(3 / (2 * WINDOW))
    assert row["window"]["per_signer"] == {"Ada": 0.5}


def test_bursts_of_different_letters_do_not_vote_together():
    both = [sample("A", session="Ada/A")] * 3 + [sample("B", session="Ada/B")] * 3
    seen = Seen(np.eye(4, dtype=np.float32)[[0, 0, 0, 1, 1, 1]], np.ones(6, bool), np.zeros((6, 21, 2), np.float32))
    assert windows(pictures(both), seen).scores.argmax(1).tolist() == [0, 1]


# -- the ground -----------------------------------------------------------------------------------------------------
def test_the_hand_free_part_holds_nothing_of_the_hand():
    image = np.zeros((100, 200), np.uint8)
    box = HandBox(0.5, 0.3, 0.8, 0.9)
    image[30:90, 100:160] = 255
    parts = hand_free(Pictures([sample(box=box)], [image]))
    assert parts.samples[0].letter == NO_LETTER
    assert parts.samples[0].box is None
    assert parts.images[0].max() == 0
    assert parts.images[0].shape == (100, round((0.5 - CLEARANCE) * 200))
    assert np.array_equal(parts.samples[0].load(), parts.images[0])
    filling = HandBox(0.1, 0.1, 0.95, 1.0)
    assert not hand_free(Pictures([sample(box=filling), sample()], [image, image])).samples


def test_a_set_of_pictures_is_known_by_its_pixels():
    one, two = pictures([sample()]), pictures([sample("B")])
    assert one.key == two.key
    changed = Pictures(one.samples, [one.images[0] + 1])
    assert changed.key != one.key


def test_a_reader_looks_at_a_set_once():
    reader = Reader(Seen(np.zeros((1, 4)), np.ones(1, bool), np.zeros((1, 21, 2))))
    once = Once(reader)
    assert once.see(pictures([sample()])) is once.see(pictures([sample()]))
    assert reader.asked == 1


# -- text -----------------------------------------------------------------------------------------------------------
def test_the_block_is_replaced_and_what_is_around_it_stays(tmp_path):
    before = f"# Title\n{BEGIN}\nold\n{END}\nafter\n"
    after = with_block(before, "new\n", tmp_path)
    assert after == f"# Title\n{BEGIN}\nnew\n{END}\nafter\n"
    assert with_block(after, "new", tmp_path) == after


@pytest.mark.parametrize("readme", ["", BEGIN, f"{END}\n{BEGIN}", f"{BEGIN}\n{BEGIN}\n{END}"])
def test_a_readme_without_one_block_is_not_written_to(readme, tmp_path):
    with pytest.raises(RunError, match="scoreboard"):
        with_block(readme, "new", tmp_path)


def results(accuracy=0.96, **more):
    share = {"true": {"mean": 0.98, "per_signer": {"Ada": 0.98}}, "false": {"mean": 0.02}, "false_family": 0.01}
    reader = {
        "name": "station",
        "how": "",
        "enter": 0.55,
        "shown": {"share": 0.9, "right": 0.99},
        "letters": {"per_signer": {"Ada": {"accuracy": accuracy}}, "confusion": {}, "reliability": {}},
        "placing": {"Ada": {"frames": 9, "marked": 9, "found": 1.0, "hit": 0.99, "points": 0.04}},
        "verification": {"clear": 1.5, "nearest": {}, "webcam": share, "device_webcam": share, "held_out": share},
        "false_letters": {"no hand, strangers": {"pictures": 9, "shown": 0.02, "any": 0.1}},
        "patterned": {"hit": 0.5, "points": 0.06},
        "slices": {},
    }
    found = {
        "ground": "eval",
        "webcam": ["Ada"],
        "hard": [],
        "readers": {"station": reader},
        "bytes": 1_400_000,
        "peer_bytes": "–",
        "files": {"hand.tflite": 1_000_000},
        "touches": 3,
        "learned_from_held_out": False,
        "made": {"time": "2026-01-01T00:00:00", "commit": "abc", "cpu": "a CPU", "wall_s": 1},
        "cost": {
            "ours": {"one": {"tracking": 2.0, "searching": 4.0}, "other": {"tracking": 2.4, "searching": 9.0}},
            "ratio": {"one": {"tracking": 0.2, "searching": 0.2}, "other": {"tracking": 0.24, "searching": 0.45}},
            "mediapipe_lite": {"tracking": 10.0, "searching": 20.0},
        },
        **more,
    }
    return {**found, "lines": lines(found)}


def line_of(found, start):
    return next(line for line in found["lines"] if line["figure"].startswith(start))


def test_a_target_is_met_or_missed_by_the_number_it_is_about():
    found = results()
    assert line_of(found, "letters, unseen webcam")["met"] is True
    assert line_of(results(0.94), "letters, unseen webcam")["met"] is False
    assert line_of(found, "verification, webcam")["met"] is True
    assert line_of(found, "no-hand frames read")["met"] is False
    assert line_of(found, "cost of a frame, one thread, tracking")["met"] is True
    assert line_of(found, "cost of a frame, one thread, searching")["met"] is False
    assert line_of(found, "all models")["met"] is True
    assert line_of(found, "hand found, IoU ≥ 0.5, rendered")["met"] is False
    assert line_of(found, "letters, crowd photographs")["met"] is None  # nobody measured it


def test_verification_is_not_met_by_accepting_everything():
    found = results()
    found["readers"]["station"]["verification"]["webcam"]["false"]["mean"] = 0.2
    assert lines(found)[2]["met"] is False


def test_the_table_says_what_was_not_measured_and_marks_what_was():
    shown = scoreboard_text.markdown(results(cost=None))
    assert "0.96 ✓" in shown
    assert "| 2.0 % (likeliest class: 10.0 %) of 9 pictures ✗ |" in shown
    assert "| ≤ 1/4 of it | – | – |" in shown
    assert "The peer was not measured" in shown
    assert "Ada" in scoreboard_text.terminal(results(), 120)


def test_the_summary_is_rounded_and_leaves_out_what_only_a_run_needs():
    found = summary(results(1 / 3))
    assert found["readers"]["station"]["letters"]["per_signer"]["Ada"]["accuracy"] == 0.3333
    assert "reliability" not in found["readers"]["station"]["letters"]
    assert found["lines"]


def test_the_cli_refuses_to_publish_a_part(tmp_path):
    from training.__main__ import main

    sample_folder.write_signers(tmp_path)
    assert main(["scoreboard", "--without", "peer", "--publish", "--data", str(tmp_path)]) != 0
