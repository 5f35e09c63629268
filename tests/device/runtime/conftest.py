"""Fixtures of the tests of practice."""

import pytest

from tests.device.runtime.acting import Act


@pytest.fixture
def act(tmp_path):
    opened = []

    def make(**practice) -> Act:
        opened.append(Act(tmp_path, **practice))
        return opened[-1]

    yield make
    for each in opened:
        each.activity.close()
        each.store.close()
