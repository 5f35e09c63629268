"""Which letter, when to count down, when to keep a frame: the pure guide of `capture`."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.capture.guide import CapturePlan, Guide, Step

FPS = 30


def plan(letters="AB", count=4, burst=2, every_s=0.2, countdown_s=3.0) -> CapturePlan:
    return CapturePlan(tuple(letters), count, burst, every_s, countdown_s)


def lead(guide: Guide, seconds: float, start: float = 0.0, fps: float = FPS) -> list[tuple[float, Step]]:
    """Steps until done or so many seconds are over; every frame asked for is kept."""
    steps = []
    for i in range(round(seconds * fps)):
        step = guide.step(start + i / fps)
        steps.append((start + i / fps, step))
        if step.take:
            guide.kept()
        if step.phase == "done":
            break
    return steps


def taken(steps) -> list[tuple[float, str]]:
    return [(t, step.letter) for t, step in steps if step.take]


plans = st.builds(
    plan,
    st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=4, unique=True),
    st.integers(1, 8),
    st.integers(1, 10),
    st.sampled_from([0.0, 0.05, 0.2]),
    st.sampled_from([0.0, 0.5, 1.0]),
)
some = st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 12))


@given(plans, some)
def test_in_the_end_there_are_as_many_of_each_letter_as_wanted(each, have):
    guide = Guide(each, have)
    steps = lead(guide, 400, fps=20)
    assert steps[-1][1].phase == "done"
    assert guide.have == {letter: max(each.count, have.get(letter, 0)) for letter in each.letters}


@given(plans)
def test_at_every_moment_the_classes_are_balanced_to_one_burst(each):
    have = dict.fromkeys(each.letters, 0)
    for _, letter in taken(lead(Guide(each, {}), 400, fps=20)):
        have[letter] += 1
        assert max(have.values()) - min(have.values()) <= min(each.burst, each.count)


@given(plans, some)
def test_nothing_is_taken_before_its_countdown_and_pictures_keep_their_distance(each, have):
    have = {letter: have.get(letter, 0) for letter in each.letters}
    began, last, letter, left = 0.0, None, None, 0
    for t, step in lead(Guide(each, have), 400, fps=20):
        if step.phase == "done":
            break
        if left == 0:  # a burst begins
            began, last, letter = t, None, step.letter
            left = min(each.burst, each.count - have[letter])
        assert step.letter == letter, "no other letter in the middle of a burst"
        if step.take:
            assert t - began >= each.countdown_s - 1e-6
            assert last is None or t - last >= each.every_s - 1e-6
            have[letter] += 1
            last, left = t, left - 1


def test_the_countdown_counts_down_in_whole_seconds():
    steps = lead(Guide(plan(countdown_s=3.0), {}), 3.2)
    said = [step.seconds for _, step in steps if step.phase == "countdown"]
    assert [seconds for seconds, _ in itertools.groupby(said)] == [3, 2, 1]
    assert len(said) == pytest.approx(90, abs=1)


def test_letters_take_turns_burst_by_burst():
    order = "".join(letter for _, letter in taken(lead(Guide(plan("ABC", count=4, burst=2), {}), 60)))
    assert order == "AABBCCAABBCC"


def test_after_each_burst_there_is_time_to_form_the_next_letter():
    times = taken(lead(Guide(plan("AB", count=2, burst=1, countdown_s=3.0), {}), 60))
    gaps = [b - a for (a, _), (b, _) in itertools.pairwise(times)]
    assert all(gap >= 3 for gap in gaps)


def test_a_session_goes_on_with_the_letter_that_lacks_most():
    steps = lead(Guide(plan("ABC", count=5, burst=5), {"A": 5, "B": 1, "C": 3}), 60)
    assert "".join(letter for _, letter in taken(steps)) == "BBBBCC"


def test_a_session_that_has_everything_is_done_at_once():
    assert Guide(plan("AB", count=2), {"A": 2, "B": 7}).step(0.0) == Step("done")


def test_a_single_letter_is_asked_for_again_after_a_countdown():
    times = [t for t, _ in taken(lead(Guide(plan("A", count=4, burst=2, countdown_s=2.0), {}), 60))]
    assert times[2] - times[1] >= 2.0


def test_after_a_lost_camera_the_countdown_starts_again():
    guide = Guide(plan(countdown_s=1.0), {})
    lead(guide, 1.1)
    guide.interrupted()
    steps = lead(guide, 0.9, start=20.0)
    assert {step.phase for _, step in steps} == {"countdown"}
    assert guide.have == {"A": 1, "B": 0}


def test_a_frame_that_could_not_be_kept_is_not_counted():
    guide = Guide(plan("A", count=1, countdown_s=0.0), {})
    assert guide.step(0.0).take
    assert guide.have == {"A": 0}
    assert guide.step(0.1).phase == "recording"


def test_the_progress_of_a_burst_grows_from_nothing():
    steps = lead(Guide(plan("A", count=4, burst=4, countdown_s=0.0), {}), 10)
    assert [step.progress for _, step in steps if step.take] == [0, 0.25, 0.5, 0.75]


def test_without_pauses_every_frame_is_taken():
    steps = lead(Guide(plan("AB", count=3, burst=3, every_s=0.0, countdown_s=0.0), {}), 10)
    assert len(taken(steps)) == 6 == len(steps) - 1
