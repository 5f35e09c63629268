"""Every kind of input that a file, a browser or a name can bring, as (valid inputs, function that takes one)."""

import asyncio
import contextlib
import gzip
import io
import json
import os
import shutil
import sqlite3
import string
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import cv2
import numpy as np
from PIL import Image

from device.alphabet import ALPHABET
from device.camera import open_camera
from device.camera.listing import pictures_of
from device.camera.pictures import read_picture
from device.capture.consent import agreed
from device.capture.session import CaptureSession, checked_tag, open_session, parse_letters
from device.errors import HandshapeError
from device.recognition.metadata import read_metadata
from device.runtime.read_log import replay_engine
from device.settings import LEARNERS, MODELS, CameraSettings, PracticeSettings, WebSettings, load_settings
from device.settings.page import CHOOSABLE, apply_choices, load_choices, settings_json
from device.tutor.log import replay
from device.tutor.progress import ProgressStore
from device.tutor.progress.questions import QUESTIONS, answer
from device.tutor.progress.transfer import import_csv
from device.tutor.word_list import load_words
from device.web.jpeg import HEADER, decode_frame
from device.web.limits import Limits
from device.web.web_display import WebDisplay
from tests.fakes.activity import FakeActivity
from tests.fakes.clips import frame_of, write_clip
from tests.hard_inputs.kinds import progress_table
from tests.hard_inputs.web_messages import hostile_images, image_message, valid_messages
from training.datasets import recordings, sign_mnist, signers

ROOT = Path(__file__).parents[1]
OLD_LOG = ROOT / "tests/device/tutor/files/practice-0.1.log.gz"
LOG_LINES = 60  # of the old log in one input; all of it would take a second to replay
MANY = 10**9  # of anything that the page limits, so that limits do not hide what is behind them

Run = Callable[[bytes], None]


@dataclass(frozen=True)
class Target:
    """One kind of input.

    Attributes:
        open: given an empty folder, returns the valid inputs and the function that takes one input. The function may
            raise any HandshapeError; nothing else.
        weight: share of the inputs; slow targets get fewer.
    """

    open: Callable[[Path], "contextlib.AbstractContextManager[tuple[list[bytes], Run]]"]
    weight: float = 1.0


def _ignore(sentence: str) -> None:
    """Take a warning."""


@contextlib.contextmanager
def _pictures(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    seeds = []
    colour = Image.fromarray(cv2.resize(frame_of("A"), (48, 36)))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    images: list[tuple[str, Image.Image, dict[str, Any]]] = [
        ("PNG", colour, {}),
        ("PNG", colour.convert("RGBA"), {"exif": exif}),
        ("PNG", colour.convert("P"), {"transparency": 3}),
        ("PNG", Image.fromarray(np.asarray(colour.convert("L")).astype(np.uint16) * 257), {}),
        ("PNG", colour, {"save_all": True, "append_images": [colour.rotate(90)]}),
        ("JPEG", colour, {"exif": exif}),
        ("JPEG", colour.convert("CMYK"), {}),
        ("JPEG", colour.convert("L"), {"progressive": True}),
        ("WEBP", colour, {"exif": exif}),
        ("WEBP", colour.convert("RGBA"), {"lossless": True}),
        ("WEBP", colour, {"save_all": True, "append_images": [colour.rotate(90)]}),
        ("BMP", colour, {}),
        ("BMP", colour.convert("1"), {}),
        ("GIF", colour.convert("P"), {}),
        ("TIFF", colour, {"compression": "tiff_lzw"}),
    ]
    for kind, image, options in images:
        out = io.BytesIO()
        image.save(out, kind, **options)
        seeds.append(out.getvalue())
    path = folder / "a.png"

    def run(data: bytes) -> None:
        path.write_bytes(data)
        read_picture(path)

    yield seeds, run


@contextlib.contextmanager
def _browser_images(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    seeds = []
    for quality, letter in ((80, "A"), (20, "B"), (95, None)):
        ok, data = cv2.imencode(".jpg", cv2.resize(frame_of(letter), (96, 80)), (cv2.IMWRITE_JPEG_QUALITY, quality))
        assert ok
        seeds.append(HEADER.pack(7) + data.tobytes())
    yield seeds, lambda data: _use(decode_frame(data, 0.0, Limits()))


def _use(value: object) -> None:
    """Take a result."""


@contextlib.contextmanager
def _progress_tables(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    path = folder / "a.csv"

    def run(data: bytes) -> None:
        path.write_bytes(data)
        store = ProgressStore.in_memory()
        try:
            import_csv(store, path)
            _look_at(store)
        finally:
            store.close()

    yield [progress_table(), progress_table(";"), progress_table("\t")], run


def _look_at(store: ProgressStore) -> None:
    """Read everything that a lesson and the page read."""
    for learner in store.learners():
        for skill in ("sign", "receptive"):
            store.cards(learner.slot, skill)
        store.confusions(learner.slot)
    store.last_seen()
    _use(store.generation)


@cache
def _database() -> bytes:
    """Return a valid progress file."""
    with tempfile.TemporaryDirectory() as name:
        path, table = Path(name) / "a.db", Path(name) / "a.csv"
        table.write_bytes(progress_table())
        store = ProgressStore.open(path, _ignore)
        import_csv(store, table)
        store.note_date(datetime(2026, 1, 5, tzinfo=UTC))
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()
        return path.read_bytes()


def _open_progress(folder: Path) -> None:
    """Open the folder's progress file as a lesson and the page do."""
    path = folder / "a.db"
    store = ProgressStore.open(path, _ignore)
    try:
        _look_at(store)
        for question in QUESTIONS:
            answer(path, question.name, {"learner": LEARNERS[0]})
    finally:
        store.close()


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()


@contextlib.contextmanager
def _progress_files(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    def run(data: bytes) -> None:
        _empty(folder)
        (folder / "a.db").write_bytes(data)
        _open_progress(folder)

    yield [_database()], run


STATEMENTS = (
    b"UPDATE meta SET value = '5'",
    b"UPDATE meta SET value = 'x' WHERE key = 'last_seen'",
    b"UPDATE meta SET value = '5' WHERE key = 'generation'",
    b"UPDATE cards SET card = '{}'",
    b"UPDATE cards SET gap = 3, due_session = 9",
    b"UPDATE sessions SET started = '2026-01-01', number = 3",
    b"UPDATE sessions SET score = 3, ended = 'x', mode = 'words'",
    b"UPDATE reviews SET rivals = 'AB', letter = 'C'",
    b"UPDATE reviews SET took_ms = 3, outcome = 'right', attempts = 2",
    b"UPDATE learners SET hand = 'left', sessions = 4",
    b"DELETE FROM meta",
    b"DELETE FROM sessions",
    b"DELETE FROM learners",
)


@contextlib.contextmanager
def _progress_values(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Change values in a valid progress file, as another program or a hand can."""

    def run(data: bytes) -> None:
        _empty(folder)
        (folder / "a.db").write_bytes(_database())
        with contextlib.closing(sqlite3.connect(folder / "a.db", isolation_level=None)) as db:
            for statement in data.decode("utf-8", "replace").split(";")[:10]:
                if statement.strip().upper().startswith(("UPDATE", "DELETE", "INSERT")):
                    with contextlib.suppress(sqlite3.Error, sqlite3.Warning, ValueError, OverflowError):
                        db.execute(statement)
        _open_progress(folder)

    yield [*STATEMENTS, b";".join(STATEMENTS[1:6]), b";".join(STATEMENTS[5:9])], run


@contextlib.contextmanager
def _words(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    path = folder / "a.txt"

    def run(data: bytes) -> None:
        path.write_bytes(data)
        for word in load_words(path):
            assert word, "a word is empty"
            assert set(word) <= set(ALPHABET), f"the word {word!r} cannot be spelled"

    yield ["# class\nAnna\nĐặng\nO'Hara\nJean-Luc\nWeiß\nÆrø\n".encode(), b"\xef\xbb\xbfANNA\r\nBEN\r\n"], run


@contextlib.contextmanager
def _logs(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
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
def _metadata(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    path = folder / "a.json"

    def run(data: bytes) -> None:
        path.write_bytes(data)
        metadata = read_metadata(path)
        for name in metadata.thresholds:
            metadata.threshold(name)

    yield [each.read_bytes() for each in sorted(MODELS.glob("*/*.json"))], run


@contextlib.contextmanager
def _settings(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
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
def _page_choices(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    path = folder / "page.json"
    file = PracticeSettings()
    chosen = replace(file, mode="words", letters="ABC", trials=12)
    table = {"file": settings_json(file), "chosen": settings_json(chosen)}
    seeds = [json.dumps(table).encode(), json.dumps({"mode": "letters", "trials": 3}).encode()]
    seeds += [json.dumps({name: getattr(file, name)}).encode() for name in CHOOSABLE]

    def run(data: bytes) -> None:
        path.write_bytes(data)
        load_choices(file, path, _ignore)
        with contextlib.suppress(ValueError, RecursionError):  # the page's form: what is no JSON is refused before
            apply_choices(file, json.loads(data), ALPHABET)

    yield seeds, run


@contextlib.contextmanager
def _clip_labels(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    clip = write_clip(folder / "a.mp4", ["A", "A", ""])
    labels = folder / "a_labels.json"
    rows = [
        {"frame": i, "letter": letter, "phase": phase}
        for i, (letter, phase) in enumerate([("A", "hold"), ("L", "double"), ("J", "move")])
    ]
    seeds = [labels.read_bytes(), json.dumps(rows).encode()]
    camera_settings = CameraSettings(uri=f"clip:{clip}")

    def run(data: bytes) -> None:
        labels.write_bytes(data)
        camera = open_camera(camera_settings)
        try:
            while camera.read() is not None:
                pass
        finally:
            camera.close()

    yield seeds, run


@contextlib.contextmanager
def _videos(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    seeds, paths = [], []
    for suffix in (".mp4", ".avi"):
        paths.append(write_clip(folder / f"a{suffix}", ["A"] * 4, labelled=False))
        seeds.append(paths[-1].read_bytes())

    def run(data: bytes) -> None:
        path = paths[len(data) % 2]
        path.write_bytes(data)
        camera = open_camera(CameraSettings(uri=f"clip:{path}"))
        try:
            for _ in range(500):
                if camera.read() is None:
                    break
        finally:
            camera.close()

    yield seeds, run


@contextlib.contextmanager
def _capture_files(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
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
        for use in (
            lambda: open_session(session, wanted),
            lambda: agreed(folder / "a", "a", None, None, datetime(2026, 1, 1, tzinfo=UTC)),
            lambda: recordings.samples(folder),
        ):
            with expected():
                use()

    yield [(folder / "b" / "session.json").read_bytes(), consent], run


@contextlib.contextmanager
def _dataset_index(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
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
            _use(sample)

    text = ("\n".join(rows) + "\n").encode()
    yield [text, gzip.compress(text, mtime=0)], run


@contextlib.contextmanager
def _pixel_tables(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    path = folder / "a.csv"
    values = np.random.default_rng(1).integers(0, 256, (2, sign_mnist.SIZE**2))
    rows = [sign_mnist.HEADER, *(",".join(map(str, [label, *row])) for label, row in zip((0, 24), values, strict=True))]
    text = ("\n".join(rows) + "\n").encode()

    def run(data: bytes) -> None:
        path.write_bytes(data)
        sign_mnist.read_csv(path)

    yield [text, gzip.compress(text, mtime=0), text.replace(b",", b";")], run


@contextlib.contextmanager
def expected() -> Iterator[None]:
    """Suppress the project's own errors, so that the next use is tried, too."""
    with contextlib.suppress(HandshapeError):
        yield


@contextlib.contextmanager
def _names(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Names of files and folders, and texts that name a signer, letters or a camera."""
    seeds = ["1.png", "²1.png", "a b.jpg", "é.webp", "10:15.png", "what is it?", "x?fps=30", "clip:a.mp4?loop=1"]
    more = [b"\xff.png", b"._1.jpg", b"a\nb.png", b"\x1b[2J.png", b"%s.png", b"~", b"-", b"A,B,nothing"]
    content = cv2.imencode(".png", frame_of("A", (64, 48)))[1].tobytes()
    allowed = set(string.ascii_letters + string.digits + "-_.")

    def run(data: bytes) -> None:
        name = os.fsdecode(data.replace(b"\0", b"").replace(b"/", b"")[:200])
        with expected():
            assert {sign for sign in checked_tag(name, "signer") if ord(sign) < 128} <= allowed
        with expected():
            parse_letters(name)
        if name in ("", ".", ".."):
            return
        home = folder / name
        home.mkdir()
        try:
            (home / name).write_bytes(content)
            (home / "2.png").write_bytes(content)
            for path in pictures_of(home):
                read_picture(path)
            camera = open_camera(CameraSettings(uri=f"folder:{home}"))
            camera.read()
            camera.close()
        finally:
            shutil.rmtree(home)
        for kind in ("clip:", "folder:"):
            with expected():
                open_camera(CameraSettings(uri=f"{kind}{folder}/{name}"))

    yield [*(each.encode() for each in seeds), *more], run


class _Page:
    """A page and a browser, in one process."""

    def __init__(self) -> None:
        limits = replace(
            Limits(),
            request_burst=MANY,
            request_rate=MANY,
            command_burst=MANY,
            command_rate=MANY,
            message_burst=MANY,
            message_rate=MANY,
            change_burst=MANY,
            change_rate=MANY,
            broken_images=MANY,
        )
        self.warnings: list[str] = []
        self.activity: Any = FakeActivity()  # type: ignore[no-untyped-call]  # tests have no types
        self.display = WebDisplay(WebSettings(port=0), self.activity, self.warnings.append, limits=limits)
        self.url = self.display.url.rstrip("/").replace("localhost", "127.0.0.1")
        self.loop = asyncio.new_event_loop()
        self.session: aiohttp.ClientSession | None = None
        self.socket: aiohttp.ClientWebSocketResponse | None = None

    async def browser(self) -> aiohttp.ClientSession:
        if self.session is None:
            self.session = aiohttp.ClientSession(headers={"Origin": self.url})
        return self.session

    def check(self) -> None:
        """Fail if the page has noted an internal error or has ended."""
        self.activity.pressed.clear()
        self.activity.changes.clear()
        self.activity.asked.clear()
        assert not self.warnings, self.warnings.pop()
        assert self.display.server.fault is None, repr(self.display.server.fault)

    def close(self) -> None:
        if self.session is not None:
            self.loop.run_until_complete(self.session.close())
        self.loop.close()
        self.display.close()


@contextlib.contextmanager
def _http(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    page = _Page()
    bodies = [b'{"mode": "letters"}', b'{"trials": 3, "letters": "AB", "hand": "left", "learner": "red-fox"}', b"{}"]
    seeds = [b"/api/settings\n" + body for body in bodies]
    seeds += [b'/api/pair\n{"code": "123456"}', b"/api/ask\n{}", b"/api/leave\n{}"]
    seeds += [b"/api/progress?learner=red-fox\n", b"/api/progress.csv\n", b"/handshape/A\n", b"/static/main.js\n"]

    async def ask(data: bytes) -> None:
        path, _, body = data.partition(b"\n")
        address = page.url + "/" + quote(path[:2000].lstrip(b"/"), safe="/?=&.%")
        browser = await page.browser()
        method = "POST" if body else "GET"
        headers = {"Content-Type": "application/json"} if body else {}
        async with asyncio.timeout(10):
            async with browser.request(method, address, data=body or None, headers=headers) as reply:
                await reply.read()
                assert reply.status < 500, f"status {reply.status}"

    def run(data: bytes) -> None:
        with contextlib.suppress(aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, aiohttp.InvalidURL):
            page.loop.run_until_complete(ask(data))
        page.check()

    try:
        yield seeds, run
    finally:
        page.close()


@contextlib.contextmanager
def _websocket(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    page = _Page()
    seeds = [json.dumps(message).encode() for message in valid_messages()] + [image_message()]
    seeds += [data[:5000] for _, data in hostile_images()]

    async def send(data: bytes) -> None:
        browser = await page.browser()
        if page.socket is None or page.socket.closed:
            page.socket = await browser.ws_connect(f"{page.url}/live", autoping=False, max_msg_size=0)
            await page.socket.send_str('{"do": "lend"}')
        socket = page.socket
        text = None if data[:1] == b"\0" else data.decode("utf-8", "replace")
        await (socket.send_bytes(data) if text is None else socket.send_str(text))
        await socket.ping(b"x")
        async with asyncio.timeout(10):
            async for message in socket:
                if message.type is aiohttp.WSMsgType.PONG:
                    return
        page.socket = None  # the page has closed it

    def run(data: bytes) -> None:
        with contextlib.suppress(aiohttp.ClientConnectionError, ConnectionError):
            page.loop.run_until_complete(send(data))
        page.check()

    try:
        yield seeds, run
    finally:
        page.close()


TARGETS: dict[str, Target] = {
    "pictures": Target(_pictures),
    "browser images": Target(_browser_images),
    "videos": Target(_videos, 0.2),
    "clip labels": Target(_clip_labels, 0.2),
    "progress tables": Target(_progress_tables, 0.7),
    "progress files": Target(_progress_files, 0.3),
    "progress values": Target(_progress_values, 0.3),
    "dataset index": Target(_dataset_index),
    "pixel tables": Target(_pixel_tables),
    "capture files": Target(_capture_files),
    "practice logs": Target(_logs, 0.7),
    "model metadata": Target(_metadata),
    "settings": Target(_settings),
    "page choices": Target(_page_choices),
    "word lists": Target(_words),
    "names": Target(_names, 0.5),
    "HTTP requests": Target(_http, 0.5),
    "WebSocket messages": Target(_websocket, 0.5),
}
"""Name → target."""
