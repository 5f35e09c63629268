"""Command lines that are valid but for the input that is tried, and that end soon."""

from pathlib import Path

from tests.hard_inputs.kinds import KINDS, kind_of
from tests.hard_inputs.parsers import Command, Option

FIXED = {
    "display": "log",
    "count": "1",
    "burst": "1",
    "every": "0",
    "countdown": "0",
    "signer": "a",
    "lighting": "l",
    "room": "r",
    "session": "s",
    "letters": "A",
    "frames": "5",
    "trials": "1",
    "epochs": "1",
    "workers": "1",
    "port": "0",
    "width": "32",
    "height": "32",
}
"""Values by dest, so that a command ends soon."""
FREE = {
    *("preset", "record_to", "against", "json", "log", "config", "words", "export", "import_", "replay"),
    *(
        "train_csv",
        "test_csv",
        "out",
        "worst",
        "start",
        "mine",
        "lstm",
        "only",
        "detector",
        "classifier",
        "second",
        "inventory",
    ),
}
"""Options that a command does without, unless they are what is tried."""
CHOSEN = {"consent": "yes", "hand": "right"}
SWITCHES = ("no_realtime", "quick", "list", "light")
WITH: dict[str, tuple[str, ...]] = {
    "record_to": ("--display", "recorder"),
    "words": ("--mode", "words"),
    "out": ("--view", "debug"),
    "detector": ("--classifier", "no-run"),
    "classifier": ("--detector", "no-run"),
    "test_csv": ("--train-csv", "valid.csv"),
    **dict.fromkeys(("lines", "recordings", "ssh_args", "device_python"), ("--pi", "pi@table1")),
}
"""What an option needs beside it, where the command has it."""
WITHOUT = {"preset": "model"}
"""What an option does not allow beside it."""


def arguments_for(command: Command, option: Option | None, value: str, folder: Path) -> list[str]:
    """Return a command line whose other values are valid and make the command end soon."""
    others: list[str] = []
    positional: list[str] = []
    has = {each.flag for each in command.options} | {flag for flag, _ in command.choices.values()}
    for each in command.options:
        kind = KINDS.get(kind_of(each) or "")
        if each is option:
            given = value
        elif (each.dest in FREE and not each.required) or (
            option is not None and each.dest == WITHOUT.get(option.dest)
        ):
            continue
        elif each.dest in FIXED and each.flag:
            given = FIXED[each.dest]
        elif kind is not None and kind.valid is not None and (each.required or each.type in ("Path", "")):
            if not each.flag and not each.required:
                continue
            given = kind.valid(folder)
        else:
            continue
        if not each.flag:
            positional.append(given)
        else:
            others.append(f"{each.flag}={given}")
    for dest, choice in CHOSEN.items():
        if dest in command.choices:
            others += [command.choices[dest][0], choice]
    for dest, (flag, values) in command.choices.items():
        if not flag and dest not in CHOSEN:
            positional.insert(0, values[0])
    others += [command.switches[dest] for dest in SWITCHES if dest in command.switches]
    if option is not None and WITH.get(option.dest, ("none",))[0] in has:
        others += WITH[option.dest]
    return [*command.words, *others, *(("--", *positional) if positional else ())]
