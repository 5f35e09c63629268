"""Sub-commands of `synthetic` that measure rendered hands: MediaPipe on them, letters from landmarks, a page, time."""

import argparse
import sys
from pathlib import Path
from typing import Any

from device.system.option_types import SEED, Real, Whole


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `tracker`, `worth`, `compare`, `speed` and `calibrate`."""
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
