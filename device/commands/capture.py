"""`python -m device capture`: record pictures for training, with guidance on the displays."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from device.alphabet import NO_LETTER
from device.capture.activity import CaptureActivity
from device.capture.consent import agreed
from device.capture.guide import CapturePlan
from device.capture.session import CaptureSession, checked_tag, default_name, parse_letters
from device.capture.summary import summary
from device.errors import SettingsError
from device.runtime.assembly import Assembly
from device.settings import DISPLAYS, HealthSettings, add_config, effective_settings
from device.system.option_types import Real, Whole

RECORDINGS = Path("recordings")
MAX_NUMBER = 10_000  # of pictures, and of seconds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `capture`. At a terminal the first four are asked for if they are missing."""
    parser.add_argument("--signer", metavar="NAME", help="person who signs; the name of a folder")
    parser.add_argument("--hand", choices=("left", "right"), help="which hand signs")
    parser.add_argument("--lighting", metavar="TAG", help="for example daylight, lamp, dim")
    parser.add_argument("--room", metavar="TAG", help="for example kitchen, class3")
    parser.add_argument("--consent", choices=("yes", "no"), help="the signer has (not) agreed to be recorded")
    parser.add_argument(
        "--letters", default="", metavar="LETTERS", help=f"ABC or A,B,{NO_LETTER} (default: the 24 static letters)"
    )
    parser.add_argument(
        "--count", type=Whole(1, MAX_NUMBER), default=30, metavar="N", help="pictures of each letter (default: 30)"
    )
    parser.add_argument(
        "--burst",
        type=Whole(1, MAX_NUMBER),
        default=10,
        metavar="N",
        help="pictures in a row before another letter is asked for (default: 10)",
    )
    parser.add_argument(
        "--every",
        type=Real(0, MAX_NUMBER),
        default=0.2,
        metavar="S",
        help="minimum time between two pictures, s (default: 0.2)",
    )
    parser.add_argument(
        "--countdown",
        type=Real(0, MAX_NUMBER),
        default=3.0,
        metavar="S",
        help="time to form the hand before each burst, s (default: 3)",
    )
    parser.add_argument(
        "--session", metavar="NAME", help="default: the date and the tags; an existing session continues"
    )
    parser.add_argument(
        "--to", type=Path, default=RECORDINGS, metavar="DIR", help=f"folder of all recordings (default: {RECORDINGS})"
    )
    add_config(parser)
    parser.add_argument("--camera", metavar="URI", help="as in `run`")
    parser.add_argument("--display", action="append", metavar="NAME", help=f"{', '.join(DISPLAYS)}; may be repeated")
    parser.add_argument(
        "--no-realtime", action="store_true", help="process every frame of a clip or folder on its own clock"
    )


def main(args: argparse.Namespace) -> int:
    """Record until there are enough pictures; return the exit code. After Ctrl-C the same command continues later."""
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
    """Return the plan that the options describe.

    Raises:
        RecordingError: a letter is not a static letter.
    """
    return CapturePlan(parse_letters(args.letters), args.count, args.burst, args.every, args.countdown)


def asked(args: argparse.Namespace, ask: Callable[[str], str] | None) -> tuple[str, str, str, str]:
    """Return signer, hand, lighting and room, from the options or from the person at the terminal.

    Args:
        args: of the command.
        ask: asks the person at the terminal; None without a terminal.

    Raises:
        SettingsError: a value is missing and cannot be asked for, or the hand is neither left nor right.
        RecordingError: a value cannot be the name of a folder.
    """
    questions = {
        "signer": "Whose hand is it (a name without spaces)? ",
        "hand": "Which hand, left or right? ",
        "lighting": "Which light (daylight, lamp, dim …)? ",
        "room": "Which room? ",
    }
    missing = [f"--{name}" for name in questions if getattr(args, name) is None]
    if missing and ask is None:
        raise SettingsError(
            f"Standard input is not a terminal, so questions cannot be asked: add {', '.join(missing)}."
        )
    answers = []
    for name, question in questions.items():
        value = getattr(args, name)
        if value is None and ask is not None:
            value = ask(question).strip()
        if name == "hand" and value not in ("left", "right"):
            raise SettingsError(f"“{value}” is not a hand; answer left or right.")
        answers.append(checked_tag(value or "", name))
    return answers[0], answers[1], answers[2], answers[3]
