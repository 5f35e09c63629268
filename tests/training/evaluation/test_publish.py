"""The scoreboard's table, its text and where it is published, on figures that are made up."""

from pathlib import Path

import pytest

from device.tutor.verification import VerifyThresholds
from training.errors import RunError
from training.evaluation import compare_text
from training.evaluation.publish import BEGIN, END, named_figures, summary, with_block, with_figures
from training.evaluation.scoreboard_text import markdown, terminal
from training.evaluation.targets import lines

ROOT = Path(__file__).parents[3]
BASELINE_BLOCK = (compare_text.BEGIN, compare_text.END)


def test_the_block_is_replaced_and_what_is_around_it_stays(tmp_path):
    before = f"# Title\n{BEGIN}\nold\n{END}\nafter\n"
    after = with_block(before, "new\n", tmp_path)
    assert after == f"# Title\n{BEGIN}\nnew\n{END}\nafter\n"
    assert with_block(after, "new", tmp_path) == after


@pytest.mark.parametrize("page", ["", BEGIN, f"{END}\n{BEGIN}", f"{BEGIN}\n{BEGIN}\n{END}"])
def test_a_page_without_exactly_one_block_is_refused(page, tmp_path):
    with pytest.raises(RunError, match="scoreboard"):
        with_block(page, "new", tmp_path)


def results(accuracy=0.96, **more):
    share = {"true": {"mean": 0.98, "per_signer": {"Ada": 0.98}}, "false": {"mean": 0.02}, "false_family": 0.01}
    other = {"true": {"mean": 0.5, "per_signer": {"Ada": 0.5}}, "false": {"mean": 0.0}, "false_family": 0.0}
    reader = {
        "name": "Handshape",
        "how": "",
        "enter": 0.55,
        "shown": {"share": 0.9, "right": 0.99},
        "letters": {"per_signer": {"Ada": {"accuracy": accuracy}}, "confusion": {}, "reliability": {}},
        "placing": {"Ada": {"frames": 9, "marked": 9, "found": 1.0, "hit": 0.99, "points": 0.04}},
        "verification": {
            "thresholds": VerifyThresholds().as_metadata(),
            "clear": 1.5,
            "nearest": {},
            "webcam": other,
            "device_webcam": share,
            "held_out": share,
        },
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
        "made": {"time": "2026-01-01T00:00:00", "commit": "abc", "cpu": "a CPU", "wall_s": 1},
        "cost": {
            "ours": {"one": {"tracking": 2.0, "searching": 4.0}, "other": {"tracking": 1.8, "searching": 9.0}},
            "ratio": {"one": {"tracking": 0.2, "searching": 0.2}, "other": {"tracking": 0.18, "searching": 0.45}},
            "mediapipe_lite": {"tracking": 10.0, "searching": 20.0},
        },
        **more,
    }
    return {**found, "lines": lines(found)}


def line_of(found, figure, hands=""):
    """The first line whose figure and hands begin so."""
    lines_of = found["lines"]
    return next(row for row in lines_of if row["figure"].startswith(figure) and row["hands"].startswith(hands))


def test_a_target_is_met_or_missed_by_the_number_it_is_about():
    found = results()
    assert line_of(found, "letters read", "webcam")["met"] is True
    assert line_of(results(0.94), "letters read", "webcam")["met"] is False
    assert line_of(found, "verification", "webcam")["met"] is True
    assert line_of(found, "images without a hand")["met"] is False
    assert line_of(found, "CPU milliseconds of a frame, one thread, tracking")["met"] is True
    assert line_of(found, "CPU milliseconds of a frame, one thread, searching")["met"] is False
    assert line_of(found, "size of all models")["met"] is True
    assert line_of(found, "hand found", "rendered")["met"] is False
    assert line_of(found, "letters read", "davidlee")["met"] is None  # not measured


def test_verification_is_not_met_by_accepting_everything():
    found = results()
    found["readers"]["station"]["verification"]["device_webcam"]["false"]["mean"] = 0.2
    assert line_of({"lines": lines(found)}, "verification", "webcam")["met"] is False


def test_the_table_marks_targets_and_says_what_was_not_measured():
    shown = markdown(results(cost=None))
    assert "0.96 ✓" in shown
    assert "| 2.0 % (most likely class: 10.0 %) of 9 images ✗ |" in shown
    assert "| ≤ 1/5 of MediaPipe's | – | – |" in shown
    assert "MediaPipe was not measured" in shown
    assert "Ada" in terminal(results(), 120)


def test_every_line_says_whose_hands_which_rooms_and_which_split():
    for line in results()["lines"]:
        assert line["hands"]
        assert line["rooms"]
        assert line["split"]
    assert line_of(results(), "letters read", "webcam")["split"] == "eval"


def test_verification_is_reported_at_the_tutors_thresholds():
    found = results()
    assert line_of(found, "verification", "webcam")["measured"] == "0.98 at 2.0 % false"
    assert "verify_clear 1.25" in markdown(found)


def test_the_readme_gets_one_number_each():
    found = results()
    text = "read: <!-- figure: letters_webcam -->**?**<!-- /figure -->, <!-- figure: models_mb -->?<!-- /figure -->"
    filled = with_figures(text, named_figures(found), Path("README.md"))
    assert "-->**96 %**<!--" in filled
    assert "-->1.4 MB<!--" in filled
    assert with_figures(filled, named_figures(found), Path("README.md")) == filled
    with pytest.raises(RunError, match=r"README\.md names the figure “unknown”"):
        with_figures("<!-- figure: unknown --><!-- /figure -->", named_figures(found), Path("README.md"))


def test_the_repositorys_pages_can_be_written():
    """One marked block in each page, and only known figures in the README."""
    benchmarks, baseline, readme = (ROOT / name for name in ("docs/benchmarks.md", "docs/baseline.md", "README.md"))
    assert with_block(benchmarks.read_text(), "new", benchmarks).count("new")
    assert with_block(baseline.read_text(), "new", baseline, *BASELINE_BLOCK).count("new")
    assert "<!-- figure:" in with_figures(readme.read_text(), named_figures(results()), readme)


def test_the_summary_is_rounded_and_leaves_out_what_only_a_run_needs():
    found = summary(results(1 / 3))
    assert found["readers"]["station"]["letters"]["per_signer"]["Ada"]["accuracy"] == 0.3333
    assert "reliability" not in found["readers"]["station"]["letters"]
    assert found["lines"]
