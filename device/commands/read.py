"""`python -m device read`: recognise single pictures without smoothing, and clips as `run` does."""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from device.camera.listing import pictures_of
from device.camera.media import is_video
from device.camera.pictures import read_picture
from device.commands.read_debug import DebugPages
from device.errors import CameraError, ExitCode, SettingsError
from device.names import json_name, json_text, shown
from device.reading.clip import describe_clip
from device.reading.picture import UNREAD, describe_picture
from device.recognition.perception import Perception, make_smoother
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import Settings, add_config, add_recognition, effective_settings, recognition_changes
from device.system.messages import warn
from device.types import Frame


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `read`."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a picture, a video, or a folder of them")
    parser.add_argument("--json", action="store_true", help="one JSON object a line; docs/cli.md lists the keys")
    parser.add_argument(
        "--view",
        choices=("usual", "debug"),
        default="usual",
        help="debug: box, crop, landmarks and the most likely letters of every picture",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for the pictures of --view debug (.png)")
    add_config(parser)
    add_recognition(parser)


def main(args: argparse.Namespace) -> int:
    """Read every picture and clip, and print one line for each.

    Returns:
        The exit code; that of CameraError if a file could not be read, after the others were.

    Raises:
        SettingsError: --out without --view debug, or wrong settings.
        DisplayError: a page of the debug view cannot be written.
    """
    if args.out and args.view != "debug":
        raise SettingsError("--out needs --view debug, whose pictures it is the folder for; add that.")
    settings = effective_settings(args.config, recognition_changes(args))
    recognizer = open_recognizer(settings.recognition)
    pages = DebugPages(recognizer.metadata, args.out, not args.json) if args.view == "debug" else None
    exit_code: int = ExitCode.OK
    for path in _files(args.paths):
        if isinstance(path, CameraError):
            warn(str(path))
            exit_code = path.exit_code
            continue
        start = time.perf_counter()
        try:
            line = _describe(recognizer, settings, path, pages)
        except CameraError as error:
            line = {**({"text": ""} if is_video(path) else UNREAD), "error": str(error)}
        if "error" in line:
            warn(line["error"])
            exit_code = ExitCode.CAMERA
        line = {"file": json_name(path), **line, "ms": round((time.perf_counter() - start) * 1000, 2)}
        if args.json:
            text = json_text(line, encoding=sys.stdout.encoding)
        else:
            text = _text(path, line, with_top=pages is not None)
        sys.stdout.write(text + "\n")
    return exit_code


def _describe(recognizer: Recognizer, settings: Settings, path: Path, pages: DebugPages | None) -> dict[str, Any]:
    if is_video(path):
        return describe_clip(Perception(recognizer, make_smoother(recognizer, settings)), path)
    recognizer.reset()
    frame = Frame(read_picture(path), 0.0)
    scores = recognizer.recognize(frame)
    line = describe_picture(recognizer, scores)
    if pages is not None:
        pages.show(path.stem, frame, scores, line["letter"], line["confidence"])
    return line


def _text(path: Path, line: dict[str, Any], with_top: bool) -> str:
    if "text" in line:
        return f"{line['text'] or '–'}  {shown(path)}"
    top = "  ".join(f"{label} {p:.2f}" for label, p in line["top"]) if with_top and line["found"] else ""
    return f"{line['letter'] or '–'}  {line['confidence']:4.0%}  {shown(path)}  {top}".rstrip()


def _files(paths: list[Path]) -> Iterator[Path | CameraError]:
    """Give the named files and those of the named folders; an error in place of a folder that cannot be listed."""
    for path in paths:
        try:
            yield from pictures_of(path, videos=True) if path.is_dir() else [path]
        except CameraError as error:
            yield error
