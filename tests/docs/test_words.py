"""Documents and messages use the words of the glossary: phrases and terms (`codespell` checks single words)."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.documents import DOCUMENTS, ROOT, name, prose_of, text_of

GLOSSARY = ROOT / "docs/glossary.md"
PHRASES = (
    "let go",
    "taken back",
    "by heart",
    "stands twice",
    "second round",
    "first round",
    "letter head",
    "the issue",
    "hand network",
    "motion network",
    "whole or not at all",
)
CODE = sorted(
    path
    for package in ("device", "convert", "training", "deploy", "benchmarks", "tests")
    for path in (ROOT / package).rglob("*.py")
    if path != Path(__file__).resolve()
)
BANNED_WORDS = re.findall(r"^(\S+)->", text_of(ROOT / "docs/plain-words.txt"), re.MULTILINE)
BANNED = re.compile(rf"\b({'|'.join([*PHRASES, *BANNED_WORDS])})\b", re.IGNORECASE)
# Public names of version 0.1 and names of other programs: keys of results, files, options, accounts.
PUBLIC = re.compile(
    r"no hand, strangers|(?:strangers, )?other handshapes(?:, strangers)?|strangers(?:, no hand|:)"
    r"|“(?:peer|finder|reader)”"
    r"|\.venv-peer|requirements-peer\.txt|finder\.(?:tflite|json)|peer-(?:live|recorded|lite)|synthetic worth|nobody@"
    r"|--(?:finder|peer)\b|~nobody|page\.lent"
)
SPEAKS_OF_OLD_WORDS = {"docs/glossary.md", "CHANGELOG.md"}
TERMS = (
    "station",
    "activity",
    "reading",
    "tutor",
    "view",
    "event",
    "display",
    "learner",
    "trial",
    "frame",
    "image",
    "picture",
    "hand",
    "hand detector",
    "landmark model",
    "landmarks",
    "heatmaps",
    "box offsets",
    "hand estimate",
    "landmark classifier",
    "fusion",
    "static letters",
    "dynamic letters",
    "no letter",
    "recognizer",
    "perception",
    "smoothing",
    "hold",
    "repeat",
    "slide",
    "absent",
    "disconnected",
    "reset",
    "prompt",
    "attempt",
    "outcome",
    "judgement",
    "confusable letters",
    "card",
    "schedule",
    "signer",
    "training signers",
    "validation signers",
    "test signers",
    "evaluation set",
    "predictions",
    "system",
    "access log",
    "MediaPipe",
    "baseline",
    "run folder",
    "parity gate",
    "target",
    "localisation",
    "negatives",
    "experiment log",
    "package",
    "training",
    "atomic write",
    "fix",
    "frame source",
    "browser camera",
)


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if name(path) not in SPEAKS_OF_OLD_WORDS], ids=name)
def test_no_document_uses_a_banned_phrase(path):
    prose = re.sub(r"\s+", " ", prose_of(path)).lower()
    assert [phrase for phrase in PHRASES if re.search(rf"\b{phrase}\b", prose)] == []


def test_no_message_uses_a_banned_phrase():
    messages = text_of(ROOT / "device/assets/strings/en.toml").lower()
    assert [phrase for phrase in PHRASES if re.search(rf"\b{phrase}\b", messages)] == []


def prose_of_code(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line number and text of comments, of strings of three words or more, and of the names of tests."""
    source = path.read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value.split()) > 2:
            yield node.lineno, node.value
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.lineno, node.name.replace("_", " ")


def test_no_comment_docstring_or_message_in_the_code_uses_a_banned_word():
    found = [
        f"{name(path)}:{line} {match[0]}"
        for path in CODE
        for line, text in prose_of_code(path)
        if (match := BANNED.search(PUBLIC.sub("", re.sub(r"`[^`\n]*`", "", text))))
    ]
    assert not found, "\n".join(found)


def test_the_glossary_has_every_term_once():
    first_columns = "\n".join(re.findall(r"^\| (.+?) \|", text_of(GLOSSARY), re.MULTILINE))
    words = re.findall(r"\*\*([^*]+)\*\*", first_columns)
    assert len(words) == len(set(words)), "a word is explained twice"
    assert [term for term in TERMS if term not in words] == []


def test_every_banned_word_says_what_to_use_instead():
    lines = text_of(ROOT / "docs/plain-words.txt").splitlines()
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[a-z]+->\S.*", line)] == []
