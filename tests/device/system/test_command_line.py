"""The top level of all programs: sub-commands loaded when needed, errors to exit codes, -v for diagnostics."""

import errno
import logging
import sys
import tomllib
import types
from pathlib import Path

import pytest

from device import __version__
from device.__main__ import COMMANDS, main
from device.errors import (
    CameraError,
    CameraStalled,
    DisplayError,
    ExitCode,
    HandshapeError,
    ModelError,
    RecordingError,
    SettingsError,
)
from device.system.command_line import exit_code_of, run_command

ROOT = Path(__file__).parents[3]


@pytest.fixture
def program(monkeypatch):
    """Run a program whose command `act` does this; `broken` cannot be imported."""

    def run(act, *argv: str, **options: str) -> int:
        module = types.ModuleType("act_command")
        module.add_arguments = lambda parser: parser.add_argument("--speed", type=int, default=1)
        module.main = act
        monkeypatch.setitem(sys.modules, "act_command", module)
        commands = {"act": ("act_command", "do it"), "broken": ("no_such_module", "fail")}
        return run_command("python -m program", "Test.", commands, argv, **options)

    return run


def raising(error: BaseException):
    def act(args=None) -> int:
        raise error

    return act


def test_a_command_gets_its_arguments_and_gives_the_exit_code(program):
    assert program(lambda args: args.speed, "act", "--speed", "7") == 7


def test_help_of_a_command_lists_all_its_options(program, capsys):
    with pytest.raises(SystemExit):
        program(lambda args: 0, "act", "--help")
    out = capsys.readouterr().out
    assert "--speed" in out
    assert "--verbose" in out


def test_help_of_the_program_imports_no_command(program, capsys):
    with pytest.raises(SystemExit) as leaving:
        program(lambda args: 0, "--help")
    assert leaving.value.code == 0
    assert "broken" in capsys.readouterr().out


def test_a_command_that_cannot_be_imported_stops_itself_only(program, capsys):
    assert program(lambda args: 0, "broken") == ExitCode.FAILED
    assert "No module named 'no_such_module'; run `python -m device doctor`" in capsys.readouterr().err
    assert program(lambda args: 0, "act") == 0


def test_doctor_works_where_opencv_is_missing(process, tmp_path):
    (tmp_path / "cv2.py").write_text("raise ImportError('no cv2 here')\n")
    out, err = process("doctor", env={"PYTHONPATH": str(tmp_path)}).communicate(timeout=60)
    assert "no cv2 here" in out, err
    assert "D10" in out
    running = process("run", env={"PYTHONPATH": str(tmp_path)})
    _, err = running.communicate(timeout=60)
    assert running.returncode == ExitCode.FAILED
    assert err == "handshape: no cv2 here; run `python -m device doctor`, or the Python that `make` prepared.\n"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (HandshapeError("x"), 1),
        (SettingsError("x"), 2),
        (ModelError("x"), 3),
        (CameraError("x"), 4),
        (CameraStalled("x"), 4),
        (DisplayError("x"), 5),
        (RecordingError("x"), 6),
    ],
)
def test_an_expected_failure_is_one_line_and_its_exit_code(error, code, capsys):
    assert exit_code_of(raising(error)) == code
    assert capsys.readouterr().err == "handshape: x\n"


def test_a_file_that_cannot_be_written_is_named(capsys):
    assert exit_code_of(raising(OSError(errno.ENOSPC, "No space left on device", "out.json")), prefix="") == 1
    assert capsys.readouterr().err == "out.json cannot be written or read: No space left on device.\n"


def test_ctrl_c_has_a_code_and_may_have_a_sentence(capsys):
    assert exit_code_of(raising(KeyboardInterrupt()), stopped="Stopped.\n") == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_an_unexpected_error_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        exit_code_of(raising(ZeroDivisionError()))


def test_exit_codes_are_those_of_the_documents():
    assert [int(code) for code in ExitCode] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 130]
    assert all(code.text for code in ExitCode)


@pytest.fixture
def own_logging():
    """Loggers as they were after the test."""
    logger = logging.getLogger("device")
    level, handlers = logger.level, list(logging.root.handlers)
    yield
    logger.setLevel(level)
    logging.root.handlers[:] = handlers


@pytest.mark.parametrize(
    ("argv", "level"), [(("-v", "act"), logging.INFO), (("act", "-vv"), logging.DEBUG), (("act", "-v"), logging.INFO)]
)
def test_v_turns_diagnostics_on(program, own_logging, argv, level):
    levels = []
    program(lambda args: levels.append(logging.getLogger("device.camera").getEffectiveLevel()) or 0, *argv)
    assert levels == [level]


def test_there_is_one_version_number(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"Handshape {__version__}\n"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "device.__version__"}


def test_every_command_has_a_module():
    for module, summary in COMMANDS.values():
        assert (ROOT / f"{module.replace('.', '/')}.py").is_file()
        assert summary
