"""A program in a process of its own that takes bytes and answers with lines of JSON."""

import json
import subprocess
from pathlib import Path
from typing import Any

from training.errors import RunError

ROOT = Path(__file__).parents[2]


class JsonProcess:
    """A running program.

    Attributes:
        pid: of the process.
    """

    def __init__(self, command: list[str], failure: str) -> None:
        """Start it in the project's folder.

        Args:
            command: program and arguments.
            failure: sentence for a program that ends without an answer.
        """
        self._failure = failure
        self._child = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.pid = self._child.pid

    def send(self, message: bytes) -> None:
        """Write a message.

        Raises:
            OSError: the program has ended.
        """
        assert self._child.stdin is not None
        self._child.stdin.write(message)
        self._child.stdin.flush()

    def answer(self) -> Any:
        """Return the next line's value.

        Raises:
            RunError: the program has ended without an answer.
        """
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line:
            raise RunError(self._failure)
        return json.loads(line)

    def close(self) -> None:
        """End it by closing its input."""
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()
        self._child.wait()
