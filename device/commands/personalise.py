"""`python -m device personalise`: show the 24 static letters once, so that the station reads this hand better."""

import argparse
import sys

from device.commands.run import add_arguments as add_run_arguments
from device.commands.run import changes_of, print_summary, refuse_unused
from device.errors import SettingsError
from device.personal.hand_file import remove_hand
from device.runtime.assembly import Assembly
from device.runtime.personal import PersonalHands
from device.settings import LANGUAGES, LEARNERS, effective_settings, progress_path
from device.system.messages import warn


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `run`, and those of `personalise`."""
    add_run_arguments(parser)
    parser.add_argument("--learner", choices=LEARNERS, metavar="SLOT", help=f"one of {', '.join(LEARNERS)}")
    parser.add_argument("--language", choices=LANGUAGES, help="language of all texts (default: en)")
    parser.add_argument("--progress", metavar="FILE", help="file of the learners' progress; the hand is kept beside it")
    parser.add_argument("--remove", action="store_true", help="delete the learner's hand; needs no camera")


def main(args: argparse.Namespace) -> int:
    """Learn a hand, or delete it; return the exit code.

    Raises:
        SettingsError: the model gives no landmarks, or a setting is wrong.
        HandshapeError: a part cannot be opened, the loop cannot go on, or the hand cannot be deleted.
    """
    practice = {name: getattr(args, name) for name in ("learner", "language", "progress")}
    settings = effective_settings(args.config, {**changes_of(args), "practice": practice})
    progress, learner = progress_path(settings.practice), settings.practice.learner
    if args.remove:
        found = remove_hand(progress, learner)
        sys.stdout.write(f"The hand of {learner} is {'deleted' if found else 'not there'}.\n")
        return 0
    refuse_unused(args, settings)
    with Assembly(settings, realtime=not args.no_realtime, debug=args.view == "debug") as assembly:
        perception = assembly.open_perception()
        hands = PersonalHands(perception, progress, warn)
        if not hands.possible:
            raise SettingsError("This model gives no landmarks, so that it cannot learn a hand; use --path landmark.")
        assembly.open_camera()
        print_summary(assembly.run(hands.begin(settings.practice), perception), settings)
    return 0
