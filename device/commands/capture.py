"""`python -m device capture`: record pictures for training, with guidance on the displays."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from device.capture.activity import CaptureActivity
from device.capture.consent import agreed
from device.capture.guide import CapturePlan
from device.capture.session import NOTHING, CaptureSession, checked_tag, default_name, parse_letters
from device.capture.summary import summary
from device.errors import SettingsError
from device.runtime.assembly import Assembly
from device.settings import DISPLAYS, HealthSettings, add_config, effective_settings

RECORDINGS = Path("recordings")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Command line of `capture`; what is missing of the first four is asked for at a terminal."""
    parser.add_argument("--signer", metavar="NAME", help="whose hand; the name of a folder")
    parser.add_argument("--hand", choices=("left", "right"), help="which hand signs")
    parser.add_argument("--lighting", metavar="TAG", help="for example daylight, lamp, dim")
    parser.add_argument("--room", metavar="TAG", help="for example kitchen, class3")
    parser.add_argument("--consent", choices=("yes", "no"), help="the signer has (not) agreed to be recorded")
    parser.add_argument(
        "--letters", default="", metavar="LETTERS", help=f"ABC or A,B,{NOTHING} (default: the 24 that do not move)"
    )
    parser.add_argument("--count", type=int, default=30, metavar="N", help="pictures of each letter (default 30)")
    parser.add_argument("--burst", type=int, default=10, metavar="N", help="of these in a row (default 10)")
    parser.add_argument("--every", type=float, default=0.2, metavar="S", help="seconds between two (default 0.2)")
    parser.add_argument("--countdown", type=float, default=3.0, metavar="S", help="seconds to get ready (default 3)")
    parser.add_argument("--session", metavar="NAME", help="default: the day and the tags; the same one goes on")
    parser.add_argument("--to", type=Path, default=RECORDINGS, metavar="DIR", help=f"default: {RECORDINGS}")
    add_config(parser)
    parser.add_argument("--camera", metavar="URI", help="as in `run`")
    parser.add_argument("--display", action="append", metavar="NAME", help=f"{', '.join(DISPLAYS)}; may be repeated")
    parser.add_argument("--no-realtime", action="store_true", help="every frame of a clip or folder, on its own clock")


def main(args: argparse.Namespace) -> int:
    """Record; returns the exit code. Ctrl-C is a way to end: the same command goes on later."""
    plan = plan_of(args)
    use = tuple(args.display) if args.display else None
    settings = effective_settings(args.config, {"camera": {"uri": args.camera, "wait": False}, "display": {"use": use}})
    settings = replace(settings, health=HealthSettings())  # the service may use the same settings and ports
    ask = _ask if sys.stdin.isatty() else None
    signer, hand, lighting, room = asked(args, ask)
    now = datetime.now().astimezone()
    name = checked_tag(args.session or default_name(now, hand, lighting, room), "session")
    consent = agreed(args.to / signer, signer, args.consent, ask, now)
    folder = args.to / signer / name
    with Assembly(settings, realtime=not args.no_realtime, preview=True) as assembly:
        camera = assembly.open_camera()
        session = CaptureSession(
            signer=signer,
            session=name,
            hand=hand,
            lighting=lighting,
            room=room,
            consent=consent,
            camera=camera.name,
            started=now.isoformat(timespec="seconds"),
        )
        activity = CaptureActivity(plan, session, folder, settings.recognition, settings.practice.language)
        assembly.run(activity)
    sys.stdout.write(summary(activity.guide.have, plan.count, folder))
    return 0


def _ask(question: str) -> str:
    try:
        return input(question)
    except EOFError:  # Ctrl-D
        sys.stdout.write("\n")
        raise SettingsError("Without an answer nothing is recorded.") from None


def plan_of(args: argparse.Namespace) -> CapturePlan:
    """The plan on the command line.

    Raises:
        SettingsError: a number makes no sense.
    """
    for name, least in (("count", 1), ("burst", 1), ("every", 0), ("countdown", 0)):
        if not least <= getattr(args, name) <= 10_000:
            raise SettingsError(f"--{name} must lie between {least} and 10000.")
    return CapturePlan(parse_letters(args.letters), args.count, args.burst, args.every, args.countdown)


def asked(args: argparse.Namespace, ask: Callable[[str], str] | None) -> tuple[str, str, str, str]:
    """Signer, hand, lighting and room, from the command line or the person at the terminal.

    Raises:
        SettingsError: one is missing and there is nobody to ask.
        RecordingError: one cannot be the name of a folder.
    """
    questions = {
        "signer": "Whose hand is it (a name without spaces)? ",
        "hand": "Which hand, left or right? ",
        "lighting": "Which light (daylight, lamp, dim …)? ",
        "room": "Which room? ",
    }
    missing = [f"--{name}" for name in questions if getattr(args, name) is None]
    if missing and ask is None:
        raise SettingsError(f"Nobody is at the terminal to be asked: add {', '.join(missing)}.")
    answers = []
    for name, question in questions.items():
        value = getattr(args, name)
        if value is None and ask is not None:
            value = ask(question).strip()
        if name == "hand" and value not in ("left", "right"):
            raise SettingsError(f"“{value}” is no hand; answer left or right.")
        answers.append(checked_tag(value or "", name))
    return answers[0], answers[1], answers[2], answers[3]
