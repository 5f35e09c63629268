"""`python -m device read`: single pictures, without smoothing, and clips, as the station would read them."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from device.alphabet import NO_LETTER
from device.camera.pictures import pictures_of, read_picture
from device.commands.read_debug import DebugPages
from device.errors import CameraError, SettingsError
from device.reading.clip import describe_clip, is_clip
from device.recognition.metadata import MIN_CONFIDENCE
from device.recognition.perception import Perception, make_smoother
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import Settings, add_config, add_recognition, effective_settings, recognition_changes
from device.system.messages import warn
from device.types import Frame, Scores

TOP = 3
UNREAD: dict[str, object] = {"letter": None, "confidence": 0.0, "top": [], "found": False, "box": None, "hand": None}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Command line of `read`."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a picture, a folder of them, or a video")
    parser.add_argument("--json", action="store_true", help="one JSON object a line; keys as in the README")
    parser.add_argument(
        "--view",
        choices=("usual", "debug"),
        default="usual",
        help="debug: box, crop, points and the likeliest letters of every picture",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for the pictures of --view debug (.png)")
    add_config(parser)
    add_recognition(parser)


def main(args: argparse.Namespace) -> int:
    """Read every picture and clip; exit code 4 when one of them could not be read, the others are still reported."""
    if args.out and args.view != "debug":
        raise SettingsError("--out names a folder for the pictures of --view debug; add that.")
    settings = effective_settings(args.config, recognition_changes(args))
    recognizer = open_recognizer(settings.recognition)
    pages = DebugPages(recognizer.metadata, args.out, not args.json) if args.view == "debug" else None
    exit_code = 0
    for path in _pictures(args.paths):
        if isinstance(path, CameraError):
            warn(str(path))
            exit_code = path.exit_code
            continue
        start = time.perf_counter()
        try:
            line = _line(recognizer, settings, path, pages)
        except CameraError as error:
            warn(str(error))
            exit_code = error.exit_code
            line = {**({"text": ""} if is_clip(path) else UNREAD), "error": str(error)}
        line = {"file": str(path), **line, "ms": round((time.perf_counter() - start) * 1000, 2)}
        if args.json:
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        elif is_clip(path):
            sys.stdout.write(f"{line['text'] or '–'}  {path}\n")
        else:
            top = "  ".join(f"{label} {p:.2f}" for label, p in line["top"]) if pages and line["found"] else ""
            sys.stdout.write(f"{line['letter'] or '–'}  {line['confidence']:4.0%}  {path}  {top}".rstrip() + "\n")
    return exit_code


def describe(recognizer: Recognizer, scores: Scores) -> dict[str, Any]:
    """What one picture says, as the keys of the JSON line; letters no learner may meet are never the answer."""
    top = scores.top(TOP)
    letter, confidence = top[0]
    least = 0.0 if NO_LETTER in recognizer.labels else MIN_CONFIDENCE
    known = scores.box is not None and confidence >= least and letter not in recognizer.excluded
    box = scores.box
    return {
        "letter": letter if known else None,
        "confidence": round(confidence, 4),
        "top": [[label, round(p, 4)] for label, p in top],
        "found": box is not None,
        "box": None if box is None else [round(value, 4) for value in (box.x0, box.y0, box.x1, box.y1)],
        "hand": None if box is None else box.hand,
    }


def _line(recognizer: Recognizer, settings: Settings, path: Path, pages: DebugPages | None) -> dict[str, Any]:
    if is_clip(path):
        return describe_clip(Perception(recognizer, make_smoother(recognizer, settings)), path)
    recognizer.reset()
    frame = Frame(read_picture(path), 0.0)
    scores = recognizer.recognize(frame)
    line = describe(recognizer, scores)
    if pages is not None:
        pages.show(path.stem, frame, scores, line["letter"], line["confidence"])
    return line


def _pictures(paths: list[Path]) -> Iterator[Path | CameraError]:
    """The files named, those in the folders named, and what is wrong with a folder in place of its files."""
    for path in paths:
        try:
            yield from pictures_of(path) if path.is_dir() else [path]
        except CameraError as error:
            yield error
