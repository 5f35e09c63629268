"""The pose table: what can be read, and that a file that cannot be used is refused in one sentence."""

import numpy as np
import pytest

pytest.importorskip("numba")

from device.alphabet import ALPHABET, STATIC_LETTERS
from training.errors import DataError
from training.rendering.letters import HANDSHAPES
from training.rendering.pose_table import (
    FILE,
    NUMBERS,
    SIGNS,
    angle_limits,
    built_in_table,
    read_table,
    table_or_built_in,
    write_table,
)


def test_the_built_in_table_holds_every_static_letter_and_number():
    table = built_in_table()
    assert set(table) == {*STATIC_LETTERS, *NUMBERS}
    for sign, ways in table.items():
        assert sum(way.frequency for way in ways) == pytest.approx(1, abs=0.01), sign
        assert all(way.people >= 3 for way in ways), f"{sign} is fitted to people"
        assert ways[0].name == "usual"


def test_letters_and_numbers_have_a_handshape():
    assert set(HANDSHAPES) == {*ALPHABET, *NUMBERS}
    assert HANDSHAPES["J"] == HANDSHAPES["I"]


def test_a_written_table_reads_back(tmp_path):
    write_table(tmp_path / "poses.toml", built_in_table(), "note")
    again = read_table(tmp_path / "poses.toml")
    for sign in SIGNS:
        for way, other in zip(built_in_table()[sign], again[sign], strict=True):
            np.testing.assert_allclose(way.shape.table_pose(), other.shape.table_pose(), atol=0.051)
            assert way.views == other.views


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('sign = "A"', 'sign = "Ä"', "unknown sign 'Ä'"),
        ('sign = "A"', 'sign = "J"', "unknown sign 'J'"),
        ("index = [", "index = [200.0, ", "index needs 4 angles"),
        ("thumb = [", "tumb = [", "has no “thumb”"),
        ("[[way]]", "[[way]", "cannot be read: Expected"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_in_one_sentence(tmp_path, capsys, old, new, message):
    path = tmp_path / "poses.toml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_table(path)
    assert table_or_built_in(path) == built_in_table()
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.endswith("The built-in poses are used.\n")


def test_an_impossible_angle_is_named(tmp_path):
    path = tmp_path / "poses.toml"
    lines = FILE.read_text(encoding="utf-8").splitlines()
    row = next(i for i, line in enumerate(lines) if line.startswith("middle = "))
    lines[row] = "middle = [10.0, 170.0, 5.0, 0.0]"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match="m_pip is 170°, which no hand can do"):
        read_table(path)


def test_a_missing_file_gives_the_built_in_table(tmp_path, capsys):
    assert table_or_built_in(tmp_path / "none.toml") == built_in_table()
    assert "cannot be read" in capsys.readouterr().err


def test_every_angle_is_one_that_a_hand_can_do():
    for sign, ways in built_in_table().items():
        for way in ways:
            for name, value in way.shape.extra.items():
                low, high = angle_limits(name)
                assert low <= value <= high, (sign, name)
