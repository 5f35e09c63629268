"""Documents and messages use the words of the glossary: phrases and terms (`codespell` checks single words)."""

import re

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


def test_the_glossary_has_every_term_once():
    first_columns = "\n".join(re.findall(r"^\| (.+?) \|", text_of(GLOSSARY), re.MULTILINE))
    words = re.findall(r"\*\*([^*]+)\*\*", first_columns)
    assert len(words) == len(set(words)), "a word is explained twice"
    assert [term for term in TERMS if term not in words] == []


def test_every_banned_word_says_what_to_use_instead():
    lines = text_of(ROOT / "docs/plain-words.txt").splitlines()
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[a-z]+->\S.*", line)] == []
