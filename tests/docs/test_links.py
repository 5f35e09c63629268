"""Every link, picture, command and make target in the documents exists."""

import importlib.util
import re
import subprocess
import sys

import pytest

from tests.docs.documents import (
    DOCUMENTS,
    OPTION,
    ROOT,
    anchors_of,
    arguments_of,
    code_of,
    links_of,
    name,
    options_of,
)

FOREIGN = ("pytest", "venv", "pip")
PACKAGES_WITH_VERBS = ("device", "training")
OURS = ("run", "practice", "web", "read", "bench", "doctor", "capture")  # make targets that are verbs of `device`


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_lead_to_files_and_headings(path):
    for link in links_of(path):
        if "://" in link or link.startswith("mailto:"):
            continue
        target, _, anchor = link.partition("#")
        file = (path.parent / target).resolve() if target else path
        assert file.exists(), f"{name(path)} → {link}"
        if anchor:
            assert anchor in anchors_of(file), f"{name(path)} → {link}: no such heading"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_modules_in_commands_exist(path):
    for module in set(re.findall(r"python -m ([\w.]+)", code_of(path))) - set(FOREIGN):
        assert importlib.util.find_spec(module.rstrip(".")) is not None, f"{name(path)}: python -m {module}"


@pytest.fixture(scope="module")
def verbs():
    """Verbs of each command line, from its own help."""
    found = {}
    for package in PACKAGES_WITH_VERBS:
        command = [sys.executable, "-m", package, "--help"]
        text = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        found[package] = set(re.findall(r"^ {2,}([a-z]+)(?: |$)", text, re.MULTILINE))
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_verbs_in_commands_exist(path, verbs):
    for package, verb in re.findall(r"python -m (device|training) ([a-z]+)", code_of(path)):
        assert verb in verbs[package], f"{name(path)}: python -m {package} {verb}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_options_in_commands_exist(path):
    code = code_of(path)
    made = re.findall(r'make ([a-z]+) ARGS="([^"\n]*)"', code)
    for verb, arguments in [*arguments_of("device", code), *((v, args) for v, args in made if v in OURS)]:
        for option in re.findall(OPTION, arguments):
            assert option in options_of("device", verb), f"{name(path)}: python -m device {verb} {option}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_make_targets_exist(path):
    rules = "".join((ROOT / file).read_text(encoding="utf-8") for file in ("Makefile", "deploy/deploy.mk"))
    targets = set(re.findall(r"^([a-z][a-z-]*):", rules, re.MULTILINE))
    for target in re.findall(r"(?:^|\s)make ([a-z][a-z-]*)", code_of(path), re.MULTILINE):
        assert target in targets, f"{name(path)}: make {target}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_files_named_in_documents_exist(path):
    folders = "|".join(("benchmarks", "convert", "deploy", "device", "docs", "systemd", "tests", "training"))
    for file in re.findall(rf"`((?:{folders})/[\w./-]*)`", path.read_text(encoding="utf-8")):
        assert (ROOT / file).exists(), f"{name(path)} names {file}"


def test_every_document_is_in_the_index():
    linked = {(ROOT / "docs" / link.partition("#")[0]).resolve() for link in links_of(ROOT / "docs/index.md")}
    documents = [path for path in (ROOT / "docs").rglob("*.md") if path.name != "index.md"]
    missing = [name(path) for path in documents if path not in linked]
    assert not missing, f"not in docs/index.md: {missing}"
