"""Landmark traces of many people: what each performance is, and whose."""

from pathlib import Path

import numpy as np
import pytest

from tests.training import sample_folder
from training.datasets.motion_people import COLUMNS, FILE, traces
from training.datasets.people import person
from training.errors import DataError

POINTS = " ".join([".25 .5"] * 21)


def write(data: Path, *performances: str, frames: int = 4) -> Path:
    """One row for each frame of each performance "signer,split,letter,number,hand,note"."""
    rows = [",".join(COLUMNS)]
    for text in performances:
        signer, split, letter, number, hand, note = text.split(",")
        for frame in range(frames):
            first = note if frame == 0 else ""
            present = int(frame != 1)
            rows.append(
                f"{signer},{signer},{split},{letter},{number},{frame},{frame / 15:.4f},{hand},{present},{first},"
                f"{POINTS if present else ''}"
            )
    sample_folder.write_index(data / FILE, rows)
    return data


def test_a_trace_carries_times_pixels_and_side(tmp_path):
    (trace,) = traces(write(tmp_path, "Ada,train,J,3,left,ok;hook=l;fps_assumed"))
    assert (trace.name, trace.kind, trace.right, trace.timed) == ("Ada/J/3", "clean", -1.0, False)
    assert trace.t == pytest.approx(np.arange(4) / 15, abs=1e-4)
    assert trace.landmarks[0, 0].tolist() == [160.0, 240.0]
    assert np.isnan(trace.landmarks[1]).all()
    assert np.isnan(trace.landmarks).sum() == 42


@pytest.mark.parametrize(
    ("letter", "note", "kind"),
    [
        ("J", "ok;hook=r", "clean"),
        ("Z", "sparse;ok;first_stroke=rl", "clean"),
        ("Z", "small;first_stroke=rl", "small"),
        ("Z", "untidy;shape=1.00", "untidy"),
        ("Z", "variant_two_fingers;first_stroke=rl", "two fingers"),
        ("J_indexfinger", "index_finger_draws_the_J", "index finger"),
        ("Z_still", "still", "still"),
        ("I", "neg", "other"),
        ("hello", "neg", "other"),
    ],
)
def test_the_note_says_what_a_performance_is(tmp_path, letter, note, kind):
    assert [t.kind for t in traces(write(tmp_path, f"Ada,train,{letter},0,right,{note}"))] == [kind]


def test_the_frame_before_a_pause_is_dropped(tmp_path):
    write(tmp_path, "Ada,train,J,0,right,ok;jump0", "Ada,train,J,1,right,ok", "Ada,train,J,2,right,ok;jump0;video")
    assert [len(t.t) for t in traces(tmp_path)] == [3, 4, 4]
    assert [len(t.t) for t in traces(write(tmp_path, "Ada,train,J,0,right,ok", frames=30))] == [29]


def test_a_number_used_twice_makes_two_performances(tmp_path):
    assert len(traces(write(tmp_path, "Ada,train,A,0,,neg", "Ada,train,A,0,,neg"))) == 2


def test_one_person_under_two_names_may_not_be_in_two_splits(tmp_path):
    write(tmp_path, "traduttore_L,train,J,0,right,ok", "traduttore_M,dev,J,0,right,ok")
    with pytest.raises(DataError, match="traduttore_L is in train and in dev"):
        traces(tmp_path)
    assert person("rizkimul_new") == "rizkimul"
    assert person("limgif") == person("limzhiyu")


def test_a_test_signer_may_not_be_here(tmp_path):
    with pytest.raises(DataError, match="ASLExplorer is in eval and in train"):
        traces(write(tmp_path, "ASLExplorer,train,J,0,right,ok"))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f"Ada,Ada,eval,J,0,0,0.0,right,1,ok,{POINTS}", "row 2: the split is “eval”, not train or dev"),
        ("Ada,Ada,train,J,0,0,0.0,right,1,ok,.1 .2 .3", "row 2: landmarks needs 42 finite numbers, has 3"),
        (f"Ada,Ada,train,J,0,0,0.0,right,1,ok,x{POINTS[1:]}", "row 2: a landmark is not a number"),
        (f"Ada,Ada,train,J,0,0,soon,right,1,ok,{POINTS}", "row 2: “soon” is not a number"),
    ],
)
def test_a_wrong_row_is_named(tmp_path, row, said):
    sample_folder.write_index(tmp_path / FILE, [",".join(COLUMNS), row])
    with pytest.raises(DataError, match=said):
        traces(tmp_path)


def test_times_must_grow(tmp_path):
    rows = [f"Ada,Ada,train,J,0,{frame},0.5,right,1,ok,{POINTS}" for frame in (0, 1)]
    sample_folder.write_index(tmp_path / FILE, [",".join(COLUMNS), *rows])
    with pytest.raises(DataError, match="row 2: the times of this performance do not grow"):
        traces(tmp_path)


def test_a_missing_file_says_where_it_was_looked_for(tmp_path):
    with pytest.raises(DataError, match=r"people_traces\.csv\.gz is missing; set DATA"):
        traces(tmp_path)
