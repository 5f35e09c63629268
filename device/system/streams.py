"""Standard input, output and errors that every program can rely on, whatever it was started with.

A closed stream becomes the null device, so that no file that is opened later takes its number. Characters that a
terminal cannot show are escaped (`names.ESCAPED`). A message that cannot be written to standard error is dropped: it
must not end what it is about. Output that cannot be written raises an error of its own, which no other file can raise.
"""

import contextlib
import errno
import io
import os
import select
import stat
import sys
from typing import IO, TYPE_CHECKING, Any, TextIO

from device.names import ESCAPED

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

STREAMS = (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w"))


class OutputFailed(OSError):
    """Standard output cannot be written, for example because its disk is full."""


class OutputClosed(BrokenPipeError):
    """The program that reads standard output has ended (`| head`), or its terminal has closed."""


class _Output(io.FileIO):
    """Standard output; tells its own errors from those of other files, and waits for a slow reader.

    Attributes:
        error: the first that occurred; libraries may have caught it.
    """

    error: OSError | None = None

    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            while (written := super().write(data)) is None:  # a terminal that another program made non-blocking
                select.select([], [self], [])
            return written
        except OSError as error:
            # Writing to a terminal that has closed is an input/output error, which may come before its signal.
            hung_up = error.errno == errno.EIO and stat.S_ISCHR(os.fstat(self.fileno()).st_mode)
            kind = OutputClosed if hung_up or isinstance(error, BrokenPipeError) else OutputFailed
            self.error = self.error or kind(error.errno, error.strerror)
            raise self.error from None


class _Messages(io.FileIO):
    """Standard error; what cannot be written is dropped."""

    def write(self, data: "ReadableBuffer", /) -> int:
        with contextlib.suppress(OSError):
            super().write(data)
        return memoryview(data).nbytes


def use_safe_streams() -> None:
    """Replace the standard streams of this process; safe to call twice. Streams of a test are only reconfigured."""
    for name, descriptor, mode in STREAMS:
        stream: TextIO | None = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _null_stream(descriptor, mode))
        elif isinstance(stream, io.TextIOWrapper):
            if stream is getattr(sys, f"__{name}__") and mode == "w":
                setattr(sys, name, _guarded(stream, _Output if name == "stdout" else _Messages, descriptor))
            else:
                stream.reconfigure(errors=ESCAPED if mode == "w" else "replace")


def finish_output() -> OSError | None:
    """Write what is left of standard output and return the first error that any write has met.

    After an error the rest is discarded; Python would fail again when it flushes it at exit.
    """
    error: Any = None
    try:
        sys.stdout.flush()
    except (OSError, ValueError) as failed:
        error = failed if isinstance(failed, OSError) else None
    error = getattr(getattr(getattr(sys.stdout, "buffer", None), "raw", None), "error", None) or error
    if error is not None:
        with contextlib.suppress(OSError, ValueError):
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, sys.stdout.fileno())
            os.close(null)
    return error  # type: ignore[no-any-return]  # the attribute of _Output, or what the flush raised


def _guarded(stream: io.TextIOWrapper, kind: type[io.FileIO], descriptor: int) -> io.TextIOWrapper:
    with contextlib.suppress(OSError):
        stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(kind(descriptor, "w", closefd=False)),
        encoding=stream.encoding,
        errors=ESCAPED,  # an ASCII terminal prints “-” in place of “–”
        # A message is for now; PYTHONUNBUFFERED, as the service has it, means standard output, too.
        line_buffering=stream.line_buffering or stream.write_through or kind is _Messages,
        write_through=stream.write_through,
    )


def _null_stream(descriptor: int, mode: str) -> IO[str]:
    null = os.open(os.devnull, os.O_RDWR)
    if null != descriptor:
        try:
            os.fstat(descriptor)  # in use by another file: leave it alone
        except OSError:
            os.dup2(null, descriptor)
            os.close(null)
            null = descriptor
    return open(null, mode, encoding="utf-8", errors="replace", closefd=False)
