"""`python -m docs.make_cli_reference PROGRAM …`: write the option tables of docs/cli.md from the parsers.

PROGRAM is device or deploy (device environment), training or convert (training environment), or codes for the table
of exit codes. Each program owns the text between its two marks; everything else in the file is written by hand.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from device.errors import ExitCode
from device.system.command_line import CommandParser, make_parser
from device.system.files import write_atomic

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "cli.md"


def device() -> str:
    """Return the tables of `python -m device`."""
    from device.__main__ import COMMANDS, DESCRIPTION, PROGRAM

    return _program(*make_parser(PROGRAM, DESCRIPTION, COMMANDS))


def training() -> str:
    """Return the tables of `python -m training`."""
    from training.__main__ import COMMANDS, DESCRIPTION, PROGRAM

    return _program(*make_parser(PROGRAM, DESCRIPTION, COMMANDS))


def convert() -> str:
    """Return the table of `python -m convert`."""
    from convert.__main__ import make_parser as convert_parser

    return "\n".join(_command(convert_parser()))


def deploy() -> str:
    """Return the tables of `python -m deploy` and `python -m deploy.image`."""
    from deploy.__main__ import make_parser as deploy_parser
    from deploy.image.__main__ import make_parser as image_parser

    return "\n".join((*_command(deploy_parser()), *_command(image_parser())))


def codes() -> str:
    """Return the table of exit codes."""
    lines = ["| code | meaning |", "| --- | --- |", *(f"| {int(code)} | {_plain(code.text)} |" for code in ExitCode)]
    return "\n".join(lines) + "\n"


PROGRAMS: dict[str, Callable[[], str]] = {
    "device": device,
    "deploy": deploy,
    "training": training,
    "convert": convert,
    "codes": codes,
}


def block_of(text: str, name: str) -> str:
    """Return the part of the document that a program owns.

    Raises:
        ValueError: the document has no marks for it.
    """
    found = re.search(rf"<!-- begin {name} -->\n(.*?)<!-- end {name} -->", text, re.DOTALL)
    if found is None:
        raise ValueError(f"{TARGET} has no block “<!-- begin {name} -->” … “<!-- end {name} -->”.")
    return found[1]


def with_block(text: str, name: str, block: str) -> str:
    """Return the document with the part of a program replaced.

    Raises:
        ValueError: the document has no marks for it.
    """
    block_of(text, name)
    pattern = rf"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)"
    return re.sub(pattern, lambda found: found[1] + block + found[2], text, flags=re.DOTALL)


def main(argv: list[str] | None = None) -> int:
    """Rewrite the blocks of the named programs; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m docs.make_cli_reference", description=__doc__)
    parser.add_argument("programs", nargs="+", choices=tuple(PROGRAMS), metavar="PROGRAM")
    text = TARGET.read_text(encoding="utf-8")
    for name in parser.parse_args(argv).programs:
        text = with_block(text, name, PROGRAMS[name]())
    write_atomic(TARGET, text)
    return 0


def _program(parser: argparse.ArgumentParser, commands: dict[str, CommandParser]) -> str:
    lines = [*_command(parser)]
    for command in commands.values():
        lines += _command(command.load())
    return "\n".join(lines)


def _command(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Give the lines of a parser's table, then those of the parsers below it that have no module of their own."""
    yield f"### `{parser.prog.removeprefix('python -m ')}`"
    yield ""
    if parser.description:
        yield _plain(parser.description)
        yield ""
    below: list[argparse.ArgumentParser] = []
    rows = []
    for action in parser._actions:  # argparse has no public list of its arguments
        if isinstance(action, argparse._SubParsersAction):
            rows += [(f"`{each.dest}`", _plain(each.help or "")) for each in action._choices_actions]
            below += [each for each in action.choices.values() if not getattr(each, "module", "")]
        elif action.help != argparse.SUPPRESS and action.dest not in ("help", "verbose"):
            rows.append((f"`{_spelling(action)}`", _meaning(action)))
    if rows:
        yield "| argument | meaning |"
        yield "| --- | --- |"
        for spelling, meaning in rows:
            yield f"| {spelling} | {meaning} |"
        yield ""
    for each in below:
        yield from _command(each)


def _spelling(action: argparse.Action) -> str:
    value = action.metavar or action.dest.upper()
    if action.choices is not None and action.metavar is None:
        value = "\\|".join(map(str, action.choices))
    if not action.option_strings:
        return f"{value} …" if action.nargs in ("+", "*") else str(value)
    if action.nargs == 0:
        return ", ".join(action.option_strings)
    return f"{', '.join(action.option_strings)} {value}"


def _meaning(action: argparse.Action) -> str:
    text = _plain((action.help or "") % {**vars(action), "prog": ""})
    text = re.sub(r"“(\w[\w-]*)”", r"`\1`", text)
    for choice in action.choices or ():
        text = re.sub(rf"(?<![`\w-]){re.escape(str(choice))}(?=:)", f"`{choice}`", text)
    default = action.default
    if isinstance(default, list | tuple):
        default = " ".join(map(str, default))
    if "default" in text or default in (None, False, True, argparse.SUPPRESS, "") or action.nargs == 0:
        return text
    return f"{text} (default: `{_plain(str(default))}`)".strip()


def _plain(text: str) -> str:
    return " ".join(text.replace(f"{ROOT}/", "").replace("|", "\\|").split())


if __name__ == "__main__":
    sys.exit(main())
