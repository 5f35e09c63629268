"""`make data` against a Kaggle of our own on this machine: the real kagglehub does the fetching."""

import hashlib
import http.server
import io
import json
import threading
import zipfile

import pytest

from tests.training.drawn_rows import drawn, lines
from training.__main__ import main
from training.datasets import sign_mnist


@pytest.fixture
def csvs(monkeypatch):
    """name → bytes of two small CSVs, which the pinned counts and checksums are made to expect."""
    made = {}
    for part, seed in (("train", 1), ("test", 2)):
        text = ("\n".join(lines(*drawn(1, seed))) + "\n").encode()
        monkeypatch.setitem(sign_mnist.OFFICIAL, part, (24, hashlib.sha256(text).hexdigest()))
        made[f"sign_mnist_{part}/sign_mnist_{part}.csv"] = text
    return made


@pytest.fixture
def kaggle(tmp_path, monkeypatch):
    """A server with the two calls kagglehub makes; `files` is what its archive holds."""

    class Handler(http.server.BaseHTTPRequestHandler):
        files: dict[str, bytes] = {}  # noqa: RUF012

        def do_GET(self):
            if "/datasets/view/" in self.path:
                body = json.dumps({"currentVersionNumber": 1}).encode()
            else:
                packed = io.BytesIO()
                with zipfile.ZipFile(packed, "w") as archive:
                    for name, content in self.files.items():
                        archive.writestr(name, content)
                body = packed.getvalue()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("KAGGLE_API_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("KAGGLEHUB_CACHE", str(tmp_path / "cache"))
    yield Handler
    server.shutdown()
    server.server_close()


def test_both_files_are_fetched_and_verified(tmp_path, kaggle, csvs, capsys):
    kaggle.files = csvs
    assert main(["data", "--data", str(tmp_path / "data")]) == 0
    said = capsys.readouterr().out
    assert said.count("24 rows, checksum as pinned") == 2
    folder = tmp_path / "data" / "sign_mnist"
    assert sorted(path.name for path in folder.iterdir()) == ["sign_mnist_test.csv", "sign_mnist_train.csv"]
    assert (folder / "sign_mnist_train.csv").read_bytes() == csvs["sign_mnist_train/sign_mnist_train.csv"]


def test_files_already_there_are_only_verified(tmp_path, kaggle, csvs, capsys):
    kaggle.files = csvs
    assert main(["data", "--data", str(tmp_path / "data")]) == 0
    kaggle.files = {}
    capsys.readouterr()
    assert main(["data", "--data", str(tmp_path / "data")]) == 0
    assert "Fetching" not in capsys.readouterr().out


def test_a_changed_value_is_found(tmp_path, kaggle, csvs, capsys):
    name = "sign_mnist_test/sign_mnist_test.csv"
    kaggle.files = {**csvs, name: csvs[name][:-2] + b"9\n"}
    assert main(["data", "--data", str(tmp_path / "data")]) == 6
    error = capsys.readouterr().err
    assert "checksum is not that of Kaggle's file" in error
    assert error.splitlines()[-1].endswith("delete it and run `make data`.")


def test_an_archive_without_the_files_says_how_to_do_it_by_hand(tmp_path, kaggle, capsys):
    kaggle.files = {"readme.txt": b"nothing here"}
    assert main(["data", "--data", str(tmp_path / "data")]) == 6
    error = capsys.readouterr().err.splitlines()[-1]
    assert "sign_mnist_train.csv is not in what Kaggle gave" in error
    assert "KAGGLE_USERNAME" in error


def test_without_a_connection_one_sentence_says_where_to_put_the_files(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KAGGLE_API_ENDPOINT", "http://127.0.0.1:9")  # discard port: no process listens
    monkeypatch.setenv("KAGGLEHUB_CACHE", str(tmp_path / "cache"))
    assert main(["data", "--data", str(tmp_path / "data")]) == 6
    said = capsys.readouterr()
    error = said.err.splitlines()[-1]
    assert error.startswith("Kaggle did not give the data (no connection to www.kaggle.com): download https://")
    assert str(tmp_path / "data" / "sign_mnist") in error
    assert not (tmp_path / "data").exists()
