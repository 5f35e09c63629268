"""Sign Language MNIST as Kaggle publishes it: small files in its place, and the real files where they are."""

import hashlib
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.training.drawn_rows import drawn, lines, write
from training.datasets import sign_mnist
from training.errors import DataError

DATA = Path(__file__).parents[3] / ".." / "shared" / "data"
needs_data = pytest.mark.skipif(not (DATA / "sign_mnist").is_dir(), reason="needs ../shared/data/sign_mnist")


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
