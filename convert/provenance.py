"""Where weights come from, for the metadata of the hand networks."""

from pathlib import Path
from typing import Any

from training.datasets.people import VALIDATION_SIGNERS
from training.run_folder import environment, read_object

LICENCE = (
    "Learned from public pictures, most of which state no licence, and from our own rendered hands (CC0 parts). "
    "No picture is in the weights' repository; the weights have the project's licence."
)


def protocol(run: Path, how: str) -> str:
    """Describe on whose hands a figure was measured.

    Args:
        run: folder of `python -m training hand`; its config tells whether it learned from the validation signers.
        how: rest of the description.

    Raises:
        RunError: the run is not finished.
    """
    learned = read_object(run / "config.json").get("all")
    seen = "seen in the last steps of training" if learned else "held out"
    return f"{len(VALIDATION_SIGNERS)} training signers, {seen} ({', '.join(VALIDATION_SIGNERS)}), {how}"


def provenance(run: Path) -> dict[str, Any]:
    """Collect data, plan and versions of a run of `python -m training hand`.

    Raises:
        RunError: the run is not finished.
    """
    config = read_object(run / "config.json")
    for key in ("run", "start", "synthetic"):  # the folder's name, not where it lies on a disk
        if config.get(key):
            config[key] = "/".join(Path(config[key]).parts[-2:])
    return {
        "data": "signers and negatives of the training split, by person; rendered hands where `synthetic` is named",
        "plan": config,
        "trained_with": trained_with(run),
        "converted_with": environment()["packages"],
        "licence": LICENCE,
    }


def trained_with(run: Path) -> dict[str, Any]:
    """Return versions, platform and commit of a run.

    Raises:
        RunError: the run is not finished.
    """
    ran = read_object(run / "environment.json", "python", "packages", "platform", "commit")
    return {key: ran[key] for key in ("python", "packages", "platform", "commit")}
