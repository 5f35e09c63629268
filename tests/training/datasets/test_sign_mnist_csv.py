"""The CSV format of Sign Language MNIST, on small files."""

import gzip

import numpy as np
import pytest

from tests.training.drawn_rows import HEADER, drawn, lines, write
from training.datasets import sign_mnist_csv
from training.errors import DataError


def row(label="0", pixels=None):
    return ",".join([label, *(pixels or ["7"] * 784)])


def refused(tmp_path, *rows, header=HEADER):
    path = write(tmp_path / "rows.csv", [header, *rows])
    with pytest.raises(DataError) as caught:
        sign_mnist_csv.read_csv(path)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize("name", ["plain.csv", "packed.csv.gz"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_was_written_is_read(tmp_path, name, end):
    pixels, letters = drawn(2, seed=1)
    rows = sign_mnist_csv.read_csv(write(tmp_path / name, lines(pixels, letters), end))
    assert rows.pixels.dtype == np.uint8
    assert (rows.pixels == pixels).all()
    assert rows.letters.tolist() == letters.tolist()
    assert rows.signers is None


def test_a_missing_last_line_end_and_one_row_alone_are_fine(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text(f"{HEADER}\n{row('24')}")
    assert sign_mnist_csv.read_csv(path).letters.tolist() == ["Y"]


def test_labels_are_letters_of_the_alphabet_without_j_and_z():
    assert "".join(map(sign_mnist_csv.letter_of, [0, 8, 10, 15, 24])) == "AIKPY"
    for wrong in (-1, 9, 25, 26):
        with pytest.raises(ValueError, match="none of"):
            sign_mnist_csv.letter_of(wrong)


@pytest.mark.parametrize("label", ["9", "25", "26", "-1", "A", "", "1.0", "256", "4294967296"])
def test_a_label_that_is_no_static_letter_is_refused_with_its_row(tmp_path, label):
    message = refused(tmp_path, row("3"), row("24"), row(label), row("1"))
    assert "row 3" in message
    assert f"“{label}”" in message


@pytest.mark.parametrize("pixel", ["256", "-1", "70000", "99999999999999999999", "1.5", "x", "", "nan", "1e1"])
def test_a_pixel_that_is_no_whole_number_up_to_255_is_refused_with_its_row(tmp_path, pixel):
    message = refused(tmp_path, row(), row("1", ["0"] * 700 + [pixel] + ["0"] * 83))
    assert "row 2" in message
    assert "pixel701" in message
    assert f"“{pixel}”" in message


@pytest.mark.parametrize("count", [1, 783, 785])
def test_a_ragged_row_is_refused_with_its_number(tmp_path, count):
    message = refused(tmp_path, row(), row(), row(), row("1", ["5"] * count), row())
    assert "row 4" in message
    assert f"{count + 1} values instead of 785" in message


def test_a_blank_line_in_the_middle_is_refused_with_its_number(tmp_path):
    assert "row 2" in refused(tmp_path, row(), "", row())


def test_every_row_ragged_alike_is_refused(tmp_path):
    assert "row 1" in refused(tmp_path, *[row("1", ["5"] * 783)] * 3)


@pytest.mark.parametrize("header", ["", "label,pixel1", HEADER.replace("label", "letter"), row()])
def test_another_header_is_refused(tmp_path, header):
    assert "header" in refused(tmp_path, row(), header=header)


def test_a_file_without_rows_is_refused(tmp_path):
    assert "no rows" in refused(tmp_path)


def test_a_cut_off_gzip_and_a_missing_file_are_one_sentence(tmp_path):
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress(HEADER.encode() * 50)[:60])
    with pytest.raises(DataError, match="cannot be read"):
        sign_mnist_csv.read_csv(path)
    with pytest.raises(DataError, match="No such file"):
        sign_mnist_csv.read_csv(tmp_path / "none.csv")
