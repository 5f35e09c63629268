"""Where the stroke lies in a trace, and sessions made of performances."""

from dataclasses import replace

import numpy as np
import pytest

from tests.training.dynamic.made_traces import made_trace
from training.dynamic.people_sessions import RATE, Performers
from training.dynamic.people_tracks import labelled_track, stroke_span


@pytest.mark.parametrize(("letter", "begin", "end"), [("J", 0.33, 1.67), ("Z", 0.4, 1.6)])
@pytest.mark.parametrize("mirrored", [False, True])
def test_the_stroke_is_found_between_the_rests_in_both_directions(letter, begin, end, mirrored):
    trace = made_trace(letter)
    if mirrored:
        trace = replace(trace, landmarks=trace.landmarks * np.array([-1.0, 1.0]))
    assert stroke_span(trace) == pytest.approx((begin, end), abs=0.15)


def test_frames_without_a_hand_are_left_out():
    trace = made_trace("Z")
    trace.landmarks[8:10] = np.nan
    assert stroke_span(trace) == pytest.approx((0.4, 1.6), abs=0.2)


def test_a_still_hand_and_another_letter_have_no_stroke():
    held = made_trace("J", "still")
    assert stroke_span(replace(held, letter="J")) is None
    assert stroke_span(made_trace("A", "other")) is None


def test_only_clear_performances_are_labelled():
    assert [p.letter for p in labelled_track(made_trace("J")).performances] == ["J"]
    untidy = labelled_track(made_trace("J", "untidy"))
    assert (untidy.performances, len(untidy.ambiguous)) == ((), 1)
    for kind in ("two fingers", "index finger", "other", "still"):
        track = labelled_track(made_trace("Z", kind))
        assert (track.performances, track.ambiguous) == ((), ())
    motionless = replace(made_trace("J"), landmarks=made_trace("J", "still").landmarks)
    assert len(labelled_track(motionless).ambiguous) == 1


def performers():
    return Performers(
        [
            made_trace("J"),
            made_trace("Z", signer="Bela", right=-1.0),
            made_trace("A", "other"),
            made_trace("B", "other", signer="Bela"),
            made_trace("J_still", "still", signer="Cleo"),
            made_trace("Z", "two fingers", signer="Dora"),
        ]
    )


def test_a_session_is_one_person_and_can_be_made_again():
    each = performers()
    made = [each.session(1, n) for n in range(100)]
    again = [performers().session(1, n) for n in range(100)]
    for track, other in zip(made, again, strict=True):
        assert np.array_equal(track.landmarks, other.landmarks, equal_nan=True)
        assert np.diff(track.t) == pytest.approx(1 / RATE)
        assert (track.side, len(track.t)) == (1, len(track.landmarks))
    assert {track.signer for track in made} == {"Ada", "Bela", "Cleo", "Dora"}
    for track in made:
        assert {p.letter for p in track.performances} <= {"Ada": {"J"}, "Bela": {"Z"}}.get(track.signer, set())
        for p in track.performances:
            assert track.t[0] - 1 / RATE <= p.start < p.end <= track.t[-1] + 1 / RATE


def test_some_strokes_are_drawn_with_another_handshape_and_then_carry_no_label():
    made = [performers().session(2, n) for n in range(60)]
    bela = [track for track in made if track.signer == "Bela"]
    assert any(track.performances for track in bela)
    still = [t for t in bela if not t.performances and np.ptp(np.nanmean(t.landmarks, 1)[:, 0]) > 0.5]
    assert still


def test_a_video_with_several_performances_has_the_strokes_that_were_seen_by_eye():
    track = labelled_track(replace(made_trace("Z"), name="seba/Z/0"))
    assert [p.letter for p in track.performances] == ["Z", "Z"]
    assert len(track.ambiguous) == 1, "the third one is cut off"
