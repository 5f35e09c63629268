"""Power cuts of export, import, first start, settings of the page and capture; of a lesson see tutor/progress."""

import random

import pytest

from tests.tools import power_cut_fs
from tests.tools.cut_programs import PROGRAMS, cut


@pytest.mark.skipif(not power_cut_fs.available(), reason="needs strace and the right to trace processes")
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_power_cut_leaves_the_old_or_the_new(tmp_path, name):
    assert cut(name, tmp_path, 30, random.Random(name)) == []
