"""What every command takes, read from the parsers: a new command or option joins by itself."""

import argparse
import importlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, replace

from device.system.command_line import CommandParser, make_parser

NEEDS = {"device": "fsrs", "training": "tensorflow", "convert": "tensorflow", "deploy": "fsrs"}
"""Program → a library that only its environment has. `deploy` starts other programs, so any environment will do."""


@dataclass(frozen=True)
class Option:
    """One option or argument that takes a value.

    Attributes:
        flag: the longest option string; "" for a positional argument.
        dest: name of the value.
        metavar: name of the value in the help; "" without one.
        type: name of the type; "" for text.
        required: the command needs it.
        several: it takes a list.
    """

    flag: str
    dest: str
    metavar: str
    type: str
    required: bool
    several: bool


@dataclass(frozen=True)
class Command:
    """One command.

    Attributes:
        program: the package, such as "device".
        words: after the program: the command, and the command below it.
        options: that take a free value.
        switches: flag by dest, of options without a value.
        choices: first of the allowed values, by (flag or dest), of options that allow only some.
    """

    program: str
    words: tuple[str, ...]
    options: tuple[Option, ...]
    switches: dict[str, str]
    choices: dict[str, tuple[str, tuple[str, ...]]]

    @property
    def name(self) -> str:
        """As people type it, without “python -m”."""
        return " ".join((self.program, *self.words))


def programs() -> list[str]:
    """Return the programs whose libraries this environment has."""
    return [name for name, library in NEEDS.items() if importlib.util.find_spec(library) is not None]


def commands(program: str) -> Iterator[Command]:
    """Yield all commands of a program."""
    module = importlib.import_module(f"{program}.__main__")
    if hasattr(module, "COMMANDS"):
        parser, _ = make_parser(module.PROGRAM, module.DESCRIPTION, module.COMMANDS)
    else:
        parser = module.make_parser()
    yield from _below(program, (), parser)


def _by_action(command: "Command") -> Iterator["Command"]:
    """Yield a command for each choice of its first argument if that is what to do, as in `deploy status`."""
    flag, names = command.choices.get("command", ("-", ()))
    if flag:
        yield command
        return
    rest = {dest: choice for dest, choice in command.choices.items() if dest != "command"}
    for name in names:
        yield replace(command, words=(*command.words, name), choices=rest)


def _below(program: str, words: tuple[str, ...], parser: argparse.ArgumentParser) -> Iterator[Command]:
    if isinstance(parser, CommandParser):
        parser.load()
    options, switches, choices = [], {}, {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            seen: set[int] = set()
            for name, child in action.choices.items():
                if id(child) not in seen:
                    seen.add(id(child))
                    yield from _below(program, (*words, name), child)
            return
        if isinstance(action, argparse._HelpAction | argparse._VersionAction) or action.dest == "verbose":
            continue
        flag = max(action.option_strings, key=len, default="")
        if action.nargs == 0:
            switches[action.dest] = flag
        elif action.choices is not None:
            choices[action.dest] = (flag, tuple(map(str, action.choices)))
        else:
            options.append(
                Option(
                    flag,
                    action.dest,
                    action.metavar if isinstance(action.metavar, str) else "",
                    getattr(action.type, "__name__", type(action.type).__name__) if action.type else "",
                    action.required and action.nargs not in ("*", "?"),
                    action.nargs in ("+", "*"),
                )
            )
    yield from _by_action(Command(program, words, tuple(options), switches, choices))
