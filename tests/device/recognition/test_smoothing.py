"""Scores → readings. Time is passed in, so all of this runs without waiting."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.recognition.presence import MAX_GAP_S
from device.recognition.smoothing import Smoother, Thresholds
from device.types import HandBox, Reading, Scores

LABELS = ("A", "B", "C", "T", "nothing")
EXCLUDED = ("T", "nothing")
BOX = HandBox(0, 0, 1, 1)
WINDOW, HOLD = 0.5, 0.3


def smoother(**changes: float) -> Smoother:
    values = {"window_s": WINDOW, "hold_s": HOLD, **changes}
    return Smoother(LABELS, Thresholds(), excluded=EXCLUDED, **values)


def scores(t: float, letter: str | None, p: float = 1.0) -> Scores:
    """A frame in which `letter` has probability p and the others share the rest; None: no hand."""
    values = np.zeros(len(LABELS), np.float32)
    if letter is not None:
        values[:] = (1 - p) / (len(LABELS) - 1)
        values[LABELS.index(letter)] = p
    return Scores(t, LABELS, values, None if letter is None else BOX)


def read(frames: list[Scores], **changes: float) -> list[Reading]:
    each = smoother(**changes)
    return [each.update(frame) for frame in frames]


def held(letter: str | None, seconds: float, fps: float = 30, start: float = 0.0, p: float = 1.0) -> list[Scores]:
    return [scores(start + i / fps, letter, p) for i in range(round(seconds * fps) + 1)]


def shown(readings: list[Reading]) -> list[str]:
    """The letters shown, one a run."""
    return [letter for letter, _ in itertools.groupby(r.letter for r in readings) if letter]


def confirmations(readings: list[Reading]) -> str:
    text = ""
    for before, now in itertools.pairwise([Reading(0, None, 0, False, 0, False), *readings]):
        if now.confirmed and not (before.confirmed and before.letter == now.letter):
            text += now.letter
    return text


@st.composite
def streams(draw_from) -> list[Scores]:
    """Any frames at all: any pauses, any probabilities, hand or no hand."""
    t, frames = 0.0, []
    for _ in range(draw_from(st.integers(1, 30))):
        t += draw_from(st.one_of(st.floats(0, 0.1), st.floats(0, 3)))
        if draw_from(st.booleans()):
            raw = np.array(draw_from(st.lists(st.floats(0, 1), min_size=5, max_size=5)), np.float32) ** 4 + 1e-6
            frames.append(Scores(t, LABELS, raw / raw.sum(), BOX))
        else:
            frames.append(scores(t, draw_from(st.sampled_from([*LABELS, None]))))
    return frames


def evidence(frames: list[Scores], label: int) -> float:
    """The definition, written down a second time: share of the window in which this label was likely."""
    now, total = frames[-1].t, 0.0
    for before, frame in itertools.pairwise(frames):
        begin = max(before.t, frame.t - MAX_GAP_S, now - WINDOW)
        total += max(0.0, frame.t - begin) * float(frame.p[label])
    return total / WINDOW


# ── what holds for every stream ───────────────────────────────────────────────────────────────────


@given(streams())
def test_no_letter_without_evidence(frames):
    each, before = smoother(), None
    for i, frame in enumerate(frames):
        letter = each.update(frame).letter
        if letter is not None:
            needed = Thresholds().exit if letter == before else Thresholds().enter
            assert evidence(frames[: i + 1], LABELS.index(letter)) >= needed - 1e-6
        before = letter


@given(streams())
def test_excluded_labels_are_never_shown(frames):
    assert not {reading.letter for reading in read(frames)} & set(EXCLUDED)


@given(streams())
def test_the_fields_of_a_reading_are_consistent(frames):
    for frame, reading in zip(frames, read(frames), strict=True):
        assert reading.t == frame.t
        assert 0 <= reading.hold <= 1
        assert 0 <= reading.confidence <= 1
        if reading.letter is None:
            assert (reading.confidence, reading.confirmed, reading.hold) == (0, False, 0)
        if reading.confirmed:
            assert reading.hold == 1


@given(streams())
def test_a_letter_is_confirmed_only_after_being_shown_for_the_hold(frames):
    since, letter, last_t = 0.0, None, frames[0].t
    for reading in read(frames):
        if reading.letter != letter:
            letter, since = reading.letter, last_t  # it may have passed the threshold since the frame before
        if reading.confirmed:
            assert reading.t - since >= HOLD - 1e-6
        last_t = reading.t


@given(streams(), st.floats(-1e6, 1e6))
def test_only_differences_of_time_matter(frames, shift):
    moved = [Scores(f.t + shift, f.labels, f.p, f.box) for f in frames]
    # Differences of large floats round: compare where they do not matter.
    exact = all((b.t + shift) - (a.t + shift) == b.t - a.t for a, b in itertools.pairwise(frames))
    if exact or shift == 0:
        assert [r.letter for r in read(moved)] == [r.letter for r in read(frames)]


@given(streams())
def test_a_reset_discards_all_state(frames):
    used = smoother()
    for frame in frames:
        used.update(frame)
    used.reset()
    again = held("A", 1.0, start=frames[-1].t)
    assert [used.update(frame) for frame in again] == read(again)


# ── flicker ──────────────────────────────────────────────────────────────────────────────────────


@given(st.floats(2, 120), st.floats(0.5, 1), st.floats(0.5, 1), st.integers(0, 1))
def test_two_letters_that_alternate_frame_by_frame_do_not_alternate_on_the_display(fps, p, q, first):
    pairs = [("A", p), ("B", q)][:: 1 if first else -1]
    frames = [scores(i / fps, *pairs[i % 2]) for i in range(int(6 * fps) + 2)]
    assert len(shown(read(frames))) <= 1


@pytest.mark.parametrize("fps", [5, 6, 7, 8, 10, 12, 15, 30, 60])
def test_two_equally_likely_letters_that_alternate_are_not_shown(fps):
    frames = [scores(i / fps, "AB"[i % 2], 0.98) for i in range(6 * fps)]
    assert shown(read(frames)) == []


@settings(max_examples=20)
@given(st.integers(12, 60), st.integers(1, 30), st.sampled_from(["B", "nothing", None]))
def test_one_wrong_frame_does_not_end_a_held_letter(fps, at, wrong):
    frames = held("A", 4.6, fps)
    frames[2 * fps + at] = scores(frames[2 * fps + at].t, wrong)
    assert shown(read(frames)) == ["A"]
    assert confirmations(read(frames)) == "A"


@pytest.mark.parametrize("p", [0.2, 0.39, 0.5, 0.59])
def test_a_letter_below_enter_is_not_shown(p):
    assert shown(read(held("A", 5.0, p=p))) == []


def test_a_letter_stays_while_its_evidence_is_above_exit():
    frames = held("A", 2.0) + held("A", 3.0, start=2.1, p=0.45)
    assert shown(read(frames)) == ["A"]
    assert read(frames)[-1].letter == "A"
    gone = frames + held("A", 3.0, start=5.2, p=0.35)
    assert read(gone)[-1].letter is None


# ── the frame rate does not matter ────────────────────────────────────────────────────────────────


def states(signal: list[tuple[str | None, float, float]], fps: float, phase: float) -> list[tuple[float, str]]:
    """What is shown and confirmed at the time of each frame, for a signal of (letter, seconds, p) seen at fps."""
    ends = np.cumsum([seconds for _, seconds, _ in signal])
    frames = []
    for i in range(int(ends[-1] * fps)):
        t = (i + phase) / fps
        letter, _, p = signal[min(int(np.searchsorted(ends, t, side="right")), len(signal) - 1)]
        frames.append(scores(t, letter, p))
    return [(r.t, f"{r.letter}{' confirmed' if r.confirmed else ''}") for r in read(frames)]


def unmatched(some: list[tuple[float, str]], others: list[tuple[float, str]], within: float, least: float) -> list:
    """States of `some`, lasting at least so long, whose start or end `others` has not within so many seconds."""
    missing = []
    for what, start, end in spans(some):
        near = [
            (u, v)
            for other, u, v in spans(others)
            if other == what and abs(u - start) <= within + 1e-6 and abs(v - end) <= within + 1e-6
        ]
        if not near and end - start >= least:
            missing.append((what, start, end))
    return missing


def spans(seen: list[tuple[float, str]]) -> list[tuple[str, float, float]]:
    """(state, from, until): a state lasts until the frame that shows another."""
    runs = [(what, next(run)[0]) for what, run in itertools.groupby(seen, key=lambda state: state[1])]
    ends = [*(start for _, start in runs[1:]), 1e9]  # the last one lasts
    return [(what, start, end) for (what, start), end in zip(runs, ends, strict=True)]


signals = st.lists(
    st.tuples(st.sampled_from(["A", "B", "C", None]), st.floats(0.9, 1.5), st.floats(0.85, 1)), min_size=1, max_size=4
).map(lambda parts: [(None, 0.5, 1.0), *parts, (None, 0.9, 1.0)])


@settings(max_examples=20)
@given(signals, st.floats(0, 0.99))
def test_15_30_and_60_frames_per_second_agree_within_one_frame(signal, phase):
    at = {fps: states(signal, fps, phase) for fps in (15, 30, 60)}
    for slow, fast in ((15, 30), (30, 60), (15, 60)):
        one_frame = 1 / slow + 1 / fast  # each rate can tell the time to its own frame only
        assert not unmatched(at[fast], at[slow], one_frame, least=1 / slow)
        assert not unmatched(at[slow], at[fast], one_frame, least=1 / slow)


@settings(max_examples=20)
@given(signals)
def test_the_letters_confirmed_are_the_same_at_every_rate(signal):
    said = {
        fps: [what for what, _ in itertools.groupby(s for _, s in states(signal, fps, 0.5) if "confirmed" in s)]
        for fps in (10, 15, 24, 30, 60)
    }
    assert len({tuple(each) for each in said.values()}) == 1, said


# ── times ────────────────────────────────────────────────────────────────────────────────────────


def test_a_letter_is_shown_after_its_share_of_the_window_and_confirmed_after_the_hold():
    readings = read([scores(0.0, None), *held("A", 2.0, 100, start=0.01)])
    first = next(r.t for r in readings if r.letter)
    confirmed = next(r.t for r in readings if r.confirmed)
    assert first == pytest.approx(0.6 * WINDOW, abs=0.03)
    assert confirmed - first == pytest.approx(HOLD, abs=0.011)


def test_the_hold_grows_evenly():
    holds = [r.hold for r in read(held("A", 1.0, 100)) if r.letter and not r.confirmed]
    assert holds == sorted(holds)
    assert len(holds) == pytest.approx(HOLD * 100, abs=2)


def test_without_a_hold_a_letter_is_confirmed_at_once():
    readings = [r for r in read(held("A", 1.0), hold_s=0.0) if r.letter]
    assert all(r.confirmed and r.hold == 1 for r in readings)


def test_the_pose_before_a_stall_is_no_evidence_after_it():
    readings = read(held("A", 2.0) + held("B", 2.0, start=7.0))
    assert readings[60].letter == "A"
    assert readings[61].letter is None
    assert shown(readings) == ["A", "B"]


def test_a_stall_does_not_count_as_holding():
    """Shown for a moment, then nothing for a minute: not held for a minute."""
    frames = [*held("A", 0.36), scores(60.0, "A"), scores(60.1, "A")]
    assert confirmations(read(frames, hold_s=0.9)) == ""


def test_a_held_pose_is_confirmed_once_and_again_after_an_absence():
    frames = held("A", 10.0) + held(None, 1.0, start=10.1) + held("A", 2.0, start=11.2)
    assert confirmations(read(frames)) == "AA"


def test_letters_follow_each_other_without_a_pause():
    frames = held("A", 1.5) + held("B", 1.5, start=1.6) + held("C", 1.5, start=3.2)
    assert confirmations(read(frames)) == "ABC"


def test_frames_with_equal_times_are_no_evidence():
    frames = [scores(1.0, "A") for _ in range(50)]
    assert shown(read(frames)) == []


def test_an_extra_hold_applies_to_its_letter_only():
    each = Smoother(LABELS, Thresholds(), WINDOW, HOLD, EXCLUDED, extra_hold={"A": 0.4})
    readings = [each.update(frame) for frame in (*held("A", 1.5, 100), *held("B", 1.5, 100, start=1.6))]
    shown_at, confirmed_at = ({}, {})
    for r in readings:
        if r.letter:
            shown_at.setdefault(r.letter, r.t)
            if r.confirmed:
                confirmed_at.setdefault(r.letter, r.t)
    assert confirmed_at["A"] - shown_at["A"] == pytest.approx(HOLD + 0.4, abs=0.02)
    assert confirmed_at["B"] - shown_at["B"] == pytest.approx(HOLD, abs=0.02)


# ── the hand ─────────────────────────────────────────────────────────────────────────────────────


def test_a_hand_appears_quickly_and_disappears_slowly():
    frames = held(None, 1.0, 100) + held("A", 1.0, 100, start=1.01) + held(None, 1.0, 100, start=2.02)
    readings = read(frames)
    seen = [r.t for r in readings if r.hand]
    assert seen[0] - 1.01 == pytest.approx(0.4 * WINDOW, abs=0.02)
    assert seen[-1] - 2.02 == pytest.approx(0.8 * WINDOW, abs=0.025)
    assert seen == [r.t for r in readings if seen[0] <= r.t <= seen[-1]]


def test_a_hand_that_is_missed_in_one_frame_stays_in_view():
    frames = held("A", 2.0)
    frames[30] = scores(frames[30].t, None)
    assert all(reading.hand for reading in read(frames)[10:])


# ── thresholds ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("enter", "leave"), [(0.5, 0.4), (0.6, 0.6), (0.6, 0.7), (1.1, 0.4), (0.6, -0.1)])
def test_thresholds_out_of_order_are_refused(enter, leave):
    with pytest.raises(ValueError, match="thresholds must keep"):
        Thresholds(enter, leave)
