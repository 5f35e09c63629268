"""The README stays short, in its order, and its figures are those of the scoreboard."""

import json
import re

import pytest

from tests.docs.documents import ROOT, links_of, text_of
from training.evaluation.publish import named_figures, with_figures

README = ROOT / "README.md"
ORDER = [
    "Try it on a laptop",
    "On a Pi",
    "Parts",
    "What it reads, and what it does not",
    "How it works",
    "Documents",
    "Contributing, licence and data",
]
MAX_LINES = 130
MAX_PICTURE_BYTES = 1_000_000


def section(heading):
    """Return the text below a heading of the README."""
    return text_of(README).split(f"\n## {heading}\n")[1].split("\n## ")[0]


def test_it_is_short():
    assert len(text_of(README).splitlines()) <= MAX_LINES


def test_its_sections_are_in_order():
    assert re.findall(r"^## (.+)$", text_of(README), re.MULTILINE) == ORDER


def test_it_begins_with_a_sentence_and_a_moving_picture_of_at_most_a_megabyte():
    first = text_of(README).split("\n## ")[0]
    picture = ROOT / re.findall(r"!\[[^]]+\]\(([^)]+)\)", first)[0]
    assert picture.suffix in {".gif", ".webp"}
    assert picture.stat().st_size <= MAX_PICTURE_BYTES
    assert "ANIM" in picture.read_bytes()[:64].decode("latin-1")


def test_what_it_reads_is_six_lines_with_one_number_each():
    lines = re.findall(r"^- (.+(?:\n  .+)*)", section("What it reads, and what it does not"), re.MULTILINE)
    assert len(lines) == 6
    assert all(len(re.findall(r"\*\*[^*]+\*\*", line)) == 1 for line in lines)


def test_its_figures_are_those_of_the_scoreboard():
    device = json.loads(text_of(ROOT / "docs/scoreboard.json"))["readers"]["station"]
    letters = device["letters"]
    expected = [
        letters["webcam"],
        letters["per_signer"]["davidlee"]["accuracy"],
        min(letters["per_letter"].values()),
        device["slices"]["hand"]["left"]["accuracy"],
        device["false_letters"]["other handshapes, strangers"]["shown"],
    ]
    printed = re.findall(r"\*\*(\d+) %\*\*", section("What it reads, and what it does not"))
    assert printed == [f"{100 * value:.0f}" for value in expected]
    weakest = min(letters["per_letter"], key=letters["per_letter"].get)
    assert f"The weakest letter, <!-- figure: weakest_letter -->{weakest}<" in text_of(README)


@pytest.mark.parametrize("page", [README, ROOT / "docs/benchmarks.md"])
def test_every_named_figure_is_that_of_the_scoreboard(page):
    figures = named_figures(json.loads(text_of(ROOT / "docs/scoreboard.json")))
    assert with_figures(text_of(page), figures, page) == text_of(page)


def test_j_and_z_are_those_of_the_experiment_log():
    figure = re.findall(r"\*\*(\d+ of \d+)\*\*", section("What it reads, and what it does not"))
    log = text_of(ROOT / "docs/lab-notes/dynamic-letters.md")
    assert [re.findall(r"end to end: read \| (\d+ of \d+)", log)[-1]] == figure


def test_it_leads_to_every_document_a_person_needs_first():
    for target in (
        "docs/index.md",
        "docs/troubleshooting.md",
        "docs/benchmarks.md",
        "docs/extending.md",
        "CONTRIBUTING.md",
    ):
        assert target in links_of(README)
