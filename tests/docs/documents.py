"""The documents of the project, and what stands in them."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
OWN = (".github", "benchmarks", "convert", "deploy", "device", "docs", "systemd", "tests", "training")
TEMPLATES = {"training/evaluation/card.md"}  # its text stands in docs/model-card.md, where its links are right
DOCUMENTS = sorted(
    path
    for path in [*ROOT.glob("*.md"), *(path for folder in OWN for path in (ROOT / folder).rglob("*.md"))]
    if path.relative_to(ROOT).as_posix() not in TEMPLATES
)
OPTION = r"(?<![\w-])--[a-z][\w-]*"
FENCE = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)


def name(path: Path) -> str:
    """Return a document's path inside the project, for test names and messages."""
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    """Return a document's text."""
    return path.read_text(encoding="utf-8")


def prose_of(path: Path) -> str:
    """Return a document without its code blocks and inline code."""
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", text_of(path)))


def code_of(path: Path) -> str:
    """Return a document's code: blocks, indented blocks and inline code, a piece a line."""
    text = text_of(path)
    inline = re.findall(r"`([^`\n]+)`", FENCE.sub("", text))
    indented = re.findall(r"^ {4,}\S.*$", text, re.MULTILINE)
    return "\n".join([*(match.group(0) for match in FENCE.finditer(text)), *indented, *inline])


def links_of(path: Path) -> list[str]:
    """Return the targets of all links and pictures of a document."""
    return re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", text_of(path)))


def anchors_of(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub, GitLab and Forgejo make them."""
    headings = re.findall(r"^#{1,6} (.+?) *$", FENCE.sub("", text_of(path)), re.MULTILINE)
    plain = [re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower() for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def arguments_of(package: str, code: str) -> list[tuple[str, str]]:
    """Return (verb, arguments) of each `python -m PACKAGE VERB …` in a document's code."""
    return re.findall(rf"python -m {package} ([a-z]+)([^\n#|]*)", code.replace("\\\n", " "))


@cache
def options_of(package: str, verb: str) -> set[str]:
    """Return the options of a command and of its actions, from their own help."""
    command = [sys.executable, "-m", package, verb]
    text = subprocess.run([*command, "--help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    options = set(re.findall(OPTION, text))
    listed = text.partition("positional arguments:")[2].partition("\noptions:")[0]
    for action in re.findall(r"^    ([a-z]+)(?: |$)", listed, re.MULTILINE):
        more = subprocess.run([*command, action, "--help"], cwd=ROOT, capture_output=True, text=True)
        options |= set(re.findall(OPTION, more.stdout))
    return options
