"""The user's folders, also for users without a home, such as the numbers that containers run as."""

import os
import pwd
from pathlib import Path

from device.errors import ExitCode, HandshapeError


class NoHomeError(HandshapeError):
    """This user has no home folder, so that a default place for files is missing."""

    exit_code = ExitCode.DATA


def home_folder() -> Path:
    """Return the home folder: $HOME if it is an absolute path, else that of the user database.

    Raises:
        NoHomeError: there is none.
    """
    home = os.environ.get("HOME", "")
    if not Path(home).is_absolute():
        try:
            home = pwd.getpwuid(os.getuid()).pw_dir
        except KeyError:
            home = ""
    if not Path(home).is_absolute() or "\0" in home:
        raise NoHomeError("This user has no home folder.")
    return Path(home)


def user_folder(variable: str, below_home: str) -> Path:
    """Return a folder of the XDG base directories: the variable if it is an absolute path, else one below the home.

    Args:
        variable: such as "XDG_CACHE_HOME".
        below_home: such as ".cache".

    Raises:
        NoHomeError: the variable is not usable and there is no home.
    """
    named = os.environ.get(variable, "")
    return Path(named) if Path(named).is_absolute() else home_folder() / below_home


def with_home(path: str) -> str:
    """Return a path with the home folder in place of a “~” or “~user” at its start.

    Raises:
        NoHomeError: that user does not exist or has no home folder.
    """
    first, slash, rest = path.partition("/")
    if not first.startswith("~"):
        return path
    if first == "~":
        return f"{home_folder()}{slash}{rest}"
    try:
        return f"{pwd.getpwnam(first[1:]).pw_dir}{slash}{rest}"
    except (KeyError, ValueError):
        raise NoHomeError(f"There is no user {first[1:]}, whose home folder “{first}” would be.") from None
