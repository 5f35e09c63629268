"""Sub-commands of `python -m training handshapes` that write files: build, spell, review, fingers, finger-check and
strokes.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from device.names import shown
from device.signing.finger_network import NETWORK_FILE
from device.signing.finger_table import FINGERS_FILE
from device.system.option_types import SEED, Real, Whole
from training.datasets.data_folders import DATA_DEFAULT, default_data


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the sub-commands."""
    p = commands.add_parser("build", help="write the hand of station and page from the pose table")
    p.add_argument("--out", type=Path, default=Path("device/assets/hand"), help="folder (default: %(default)s)")
    p.add_argument("--pictures", action="store_true", help="render device/assets/handshapes anew, too (minutes)")
    p.set_defaults(run=_build)

    p = commands.add_parser("spell", help="render a fingerspelled text as a video with labels")
    p.add_argument("text", nargs="+", help="letters and numbers, e.g. HELLO 42")
    p.add_argument("--to", type=Path, required=True, help=".mp4 file; NAME_labels.json is written beside it")
    p.add_argument("--speed", type=Real(1.0, 6.0), default=2.0, help="letters a second, 1–6 (default: %(default)s)")
    p.add_argument("--hand", choices=("right", "left"), default="right")
    p.add_argument("--tone", type=Real(0.0, 1.0), default=0.34, help="skin, 0 light to 1 dark (default: %(default)s)")
    p.add_argument("--person", type=SEED, default=0, help="number of a random hand; 0 = the usual one")
    p.add_argument("--yaw", type=Real(-180.0, 180.0), default=0.0, help="degrees the camera moves around the hand")
    p.add_argument("--pitch", type=Real(-90.0, 90.0), default=0.0, help="degrees the camera moves up")
    p.add_argument("--leave-between", action="store_true", help="the hand leaves the frame between words")
    p.add_argument("--light", action="store_true", help="the station's light renderer: many times faster, plain ground")
    p.add_argument("--width", type=Whole(16, 4096), default=640)
    p.add_argument("--height", type=Whole(16, 4096), default=480)
    p.add_argument("--fps", type=Whole(1, 240), default=30)
    p.set_defaults(run=_spell)

    p = commands.add_parser("review", help="write a sheet on which a Deaf signer approves or corrects each sign")
    p.add_argument("--out", type=Path, default=Path("runs/handshapes-review.html"), help="(default: %(default)s)")
    p.set_defaults(run=_review)

    p = commands.add_parser("fingers", help="fit how training people hold each finger: the table that marks a miss")
    p.add_argument(
        "--data",
        type=Path,
        default=default_data(),
        metavar="FOLDER",
        help=f"folder with signers/ and hands/ {DATA_DEFAULT}",
    )
    p.add_argument("--out", type=Path, default=FINGERS_FILE, help="file (default: device/assets/hand/fingers.npz)")
    p.set_defaults(run=_fingers)

    p = commands.add_parser("finger-check", help="fit the network that says which finger is off, after “fingers”")
    p.add_argument(
        "--data",
        type=Path,
        default=default_data(),
        metavar="FOLDER",
        help=f"folder with signers/ and hands/ {DATA_DEFAULT}",
    )
    p.add_argument("--out", type=Path, default=NETWORK_FILE, help="file (default: device/assets/hand/finger_check.npz)")
    p.set_defaults(run=_finger_check)

    p = commands.add_parser("strokes", help="fit J and Z as they are taught to the performances of training signers")
    p.add_argument(
        "--data", type=Path, default=default_data(), metavar="FOLDER", help=f"folder that holds motion/ {DATA_DEFAULT}"
    )
    p.set_defaults(run=_strokes)


def _build(args: argparse.Namespace) -> int:
    from device.signing.hand_model import MODEL_FILE
    from device.signing.pose_table import POSES_FILE, pose_table
    from training.datasets.outputs import check_output
    from training.rendering.gltf import GLB_FILE, write_glb
    from training.rendering.station_hand import write_station_hand

    for name in (MODEL_FILE.name, POSES_FILE.name, GLB_FILE.name):
        check_output(args.out / name)
    size = write_station_hand(args.out)
    glb = write_glb(pose_table(args.out / POSES_FILE.name), args.out / GLB_FILE.name)
    sys.stdout.write(f"{shown(args.out)}: the station's hand {size / 1000:.0f} kB, the page's {glb / 1000:.0f} kB\n")
    if args.pictures:
        from training.rendering.reference import write_reference_images

        folder = Path("device/assets/handshapes")
        sys.stdout.write(f"{shown(folder)}: {write_reference_images(folder) / 1e6:.2f} MB\n")
    return 0


def _spell(args: argparse.Namespace) -> int:
    from tqdm import tqdm

    from device.signing.spelling import words_of
    from training.datasets.outputs import check_output
    from training.rendering.spelled_clip import SpelledClip, spelled_frames
    from training.rendering.video import check_clip_name, write_clip

    words_of(" ".join(args.text))  # what cannot be spelled is refused before the bar of progress is drawn
    clip = SpelledClip(
        " ".join(args.text),
        speed=args.speed,
        hand=args.hand,
        tone=args.tone,
        person=args.person,
        yaw=args.yaw,
        pitch=args.pitch,
        leave_between=args.leave_between,
        light=args.light,
        width=args.width,
        height=args.height,
        fps=args.fps,
    )
    check_clip_name(args.to)
    check_output(args.to)
    count = write_clip(args.to, tqdm(spelled_frames(clip), unit="frame"), args.fps)
    sys.stdout.write(f"{shown(args.to)}: {count} frames, {args.to.stat().st_size / 1000:.0f} kB\n")
    return 0


def _review(args: argparse.Namespace) -> int:
    from training.rendering.review_sheet import write_review_sheet

    sys.stdout.write(f"{shown(write_review_sheet(args.out))}: print it, or open it in a browser\n")
    return 0


def _fingers(args: argparse.Namespace) -> int:
    from training.datasets.outputs import check_output
    from training.fitting.finger_table import write_finger_table

    check_output(args.out)
    made = write_finger_table(args.data, args.out)
    size = args.out.stat().st_size / 1000
    sys.stdout.write(f"{shown(args.out)}: {made['hands']} hands of {made['people']} people, {size:.0f} kB\n")
    return 0


def _finger_check(args: argparse.Namespace) -> int:
    from training.datasets.outputs import check_output
    from training.fitting.finger_network import write_finger_network

    check_output(args.out)
    count = write_finger_network(args.data, args.out)["examples"]
    size = args.out.stat().st_size / 1000
    sys.stdout.write(
        f"{shown(args.out)}: {count['drawn']} drawn hands, {count['people']} of training people, {size:.0f} kB\n"
    )
    return 0


def _strokes(args: argparse.Namespace) -> int:
    from training.rendering.taught_strokes import fit_taught_strokes

    sys.stdout.write(f"{fit_taught_strokes(args.data)}\n")
    return 0
