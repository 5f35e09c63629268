"""Every option of a training command that a document mentions exists."""

import re

import pytest

from tests.docs.documents import DOCUMENTS, OPTION, arguments_of, code_of, name, options_of

COMMANDS = [
    pytest.param(path, verb, arguments, id=f"{name(path)}-{verb}")
    for path in DOCUMENTS
    for verb, arguments in arguments_of("training", code_of(path))
    if re.search(OPTION, arguments)
]


def test_the_documents_show_training_commands():
    assert len(COMMANDS) >= 10


@pytest.mark.parametrize(("path", "verb", "arguments"), COMMANDS)
def test_options_exist(path, verb, arguments):
    unknown = set(re.findall(OPTION, arguments)) - options_of("training", verb)
    assert not unknown, f"{name(path)}: python -m training {verb} {' '.join(sorted(unknown))}"
