"""`python -m device web`: the tutor and the reader in a browser; by itself, or beside the station's other displays."""

import argparse

from device.commands.practice import add_arguments as add_practice_arguments
from device.commands.practice import changes_of, run_practice
from device.settings import effective_settings, with_values


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Command line of `web`: that of `practice`, and who may come in."""
    add_practice_arguments(parser)
    parser.add_argument("--port", type=int, metavar="N", help="default: 8420")
    parser.add_argument(
        "--lan", action="store_true", default=None, help="let the network in, with the code from the station's display"
    )


def main(args: argparse.Namespace) -> int:
    """Serve the page until stopped; returns the exit code."""
    # Without a settings file the page starts with reading, which people try first.
    settings = effective_settings(args.config, changes_of(args), built_in={"practice": {"mode": "read"}})
    shown = settings.display.use if args.config or args.display else ()
    settings = with_values(settings, "web", port=args.port, lan=args.lan)
    if settings.web.lan and set(shown) <= {"web"}:
        shown = ("log",)  # a code must be shown somewhere
    settings = with_values(settings, "display", use=(*shown, "web"))
    settings = with_values(settings, "camera", wait=True)  # the browser's own may come instead
    return run_practice(args, settings)
