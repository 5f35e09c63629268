"""What the commands of `python -m device`, `training` and `convert` share: sub-commands, errors, exit codes.

A sub-command's module is imported when the command is chosen, so that `doctor` works where another command's
libraries are missing. The module has `add_arguments(parser)` and `main(args) -> exit code`.
"""

import argparse
import importlib
import logging
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from device import __version__
from device.errors import ExitCode, HandshapeError
from device.names import printable
from device.system.messages import add_verbose, log_to_stderr
from device.system.streams import OutputClosed, OutputFailed, finish_output, use_safe_streams

logger = logging.getLogger(__name__)


class CommandParser(argparse.ArgumentParser):
    """The parser of one sub-command; it adds its arguments when they are needed.

    Attributes:
        module: full name of the command's module; "" for the parsers below a command.
    """

    def __init__(self, *args: Any, module: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.module = module
        self._loaded = False

    def load(self) -> "CommandParser":
        """Import the command's module and add its arguments, once.

        Raises:
            ImportError: the module or a library that it needs is missing.
        """
        if self.module and not self._loaded:  # parsers below a command are of this class, too, and have no module
            self._loaded = True
            importlib.import_module(self.module).add_arguments(self)
            add_verbose(self, default=argparse.SUPPRESS)
        return self

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse after loading; argparse calls this for the chosen command only."""
        self.load()
        if self.module:
            args = [self._as_path(each) for each in (sys.argv[1:] if args is None else args)]
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Print the error as one sentence, in which control characters are escaped; exit with 2."""
        sentence = re.sub(r"^argument (?:\S+/)*(--?[\w-]+)(?:/--[\w-]+)*: ", r"\1 ", printable(message))
        self.exit(int(ExitCode.SETTINGS), f"handshape: {sentence}; see `{self.prog} --help`.\n")

    def _as_path(self, argument: str) -> str:
        """Return “./-name” for the name of a file that exists and is no option of this command."""
        if not argument.startswith("-") or argument in ("-", "--") or argument in self._option_string_actions:
            return argument
        return f"./{argument}" if os.path.lexists(argument) else argument


def make_parser(
    program: str, description: str, commands: Mapping[str, tuple[str, str]]
) -> tuple[argparse.ArgumentParser, dict[str, CommandParser]]:
    """Make the parser of a program with sub-commands.

    Args:
        program: as people call it, such as "python -m device".
        description: one sentence.
        commands: name → (module, one line of help).

    Returns:
        The parser, and the parser of each command.
    """
    parser = CommandParser(prog=program, description=description)
    parser.add_argument("--version", action="version", version=f"Handshape {__version__}")
    add_verbose(parser)
    group = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=CommandParser)
    parsers = {
        name: group.add_parser(name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.", module=module)
        for name, (module, summary) in commands.items()
    }
    return parser, parsers


def run_command(
    program: str,
    description: str,
    commands: Mapping[str, tuple[str, str]],
    argv: Sequence[str] | None = None,
    *,
    prefix: str = "handshape: ",
    stopped: str = "",
) -> int:
    """Parse the command line and run the chosen command; see `make_parser` and `exit_code_of`."""

    def chosen() -> int:
        args = make_parser(program, description, commands)[0].parse_args(argv)
        if args.verbose:
            log_to_stderr(args.verbose)
        logger.info("Handshape %s, command %s", __version__, args.command)
        return int(importlib.import_module(commands[args.command][0]).main(args))

    return exit_code_of(chosen, prefix=prefix, stopped=stopped)


def exit_code_of(command: Callable[[], int | None], *, prefix: str = "handshape: ", stopped: str = "") -> int:
    """Run a program with safe standard streams; an expected failure becomes one line on standard error.

    Args:
        command: returns its exit code, or None for success.
        prefix: put before the message.
        stopped: printed after Ctrl-C.

    Returns:
        The exit code.

    Raises:
        SystemExit: the parser of the command line has ended the program.
    """
    use_safe_streams()
    left: SystemExit | None = None
    code, cause = 0, None
    try:
        code, cause = _code_of(command, prefix, stopped)
    except SystemExit as error:  # --help, --version, a wrong command line; rich ends a program like that, too
        left = error
    failed = finish_output()
    if isinstance(failed, BrokenPipeError):
        return code  # the consumer of the output has enough (`| head`)
    if failed is not None:
        if not isinstance(cause, OutputFailed):
            reason = failed.strerror or failed
            sys.stderr.write(
                f"{prefix}Standard output cannot be written: {reason}. Files that were written before are kept.\n"
            )
        return code or ExitCode.FAILED
    if left is not None:
        raise left
    return code


def _code_of(command: Callable[[], int | None], prefix: str, stopped: str) -> tuple[int, BaseException | None]:
    """Return the exit code, and the cause of the error that was printed."""
    try:
        return command() or ExitCode.OK, None
    except HandshapeError as error:
        logger.debug("the error came from here", exc_info=True)
        sys.stderr.write(f"{prefix}{error}\n")
        return error.exit_code, error.__cause__
    except ImportError as error:
        sys.stderr.write(f"{prefix}{error}; run `python -m device doctor`, or the Python that `make` prepared.\n")
        return ExitCode.FAILED, None
    except KeyboardInterrupt:
        sys.stderr.write(stopped)
        return ExitCode.STOPPED, None
    except (OutputClosed, OutputFailed):
        return ExitCode.OK, None  # `exit_code_of` finds the error again
    except OSError as error:
        place = error.filename or "A file"
        sys.stderr.write(f"{prefix}{printable(str(place))} cannot be written or read: {error.strerror or error}.\n")
        return ExitCode.FAILED, None
