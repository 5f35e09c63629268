"""Options of `python -m training hand`."""

import pytest

pytest.importorskip("tensorflow")

from training.__main__ import main
from training.errors import DataError


def test_an_option_of_earlier_releases_is_taken_and_said_to_have_no_effect(tmp_path, capsys):
    (tmp_path / "data").mkdir()
    places = ["--data", f"{tmp_path}/data", "--run", f"{tmp_path}/run", "--cache", f"{tmp_path}/cache"]
    assert main(["hand", "detector", "--all", *places]) == DataError.exit_code
    assert "--all has no effect and can be left out" in capsys.readouterr().err
