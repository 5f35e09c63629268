"""Try every kind of hard input on every command, and write the table of kinds and commands as Markdown.

Each environment has its own programs: the table holds those of the environment in which this runs, and keeps the
rows of the others (`--publish docs/hard-inputs.md`). Rows of commands and options that are gone are removed. With
`--new` only cells that the document does not have are tried. The exit code is 1 if an input was not handled.

    .venv-device/bin/python -m benchmarks.hard_inputs --publish docs/hard-inputs.md
    .venv-train/bin/python -m benchmarks.hard_inputs --publish docs/hard-inputs.md
"""

import re
import sys
import tempfile
import time
from collections.abc import Sequence, Set
from pathlib import Path

from benchmarks._common import parser_for
from device.system.command_line import exit_code_of
from tests.hard_inputs.kinds import KINDS
from tests.hard_inputs.parsers import Command, Option, commands, programs
from tests.hard_inputs.trial import cells, try_inputs

BEGIN, END = "<!-- table of kinds and commands -->", "<!-- end of the table -->"
HEAD = "| command | option | kind | inputs | handled |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Try all cells; print a line for each, and each fault."""
    parser = parser_for(__doc__)
    parser.add_argument("--command", default="", metavar="WORDS", help="only commands that begin with these words")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this kind; may be repeated")
    parser.add_argument("--publish", type=Path, metavar="FILE", help="replace these rows in this document")
    parser.add_argument("--new", action="store_true", help="only cells that the document of --publish does not have")
    args = parser.parse_args(arguments)
    if args.new and not args.publish:
        parser.error("--new needs --publish, the document to compare with")
    before = args.publish.read_text(encoding="utf-8") if args.publish else ""
    known = set(published(before)) if args.new else set()
    rows: dict[tuple[str, str], str] = {}
    tried = handled = 0
    began = time.monotonic()
    for command, option, kind in all_cells():
        if not command.name.startswith(args.command) or (args.kind and kind not in args.kind):
            continue
        if cell_of(command, option) in known:
            continue
        with tempfile.TemporaryDirectory() as folder:
            results = try_inputs(command, option, kind, Path(folder))
        good = sum(not result.faults for result in results)
        tried, handled = tried + len(results), handled + good
        cell = cell_of(command, option)
        rows[cell] = f"| `{cell[0]}` | `{cell[1]}` | {kind} | {len(results)} | {good} |"
        sys.stdout.write(rows[cell] + "\n")
        sys.stdout.writelines(f"    {result}\n" for result in results if result.faults)
        sys.stdout.flush()
    seconds = time.monotonic() - began
    sys.stdout.write(f"{tried:,} inputs in {len(rows)} cells, {handled:,} handled, {seconds:.0f} s\n")
    if args.publish:
        args.publish.write_text(with_rows(before, rows, {cell_of(c, o) for c, o, _ in all_cells()}), encoding="utf-8")
    sys.exit(handled < tried)


def all_cells() -> list[tuple[Command, Option, str]]:
    """Return every (command, option, kind) of this environment; `deploy` runs with a stand-in for Ansible."""
    return [
        (command, option, kind)
        for program in programs()
        for command in commands(program)
        for kind, option in cells(command)
    ]


def cell_of(command: Command, option: Option) -> tuple[str, str]:
    """Return the command and the option as the document names them."""
    return command.name, option.flag or option.metavar or option.dest


def published(text: str) -> dict[tuple[str, str], str]:
    """Return {(command, option): row} of a document's table."""
    table = text.partition(BEGIN)[2].partition(END)[0]
    found = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|.*$", table, re.M)
    return dict(zip(found, (line for line in table.splitlines() if line.startswith("| `")), strict=True))


def with_rows(text: str, rows: dict[tuple[str, str], str], existing: Set[tuple[str, str]]) -> str:
    """Return a document with these rows in its table, in place of older ones of the same cell.

    Args:
        text: the document.
        rows: (command, option) → row.
        existing: all cells of this environment; rows of its programs that are not among them are removed.
    """
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    here = {command.split()[0] for command, _ in existing}
    kept = {cell: row for cell, row in published(text).items() if cell in existing or cell[0].split()[0] not in here}
    order = ("device", "training", "convert", "deploy")
    merged = sorted((kept | rows).items(), key=lambda cell: (order.index(cell[0][0].split()[0]), cell[0]))
    body = "\n".join([HEAD, "| --- | --- | --- | --- | --- |", *(line for _, line in merged)])
    return f"{before}{BEGIN}\n\n{body}\n\n{END}{after}"


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
