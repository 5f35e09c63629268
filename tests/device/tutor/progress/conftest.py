"""A recorder of warnings, for the tests of the progress file."""

import pytest


class Warned(list):
    """Sentences in the order in which they came; takes them as a call."""

    __call__ = list.append


@pytest.fixture
def warned():
    """Return an empty list that can be passed as `warn`."""
    return Warned()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "progress.db"
