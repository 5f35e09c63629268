"""List the measuring programs: `python -m benchmarks`."""

import ast
import sys
from pathlib import Path

import benchmarks
from device.system.command_line import exit_code_of


def main() -> None:
    """Print the name and the first sentence of every program."""
    for name in benchmarks.names():
        tree = ast.parse(Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8"))
        summary = (ast.get_docstring(tree) or "").splitlines()[0]
        sys.stdout.write(f"  {name:20} {summary}\n")


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
