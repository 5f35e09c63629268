"""Targets of the fuzz benchmark: recordings and tables that training reads."""

import contextlib
import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks._fuzz_target import Run, expected, use
from device.capture.consent import agreed
from device.capture.session import CaptureSession, open_session
from training.datasets import recordings, signers
from training.datasets.sign_mnist_csv import HEADER, SIZE, read_csv


@contextlib.contextmanager
def capture_files(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """session.json and consent.json, as `capture` and `training datasets` read them."""
    wanted = CaptureSession(
        signer="a",
        session="s",
        hand="right",
        lighting="l",
        room="r",
        consent="2026-01-01T10:00:00+00:00",
        camera="clip:a",
        started="2026-01-01T10:00:00+00:00",
    )
    session = folder / "a" / "s"
    (session / "A").mkdir(parents=True)
    (session / "A" / "0000.png").write_bytes(b"")
    open_session(folder / "b", wanted)
    consent = json.dumps({"signer": "a", "agreed": "2026-01-01T10:00:00+00:00", "words": "yes"}).encode()

    def run(data: bytes) -> None:
        (session / "session.json").write_bytes(data)
        (folder / "a" / "consent.json").write_bytes(data)
        for read in (
            lambda: open_session(session, wanted),
            lambda: agreed(folder / "a", "a", None, None, datetime(2026, 1, 1, tzinfo=UTC)),
            lambda: recordings.samples(folder),
        ):
            with expected():
                read()

    yield [(folder / "b" / "session.json").read_bytes(), consent], run


@contextlib.contextmanager
def dataset_index(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """The index of a data source."""
    index = folder / "signers" / "index.csv.gz"
    index.parent.mkdir()
    numbers = " ".join(["0.5"] * 63)
    rows = [
        ",".join(signers.COLUMNS),
        f"a/1.jpg,kaggle,user_1,A,train,frame,320,240,left,0.9,0.1 0.1 0.9 0.9,{numbers}",
        f"a/2.jpg,kaggle,user_2,B,test,crop,320,240,right,0.9,0.1 0.1 0.9 0.9,{numbers}",
        "a/3.jpg,kaggle,user_3,nothing,eval,frame,320,240,,,,",
    ]

    def run(data: bytes) -> None:
        # The first byte decides whether the table or its compressed file is damaged.
        index.write_bytes(data if data[:2] == b"\x1f\x8b" else gzip.compress(data, 1))
        for sample in signers.samples(folder):
            use(sample)

    text = ("\n".join(rows) + "\n").encode()
    yield [text, gzip.compress(text, mtime=0)], run


@contextlib.contextmanager
def pixel_tables(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Tables of pixels."""
    path = folder / "a.csv"
    values = np.random.default_rng(1).integers(0, 256, (2, SIZE**2))
    rows = [HEADER, *(",".join(map(str, [label, *row])) for label, row in zip((0, 24), values, strict=True))]
    text = ("\n".join(rows) + "\n").encode()

    def run(data: bytes) -> None:
        path.write_bytes(data)
        read_csv(path)

    yield [text, gzip.compress(text, mtime=0), text.replace(b",", b";")], run
