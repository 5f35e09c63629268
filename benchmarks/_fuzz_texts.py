"""Targets of the fuzz benchmark: word lists, logs, metadata, settings and choices."""

import contextlib
import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks._fuzz_target import Run, ignore
from device.alphabet import ALPHABET
from device.recognition.metadata import read_metadata
from device.runtime.read_log import replay_engine
from device.settings import MODELS, PracticeSettings, load_settings
from device.settings.page import CHOOSABLE, apply_choices, load_choices, settings_json
from device.tutor.log import replay
from device.tutor.word_list import load_words

ROOT = Path(__file__).parents[1]
OLD_LOG = ROOT / "tests/device/tutor/files/practice-0.1.log.gz"
LOG_LINES = 60  # of the old log in one input; all of it would take a second to replay


@contextlib.contextmanager
def words(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Word lists."""
    path = folder / "a.txt"

    def run(data: bytes) -> None:
        path.write_bytes(data)
        for word in load_words(path):
            assert word, "a word is empty"
            assert set(word) <= set(ALPHABET), f"the word {word!r} cannot be spelled"

    yield ["# class\nAnna\nĐặng\nO'Hara\nJean-Luc\nWeiß\nÆrø\n".encode(), b"\xef\xbb\xbfANNA\r\nBEN\r\n"], run


@contextlib.contextmanager
def logs(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Logs of lessons, replayed."""
    path = folder / "a.log"
    lines = gzip.decompress(OLD_LOG.read_bytes()).splitlines(keepends=True)
    plans = [i for i, line in enumerate(lines) if b'"plan"' in line[:40]]
    seeds = [b"".join(lines[i : i + LOG_LINES]) for i in plans[:4]] + [b"".join(lines[plans[0] : plans[0] + 3])]

    def run(data: bytes) -> None:
        path.write_bytes(data)
        try:
            with path.open(encoding="utf-8") as opened:
                for _ in replay(opened, replay_engine):
                    pass
        except UnicodeDecodeError:
            pass  # the command says so

    yield seeds, run


@contextlib.contextmanager
def metadata_files(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Metadata beside a model."""
    path = folder / "a.json"

    def run(data: bytes) -> None:
        path.write_bytes(data)
        metadata = read_metadata(path)
        for name in metadata.thresholds:
            metadata.threshold(name)

    yield [each.read_bytes() for each in sorted(MODELS.glob("*/*.json"))], run


@contextlib.contextmanager
def settings_files(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Settings files."""
    path = folder / "a.toml"
    seeds = [(ROOT / "systemd/station.toml").read_bytes()]
    seeds += [each.read_bytes() for each in sorted((ROOT / "tests/device/settings/files").glob("*.toml"))]
    seeds += [
        b'[practice]\nwords = "a.txt"\nletters = "ABC"\ntrials = 12\nprogress = "~/p.db"\n[display]\nuse = ["log"]\n',
        b'[camera]\nuri = "clip:a.mp4?loop=1"\nwidth = 640\nfps = 30.0\n[web]\nport = 8420\nhost_names = ["a.b"]\n',
    ]

    def run(data: bytes) -> None:
        path.write_bytes(data)
        load_settings(path)

    yield seeds, run


@contextlib.contextmanager
def page_choices(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Choices made on the page, as a file and as a form."""
    path = folder / "page.json"
    file = PracticeSettings()
    chosen = replace(file, mode="words", letters="ABC", trials=12)
    table = {"file": settings_json(file), "chosen": settings_json(chosen)}
    seeds = [json.dumps(table).encode(), json.dumps({"mode": "letters", "trials": 3}).encode()]
    seeds += [json.dumps({name: getattr(file, name)}).encode() for name in CHOOSABLE]

    def run(data: bytes) -> None:
        path.write_bytes(data)
        load_choices(file, path, ignore)
        with contextlib.suppress(ValueError, RecursionError):  # the page's form: what is no JSON is refused before
            apply_choices(file, json.loads(data), ALPHABET)

    yield seeds, run
