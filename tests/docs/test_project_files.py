"""The files that a person who joins expects are there and agree with each other."""

import re
import tomllib

from device import __version__
from tests.docs.documents import ROOT, text_of

PROJECT = tomllib.loads(text_of(ROOT / "pyproject.toml"))


def test_the_newest_version_of_the_changelog_is_that_of_the_project():
    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == __version__
    assert versions == sorted(versions, key=lambda version: [int(part) for part in version.split(".")], reverse=True)


def test_the_changelog_has_a_place_for_the_next_change():
    assert "\n## [Unreleased]\n" in text_of(ROOT / "CHANGELOG.md")


def test_pre_commit_runs_the_tools_of_make_lint():
    hooks = text_of(ROOT / ".pre-commit-config.yaml")
    lint = text_of(ROOT / "Makefile").split("\nlint:")[1].split("\n\n")[0]
    for tool in ("ruff check", "ruff format", "mypy", "lint-imports", "codespell"):
        assert f"bin/{tool}" in hooks
        assert f"bin/{tool}" in lint


def test_codespell_uses_our_words_and_its_own():
    assert PROJECT["tool"]["codespell"]["dictionary"] == "docs/plain-words.txt,-"


def test_there_are_templates_for_issues_and_pull_requests():
    templates = list((ROOT / ".github/ISSUE_TEMPLATE").glob("*.md"))
    assert len(templates) >= 3
    for template in templates:
        assert re.match(r"---\nname: .+\nabout: .+\n---\n", text_of(template))
    assert (ROOT / ".github/pull_request_template.md").is_file()
