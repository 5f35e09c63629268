"""`python -m device COMMAND …`: the table of commands."""

import sys

from device.system.command_line import run_command

PROGRAM = "python -m device"
DESCRIPTION = "Recognise the ASL manual alphabet on a Raspberry Pi or a workstation."
COMMANDS = {
    "run": ("device.commands.run", "watch a camera and show the letters"),
    "read": ("device.commands.read", "read single pictures, folders or clips"),
    "practice": ("device.commands.practice", "learn the alphabet: the station asks for letters, you sign"),
    "personalise": (
        "device.commands.personalise",
        "show your letters once, so that the station reads your hand better",
    ),
    "web": ("device.commands.web", "read and practise in a browser, with the browser's camera if you like"),
    "capture": ("device.commands.capture", "record your own letters for training"),
    "bench": ("device.commands.bench", "measure frames per second and latency by stage"),
    "doctor": ("device.commands.doctor", "report what is installed, what is missing and the command that fixes it"),
}
"""Name → (module, one line of help)."""


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    return run_command(PROGRAM, DESCRIPTION, COMMANDS, argv)


if __name__ == "__main__":
    sys.exit(main())
