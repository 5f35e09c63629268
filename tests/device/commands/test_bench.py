"""`python -m device bench`: figures that are measured, named and complete."""

import errno
import json
import os
from pathlib import Path

import pytest

from device.commands.bench_report import RECOGNITION, STAGES, percentiles, table
from device.recognition.runtimes import RUNTIMES, installed_runtimes
from device.system.timing import NoTimer, StageTimer
from tests.fakes.clips import TINY, truth_of, write_clip

BASELINE_STAGES = {*STAGES} - {"find", "landmarks", "letters", "motion"}  # the baseline detects no hand


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    return write_clip(tmp_path_factory.mktemp("bench") / "a.mp4", truth_of("A", 30, held=0.7, between=0.2))


def test_all_figures_are_given_as_table_and_json(station, short, tmp_path):
    figures = tmp_path / "bench.json"
    code, out, err = station("bench", "--camera", f"clip:{short}", "--frames", 60, "--model", TINY, "--json", figures)
    assert (code, err) == (0, "")
    report = json.loads(figures.read_text())
    assert set(report["stages_ms"]) == BASELINE_STAGES
    for row in (*report["stages_ms"].values(), report["frame_age_at_display_ms"]):
        assert 0 < row["p50"] <= row["p95"] <= row["p99"]
    assert report["frames"] == 60
    assert report["fps"] > 0
    assert 0 < report["live_fps"] <= 40, "no more frames than the clip has"
    assert report["start_up_s"] > 0
    assert 20 < report["peak_rss_mb"] < 2000
    assert set(report["on"]) == {"machine", "arch", "cores", "os", "python"}
    assert report["runtime"].split()[0] in RUNTIMES
    assert report["runtime"].split()[1][0].isdigit()
    assert report["model"].startswith("tiny letters")
    assert "throttled" in report
    for part in (*BASELINE_STAGES, "age at display", "FPS as fast as it goes", "start to first letter", "peak memory"):
        assert part in out


def test_a_profile_counts_the_runs_of_each_network_and_finds_no_growth(station, tmp_path):
    figures = tmp_path / "profile.json"
    code, out, err = station("bench", "--profile", "--frames", 60, "--json", figures)
    assert (code, err) == (0, "")
    report = json.loads(figures.read_text())
    assert 0 < report["tracked"] < report["frames"] == 60
    tracked = report["steps_ms"]["tracked"]
    assert tracked["networks"]["finder"]["runs"] == 0
    assert 1 <= tracked["networks"]["hand"]["runs"] < 2
    assert 0 < tracked["kernels"] < tracked["recognition"]
    assert abs(report["allocations"]["net_bytes"]) < 2000
    assert "network hand" in out
    assert "Python share" in out


@pytest.mark.skipif(len(installed_runtimes()) < 2, reason="needs both TFLite runtimes")
def test_two_runtimes_are_compared_in_one_run(station, short, tmp_path):
    figures = tmp_path / "bench.json"
    code, out, err = station(
        "bench",
        "--camera",
        f"clip:{short}",
        "--frames",
        20,
        "--model",
        TINY,
        "--against",
        installed_runtimes()[1],
        "--json",
        figures,
    )
    assert (code, err) == (0, "")
    report = json.loads(figures.read_text())
    assert [side["runtime"].split()[0] for side in report["compared"]] == list(installed_runtimes())
    ours, theirs = (side["stages_ms"][RECOGNITION]["p50"] for side in report["compared"])
    assert report["ratio"] == pytest.approx(theirs / ours, abs=0.01)
    assert "times as long as the first" in out


def test_two_models_are_compared_too(station, short, tmp_path):
    other = tmp_path / "other.tflite"
    other.write_bytes(TINY.read_bytes())
    other.with_suffix(".json").write_text(TINY.with_suffix(".json").read_text())
    code, out, _ = station("bench", "--camera", f"clip:{short}", "--frames", 20, "--model", TINY, "--against", other)
    assert code == 0
    assert out.count("tiny letters") == 2


def test_a_count_that_makes_no_sense_is_refused(fault, short):
    assert "--frames must be at least 1" in fault(1, "bench", "--camera", f"clip:{short}", "--frames", 0)


def test_a_clip_that_shows_no_letter_has_no_start_up_time(station, tmp_path, tiny):
    clip = write_clip(tmp_path / "none.mp4", [""] * 20)
    code, out, _ = station("bench", "--camera", f"clip:{clip}", "--frames", 5, *tiny)
    assert code == 0
    assert "start to first letter no letter" in out


def test_percentiles_are_in_milliseconds_and_do_not_depend_on_the_order():
    seconds = [(i * 37 % 101) / 1000 for i in range(101)]  # 0 to 100 ms, each once, shuffled
    assert percentiles(seconds) == {"p50": 50.0, "p95": 95.0, "p99": 99.0}
    assert percentiles([0.002]) == {"p50": 2.0, "p95": 2.0, "p99": 2.0}
    assert percentiles([0.001, 0.002])["p50"] == 1.5, "linearly interpolated"


def test_stages_are_noted_by_name_and_in_order():
    stages = StageTimer()
    for _ in range(3):
        with stages("a"):
            pass
    with stages("b"):
        pass
    assert {name: len(seconds) for name, seconds in stages.seconds.items()} == {"a": 3, "b": 1}
    nothing = NoTimer()
    with nothing("a"):
        pass
    assert nothing.seconds == {}


def test_the_table_says_which_machine():
    row = {"p50": 1.0, "p95": 2.0, "p99": 3.0}
    report = {
        "on": {"machine": "Raspberry Pi 5", "cores": 4, "arch": "aarch64", "os": "Debian", "python": "3.11"},
        "camera": "auto",
        "frames": 9,
        "model": "m",
        "runtime": "r",
        "fps": 10.0,
        "live_fps": 9.0,
        "stages_ms": dict.fromkeys(STAGES, row),
        "frame_age_at_display_ms": row,
        "start_up_s": 1.5,
        "peak_rss_mb": 100.0,
    }
    assert table(report).startswith("Raspberry Pi 5, 4 cores, aarch64, Debian, Python 3.11\n")


@pytest.mark.parametrize("kind", ["folder", "link", "pipe", "database", "no folder"])
def test_figures_never_replace_anything_but_a_file(fault, short, tmp_path, kind):
    path = tmp_path / "out"
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to("elsewhere")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "database":
        path.write_bytes(b"SQLite format 3\0pages")
    else:
        path = path / "out"
    before = sorted(tmp_path.iterdir())
    said = fault(1, "bench", "--camera", f"clip:{short}", "--frames", 10, "--model", TINY, "--json", path)
    assert str(path) in said
    assert kind in said
    assert sorted(tmp_path.iterdir()) == before


def test_a_full_disk_leaves_no_empty_file(fault, short, tmp_path, monkeypatch):
    def full(self, target):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    path = tmp_path / "bench.json"
    said = fault(1, "bench", "--quick", "--camera", f"clip:{short}", "--frames", 10, "--model", TINY, "--json", path)
    assert f"cannot be written to {path}: No space left on device" in said
    assert list(tmp_path.iterdir()) == []
