"""Settings, models, word lists, logs and other files of one format."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tests.fakes.clips import TINY
from tests.hard_inputs.files import DEEP, Input, damaged, file_inputs, no_files

SETTINGS = b'[practice]\nlanguage = "en"\n[display]\nuse = ["log"]\n'


def settings(folder: Path) -> Iterator[Input]:
    """Yield settings files."""
    yield from file_inputs(folder, ".toml", SETTINGS)
    # One endless line of digits is a valid key to nothing; as a value it is too large a number.
    for label, text in {
        "an endless array": "[practice]\nletters = " + "[" * DEEP,
        "an endless number": "[practice]\ntrials = " + "9" * 5000,
        "a NUL in a path": '[practice]\nwords = "a\\u0000b"\nprogress = "a\\u0000b"\n',
        "a NUL in the model": '[recognition]\nmodel = "a\\u0000b"\n',
        "a NUL in the display's folder": '[display]\nuse = ["recorder"]\nrecord_to = "a\\u0000b"\n',
        "a path of one dot": '[recognition]\nmodel = "."\n',
        "a home that is none": '[practice]\nprogress = "~nobody/p.db"\n',
        "not a number": "[camera]\nfps = nan\n",
        "infinite": "[camera]\nstall_s = inf\n",
        "a date": "[camera]\nuri = 1979-05-27\n",
        "a key that clears the terminal": '["a\\u001b[2J"]\nx = 1\n',
    }.items():
        path = folder / f"{label.replace(' ', '-')}.toml"
        path.write_text(text, encoding="utf-8")
        yield label, str(path)


def models(folder: Path) -> Iterator[Input]:
    """Yield models and their metadata."""
    metadata = TINY.with_suffix(".json")
    yield from file_inputs(folder, ".tflite", TINY.read_bytes(), metadata)
    for label, data in damaged(metadata.read_bytes()):
        path = folder / f"metadata-{label.replace(' ', '-')}.tflite"
        path.write_bytes(TINY.read_bytes())
        path.with_suffix(".json").write_bytes(data)
        yield f"metadata: {label}", str(path)


def word_lists(folder: Path) -> Iterator[Input]:
    """Yield word lists."""
    yield from file_inputs(folder, ".txt", "ANNA\nWeiß\n".encode())


def practice_logs(folder: Path) -> Iterator[Input]:
    """Yield logs of lessons."""
    yield from file_inputs(folder, ".jsonl", b'{"format": 1, "plan": {}}\n{"pressed": {"t": 1, "button": "skip"}}\n')


def progress_files(folder: Path) -> Iterator[Input]:
    """Yield progress files."""
    with sqlite3.connect(folder / "other.db") as db:
        db.execute("CREATE TABLE a (b)")
    yield from file_inputs(folder, ".db", (folder / "other.db").read_bytes())


def packages(folder: Path) -> Iterator[Input]:
    """Yield wheels."""
    yield from file_inputs(folder, ".whl", b"PK\3\4" + bytes(300))


def weights(folder: Path) -> Iterator[Input]:
    """Yield weights of networks."""
    yield from file_inputs(folder, ".weights.h5", b"\x89HDF\r\n\x1a\n" + bytes(300))


def interpreters(folder: Path) -> Iterator[Input]:
    """Yield Python programs."""
    yield from no_files(folder, "")


def inventories(folder: Path) -> Iterator[Input]:
    """Yield Ansible's inventory files."""
    from tests.fakes.ansible import INVENTORY

    yield from file_inputs(folder, ".yml", INVENTORY)
    for name in ("a,b.yml", "-i.yml", "a{{7*7}}.yml"):
        (folder / name).write_bytes(INVENTORY)
        yield f"named {name}", str(folder / name)
    yield "hosts in place of a file", "one,two"
    yield "an option", "-oProxyCommand=x"
