"""`python -m device run|read|practice|web|capture|bench|doctor`: argument parsing only."""

import argparse
import importlib
import io
import os
import sys

from device import __version__
from device.errors import HandshapeError

COMMANDS = {
    "run": "watch a camera and show the letters",
    "read": "read single pictures or folders",
    "practice": "learn the alphabet: the station asks, you sign",
    "web": "the same in a browser, with its camera if you like",
    "capture": "record your own letters for training",
    "bench": "frames per second and latency by stage",
    "doctor": "what is here, what is missing and the command that mends it",
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; an expected failure becomes one line on standard error and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # an ASCII terminal shows “?” where others show “–”
    parser = argparse.ArgumentParser(prog="python -m device", description="The Handshape practice station.")
    parser.add_argument("--version", action="version", version=f"Handshape {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, about in COMMANDS.items():
        # Only the chosen command's module is loaded: `doctor` must work where `run` cannot even be imported.
        commands.add_parser(name, help=about, add_help=False)
    chosen, rest = parser.parse_known_args(argv)
    try:
        module = importlib.import_module(f".commands.{chosen.command}", __package__)
        own = argparse.ArgumentParser(prog=f"python -m device {chosen.command}", description=COMMANDS[chosen.command])
        module.add_arguments(own)
        exit_code = int(module.main(own.parse_args(rest)))
        sys.stdout.flush()  # here, where a failure still becomes a sentence
        return exit_code
    except HandshapeError as error:
        sys.stderr.write(f"handshape: {error}\n")
        return error.exit_code
    except ImportError as error:
        sys.stderr.write(f"handshape: {error}; run `python -m device doctor`, or the Python that `make` prepared.\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _mute()
        return 0  # the reader of our output has what it wanted (`| head`)
    except OSError as error:
        if error.filename is None:
            _mute()
        sys.stderr.write(f"handshape: {error.filename or 'The output'} cannot be written or read: {error.strerror}.\n")
        return 1


def _mute() -> None:
    """Standard output is broken; Python would complain a second time when it flushes it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
