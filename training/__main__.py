"""`python -m training COMMAND …`: the table of commands."""

import sys

from device.system.command_line import run_command

PROGRAM = "python -m training"
STOPPED = "\nStopped. A training run started again resumes from its last checkpoint.\n"
DESCRIPTION = "Get data, train the networks and measure them."
COMMANDS = {
    "data": ("training.commands.data", "get Sign Language MNIST and verify it"),
    "train": ("training.commands.train", "train a letter model"),
    "datasets": ("training.commands.datasets", "list, check, look at or export all samples"),
    "compare": (
        "training.commands.compare",
        "the student report's models on both its training sets, beside its figures",
    ),
    "evaluate": ("training.commands.evaluate", "measure models on test signers, negatives and perturbed images"),
    "scoreboard": (
        "training.commands.scoreboard",
        "measure the device on test signers, beside MediaPipe, in one table",
    ),
    "dev": ("training.commands.dev", "measure networks on the people and places with which they are chosen"),
    "html": ("training.commands.html", "make one HTML page of a run of evaluate or compare"),
    "report": ("training.commands.html", "the earlier word for html"),
    "hand": ("training.commands.hand", "train the hand detector, the landmark model or the landmark classifier"),
    "average": ("training.commands.average", "average the weights of several runs of one network"),
    "station": ("training.commands.station", "train all hand networks, from the data to converted models, in stages"),
    "serving": ("training.commands.serving", "cost of a frame: Keras' predict against the device's path"),
    "motion": ("training.commands.motion", "train and measure the dynamic-letter model, which recognises J and Z"),
    "handshapes": ("training.commands.handshapes", "poses of letters and numbers: pictures, hand of the page, clips"),
    "synthetic": ("training.commands.synthetic", "our own hands: pictures, reference handshapes, clips, checks"),
}
"""Name → (module, one line of help). A module has add_arguments(parser) and main(args) -> exit status; it is
imported only when its command is used, and imports heavy libraries inside main."""


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    return run_command(PROGRAM, DESCRIPTION, COMMANDS, argv, prefix="", stopped=STOPPED)


if __name__ == "__main__":
    sys.exit(main())
