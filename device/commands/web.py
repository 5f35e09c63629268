"""`python -m device web`: reading and the tutor on a web page, by itself or beside the station's other displays."""

import argparse

from device.commands.practice import add_arguments as add_practice_arguments
from device.commands.practice import changes_of, run_practice
from device.commands.practice import main as practice_main
from device.settings import effective_settings, with_values
from device.system.option_types import SIGNED_COUNT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `practice`, and those of the page."""
    add_practice_arguments(parser)
    parser.add_argument("--port", type=SIGNED_COUNT, metavar="N", help="default: 8420")
    parser.add_argument(
        "--lan",
        action="store_true",
        default=None,
        help="accept browsers on the network after they have entered the code on the station's display",
    )


def main(args: argparse.Namespace) -> int:
    """Serve the page until it is stopped; return the exit code."""
    if args.replay or args.export or args.import_ or args.reset:
        return practice_main(args)  # these need no page
    # Without a settings file the page starts with reading, which people try first.
    settings = effective_settings(args.config, changes_of(args), built_in={"practice": {"mode": "read"}})
    shown = settings.display.use if args.config or args.display else ()
    settings = with_values(settings, "web", port=args.port, lan=args.lan)
    if settings.web.lan and set(shown) <= {"web"}:
        shown = ("log",)  # the code must be shown on a display
    settings = with_values(settings, "display", use=(*shown, "web"))
    settings = with_values(settings, "camera", wait=True)  # a browser's camera can replace a missing one
    return run_practice(args, settings, page_required=True)
