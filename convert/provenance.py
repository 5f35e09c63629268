"""Where weights come from, for the metadata of the hand networks."""

from pathlib import Path
from typing import Any

from device.recognition.metadata import sha256_of
from training.run_folder import environment, read_object

INDICES = ("signers/index.csv.gz", "hands/index.csv.gz", "negatives/index.csv")

LICENCE = (
    "Learned from public pictures, most of which state no licence, and from our own rendered hands (CC0 parts). "
    "No picture is in the weights' repository; the weights have the project's licence."
)

FROM_MEDIAPIPE = (
    "Training started from hand_landmark_full.tflite of mediapipe 0.10.21 (Apache-2.0, LICENSE.mediapipe). "
    "Learned from public pictures, most of which state no licence, and from our own rendered hands (CC0 parts). "
    "No picture is in the weights' repository."
)


def protocol(how: str) -> str:
    """Describe on whose hands a figure was measured; `how` is the rest of the description."""
    return f"letters of the people of hands/, split dev, from whom nothing was learned; {how}"


def provenance(run: Path, data: Path, licence: str = LICENCE) -> dict[str, Any]:
    """Collect data, plan and versions of a run of `python -m training hand` or `average`.

    Args:
        run: its folder.
        data: folder with the index files that the run learned from.
        licence: of the weights, and what they were made from.

    Raises:
        RunError: the run is not finished.
    """
    config = read_object(run / "config.json")
    for plan in (config, *config.get("mean_of", ())):
        for key in ("run", "start", "synthetic", "mine", "second"):  # the folder's name, not where it lies on a disk
            if plan.get(key):
                plan[key] = "/".join(Path(plan[key]).parts[-2:])
    return {
        "data": "signers, negatives and hands, split train, by person; rendered hands where `synthetic` is named",
        "data_sha256": {name: sha256_of(data / name) for name in INDICES if (data / name).is_file()},
        "plan": config,
        "trained_with": trained_with(run),
        "converted_with": environment()["packages"],
        "licence": licence,
    }


def trained_with(run: Path) -> dict[str, Any]:
    """Return versions, platform and commit of a run.

    Raises:
        RunError: the run is not finished.
    """
    ran = read_object(run / "environment.json", "python", "packages", "platform", "commit")
    return {key: ran[key] for key in ("python", "packages", "platform", "commit")}
