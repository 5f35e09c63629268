"""Kinds of input, which option is of which kind, and the inputs of each kind: made on the spot, from nothing."""

import os
import socket
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2

from tests.fakes.clips import TINY, frame_of, write_clip
from tests.hard_inputs.parsers import Option

Input = tuple[str, str]
"""Label and value, as it stands on the command line."""

DEEP = 100_000  # brackets

NAMES: dict[str, bytes] = {
    "name not UTF-8": b"h\xe9%s",
    "name with a line break": b"a\nb%s",
    "name that clears the terminal": b"a\x1b[2Jb%s",
    "name ²": "²1%s".encode(),
    "name 10:15": b"10:15%s",
    "name with a question mark": b"what is it?%s",
    "name with spaces and quotes": b" a 'b\" %s",
    "name turned right to left": "a\u202eb%s".encode(),
    "longest name": b"x" * 240 + b"%s",
}


@dataclass(frozen=True)
class Kind:
    """One kind of input.

    Attributes:
        inputs: makes the hard inputs in an empty folder.
        valid: makes a valid one, for the commands' other options; None if they do without.
        writes: the command writes there.
    """

    inputs: Callable[[Path], Iterator[Input]]
    valid: Callable[[Path], str] | None = None
    writes: bool = False


# ── files that are read ──────────────────────────────────────────────────────────────────────────


def _no_files(folder: Path, suffix: str) -> Iterator[Input]:
    """Yield paths that lead to no file that can be read."""
    yield "missing", f"missing{suffix}"
    yield "in a missing folder", f"no/such/file{suffix}"
    yield "empty text", ""
    yield "this folder", "."
    if suffix not in ("", ".png"):  # `read /` may read all pictures, and some commands write to a folder that they read
        yield "root", "/"
    (folder / f"folder{suffix}").mkdir()
    yield "a folder", str(folder / f"folder{suffix}")
    os.mkfifo(folder / f"pipe{suffix}")
    yield "a pipe without a writer", str(folder / f"pipe{suffix}")
    (folder / f"loop{suffix}").symlink_to(f"loop{suffix}")
    yield "a link to itself", str(folder / f"loop{suffix}")
    (folder / f"zero{suffix}").symlink_to("/dev/zero")
    yield "a device without an end", str(folder / f"zero{suffix}")
    with socket.socket(socket.AF_UNIX) as opened:
        here = Path.cwd()
        os.chdir(folder)  # the address of a socket is short
        opened.bind(f"socket{suffix}")
        os.chdir(here)
    yield "a socket", str(folder / f"socket{suffix}")
    yield "a name too long", "x" * 5000 + suffix
    yield "below a file", f"{TINY}/x{suffix}"


def _damaged(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "half", content[: len(content) // 2]
    yield "cut before its end", content[:-7]
    yield "zeros", bytes(2000)
    yield "random bytes", bytes(range(256)) * 8
    yield "a text", b"This is no such file.\n"
    yield "UTF-16", content.decode("utf-8", "replace").encode("utf-16", "replace")
    yield "a NUL in the middle", content[: len(content) // 2] + b"\0" + content[len(content) // 2 :]
    yield "endless brackets", b"[" * DEEP
    yield "endless objects", b'{"a":' * DEEP
    yield "one endless line", b"9" * 1_000_000


def _file_inputs(folder: Path, suffix: str, content: bytes, beside: Path | None = None) -> Iterator[Input]:
    """Yield files of one kind: none at all, damaged ones, and a valid one under hard names."""
    yield from _no_files(folder, suffix)
    for label, data in _damaged(content):
        path = folder / f"{label.replace(' ', '-')}{suffix}"
        path.write_bytes(data)
        if beside is not None:
            path.with_suffix(beside.suffix).write_bytes(beside.read_bytes())
        yield label, str(path)
    yield from _named(folder, suffix, content, beside)


def _named(folder: Path, suffix: str, content: bytes, beside: Path | None = None) -> Iterator[Input]:
    for label, pattern in NAMES.items():
        path = folder / os.fsdecode(pattern.replace(b"%s", suffix.encode()))
        path.write_bytes(content)
        if beside is not None:
            path.with_suffix(beside.suffix).write_bytes(beside.read_bytes())
        yield label, str(path)


def png() -> bytes:
    """Return a picture of an A."""
    return cv2.imencode(".png", frame_of("A"))[1].tobytes()


def _clip(folder: Path) -> Path:
    return write_clip(folder / "clip.mp4", ["A"] * 3)


def _pictures(folder: Path) -> Iterator[Input]:
    yield from _file_inputs(folder, ".png", png())
    for label, path in _folders_of_pictures(folder):
        yield label, path
    (folder / "v").mkdir()
    clip = _clip(folder / "v").read_bytes()
    (folder / "films").mkdir()
    for label, value in _file_inputs(folder / "films", ".mp4", clip):
        if value != "/":
            yield f"video: {label}", value
    labels = folder / "v" / "clip_labels.json"
    for label, data in (("endless brackets", b"[" * DEEP), ("a number", b"7"), ("random bytes", bytes(range(256)))):
        path = folder / "v" / f"{label.replace(' ', '-')}.mp4"
        path.write_bytes(clip)
        path.with_name(f"{path.stem}_labels.json").write_bytes(data)
        yield f"video: labels are {label}", str(path)
    labels.unlink()


def _folders_of_pictures(folder: Path) -> Iterator[Input]:
    home = folder / "folders"
    home.mkdir()

    def make(name: str) -> Path:
        path = home / name
        path.mkdir()
        (path / "1.png").write_bytes(png())
        return path

    (home / "empty").mkdir()
    yield "an empty folder", str(home / "empty")
    (make("itself") / "self").symlink_to(".")
    yield "a folder that links to itself", str(home / "itself")
    twice = make("twice")
    for name in ("x", "y"):
        (twice / name).symlink_to(".")
    yield "a folder that links to itself twice", str(home / "twice")
    hidden = make("hidden")
    (hidden / "._1.png").write_bytes(b"\0\5\x16\7resource fork")
    yield "a folder with a resource fork", str(hidden)
    broken = make("broken")
    (broken / "2.png").write_bytes(png()[:200])
    (broken / "3.png").write_bytes(png())
    yield "a folder with a broken picture", str(broken)
    piped = make("piped")
    os.mkfifo(piped / "2.png")
    (piped / "3.png").symlink_to("nowhere.png")
    yield "a folder with a pipe and a dead link", str(piped)
    named = make("named")
    for pattern in NAMES.values():
        (named / os.fsdecode(pattern.replace(b"%s", b".png"))).write_bytes(png())
    yield "a folder of hard names", str(named)
    yield "a folder whose name is not UTF-8", str(make(os.fsdecode(b"f\xff")))
    yield "a folder with a question mark in its name", str(make("what is it?"))


def _cameras(folder: Path) -> Iterator[Input]:
    for text in ("", ":", "clip:", "folder:", "telescope:", "auto:x", "clip:x.mp4?loop=2", "v4l2:/dev/null", "v4l2:x"):
        yield f"“{text}”", text
    yield "v4l2 without a name", "v4l2:\x1b[2J"
    (folder / "films").mkdir()
    for label, value in _file_inputs(folder / "films", ".mp4", _clip(folder).read_bytes()):
        yield f"clip: {label}", f"clip:{value}"
    for label, value in _folders_of_pictures(folder):
        yield f"folder: {label}", f"folder:{value}"
        if "twice" in label:
            yield f"folder: {label}, fps=0", f"folder:{value}?fps=0"


SETTINGS = b'[practice]\nlanguage = "en"\n[display]\nuse = ["log"]\n'


def _settings(folder: Path) -> Iterator[Input]:
    yield from _file_inputs(folder, ".toml", SETTINGS)
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


def _models(folder: Path) -> Iterator[Input]:
    metadata = TINY.with_suffix(".json")
    yield from _file_inputs(folder, ".tflite", TINY.read_bytes(), metadata)
    for label, data in _damaged(metadata.read_bytes()):
        path = folder / f"metadata-{label.replace(' ', '-')}.tflite"
        path.write_bytes(TINY.read_bytes())
        path.with_suffix(".json").write_bytes(data)
        yield f"metadata: {label}", str(path)


def _word_lists(folder: Path) -> Iterator[Input]:
    yield from _file_inputs(folder, ".txt", "ANNA\nWeiß\n".encode())


def progress_table(sign: str = ",") -> bytes:
    """Return an exported table with 3 sessions of 4 answers."""
    from device.settings import LEARNERS, MODES  # the training environment has no tutor
    from device.tutor.progress.transfer import COLUMNS

    lines = [sign.join(COLUMNS)]
    for session in range(3):
        for seq in range(4):
            values = {
                "session": f"{session + 1:016x}",
                "learner": LEARNERS[session % 2],
                "number": session + 1,
                "mode": MODES[0],
                "seed": f"{session}/1",
                "started": f"2026-01-0{session + 1}T10:00:00+00:00",
                "ended": "finished",
                "score": "",
                "seq": seq + 1,
                "letter": "ABCD"[seq],
                "outcome": "right" if seq else "wrong",
                "reason": "match",
                "rating": 3 if seq else 1,
                "attempts": 1,
                "rivals": "" if seq else "S",
                "hinted": 0,
                "new": int(session == 0),
                "drill": 0,
                "counted": 1,
                "hand": "right",
                "took_ms": 1500,
                "at_ms": 2000 * seq,
            }
            lines.append(sign.join(str(values[name]) for name in COLUMNS))
    return ("\r\n".join(lines) + "\r\n").encode()


def _progress_tables(folder: Path) -> Iterator[Input]:
    text = progress_table()
    yield from _file_inputs(folder, ".csv", text)
    for label, data in {
        "semicolons": progress_table(";"),
        "tabs": progress_table("\t"),
        "quotes round every cell": b"\r\n".join(
            b",".join(b'"' + cell + b'"' for cell in line.split(b",")) for line in text.split(b"\r\n")[:-1]
        ),
        "session numbers as a spreadsheet shows them": text.replace(b"000000000000000", b""),
        "the year 1": text.replace(b"2026-01-01T10:00:00+00:00", b"0001-01-01T00:00:00+10:00"),
        "the year 9999": text.replace(b"2026-01-01T10:00:00+00:00", b"9999-12-31T23:59:59-10:00"),
        "a field of 200,000 signs": text.replace(b"finished", b"f" * 200_000, 1),
    }.items():
        path = folder / f"{label.replace(' ', '-')}.csv"
        path.write_bytes(data)
        yield label, str(path)


def _pixel_tables(folder: Path) -> Iterator[Input]:
    from training.datasets.sign_mnist import HEADER

    rows = [HEADER, *(",".join([str(label), *["7"] * 784]) for label in (0, 1, 24))]
    text = ("\n".join(rows) + "\n").encode()
    yield from _file_inputs(folder, ".csv", text)
    for label, data in {
        "semicolons": text.replace(b",", b";"),
        "tabs": text.replace(b",", b"\t"),
        "a number of 5,000 digits": text.replace(b",7\n", b"," + b"9" * 5000 + b"\n", 1),
    }.items():
        path = folder / f"{label.replace(' ', '-').replace(',', '')}.csv"
        path.write_bytes(data)
        yield label, str(path)


def _logs(folder: Path) -> Iterator[Input]:
    yield from _file_inputs(folder, ".jsonl", b'{"format": 1, "plan": {}}\n{"pressed": {"t": 1, "button": "skip"}}\n')


def _progress_files(folder: Path) -> Iterator[Input]:
    with sqlite3.connect(folder / "other.db") as db:
        db.execute("CREATE TABLE a (b)")
    yield from _file_inputs(folder, ".db", (folder / "other.db").read_bytes())


def _wheels(folder: Path) -> Iterator[Input]:
    yield from _file_inputs(folder, ".whl", b"PK\3\4" + bytes(300))


def _weights(folder: Path) -> Iterator[Input]:
    yield from _file_inputs(folder, ".weights.h5", b"\x89HDF\r\n\x1a\n" + bytes(300))


def _interpreters(folder: Path) -> Iterator[Input]:
    yield from _no_files(folder, "")


# ── folders that are read ────────────────────────────────────────────────────────────────────────


def _folders(folder: Path) -> Iterator[Input]:
    yield from _no_files(folder, "")
    (folder / "file").write_bytes(b"x")
    yield "a file", str(folder / "file")
    yield "an empty folder", str(_make_folder(folder / "empty"))
    yield "a folder that links to itself", str(_make_folder(folder / "linked"))
    (folder / "linked" / "self").symlink_to(".")
    for label, pattern in NAMES.items():
        yield label, str(_make_folder(folder / os.fsdecode(pattern.replace(b"%s", b""))))


def _make_folder(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    return path


def _run_folders(folder: Path) -> Iterator[Input]:
    yield from _folders(folder)
    for label, data in (("no JSON", b"{"), ("endless brackets", b"[" * DEEP), ("a number", b"7"), ("no key", b"{}")):
        path = _make_folder(folder / f"run-{label.replace(' ', '-')}")
        for name in ("run.json", "config.json", "labels.json", "results.json", "figures.json", "model.json"):
            (path / name).write_bytes(data)
        yield f"JSON files: {label}", str(path)


# ── what is written ──────────────────────────────────────────────────────────────────────────────


def _output_files(folder: Path, suffix: str = "") -> Iterator[Input]:
    yield "in a missing folder", str(folder / "no" / "file") + suffix
    yield "empty text", ""
    yield "this folder", "."
    if suffix:  # other commands may take a folder, and a test must not write to this one
        yield "root", "/"
    yield "a folder", str(_make_folder(folder / f"folder{suffix}"))
    (folder / "file").write_bytes(b"x")
    yield "below a file", str(folder / "file" / "x") + suffix
    (folder / f"link{suffix}").symlink_to("target")
    (folder / "target").write_bytes(b"kept")
    yield "a link to a file", str(folder / f"link{suffix}")
    (folder / f"loop{suffix}").symlink_to(f"loop{suffix}")
    yield "a link to itself", str(folder / f"loop{suffix}")
    os.mkfifo(folder / f"pipe{suffix}")
    yield "a pipe without a reader", str(folder / f"pipe{suffix}")
    (folder / f"full{suffix}").symlink_to("/dev/full")
    yield "a full device", str(folder / f"full{suffix}")
    yield "a name too long", "x" * 5000 + suffix
    with sqlite3.connect(folder / f"other{suffix or '.db'}") as db:
        db.execute("CREATE TABLE a (b)")
    yield "a database", str(folder / f"other{suffix or '.db'}")
    for label, pattern in NAMES.items():
        yield label, str(folder / os.fsdecode(pattern.replace(b"%s", suffix.encode())))


def _output_tables(folder: Path) -> Iterator[Input]:
    yield from _output_files(folder, ".csv")


def _output_folders(folder: Path) -> Iterator[Input]:
    (folder / "file").write_bytes(b"x")
    yield "a file", str(folder / "file")
    yield "below a file", str(folder / "file" / "x")
    yield "empty text", ""
    (folder / "loop").symlink_to("loop")
    yield "a link to itself", str(folder / "loop")
    (folder / "dead").symlink_to("no/such/folder")
    yield "a link to nowhere", str(folder / "dead")
    os.mkfifo(folder / "pipe")
    yield "a pipe", str(folder / "pipe")
    yield "a device", "/dev/null"
    yield "a name too long", "x" * 5000
    full = _make_folder(folder / "named")
    (full / "²1.png").write_bytes(png())
    (full / "._1.png").write_bytes(b"\0\5\x16\7")
    yield "a folder of hard names", str(full)
    for label, pattern in NAMES.items():
        yield label, str(folder / os.fsdecode(pattern.replace(b"%s", b"")))


# ── texts and numbers ────────────────────────────────────────────────────────────────────────────


def _texts(folder: Path) -> Iterator[Input]:
    yield "empty", ""
    yield "spaces", "   "
    yield "one dot", "."
    yield "two dots", ".."
    yield "a slash", "a/b"
    yield "a digit that is none", "²"
    yield "a line break", "a\nb"
    yield "clears the terminal", "\x1b[2J"
    yield "not UTF-8", os.fsdecode(b"a\xff")
    yield "a per cent sign", "%s%(x)s{0}"
    yield "10,000 signs", "x" * 10_000


def _numbers(folder: Path) -> Iterator[Input]:
    for text in ("", "x", "-1", "0", "nan", "inf", "1e400", "9" * 5000, "²", "0x10", "1_0", "-0.0"):
        yield f"“{text[:8]}”", text


def _sizes(folder: Path) -> Iterator[Input]:
    for text in ("", "x", "0x0", "-1x5", "²x5", "5", "999999999x999999999", "5x5x5", "nanxnan"):
        yield f"“{text}”", text


ADDRESSES = (
    *("pi@", "@host", "@", "x@y@z", "PI@HOST", "Anna.B@Classroom-Pi.Local", "host.", ".host", "a..b", "höst", "a²b"),
    *("pi@fe80::1%eth0", "pi@[::1]:22", "FE80::1%ETH0", "2001:DB8::5", "::ffff:10.0.0.1", "::", "[]", "[::1", "::1]"),
    *("[::1]22", "[::1]:", "[::1]:0", "[::1]:x", "[host]:22", "fe80:::1", "1::2::3", "::1%", "::1%-oProxyCommand=x"),
    *("pi@::1%a;b", "host:", "host:0", "host:22", "host:65535", "host:65536", "pi@host:99999", "host:-1", "host:+22"),
    *("host:²2", "host:1e1", "host:22:22", "-oProxyCommand=x", "pi@-oProxyCommand=x", "-oProxyCommand=x@host"),
    *("host:-oX", "--help", "-", "pi@a,b", "pi@host;reboot", "$(reboot)", "`reboot`", "{{ 7*7 }}"),
    *("../../etc/passwd", "/etc/passwd", "localhost", "a b"),
)


def _addresses(folder: Path) -> Iterator[Input]:
    yield from _texts(folder)
    for text in ADDRESSES:
        yield f"“{text}”", text
    for label, text in {
        "a name that clears the terminal": "pi@a\x1b[2Jb",
        "a name with a carriage return": "pi@a\rb",
        "a user that is not UTF-8": os.fsdecode(b"p\xff@host"),
        "a name turned right to left": "pi@a\u202eb",
        "a name of 254 signs": "x" * 254,
        "a name of 253 signs": "x" * 253,
        "the same twice": "pi@one PI@ONE.",
        "the same twice, as IPv6": "::1 0:0:0:0:0:0:0:1",
        "1,000 addresses": " ".join(f"pi@h{number}" for number in range(1000)),
    }.items():
        yield label, text


def _inventories(folder: Path) -> Iterator[Input]:
    from tests.fakes.ansible import INVENTORY

    yield from _file_inputs(folder, ".yml", INVENTORY)
    for name in ("a,b.yml", "-i.yml", "a{{7*7}}.yml"):
        (folder / name).write_bytes(INVENTORY)
        yield f"named {name}", str(folder / name)
    yield "hosts in place of a file", "one,two"
    yield "an option", "-oProxyCommand=x"


def _valid_clip(folder: Path) -> str:
    return f"clip:{_clip(folder)}"


def _valid_settings(folder: Path) -> str:
    (folder / "valid.toml").write_bytes(SETTINGS)
    return str(folder / "valid.toml")


def _valid_picture(folder: Path) -> str:
    (folder / "valid.png").write_bytes(png())
    return str(folder / "valid.png")


def _fresh(name: str) -> Callable[[Path], str]:
    return lambda folder: str(folder / name)


def _empty_folder(folder: Path) -> str:
    return str(_make_folder(folder / "no-data"))


KINDS: dict[str, Kind] = {
    "pictures, folders and videos": Kind(_pictures, _valid_picture),
    "cameras": Kind(_cameras, _valid_clip),
    "settings files": Kind(_settings),
    "models": Kind(_models, lambda folder: str(TINY)),
    "word lists": Kind(_word_lists),
    "progress files": Kind(_progress_files, _fresh("valid.db"), writes=True),
    "progress tables": Kind(_progress_tables),
    "pixel tables": Kind(_pixel_tables),
    "practice logs": Kind(_logs),
    "data folders": Kind(_folders, _empty_folder),
    "run folders": Kind(_run_folders),
    "weights": Kind(_weights),
    "packages": Kind(_wheels, _fresh("missing.whl")),
    "programs": Kind(_interpreters),
    "inventories": Kind(_inventories),
    "output files": Kind(_output_files, _fresh("out"), writes=True),
    "output tables": Kind(_output_tables, writes=True),
    "output folders": Kind(_output_folders, _fresh("out-folder"), writes=True),
    "texts": Kind(_texts, lambda folder: "a"),
    "addresses": Kind(_addresses, lambda folder: "pi@table1"),
    "numbers": Kind(_numbers, lambda folder: "1"),
    "sizes": Kind(_sizes),
}
"""Name → kind."""


_RULES: dict[tuple[str, str], str] = {
    ("paths", "PATH"): "pictures, folders and videos",
    ("backgrounds", "DIR"): "data folders",
    ("camera", "URI"): "cameras",
    ("config", "FILE"): "settings files",
    ("model", "FILE"): "models",
    ("models", "MODEL"): "models",
    ("models", "MODELS"): "run folders",
    ("model", ""): "models",
    ("against", "MODEL|RUNTIME"): "models",
    ("lstm", ""): "models",
    ("words", "FILE"): "word lists",
    ("words", ""): "texts",
    ("progress", "FILE"): "progress files",
    ("import_", "CSV"): "progress tables",
    ("export", "CSV"): "output tables",
    ("train_csv", ""): "pixel tables",
    ("test_csv", ""): "pixel tables",
    ("replay", "LOG"): "practice logs",
    ("log", "FILE"): "output files",
    ("log", ""): "output files",
    ("json", "FILE"): "output files",
    ("record_to", "DIR"): "output folders",
    ("to", "DIR"): "output folders",
    ("to", ""): "output folders",
    ("out", "DIR"): "output folders",
    ("out", ""): "output files",
    ("worst", ""): "output files",
    ("cache", ""): "output folders",
    ("cache", "FOLDER"): "output folders",
    ("data", ""): "data folders",
    ("data", "FOLDER"): "data folders",
    ("recordings", "FOLDER"): "data folders",
    ("recordings", ""): "output folders",
    ("synthetic", "FOLDER"): "data folders",
    ("synthetic", ""): "data folders",
    ("folder", ""): "data folders",
    ("folder", "DIR"): "output folders",
    ("run", ""): "run folders",
    ("compare", ""): "run folders",
    ("folds", ""): "run folders",
    ("cnn_run", ""): "run folders",
    ("detector", "RUN"): "run folders",
    ("classifier", "RUN"): "run folders",
    ("start", ""): "weights",
    ("mine", "TFLITE"): "models",
    ("poses", "FILE"): "settings files",
    ("signs", ""): "texts",
    ("text", ""): "texts",
    ("out", "FILE"): "output files",
    ("work", ""): "output folders",
    ("wheel", ""): "packages",
    ("peer", ""): "programs",
    ("device_python", ""): "programs",
    ("inventory", "FILE"): "inventories",
    ("pi", "USER@HOST …"): "addresses",
    ("frame", "WxH"): "sizes",
    ("size", "WxH"): "sizes",
    ("display", "NAME"): "texts",
    ("signer", "NAME"): "texts",
    ("session", "NAME"): "texts",
    ("lighting", "TAG"): "texts",
    ("room", "TAG"): "texts",
    ("letters", "LETTERS"): "texts",
    ("letters", "ABC"): "texts",
    ("only", ""): "texts",
    ("modes", ""): "texts",
    ("name", ""): "texts",
    ("ssh_args", ""): "texts",
}
"""(dest, metavar) → kind. Options that share both take the same kind, in every command."""


def kind_of(option: Option) -> str | None:
    """Return the kind of what an option takes, None if it is in no table."""
    if option.type in ("int", "float", "Whole", "Real"):
        return "numbers"
    return _RULES.get((option.dest, option.metavar))
