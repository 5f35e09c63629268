"""Stop on a signal."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from device.runtime.stop import stop_on_signal

ROOT = Path(__file__).parents[3]
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_asks_to_stop_and_a_second_one_insists(number):
    before = signal.getsignal(number)
    with stop_on_signal() as stop:
        assert not stop.asked
        os.kill(os.getpid(), number)
        assert stop.asked
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("signals", [["HUP"], ["HUP", "HUP"], ["TERM", "HUP"], ["HUP", "TERM", "HUP"], ["INT", "HUP"]])
def test_a_terminal_that_closes_never_insists(signals):
    before = [signal.getsignal(number) for number in SIGNALS]
    with stop_on_signal() as stop:
        for name in signals:
            os.kill(os.getpid(), signal.Signals[f"SIG{name}"])
        assert stop.asked
        assert stop.hung_up
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_under_nohup_a_closing_terminal_is_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stop_on_signal() as stop:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not stop.asked
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


CHILD = """
import os, pathlib, sys, time
from device.runtime.stop import stop_on_signal
with stop_on_signal() as stop:
    print("ready", flush=True)
    while not stop.asked:
        time.sleep(0.01)
    for stream in (sys.stdout, sys.stderr):
        stream.write("to a closed pipe\\n" * 10000)
        stream.flush()
pathlib.Path(sys.argv[1]).write_text("ended")
"""


def test_output_to_a_terminal_that_is_gone_is_dropped(tmp_path):
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, tmp_path / "end"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        cwd=ROOT,
        preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
    )
    os.close(theirs)
    assert os.read(ours, 100).startswith(b"ready")
    os.close(ours)  # the terminal window closes: the kernel sends SIGHUP
    assert child.wait(20) == 0
    assert (tmp_path / "end").read_text() == "ended"
