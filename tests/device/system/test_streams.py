"""Closed, broken and full standard streams, and ASCII terminals: every command of every program survives them."""

import importlib
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import benchmarks
from device.__main__ import COMMANDS
from tests.tools.forked import FULL, LEFT, Ended, run_in_fork

ROOT = Path(__file__).parents[3]
DEVICE = [("device", name) for name in COMMANDS]
PROGRAMS = [
    *DEVICE,
    ("device",),
    ("deploy",),
    ("benchmarks",),
    *((f"benchmarks.{name}",) for name in benchmarks.names()),
]
ASCII = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


def shell(words: tuple[str, ...], streams: str, environment: dict[str, str] | None = None, after: str = ""):
    """Run a program in a shell that changes its streams."""
    command = f'"{sys.executable}" -m {" ".join(words)} {streams}{after}'
    return subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        timeout=120,
        check=False,
    )


@cache
def with_all_streams(words: tuple[str, ...]) -> Ended:
    """Run a program as usual, once for all tests."""
    return run_in_fork(words)


def helped(words: tuple[str, ...]) -> tuple[str, ...]:
    return words if words == ("benchmarks",) else (*words, "--help")


@pytest.fixture(scope="module", autouse=True)
def imported() -> None:
    """Import every command once, so that a fork need not."""
    for module, _ in COMMANDS.values():
        importlib.import_module(module)
    for name in benchmarks.names():
        importlib.import_module(f"benchmarks.{name}")


@pytest.mark.parametrize("words", PROGRAMS, ids=" ".join)
def test_help_of_every_command_needs_no_working_streams(words):
    plain = run_in_fork(helped(words), closed=(0,), encoding="ascii")
    assert (plain.code, plain.err) == (0, b""), plain.err
    assert plain.out
    assert plain.out.isascii()
    assert run_in_fork(helped(words), closed=(0, 1, 2)).code == 0


@needs_full
@pytest.mark.parametrize("words", PROGRAMS, ids=" ".join)
def test_a_full_disk_behind_the_help_of_every_command_is_one_sentence(words):
    done = run_in_fork(helped(words), out=FULL)
    assert done.code == 1
    assert done.err.decode().count("\n") == 1
    assert b"Standard output cannot be written: No space left on device." in done.err


@pytest.mark.parametrize("words", PROGRAMS, ids=" ".join)
def test_a_consumer_that_leaves_is_no_error(words):
    done = run_in_fork(helped(words), out=LEFT)
    assert (done.code, done.err) == (0, b""), done.err


@pytest.mark.parametrize("words", [("device",), ("device", "read"), ("deploy",), ("benchmarks",)], ids=" ".join)
def test_a_new_interpreter_starts_with_any_streams(words):
    plain = shell(helped(words), "0<&-", ASCII)
    assert (plain.returncode, plain.stderr) == (0, b""), plain.stderr
    assert plain.stdout.isascii()
    assert shell(helped(words), "0<&- 1>&- 2>&-").returncode == 0
    left = shell(helped(words), "", after=" | head -c 1; exit ${PIPESTATUS[0]}")
    assert (left.returncode, left.stderr) == (0, b""), left.stderr


RUNS = {
    "run": ("--camera", "clip:none.mp4"),
    "read": ("device/assets/handshapes/A_front_dark.webp",),
    "practice": ("--replay", "/dev/null"),
    "web": ("--port", "99999"),
    "capture": (),
    "bench": ("--frames", "0"),
    "doctor": (),
}
"""A cheap run of each command; a command that is not named here runs without arguments."""


STREAMS = {
    "no input": {"closed": (0,)},
    "no output": {"closed": (1,)},
    "no errors": {"closed": (2,)},
    "errors to a full disk": {"err": FULL},
    "none at all": {"closed": (0, 1, 2)},
}


@needs_full
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("streams", STREAMS.values(), ids=list(STREAMS))
def test_a_run_of_every_command_without_a_stream_ends_as_with_it(name, streams, tmp_path):
    words = ("device", name, *RUNS.get(name, ()))
    whole = with_all_streams(words)
    done = run_in_fork(words, **streams)
    assert done.code == whole.code
    assert b"Traceback" not in whole.err + done.err
    assert b"Exception ignored" not in done.err


def test_a_new_interpreter_without_streams_reads_a_picture():
    assert shell(("device", "read", *RUNS["read"]), "0<&- 1>&- 2>&-").returncode == 0


@needs_full
def test_work_that_was_done_before_the_output_failed_is_kept(tmp_path):
    table, progress = tmp_path / "t.csv", tmp_path / "p.db"
    done = shell(("device", "practice", "--progress", str(progress), "--export", str(table)), "> /dev/full")
    assert done.returncode == 1
    assert b"Files that were written before are kept." in done.stderr
    assert table.read_text(encoding="utf-8").startswith("session,")


def test_an_export_without_standard_output_succeeds(tmp_path):
    table = tmp_path / "t.csv"
    done = shell(("device", "practice", "--progress", str(tmp_path / "p.db"), "--export", str(table)), ">&-")
    assert (done.returncode, done.stderr) == (0, b"")
    assert table.exists()


def test_questions_without_anybody_to_ask_are_refused_with_the_options():
    done = shell(("device", "capture"), "<&-")
    assert done.returncode == 2
    assert b"add --signer, --hand, --lighting, --room" in done.stderr


def test_a_file_that_is_opened_later_does_not_become_a_standard_stream(tmp_path):
    code = (
        "import sys; from device.system.command_line import exit_code_of\n"
        "def main():\n"
        f"    with open({str(tmp_path / 'data')!r}, 'wb'):\n"
        "        print('text'); print('more', file=sys.stderr)\n"
        "sys.exit(exit_code_of(main))"
    )
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -c "$CODE" 0<&- 1>&- 2>&-'],
        cwd=ROOT,
        env={**os.environ, "CODE": code},
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert (tmp_path / "data").read_bytes() == b""
