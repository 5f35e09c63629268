"""The CSV loader, on small files in the real format and on the real files where they are."""

import gzip
import hashlib
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tests.training.drawn_rows import HEADER, drawn, lines, write
from training.datasets import sign_mnist
from training.errors import DataError

DATA = Path(__file__).parents[3] / ".." / "shared" / "data"
needs_data = pytest.mark.skipif(not (DATA / "sign_mnist").is_dir(), reason="needs ../shared/data/sign_mnist")


def row(label="0", pixels=None):
    return ",".join([label, *(pixels or ["7"] * 784)])


def refused(tmp_path, *rows, header=HEADER):
    path = write(tmp_path / "rows.csv", [header, *rows])
    with pytest.raises(DataError) as caught:
        sign_mnist.read_csv(path)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize("name", ["plain.csv", "packed.csv.gz"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_was_written_is_read(tmp_path, name, end):
    pixels, letters = drawn(2, seed=1)
    rows = sign_mnist.read_csv(write(tmp_path / name, lines(pixels, letters), end))
    assert rows.pixels.dtype == np.uint8
    assert (rows.pixels == pixels).all()
    assert rows.letters.tolist() == letters.tolist()
    assert rows.signers is None


def test_a_missing_last_line_end_and_one_row_alone_are_fine(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text(f"{HEADER}\n{row('24')}")
    assert sign_mnist.read_csv(path).letters.tolist() == ["Y"]


def test_labels_are_letters_of_the_alphabet_without_j_and_z():
    assert "".join(map(sign_mnist.letter_of, [0, 8, 10, 15, 24])) == "AIKPY"
    for wrong in (-1, 9, 25, 26):
        with pytest.raises(ValueError, match="none of"):
            sign_mnist.letter_of(wrong)


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
        sign_mnist.read_csv(path)
    with pytest.raises(DataError, match="No such file"):
        sign_mnist.read_csv(tmp_path / "none.csv")


def test_the_official_file_is_looked_for_where_people_put_it(tmp_path):
    with pytest.raises(DataError, match="make data"):
        sign_mnist.find_csv(tmp_path, "train")
    name = "sign_mnist_train.csv"
    for place in (f"sign_mnist_train/{name}", name, f"sign_mnist/{name}.gz"):
        path = tmp_path / place
        path.parent.mkdir(exist_ok=True)
        path.touch()
        assert sign_mnist.find_csv(tmp_path, "train") == path


def test_other_rows_than_the_official_ones_are_refused(tmp_path, monkeypatch):
    pixels, letters = drawn(1, seed=2)
    path = write(tmp_path / "sign_mnist_test.csv", lines(pixels, letters))
    with pytest.raises(DataError, match=r"24 rows where Kaggle's file has 7,172"):
        sign_mnist.read_official(tmp_path, "test")
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    monkeypatch.setitem(sign_mnist.OFFICIAL, "test", (24, checksum))
    assert len(sign_mnist.read_official(tmp_path, "test").letters) == 24
    pixels[5, 5, 5] ^= 1
    write(path, lines(pixels, letters))
    with pytest.raises(DataError, match="checksum"):
        sign_mnist.read_official(tmp_path, "test")


def test_a_table_of_photographs_out_of_step_is_refused(tmp_path, monkeypatch):
    pixels, letters = drawn(1, seed=2)
    path = write(tmp_path / "sign_mnist_test.csv", lines(pixels, letters))
    monkeypatch.setitem(sign_mnist.OFFICIAL, "test", (24, hashlib.sha256(path.read_bytes()).hexdigest()))
    table = ["row,photo,correlation", *(f"{i},user_{i % 3 + 3}/A{i}.jpg,0.9" for i in range(1, 25))]
    write(tmp_path / "test_photographs.csv.gz", table)
    rows = sign_mnist.read_official(tmp_path, "test")
    assert rows.photographs[3] == "user_4/A4.jpg"
    assert set(rows.signers) == {"mon95_user_3", "mon95_user_4", "mon95_user_5"}
    write(tmp_path / "test_photographs.csv.gz", [table[0], *table[2:]])
    with pytest.raises(DataError, match="row 1"):
        sign_mnist.read_official(tmp_path, "test")
    write(tmp_path / "test_photographs.csv.gz", table[:-1])
    with pytest.raises(DataError, match="23 rows where the CSV has 24"):
        sign_mnist.read_official(tmp_path, "test")


@needs_data
def test_the_real_files_are_read_fast_and_have_the_reports_rows_a_letter():
    started = time.monotonic()
    train = sign_mnist.read_official(DATA, "train")
    assert time.monotonic() - started < 10  # about 1 s alone on two cores
    counts = Counter(train.letters.tolist())
    # The table of the report's appendix.
    assert (counts["A"], counts["J"], counts["K"], counts["T"], counts["Y"]) == (1126, 0, 1114, 1186, 1118)
    assert len(set(train.signers)) == 7
    assert len(set(train.photographs)) == 1332


@needs_data
def test_real_samples_carry_signer_split_and_a_t_that_is_not_asl():
    samples = sign_mnist.samples(DATA)
    assert len(samples) == 27_455 + 7_172
    assert {sample.split for sample in samples} == {"train", "test"}
    first = samples[0]
    assert (first.name, first.letter, first.signer) == ("train row 1", "D", "mon95_user_9")
    assert first.load().shape == (28, 28)
    assert all(sample.is_asl == (sample.letter != "T") for sample in samples)
    assert samples[1].load().tobytes() != first.load().tobytes()
