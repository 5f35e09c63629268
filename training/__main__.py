"""python -m training COMMAND … – the workshop's commands. Arguments only; each module does its own work."""

import argparse
import importlib
import sys

from device.errors import HandshapeError

COMMANDS = {
    "data": ("training.commands.data", "get Sign Language MNIST and verify it"),
    "train": ("training.commands.train", "train a letter model"),
    "datasets": ("training.commands.datasets", "list, check, look at or export all samples"),
    "compare": ("training.commands.compare", "the report's three models on both its training sets, beside its figures"),
    "evaluate": ("training.commands.evaluate", "read strangers' hands, negatives and disturbed pictures"),
    "scoreboard": (
        "training.commands.scoreboard",
        "how well the station reads strangers, beside MediaPipe: the one table",
    ),
    "report": ("training.commands.html", "one page to look at, from a run"),
    "hand": ("training.commands.hand", "train the station's finder and reader networks"),
    "serving": ("training.commands.serving", "cost of a frame: Keras' predict against the device's path"),
    "motion": ("training.commands.motion", "train and measure the network that reads J and Z"),
    "synthetic": ("training.commands.synthetic", "our own hands: pictures, reference handshapes, clips, checks"),
}
"""Name → (module, one line of help). A module has add_arguments(parser) and main(args) -> exit status; it is
imported only when its command is used, and imports heavy libraries inside main."""


def main(argv: list[str] | None = None) -> int:
    """Run one command; an expected failure is one line on stderr and its exit status."""
    argv = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        if name in argv[:1]:
            importlib.import_module(module).add_arguments(command)
    args = parser.parse_args(argv)
    try:
        return importlib.import_module(COMMANDS[args.command][0]).main(args)
    except HandshapeError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. A training run started again goes on from its last checkpoint.\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
