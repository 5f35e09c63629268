"""Output that C libraries write past Python is held back."""

import os

import pytest

from device.system.mute import muted


def write(text: str, descriptor: int = 2) -> None:
    os.write(descriptor, text.encode())


def test_standard_error_is_held_back_and_comes_again(capfd):
    with muted():
        write("noise\n")
        write("line\n", 1)
    write("after\n")
    assert capfd.readouterr() == ("line\n", "after\n")


def test_both_streams_can_be_held_back(capfd):
    with muted((1, 2)):
        write("noise\n")
        write("noise\n", 1)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("show", "shown"), [(True, "why it failed\n"), (False, "")])
def test_an_error_passes_and_may_show_what_was_held_back(capfd, show, shown):
    def fail() -> None:
        with muted((1, 2), show_on_error=show):
            write("why it failed\n")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert capfd.readouterr() == ("", shown)
